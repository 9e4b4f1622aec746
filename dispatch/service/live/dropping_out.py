"""Somebody who was on duty cannot go any more: released at once, and whoever can still come is looked for."""

from uuid import UUID

from dispatch.domain import endings
from dispatch.domain.events import PlaceGivenBack
from dispatch.domain.states import BLOCKING, ReturnReason
from dispatch.service.slots.assignments import get_live
from dispatch.service.slots.assignments_ending import end, get_own, may_return_online
from dispatch.store.tables import Assignment
from foundation.database.work import UnitOfWork
from foundation.security.errors import Conflict
from foundation.text.message import say


def drop_out(uow: UnitOfWork, assignment_id: UUID, reason: ReturnReason) -> None:
    """Say that one cannot go, when it is too late to give it back in the usual way.

    The coordinators are told at once, the standby is asked, and the requester knows that we look again.
    """
    assignment = get_live(uow, get_own(uow, assignment_id).id)
    if not may_drop_out(uow, assignment):
        raise Conflict(say("The session has begun or is over. Please call the coordinator."))
    assignment.return_reason = reason
    end(uow, assignment, endings.DROPPED_OUT)
    uow.announce(PlaceGivenBack(assignment.session_id))


def may_drop_out(uow: UnitOfWork, assignment: Assignment) -> bool:
    """Whether it is too late to give it back, and it has not begun."""
    return (
        assignment.state in BLOCKING
        and assignment.began_at is None
        and uow.now < assignment.ends_at
        and not may_return_online(uow, assignment)
    )
