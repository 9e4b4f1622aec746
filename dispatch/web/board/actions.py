"""What a coordinator does to one session from the board: ask, assign, pin, release, take back."""

from collections.abc import Callable
from uuid import UUID

from flask import Blueprint, flash, redirect, request
from flask.typing import ResponseReturnValue

from dispatch.domain.permissions import DispatchPermission
from dispatch.service.board import reminding
from dispatch.service.explain import candidates
from dispatch.service.plans import handover, runs, swapping
from dispatch.service.slots import assignments, assignments_ending, offers, offers_ending
from dispatch.web.board import address
from dispatch.web.board.forms import ActionForm, HandoverForm, PinForm
from dispatch.web.board.page import Typed, render_board
from foundation.database.work import UnitOfWork
from foundation.security.errors import Conflict, Forbidden, NotFound
from foundation.text.message import say
from foundation.web.guards import requires
from foundation.web.refusals import refusals_by
from foundation.web.translation import gettext as _
from foundation.web.translation import ngettext
from foundation.web.work import unit_of_work
from scheduling.domain.permissions import SchedulingPermission
from scheduling.service import proposals

bp = Blueprint("board_actions", __name__, template_folder="../../templates")
Action = Callable[[UnitOfWork], str]
MOST_AT_ONCE = 3


def act(
    day_text: str, action: Action, *, about: UUID | None = None, form: ActionForm | None = None
) -> ResponseReturnValue:
    """Do it and show the board as it was looked at; or show the board with why it cannot be done.

    A refusal opens the session that it is `about`, and the person of the form, with what was typed.
    """
    day = address.day_of(day_text)
    typed = None if form is None else Typed(about, form)
    with (
        refusals_by(
            lambda error: render_board(day, error, typed=typed), unless=(NotFound, Forbidden)
        ),
        unit_of_work() as uow,
    ):
        done = action(uow)
    flash(done, "success")
    anchor = "chosen" if request.args.get("s") else None
    return redirect(address.here(day, person=None, _anchor=anchor), code=303)


@bp.post("/dispatch/<day>/sessions/<uuid:session_id>/ask")
@requires(DispatchPermission.ASSIGNMENT_CHANGE)
def ask(day: str, session_id: UUID) -> ResponseReturnValue:
    """Send one candidate an offer for one slot."""
    form = ActionForm()

    def action(uow: UnitOfWork) -> str:
        draft = form.left_out()
        if draft is not None:
            runs.leave_out(uow, draft)
        offer = offers.send_offer(
            uow,
            session_id=session_id,
            slot_no=form.slot(),
            interpreter_id=form.person(),
            starts_at=form.start(),
            modality=form.mode(),
            override_reason=form.reason.data or "",
            gender_asked=form.has_asked_gender(),
        )
        return _("%(name)s has been asked.", name=offer.interpreter.full_name)

    return act(day, action, about=session_id, form=form)


@bp.post("/dispatch/<day>/sessions/<uuid:session_id>/remind")
@requires(DispatchPermission.ASSIGNMENT_CHANGE)
def remind(day: str, session_id: UUID) -> ResponseReturnValue:
    """Remind somebody to sign what keeps them from being asked."""
    form = ActionForm()

    def action(uow: UnitOfWork) -> str:
        name = reminding.remind_to_sign(uow, form.person())
        return _("%(name)s has been reminded to sign.", name=name)

    return act(day, action, about=session_id, form=form)


@bp.post("/dispatch/<day>/sessions/<uuid:session_id>/ask-several")
@requires(DispatchPermission.ASSIGNMENT_CHANGE)
def ask_several(day: str, session_id: UUID) -> ResponseReturnValue:
    """Ask the best few at once, for one start; the first who accepts gets the slot."""
    form = ActionForm()

    def action(uow: UnitOfWork) -> str:
        best = candidates.ranked_candidates(uow, session_id)
        if not best:
            raise Conflict(say("Nobody can take it now."))
        together = candidates.like_the_first(best)[:MOST_AT_ONCE]
        sent = offers.send_to_several(
            uow,
            session_id=session_id,
            slot_no=form.slot(),
            interpreter_ids=[c.person.id for c in together],
            starts_at=best[0].starts_at,
            modality=best[0].way.modality,
        )
        return ngettext(
            "%(num)s person has been asked.", "%(num)s people have been asked.", len(sent)
        )

    return act(day, action)


