"""Opening the details of what somebody accepted: from then on it is given back, not taken back."""

from datetime import datetime
from uuid import UUID

from dispatch.domain.disclosure import DisclosureStage, stage_of_assignment
from dispatch.domain.settings import DispatchSettings
from dispatch.service.slots.assignments import get_live
from dispatch.service.slots.assignments_ending import get_own
from dispatch.store.tables import Assignment
from foundation.database.work import UnitOfWork


def open_details(uow: UnitOfWork, assignment_id: UUID) -> None:
    """Open place, counsellor, reference, note and link, as the interpreter. Safe to repeat.

    The yes stands from now on. Who opened it, and when, is in the audit trail.
    """
    assignment = get_live(uow, get_own(uow, assignment_id).id)
    if not is_undoable(assignment, uow.now):
        return
    assignment.details_from = uow.now
    uow.record(
        "assignment.details_opened",
        subject=assignment.id,
        session=assignment.session_id,
        interpreter=assignment.interpreter_id,
    )


def is_undoable(assignment: Assignment, now: datetime) -> bool:
    """Whether the yes may still be taken back, as far as the details are concerned."""
    return assignment.details_from is not None and now < assignment.details_from


def stage_of(uow: UnitOfWork, assignment: Assignment) -> DisclosureStage:
    """How far the details of an assignment are open to whoever serves it."""
    return stage_of_assignment(
        assignment.state,
        assignment.ends_at,
        uow.now,
        uow.settings.of(DispatchSettings).disclosure_hours_after,
        assignment.details_from,
    )
