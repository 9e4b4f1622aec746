"""Proposed courses: the list, and one with why it is proposed and what can be done about it."""

from uuid import UUID

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from accounts.domain.cities import CITIES
from foundation.security.errors import Conflict
from foundation.web.guards import requires
from foundation.web.pagination import page_number, paged
from foundation.web.refusals import refusals_on
from foundation.web.translation import gettext as _
from foundation.web.work import reading, unit_of_work
from training.domain.permissions import TrainingPermission
from training.domain.proposals import CourseProposalState
from training.service.proposals import desk
from training.web.proposals.forms import DismissalForm

bp = Blueprint("course_proposals", __name__, template_folder="../../templates")
MANAGE = TrainingPermission.COURSE_MANAGE


@bp.get("/training/proposals")
@requires(MANAGE)
def index() -> ResponseReturnValue:
    """List the proposals of a state, the largest gain first."""
    asked = request.args.get("state", "")
    state = (
        CourseProposalState(asked) if asked in {*CourseProposalState} else CourseProposalState.OPEN
    )
    with reading() as uow:
        query = desk.select_all(uow, {state})
        page = paged(uow.db, query, number=page_number(), size=uow.settings.page_size)
        return render_template(
            "training/proposals/index.html",
            page=page,
            state=state,
            counts=desk.count_by_state(uow),
            cities=CITIES,
            why_of=desk.why_of,
            reason_of=desk.reason_of,
        )


@bp.get("/training/proposals/<uuid:proposal_id>")
@requires(MANAGE)
def show(proposal_id: UUID) -> ResponseReturnValue:
    """Show one."""
    return _page(proposal_id, DismissalForm(None))


@bp.post("/training/proposals/<uuid:proposal_id>")
@requires(MANAGE)
def dismiss(proposal_id: UUID) -> ResponseReturnValue:
    """Put it aside, for a reason."""
    form = DismissalForm()
    if not form.validate():
        return _page(proposal_id, form), 422
    with (
        refusals_on(form, lambda: _page(proposal_id, form), unless=(Conflict,)),
        unit_of_work() as uow,
    ):
        desk.dismiss(uow, proposal_id, form.reason.data or "")
    flash(_("The proposal is dismissed."), "success")
    return redirect(url_for(".index"), code=303)


def _page(proposal_id: UUID, form: DismissalForm) -> str:
    with reading() as uow:
        proposal = desk.get(uow, proposal_id)
        return render_template(
            "training/proposals/show.html",
            it=proposal,
            why=desk.why_of(proposal),
            reason=desk.reason_of(proposal),
            form=form,
            cities=CITIES,
        )
