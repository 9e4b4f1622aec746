"""Who receives reports by mail."""

from typing import Any
from uuid import UUID

from flask import Blueprint, flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from wtforms import SelectField
from wtforms.validators import Optional

from dispatch.domain.permissions import DispatchPermission
from dispatch.domain.report_mails import ReportRhythm
from dispatch.service.reports import mailed
from foundation.database.work import UnitOfWork
from foundation.security.errors import Conflict
from foundation.text.i18n import label
from foundation.text.message import say
from foundation.web.forms import Form, choices
from foundation.web.guards import requires
from foundation.web.ids import find_id
from foundation.web.refusals import flashed, refusals_by, refusals_on
from foundation.web.translation import gettext as _
from foundation.web.translation import language
from foundation.web.work import reading, unit_of_work

bp = Blueprint("report_mails", __name__, template_folder="../../templates")
ANY, OWN = DispatchPermission.REPORT_MAIL_ANY, DispatchPermission.REPORT_MAIL_OWN


class ReportMailForm(Form):
    """Somebody, how often, and of which organisation; empty for all that they may see."""

    # What is chosen is checked by the service, which knows who may be.
    user = SelectField(say("Receiver").text, validate_choice=False)
    rhythm = SelectField(say("How often").text, validate_choice=False)
    organisation = SelectField(say("Report of").text, [Optional()], validate_choice=False)

    def offer(self, uow: UnitOfWork) -> "ReportMailForm":
        """Fill in what may be chosen, in the reader's language."""
        spoken = language()
        people = [
            (str(each.id), f"{each.full_name} ({each.email})")
            for each in mailed.list_candidates(uow)
        ]
        self.user.choices = choices(people, empty=say("Choose").text)
        self.rhythm.choices = choices([(each.value, label(each, spoken)) for each in ReportRhythm])
        bodies = [(str(each.id), each.name_in(spoken)) for each in mailed.list_choices(uow)]
        self.organisation.choices = choices(bodies, empty=say("All that this person may see").text)
        return self


@bp.get("/reports/mail")
@requires(ANY, OWN)
def index() -> ResponseReturnValue:
    """List who receives reports, with a form for one more."""
    return _page(ReportMailForm(None))


@bp.post("/reports/mail")
@requires(ANY, OWN)
def add() -> ResponseReturnValue:
    """Let somebody receive reports."""
    form = ReportMailForm()
    rhythm: Any = form.rhythm.data
    with refusals_on(form, lambda: _page(form)), unit_of_work() as uow:
        mailed.subscribe(
            uow,
            find_id(form.user.data),
            ReportRhythm(rhythm) if rhythm in {*ReportRhythm} else None,
            find_id(form.organisation.data),
        )
    flash(_("Saved."), "success")
    return redirect(url_for(".index"), code=303)


@bp.post("/reports/mail/<uuid:subscription_id>/remove")
@requires(ANY, OWN)
def remove(subscription_id: UUID) -> ResponseReturnValue:
    """Send somebody no more of these reports."""
    back = redirect(url_for(".index"), code=303)
    with (
        refusals_by(lambda error: flashed(error, back), shows=(Conflict,)),
        unit_of_work() as uow,
    ):
        mailed.unsubscribe(uow, subscription_id)
    flash(_("Removed."), "success")
    return back


def _page(form: ReportMailForm) -> str:
    with reading() as uow:
        return render_template(
            "dispatch/reports/mails.html",
            receivers=mailed.list_receivers(uow),
            form=form.offer(uow),
        )