@bp.post("/dispatch/<day>/sessions/<uuid:session_id>/assign")
@requires(DispatchPermission.ASSIGNMENT_CHANGE)
def assign(day: str, session_id: UUID) -> ResponseReturnValue:
    """Confirm somebody for a slot, as agreed by telephone; whoever has it now is released."""
    form = ActionForm()

    def action(uow: UnitOfWork) -> str:
        if form.replaces.data:
            made = assignments_ending.replace(
                uow,
                form.former(),
                form.person(),
                override_reason=form.reason.data or "",
                agreed_with=form.agreement(),
                gender_asked=form.has_asked_gender(),
            )
        else:
            made = assignments.assign(
                uow,
                session_id=session_id,
                slot_no=form.slot(),
                interpreter_id=form.person(),
                starts_at=form.start(),
                modality=form.mode(),
                override_reason=form.reason.data or "",
                agreed_with=form.agreement(),
                gender_asked=form.has_asked_gender(),
            )
        return _("%(name)s is confirmed.", name=made.interpreter.full_name)

    return act(day, action, about=session_id, form=form)


@bp.post("/dispatch/<day>/sessions/<uuid:session_id>/handover")
@requires(DispatchPermission.PLAN_RUN)
def hand_over(day: str, session_id: UUID) -> ResponseReturnValue:
    """Put a handover that would fill a session into the draft, to be reviewed and sent."""
    form = HandoverForm()

    def action(uow: UnitOfWork) -> str:
        handover.draft_handover(uow, form.of(session_id))
        return _("Both changes are in the draft. Nobody has been notified yet.")

    return act(day, action)


@bp.post("/dispatch/<day>/assignments/<uuid:assignment_id>/pin")
@requires(DispatchPermission.ASSIGNMENT_CHANGE)
def pin(day: str, assignment_id: UUID) -> ResponseReturnValue:
    """Pin an assignment, or unpin it."""
    pinned = PinForm().on.data == "1"

    def action(uow: UnitOfWork) -> str:
        assignments_ending.set_pinned(uow, assignment_id, pinned=pinned)
        return _("Pinned. Auto-assign won't move it.") if pinned else _("No longer pinned.")

    return act(day, action)


@bp.post("/dispatch/<day>/assignments/<uuid:assignment_id>/release")
@requires(DispatchPermission.ASSIGNMENT_CHANGE)
def release(day: str, assignment_id: UUID) -> ResponseReturnValue:
    """Free somebody from a slot; they are told."""

    def action(uow: UnitOfWork) -> str:
        ended = assignments_ending.release(uow, assignment_id)
        return _("%(name)s is released and has been notified.", name=ended.interpreter.full_name)

    return act(day, action)


@bp.post("/dispatch/<day>/offers/<uuid:offer_id>/withdraw")
@requires(DispatchPermission.ASSIGNMENT_CHANGE)
def withdraw(day: str, offer_id: UUID) -> ResponseReturnValue:
    """Take a question back before it is answered."""

    def action(uow: UnitOfWork) -> str:
        offers_ending.withdraw(uow, offer_id)
        return _("The offer is withdrawn.")

    return act(day, action)


@bp.post("/dispatch/<day>/sessions/<uuid:session_id>/propose")
@requires(SchedulingPermission.REQUEST_DECIDE)
def propose(day: str, session_id: UUID) -> ResponseReturnValue:
    """Ask the requester for another start or way; a yes on the request's page applies it."""
    form = ActionForm()

    def action(uow: UnitOfWork) -> str:
        starts_at, modality = form.change()
        proposals.propose(uow, session_id, starts_at=starts_at, modality=modality)
        return _("The requester has been asked. If they agree, the session changes at once.")

    return act(day, action)


@bp.post("/dispatch/<day>/drafts/<uuid:draft_id>/swap")
@requires(DispatchPermission.PLAN_RUN)
def swap(day: str, draft_id: UUID) -> ResponseReturnValue:
    """Put somebody else into the draft; nobody is told before it is sent."""
    form = ActionForm()

    def action(uow: UnitOfWork) -> str:
        changed = swapping.swap(uow, draft_id, form.person())
        return _("%(name)s is now in the draft. Nobody has been notified yet.", name=changed.name)

    return act(day, action)


@bp.post("/dispatch/<day>/proposals/<uuid:proposal_id>/withdraw")
@requires(SchedulingPermission.REQUEST_DECIDE)
def withdraw_proposal(day: str, proposal_id: UUID) -> ResponseReturnValue:
    """Take a question to a requester back before it is answered."""

    def action(uow: UnitOfWork) -> str:
        proposals.withdraw(uow, proposal_id)
        return _("The question is withdrawn, and the requester has been told.")

    return act(day, action)


@bp.get(
    "/dispatch/<day>/<any(sessions, assignments, offers, drafts, proposals, cascades):kind>/<uuid:about>/<deed>"
)
@requires(DispatchPermission.BOARD_READ)
def go_back(day: str, kind: str, about: UUID, deed: str) -> ResponseReturnValue:
    """Go to the board from the address of a button: a refusal leaves it in the browser's address bar."""
    del deed
    chosen = {"s": about} if kind == "sessions" else {}
    return redirect(address.here(address.day_of(day), person=None, **chosen), code=303)
