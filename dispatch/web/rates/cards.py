"""Pay rates: what counts, what comes, what was; and the form of new ones."""

from datetime import date
from typing import Any
from uuid import UUID

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from wtforms import BooleanField, DateField, SelectField, StringField
from wtforms.validators import Optional

from accounts.service import organisations
from dispatch.domain.permissions import DispatchPermission
from dispatch.domain.rate_answers import RATE_ANSWERS, RATE_GROUPS
from dispatch.domain.rates import PAID_LEVELS, Rates, RateScope
from dispatch.service.rates import cards
from dispatch.service.rates.export import export_cards
from foundation.database.work import UnitOfWork
from foundation.security.errors import Conflict, Refused
from foundation.text.i18n import label
from foundation.text.message import say
from foundation.web.downloads import as_file
from foundation.web.forms import choices
from foundation.web.guards import requires
from foundation.web.ids import find_id
from foundation.web.refusals import refusals_on
from foundation.web.stale import StoredForm, refuse_stale
from foundation.web.translation import gettext as _
from foundation.web.translation import language
from foundation.web.work import reading, unit_of_work
from interpreters.domain.qualifications import CertificationLevel, Domain

bp = Blueprint("rates", __name__, template_folder="../../templates")
# What is chosen anew each time and stands nowhere yet.
_CHOSEN = frozenset({"organisation", "domain", "level", "valid_from", "source", "ends"})


class RateCardForm(StoredForm):
    """New rates: for what, from when, how much, and where they come from."""

    organisation = SelectField(say("Organisation").text, default="")
    domain = SelectField(say("Field").text, default="")
    level = SelectField(say("Certification").text, default="")
    ends = BooleanField(say("End these rates: the wider ones count again").text)
    valid_from = DateField(say("Counts from").text, [Optional()])
    source = StringField(say("Source").text)

    def texts(self) -> dict[str, str]:
        """The rates as they were shown."""
        return {name: text for name, text in super().texts().items() if name not in _CHOSEN}

    def offer(self, uow: UnitOfWork) -> "RateCardForm":
        """Fill in what may be chosen, in the reader's language."""
        spoken = language()
        every = [("", say("All"))]
        self.organisation.choices = choices(
            [
                *every,
                *((str(o.id), o.name_in(spoken)) for o in organisations.list_organisations(uow)),
            ]
        )
        self.domain.choices = choices([*every, *((d.value, label(d, spoken)) for d in Domain)])
        self.level.choices = choices([*every, *((x.value, label(x, spoken)) for x in PAID_LEVELS)])
        return self

    @property
    def scope(self) -> RateScope:
        """For what the rates are to count."""
        return RateScope(
            organisation_id=find_id(self.organisation.data),
            domain=Domain(self.domain.data) if self.domain.data else None,
            level=CertificationLevel(self.level.data) if self.level.data else None,
        )


for _name, _answer in RATE_ANSWERS.items():
    setattr(RateCardForm, _name, StringField(_answer.label.text))


@bp.get("/rates")
@requires(DispatchPermission.RATE_READ)
def index() -> ResponseReturnValue:
    """List the rates by what they count for."""
    with reading() as uow:
        return render_template(
            "dispatch/rates/index.html",
            scopes=cards.list_scopes(uow),
            answers=RATE_ANSWERS,
            groups=RATE_GROUPS,
        )


@bp.post("/rates/<any(xlsx, csv):form>")
@requires(DispatchPermission.RATE_READ)
def download(form: str) -> ResponseReturnValue:
    """Give every card as a file."""
    with unit_of_work() as uow:
        content = export_cards(uow, language(), form)
    return as_file(content, "pay-rates", form)


@bp.get("/rates/new")
@requires(DispatchPermission.RATE_CHANGE)
def new() -> ResponseReturnValue:
    """Show the form over what counts for the same scope, or generally."""
    with reading() as uow:
        form = RateCardForm(None, data=_asked()).offer(uow)
        for field in (form.organisation, form.domain, form.level):
            if field.data not in {value for value, *_ in field.choices or ()}:
                field.data = ""
        return _page(_filled(uow, form, uow.today))


@bp.post("/rates/new")
@requires(DispatchPermission.RATE_CHANGE)
def enter() -> ResponseReturnValue:
    """Enter new rates."""
    with reading() as uow:
        form = RateCardForm().offer(uow)
    if not form.validate():
        return _page(form), 422
    wanted = cards.CardToEnter(
        scope=form.scope,
        valid_from=form.valid_from.data,
        rates={name: form[name].data or "" for name in RATE_ANSWERS},
        ends=bool(form.ends.data),
        source=form.source.data or "",
    )
    with (
        refusals_on(form, lambda: _page(form), shows=(Refused, Conflict)),
        unit_of_work() as uow,
    ):
        refuse_stale(uow, form, lambda: _stored(uow, form.scope))
        row = cards.enter(uow, wanted)
    flash(_("Saved. It counts from %(day)s on.", day=str(row.valid_from)), "success")
    return redirect(url_for(".index"), code=303)


@bp.post("/rates/<uuid:card_id>/take-back")
@requires(DispatchPermission.RATE_CHANGE)
def take_back(card_id: UUID) -> ResponseReturnValue:
    """Take rates back that do not count yet."""
    with unit_of_work() as uow:
        cards.take_back(uow, card_id)
    flash(_("Taken back. What counts before that day goes on."), "success")
    return redirect(url_for(".index"), code=303)


def _asked() -> dict[str, Any]:
    return {name: request.args.get(name, "") for name in ("organisation", "domain", "level")}


def _stored(uow: UnitOfWork, scope: RateScope) -> RateCardForm:
    asked = {
        "organisation": str(scope.organisation_id or ""),
        "domain": scope.domain or "",
        "level": scope.level or "",
    }
    return _filled(uow, RateCardForm(None, data=asked).offer(uow), uow.today)


def _filled(uow: UnitOfWork, form: RateCardForm, today: date) -> RateCardForm:
    """The form over the rates that count today for its scope, else over the general ones."""
    found = cards.counts_today(uow, form.scope)
    usual = Rates(hour_won=0)
    for name in RATE_ANSWERS:
        form[name].data = str(getattr(found or usual, name))
    if found is None:
        form["hour_won"].data = ""
    form.valid_from.data = today
    form.note_seen()
    return form


def _page(form: RateCardForm) -> str:
    return render_template(
        "dispatch/rates/new.html",
        form=form,
        answers=RATE_ANSWERS,
        groups=RATE_GROUPS,
        longest=cards.LONGEST_SOURCE,
    )
