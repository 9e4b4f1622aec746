"""Between the organisations, and the rules of withholding."""

from datetime import date, timedelta

from flask import Blueprint, flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from wtforms import DateField, SelectField, StringField
from wtforms.validators import Optional

from dispatch.domain.permissions import DispatchPermission
from dispatch.domain.withholding import LONGEST_SOURCE, TaxKind
from dispatch.service.claims import settlement, withholding
from dispatch.service.claims.withholding import PERCENTS, WON, RuleToEnter
from dispatch.web.claims.own import after, month_asked
from foundation.database.work import UnitOfWork
from foundation.security.errors import Conflict, Refused
from foundation.text.i18n import label
from foundation.text.message import LazyText, say
from foundation.web.downloads import as_file
from foundation.web.forms import Form, choices
from foundation.web.guards import requires
from foundation.web.refusals import refusals_on
from foundation.web.translation import gettext as _
from foundation.web.translation import language
from foundation.web.work import reading, unit_of_work

bp = Blueprint("pay_money", __name__, template_folder="../../templates")
READ, CLOSE = DispatchPermission.CLAIM_READ, DispatchPermission.PAY_CLOSE
HINTS: dict[str, LazyText] = {
    "income": say("Percent of what is left after expenses."),
    "local": say("Percent of the income tax."),
    "expenses": say("Percent that counts as expenses. 0: none."),
    "free_won": say("Won of what is left after expenses, up to which nothing is withheld."),
    "small_won": say("Won of income tax, below which nothing is withheld."),
}


class WithholdingForm(Form):
    """A rule of withholding."""

    kind = SelectField(say("Taxed as").text)
    income = StringField(say("Income tax").text)
    local = StringField(say("Local tax").text, default="10")
    expenses = StringField(say("Expenses").text, default="0")
    free_won = StringField(say("Free of tax up to").text, default="0")
    small_won = StringField(say("Smallest tax").text, default="0")
    valid_from = DateField(say("Counts from").text, [Optional()])
    source = StringField(say("Source").text)

    def offer(self) -> "WithholdingForm":
        """Fill in what may be chosen."""
        self.kind.choices = choices([(kind.value, label(kind, language())) for kind in TaxKind])
        return self


def _last_month(uow: UnitOfWork) -> date:
    """What is settled: the month that is over."""
    return (uow.today.replace(day=1) - timedelta(days=1)).replace(day=1)


@bp.get("/settlement")
@requires(READ)
def show() -> ResponseReturnValue:
    """Show a month between the organisations."""
    with reading() as uow:
        month = month_asked(uow, _last_month(uow))
        return render_template(
            "dispatch/claims/settlement.html",
            found=settlement.see(uow, month),
            before=(month - timedelta(days=1)).replace(day=1),
            after=after(month, uow.today),
        )


@bp.post("/settlement")
@requires(READ)
def download() -> ResponseReturnValue:
    """Give the month as a workbook."""
    with unit_of_work() as uow:
        month = month_asked(uow, _last_month(uow))
        content = settlement.export(uow, month, language())
    return as_file(content, f"settlement-{month:%Y-%m}", "xlsx")


@bp.get("/withholding")
@requires(READ)
def rules() -> ResponseReturnValue:
    """Show the rules of withholding with their sources, and the form of a new one."""
    return _page(WithholdingForm(None).offer())


@bp.post("/withholding")
@requires(CLOSE)
def enter() -> ResponseReturnValue:
    """Enter a rule."""
    form = WithholdingForm().offer()
    if not form.validate():
        return _page(form), 422
    wanted = RuleToEnter(
        kind=TaxKind(form.kind.data),
        valid_from=form.valid_from.data,
        numbers={name: form[name].data or "" for name in (*PERCENTS, *WON)},
        source=form.source.data or "",
    )
    with (
        refusals_on(form, lambda: _page(form), shows=(Refused, Conflict)),
        unit_of_work() as uow,
    ):
        row = withholding.enter(uow, wanted)
    flash(_("Saved. It counts from %(day)s on.", day=str(row.valid_from)), "success")
    return redirect(url_for(".rules"), code=303)


def _page(form: WithholdingForm) -> str:
    with reading() as uow:
        return render_template(
            "dispatch/claims/withholding.html",
            rules=withholding.list_rules(uow),
            form=form,
            hints=HINTS,
            longest=LONGEST_SOURCE,
            may_enter=uow.may(CLOSE),
            today=uow.today,
        )
