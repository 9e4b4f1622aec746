"""How assignments end: one function does it, for release, replacement, giving back and all the rest."""

from datetime import timedelta
from uuid import UUID

from dispatch.domain import endings, filed
from dispatch.domain.endings import Ending, Party, SlotAfter
from dispatch.domain.events import AssignmentEnded, PlaceGivenBack
from dispatch.domain.news import News
from dispatch.domain.permissions import DispatchPermission
from dispatch.domain.settings import DispatchSettings
from dispatch.domain.states import BLOCKING, AssignmentState, ReturnReason
from dispatch.service import desk_notices
from dispatch.service.notices import SessionNotice
from dispatch.service.practicum import places
from dispatch.service.rules.locks import sync_session_state
from dispatch.service.situation import travel
from dispatch.service.slots.assignments import (
    LONGEST_NAME,
    AssignmentOrder,
    bind,
    get_live,
    notify,
    record_made,
)
from dispatch.store.queries import assignments as queries
from dispatch.store.tables import Assignment
from foundation.database.work import UnitOfWork
from foundation.messages import outbox
from foundation.security.errors import Conflict, NotFound, Refused, refuse
from foundation.text.message import say
from interpreters.domain.ids import InterpreterId

NEWS = {
    AssignmentState.RELEASED: SessionNotice.RELEASED,
    AssignmentState.CANCELLED: SessionNotice.CANCELLED,
}
# Why somebody is free again. A restriction may protect somebody else: its reason stays in the office.
CAUSES = {
    News.ON_LEAVE: SessionNotice.FREED_BY_LEAVE,
    News.LOST_STANDING: SessionNotice.FREED_BY_STANDING,
    News.LOST_CERTIFICATION: SessionNotice.FREED_BY_CERTIFICATION,
    News.LOST_VETTING: SessionNotice.FREED_BY_VETTING,
}


def end(uow: UnitOfWork, assignment: Assignment, ending: Ending) -> None:
    """End an assignment: the one way there is, whoever ends it and why.

    Session and interpreter are locked. The pin goes, the trainee beside it is free or waits for her
    minutes, what has not been sent about it is kept back, and the audit trail names the way.
    """
    assignment.state = ending.into
    assignment.ended_at = uow.now if ending.is_early else assignment.ends_at
    assignment.pinned = False
    uow.db.flush()
    if ending.is_early:
        travel.close_gap(uow, assignment.interpreter, assignment)
        places.release_beside(uow, assignment)
    else:
        places.close(uow, assignment)
    # A confirmation that has not gone out yet must not go out any more.
    outbox.withdraw(uow, filed.about_assignment(assignment.id))
    uow.record(
        f"assignment.{ending.into}",
        subject=assignment.id,
        session=assignment.session_id,
        interpreter=assignment.interpreter_id,
        reason=ending.reason,
    )
    _notify_ended(uow, assignment, ending)
    if ending.is_early:
        uow.announce(
            AssignmentEnded(
                assignment.id,
                assignment.session_id,
                assignment.slot_no,
                assignment.interpreter_id,
                ending.slot,
            )
        )
    if ending.slot is SlotAfter.EMPTY:
        sync_session_state(uow, assignment.session)


def correct(uow: UnitOfWork, assignment: Assignment, ending: Ending) -> None:
    """Say that an assignment that is over ended otherwise than it seemed; it is nobody's time any more."""
    if assignment.state is ending.into:
        return
    assignment.state = ending.into
    uow.db.flush()
    uow.record(
        f"assignment.{ending.into}",
        subject=assignment.id,
        session=assignment.session_id,
        interpreter=assignment.interpreter_id,
        reason=ending.reason,
    )


def _notify_ended(uow: UnitOfWork, assignment: Assignment, ending: Ending) -> None:
    if Party.INTERPRETER in ending.notified:
        said = None if ending.news is None else CAUSES.get(ending.news)
        notify(uow, assignment, said or NEWS[ending.into])
    if ending.news is not None:
        desk_notices.tell_desk(
            uow,
            ending.news,
            assignment.session,
            person=assignment.interpreter,
            starts_at=assignment.starts_at,
            about=filed.about_assignment(assignment.id),
            reason=assignment.return_reason,
        )


