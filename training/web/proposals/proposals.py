"""Proposed courses: the list, and one with why it is proposed and what can be done about it."""

from uuid import UUID

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from accounts.domain.cities import CITIES
from foundation.security.errors import Conflict, DomainError, refuse
from foundation.text.message import say
from foundation.web.guards import requires
from foundation.web.ids import get_id
from foundation.web.pagination import page_number, paged
from foundation.web.refusals import refusals_by, refusals_on
from foundation.web.translation import gettext as _
from foundation.web.translation import language, ngettext
from foundation.web.work import reading, unit_of_work
from interpreters.domain.languages import Language
from training.domain.permissions import TrainingPermission
from training.domain.proposals import CourseProposalState, ProposalWish
from training.service.proposals import desk, drafting, inviting, yields
from training.service.proposals import outcomes as outcomes_service
from training.web.proposals.forms import DismissalForm
from training.web.questions import SESSIONS_COVERED

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
    spoken, city = request.args.get("language", ""), request.args.get("city", "")
    wish = ProposalWish(
        state=state,
        language=Language(spoken) if spoken in {*Language} else None,
        city=city if city in CITIES else "",
    )
    with reading() as uow:
        query = desk.select_all(uow, wish)
        page = paged(uow.db, query, number=page_number(), size=uow.settings.page_size)
        return render_template(
            "training/proposals/index.html",
            page=page,
            wish=wish,
            spoken_languages=list(Language),
            counts=desk.count_by_state(uow),
            cities=CITIES,
            why_of=desk.why_of,
            reason_of=desk.reason_of,
        )


@bp.get("/training/proposals/<uuid:proposal_id>")
@requires(MANAGE)
def show(proposal_id: UUID) -> ResponseReturnValue:
    """Show one."""
    return _page(proposal_id)


@bp.post("/training/proposals/<uuid:proposal_id>/draft")
@requires(MANAGE)
def draft(proposal_id: UUID) -> ResponseReturnValue:
    """Prepare a cohort for it, together with the others that were ticked."""
    with (
        refusals_by(lambda error: (_page(proposal_id, problem=error), 422), unless=(Conflict,)),
        unit_of_work() as uow,
    ):
        together = _ids("together")
        drafting.make_draft_cohort(uow, proposal_id, together)
    flash(_("The cohort is prepared. Invite people, then add its classes."), "success")
    return redirect(url_for(".show", proposal_id=proposal_id), code=303)


@bp.post("/training/proposals/<uuid:proposal_id>/invite")
@requires(MANAGE)
def invite(proposal_id: UUID) -> ResponseReturnValue:
    """Invite those who were ticked."""
    with (
        refusals_by(lambda error: (_page(proposal_id, problem=error), 422), unless=(Conflict,)),
        unit_of_work() as uow,
    ):
        chosen = _ids("people")
        count = inviting.invite(uow, proposal_id, chosen, language())
    flash(ngettext("%(num)s person invited.", "%(num)s people invited.", count), "success")
    return redirect(url_for(".show", proposal_id=proposal_id), code=303)


@bp.get("/training/outcomes")
@requires(MANAGE)
def outcomes() -> ResponseReturnValue:
    """Show what was predicted of each course and what came of it."""
    with reading() as uow:
        return render_template(
            "training/proposals/outcomes.html", seen=outcomes_service.see(uow), cities=CITIES
        )


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


def _ids(name: str) -> list[UUID]:
    refusal = refuse(name, say("Choose among the answers offered."))
    return [get_id(text, refusal) for text in request.form.getlist(name)]


def _page(
    proposal_id: UUID, form: DismissalForm | None = None, problem: DomainError | None = None
) -> str:
    covered = SESSIONS_COVERED.answer()
    with reading() as uow:
        it = desk.get(uow, proposal_id)
        candidates = inviting.list_candidates(uow, it, language())
        return render_template(
            "training/proposals/show.html",
            it=it,
            why=desk.why_of(it),
            reason=desk.reason_of(it),
            form=form or DismissalForm(None),
            problem=problem,
            cities=CITIES,
            version=drafting.version_of(uow, it),
            expected=drafting.expected(uow, it),
            arrives=yields.expected_yield(uow, it.level, it.language).of_seats(it.seats),
            companions=drafting.companions(uow, it),
            covered=covered and covered(uow, [UUID(each) for each in it.session_ids]),
            ready=[each for each in candidates if not each.lacks],
            lacking=[each for each in candidates if each.lacks],
            invites=it.cohort is not None
            and it.cohort.status in inviting.INVITING
            and it.cohort.closes_at > uow.now,
        )
