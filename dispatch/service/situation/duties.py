"""Time that is taken without interpreting: a place beside a mentor, standing by, counselling oneself."""

from collections.abc import Collection
from datetime import timedelta
from uuid import UUID

from dispatch.domain.people import Duty
from dispatch.service.situation.day import point_of
from dispatch.store.queries import counselling, standbys
from dispatch.store.queries import practicum as queries
from foundation.database.work import UnitOfWork
from foundation.times.spans import Span
from interpreters.domain.ids import InterpreterId
from scheduling.domain.ids import SessionId


def without_interpreting(
    uow: UnitOfWork, interpreter_ids: Collection[UUID], within: Span
) -> dict[InterpreterId, list[Duty]]:
    """Places beside a mentor, and standing by, by person."""
    found = duties_beside(uow, interpreter_ids, within)
    for who, duties in standing_by(uow, interpreter_ids, within).items():
        found.setdefault(who, []).extend(duties)
    return found


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


def standing_by(
    uow: UnitOfWork, interpreter_ids: Collection[UUID], within: Span
) -> dict[InterpreterId, list[Duty]]:
    """Sessions for which people are the standby: their time is taken, though they serve nothing: one query.

    Each goes by the id of the standby; the rules of the session itself do not count it.
    """
    found: dict[InterpreterId, list[Duty]] = {}
    for standby in standbys.named_of_people(uow.db, interpreter_ids, within):
        session = standby.session
        duty = Duty(
            session_id=SessionId(standby.id),
            span=Span(standby.starts_at, standby.ends_at),
            day=session.day,
            point=point_of(session, session.modality),
            pinned=True,
            standby_for=session.id,
        )
        found.setdefault(standby.interpreter_id, []).append(duty)
    return found


def own_counselling(
    uow: UnitOfWork, interpreter_ids: Collection[UUID], within: Span
) -> dict[InterpreterId, list[Duty]]:
    """Sessions that people on the roster asked for as counsellors, by person: one query.

    They sit in them, wherever the interpreter is. While nobody holds one its start is still to be
    chosen, so its whole window is taken.
    """
    found: dict[InterpreterId, list[Duty]] = {}
    for who, session, is_settled in counselling.asked_for_by(uow.db, interpreter_ids, within):
        first = session.starts_at if is_settled else session.earliest_start_at
        last = session.starts_at if is_settled else session.latest_start_at
        duty = Duty(
            session_id=session.id,
            span=Span(first, last + timedelta(minutes=session.minutes)),
            day=session.day,
            point=None if session.site is None else session.site.point,
            pinned=True,
        )
        found.setdefault(who, []).append(duty)
    return found
