"""The time that places beside a mentor take from a trainee's calendar."""

from collections.abc import Collection
from uuid import UUID

from dispatch.domain.people import Duty
from dispatch.service.situation.day import point_of
from dispatch.store.queries import practicum as queries
from foundation.database.work import UnitOfWork
from foundation.times.spans import Span
from interpreters.domain.ids import InterpreterId
from scheduling.domain.ids import SessionId


def duties_beside(
    uow: UnitOfWork, interpreter_ids: Collection[UUID], within: Span
) -> dict[InterpreterId, list[Duty]]:
    """Proposed and confirmed places as duties that no plan moves, by trainee: one query.

    Each goes by the id of the place: she serves nothing there, so she fills no slot.
    """
    found: dict[InterpreterId, list[Duty]] = {}
    for place in queries.living_of_trainees(uow.db, interpreter_ids, within):
        assignment, session = place.assignment, place.assignment.session
        duty = Duty(
            session_id=SessionId(place.id),
            span=Span(assignment.starts_at, assignment.ends_at),
            day=session.day,
            point=point_of(session, session.modality),
            pinned=True,
        )
        found.setdefault(place.trainee_id, []).append(duty)
    return found
