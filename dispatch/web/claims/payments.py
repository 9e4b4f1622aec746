"""Payment lists for the bank, and the accounts that pay goes to."""

from uuid import UUID

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from wtforms import SelectField, StringField

from dispatch.domain.permissions import DispatchPermission
from dispatch.domain.withholding import TaxKind
from dispatch.service.claims import payments, profiles
from dispatch.service.claims.profiles import PayProfile
from foundation.security.errors import Conflict, Refused
from foundation.text.i18n import label
from foundation.text.message import say
from foundation.times.zones import read_day
from foundation.web.downloads import as_file
from foundation.web.forms import choices
from foundation.web.guards import requires
from foundation.web.pagination import page_number, paged
from foundation.web.refusals import flashed, refusals_by, refusals_on
from foundation.web.stale import StoredForm, refuse_stale
from foundation.web.translation import gettext as _
from foundation.web.translation import language
from foundation.web.work import reading, unit_of_work

bp = Blueprint("payments", __name__, template_folder="../../templates")
CLOSE, OWN = DispatchPermission.PAY_CLOSE, DispatchPermission.PAY_OWN


class BankForm(StoredForm):
    """Where pay goes; an empty number keeps the one that is there."""

    bank = StringField(say("Bank").text)
    holder = StringField(say("Account holder").text)
    account = StringField(say("Account number").text)

    def show(self, profile: PayProfile | None) -> None:
        """Fill in what is kept, but the number."""
        if profile is not None:
            self.bank.data, self.holder.data = profile.bank, profile.holder
        self.note_seen()

    def typed(self) -> profiles.ProfileToKeep:
        """What was typed."""
        return profiles.ProfileToKeep(
            bank=self.bank.data or "",
            holder=self.holder.data or "",
            account=self.account.data or "",
        )


class OfficeBankForm(BankForm):
    """The same with what is the office's to say."""

    tax_kind = SelectField(say("Taxed as").text)

    def offer(self) -> "OfficeBankForm":
        """Fill in what may be chosen."""
        self.tax_kind.choices = choices([(kind.value, label(kind, language())) for kind in TaxKind])
        return self

    def show(self, profile: PayProfile | None) -> None:
        """Fill in what is kept, but the number."""
        if profile is not None:
            self.tax_kind.data = profile.tax_kind.value
        super().show(profile)

    def typed(self) -> profiles.ProfileToKeep:
        """What was typed."""
        typed = super().typed()
        return profiles.ProfileToKeep(
            bank=typed.bank,
            holder=typed.holder,
            account=typed.account,
            tax_kind=TaxKind(self.tax_kind.data),
        )


@bp.get("/payments")
@requires(CLOSE)
def index() -> ResponseReturnValue:
    """Show what can be paid now, and the lists that were made."""
    with reading() as uow:
        unpaid = payments.see_unpaid(uow)
        query = payments.select_lists(uow)
        return render_template(
            "dispatch/claims/payments.html",
            unpaid=unpaid,
            page=paged(uow.db, query, number=page_number(), size=uow.settings.page_size),
            today=uow.today,
        )


@bp.post("/payments")
@requires(CLOSE)
def make() -> ResponseReturnValue:
    """Make a list of everything that can be paid."""
    back = redirect(url_for(".index"), code=303)
    with (
        refusals_by(lambda error: flashed(error, back), shows=(Refused, Conflict)),
        unit_of_work() as uow,
    ):
        made = payments.make(uow, read_day(request.form.get("pay_on", "")))
    flash(_("The list is made. Download it for the bank."), "success")
    return redirect(url_for(".show", list_id=made.id), code=303)


@bp.get("/payments/<uuid:list_id>")
@requires(CLOSE)
def show(list_id: UUID) -> ResponseReturnValue:
    """Show a list; of account numbers the last digits."""
    with reading() as uow:
        made, items = payments.see(uow, list_id)
        return render_template("dispatch/claims/payment_list.html", made=made, items=items)


@bp.post("/payments/<uuid:list_id>/file")
@requires(CLOSE)
def file(list_id: UUID) -> ResponseReturnValue:
    """Give the list as the bank reads it. A POST, because the trail notes who opened the numbers."""
    ending = "csv" if request.form.get("ending") == "csv" else "xlsx"
    with unit_of_work() as uow:
        content = payments.export(uow, list_id, ending, language())
    return as_file(content, "payments", ending)


@bp.get("/pay/account")
@requires(OWN)
def own() -> ResponseReturnValue:
    """Show where one's own pay goes."""
    with reading() as uow:
        profile = profiles.see_own(uow)
        form = BankForm(None)
        form.show(profile)
        return _own_page(form, profile)


@bp.post("/pay/account")
@requires(OWN)
def keep_own() -> ResponseReturnValue:
    """Keep where one's own pay goes."""
    form = BankForm()
    form.validate()

    def page() -> str:
        with reading() as uow:
            return _own_page(form, profiles.see_own(uow))

    with refusals_on(form, page, shows=(Refused, Conflict)), unit_of_work() as uow:
        refuse_stale(uow, form, lambda: _stored(BankForm(None), profiles.see_own(uow)))
        profiles.keep_own(uow, form.typed())
    flash(_("Saved. Your pay goes there."), "success")
    return redirect(url_for(".own"), code=303)


@bp.get("/payments/people/<uuid:interpreter_id>")
@requires(CLOSE)
def person(interpreter_id: UUID) -> ResponseReturnValue:
    """Show where somebody's pay goes, and as what it is taxed."""
    form = OfficeBankForm(None).offer()
    with reading() as uow:
        form.show(profiles.see(uow, interpreter_id)[1])
    return _person_page(interpreter_id, form)


@bp.post("/payments/people/<uuid:interpreter_id>")
@requires(CLOSE)
def keep_person(interpreter_id: UUID) -> ResponseReturnValue:
    """Keep where somebody's pay goes."""
    form = OfficeBankForm().offer()
    if not form.validate():
        return _person_page(interpreter_id, form), 422
    with (
        refusals_on(form, lambda: _person_page(interpreter_id, form), shows=(Refused, Conflict)),
        unit_of_work() as uow,
    ):
        refuse_stale(
            uow,
            form,
            lambda: _stored(OfficeBankForm(None).offer(), profiles.see(uow, interpreter_id)[1]),
        )
        profiles.keep(uow, interpreter_id, form.typed())
    flash(_("Saved."), "success")
    return redirect(url_for(".person", interpreter_id=interpreter_id), code=303)


@bp.post("/payments/people/<uuid:interpreter_id>/open")
@requires(CLOSE)
def open_number(interpreter_id: UUID) -> ResponseReturnValue:
    """Show the whole number of an account; the trail notes it."""
    with unit_of_work() as uow:
        number = profiles.open_number(uow, interpreter_id)
    form = OfficeBankForm(None).offer()
    with reading() as uow:
        form.show(profiles.see(uow, interpreter_id)[1])
    return _person_page(interpreter_id, form, number)


def _stored(form: BankForm, profile: PayProfile | None) -> BankForm:
    form.show(profile)
    return form


def _own_page(form: BankForm, profile: PayProfile | None) -> str:
    return render_template("dispatch/claims/account.html", form=form, profile=profile)


def _person_page(interpreter_id: UUID, form: OfficeBankForm, number: str = "") -> str:
    with reading() as uow:
        who, profile = profiles.see(uow, interpreter_id)
        return render_template(
            "dispatch/claims/person_account.html",
            who=who,
            form=form,
            profile=profile,
            number=number,
        )