def release(uow: UnitOfWork, assignment_id: UUID, ending: Ending = endings.RELEASED) -> Assignment:
    """Free an interpreter from a slot, who is notified; Conflict when the assignment is pinned."""
    uow.require(DispatchPermission.ASSIGNMENT_CHANGE)
    assignment = get_live(uow, assignment_id)
    _refuse_pinned(assignment)
    end(uow, assignment, ending)
    return assignment


def replace(
    uow: UnitOfWork,
    assignment_id: UUID,
    interpreter_id: UUID,
    *,
    override_reason: str = "",
    agreed_with: str = "",
    gender_asked: bool = False,
) -> Assignment:
    """Give a slot to somebody else, as agreed with them; both are notified, or nothing happens.

    One transaction: the old assignment ends only if every rule lets the new one be written.
    """
    uow.require(DispatchPermission.ASSIGNMENT_CHANGE)
    old = get_live(uow, assignment_id, [interpreter_id])
    _refuse_pinned(old)
    if old.interpreter_id == interpreter_id:
        raise refuse("interpreter_id", say("Choose somebody other than the person assigned now."))
    end(uow, old, endings.REPLACED)
    order = AssignmentOrder(
        slot_no=old.slot_no,
        interpreter_id=InterpreterId(interpreter_id),
        starts_at=old.starts_at,
        override_reason=override_reason.strip(),
        gender_asked=gender_asked,
        agreed_with=agreed_with.strip()[:LONGEST_NAME],
    )
    new = bind(uow, old.session, order)
    record_made(uow, new)
    sync_session_state(uow, old.session)
    notify(uow, new, SessionNotice.CONFIRMED)
    return new


def get_own(uow: UnitOfWork, assignment_id: UUID) -> Assignment:
    """An assignment of the actor's; anybody else's looks like none."""
    uow.require(DispatchPermission.OFFER_ANSWER)
    found = queries.find_assignment(uow.db, assignment_id)
    if found is None or found.interpreter.user_id is None:
        raise NotFound
    if found.interpreter.user_id != uow.actor.user_id:
        raise NotFound
    return found


def may_return_online(uow: UnitOfWork, assignment: Assignment) -> bool:
    """Whether there is still time to find somebody else without a telephone call."""
    hours = timedelta(hours=uow.settings.of(DispatchSettings).return_online_hours)
    return assignment.state in BLOCKING and uow.now < assignment.starts_at - hours


def withdraw(uow: UnitOfWork, assignment_id: UUID, reason: ReturnReason) -> None:
    """Give a slot back, as the interpreter; close to the start only by telephone."""
    assignment = get_live(uow, get_own(uow, assignment_id).id)
    if not may_return_online(uow, assignment):
        raise Refused(
            say(
                "It starts in less than %(n)s hours. Please call the coordinator.",
                n=uow.settings.of(DispatchSettings).return_online_hours,
            )
        )
    assignment.return_reason = reason
    end(uow, assignment, endings.GIVEN_BACK)
    uow.announce(PlaceGivenBack(assignment.session_id))


def set_pinned(uow: UnitOfWork, assignment_id: UUID, *, pinned: bool) -> Assignment:
    """Pin an assignment, so that no plan moves it and nobody releases it by mistake; or unpin it."""
    uow.require(DispatchPermission.ASSIGNMENT_CHANGE)
    assignment = get_live(uow, assignment_id)
    if assignment.pinned is not pinned:
        assignment.pinned = pinned
        uow.record("assignment.pinned" if pinned else "assignment.unpinned", subject=assignment.id)
    return assignment


def _refuse_pinned(assignment: Assignment) -> None:
    if assignment.pinned:
        raise Conflict(say("This assignment is pinned. Unpin it first."))
