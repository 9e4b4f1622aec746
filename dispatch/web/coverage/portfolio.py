"""Which courses to hold under a budget: the form, what was chosen, the next best, and proposing it with one click."""

from typing import Any
from uuid import UUID

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from wtforms import StringField

from accounts.domain.cities import CITIES
from dispatch.domain.gains import GainKind
from dispatch.domain.permissions import DispatchPermission
from dispatch.domain.portfolio import WISHED
from dispatch.service.coverage import portfolio
from foundation.security.errors import Conflict
from foundation.web.forms import Form
from foundation.web.guards import requires
from foundation.web.refusals import refusals_on
from foundation.web.translation import gettext as _
from foundation.web.translation import ngettext, words
from foundation.web.work import reading, unit_of_work
from interpreters.domain.qualifications import CertificationLevel
from training.domain.permissions import TrainingPermission

bp = Blueprint("coverage_portfolio", __name__, template_folder="../../templates")
SEE, MANAGE = DispatchPermission.SEE_COVERAGE, TrainingPermission.COURSE_MANAGE


class BudgetForm(Form):
    """A budget, and what things cost."""


for _name, _label in WISHED.items():
    setattr(BudgetForm, _name, StringField(_label.text))


@bp.get("/coverage/portfolio")
@requires(SEE)
def show() -> ResponseReturnValue:
    """Show the newest choice, and the form of its budget."""
    return _page(None)


@bp.post("/coverage/portfolio")
@requires(SEE)
def choose() -> ResponseReturnValue:
    """Have courses chosen for a budget."""
    form = BudgetForm()
    with refusals_on(form, lambda: _page(form)), unit_of_work() as uow:
        portfolio.ask(uow, {name: request.form.get(name, "") for name in WISHED})
    flash(_("The courses are being chosen. Reload the page in a moment."), "success")
    return redirect(url_for(".show"), code=303)


@bp.post("/coverage/portfolio/<uuid:portfolio_id>/propose")
@requires(MANAGE)
def propose(portfolio_id: UUID) -> ResponseReturnValue:
    """Hand the chosen courses to the training office as proposals."""
    try:
        with unit_of_work() as uow:
            count = portfolio.propose(uow, portfolio_id)
    except Conflict as error:
        flash(words(error.reason), "error")
        return redirect(url_for(".show"), code=303)
    flash(
        ngettext("%(num)s course is proposed.", "%(num)s courses are proposed.", count), "success"
    )
    return redirect(url_for("course_proposals.index"), code=303)


def _page(form: BudgetForm | None) -> str:
    with reading() as uow:
        shown = portfolio.read_newest(uow)
        values: dict[str, Any] = {k: f"{v:,}" for k, v in shown.wish.as_json().items()}
        return render_template(
            "dispatch/coverage/portfolio.html",
            shown=shown,
            it=shown.portfolio,
            form=form or BudgetForm(None, data=values),
            fields=list(WISHED),
            cities=CITIES,
            course_of=course_of,
        )


def course_of(lesson: str) -> tuple[GainKind, CertificationLevel]:
    """For whom a course is and to which level, from its name in the choice."""
    kind, level = lesson.split("/", 1)
    return GainKind(kind), CertificationLevel(level)
