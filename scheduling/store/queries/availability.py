"""Questions about who is free when."""

from collections.abc import Collection, Sequence
from datetime import date, datetime
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy.orm import Session

from foundation.database.searching import is_called
from interpreters.domain.ids import InterpreterId
from interpreters.store.tables import Interpreter
from scheduling.store.tables import AvailabilityException, WeeklyAvailability
from scheduling.store.time_off import TimeOffTakenBack

WEEKDAYS = 7


def list_weekly(
    db: Session,
    interpreters: Collection[UUID],
    *,
    from_day: date | None = None,
    to_day: date | None = None,
) -> Sequence[WeeklyAvailability]:
    """Weekly times of some people; those whose last day lies before `from_day` are left out.

    With `to_day` too, only those of the weekdays between the two.
    """
    query = (
        sa.select(WeeklyAvailability)
        .where(WeeklyAvailability.interpreter_id.in_(interpreters))
        .order_by(WeeklyAvailability.weekday, WeeklyAvailability.starts)
    )
    if from_day is not None:
        last = WeeklyAvailability.last_day
        query = query.where(sa.or_(last.is_(None), last >= from_day))
    if from_day is not None and to_day is not None and (to_day - from_day).days < WEEKDAYS:
        between = range((to_day - from_day).days + 1)
        weekdays = [(from_day.weekday() + n) % WEEKDAYS for n in between]
        query = query.where(WeeklyAvailability.weekday.in_(weekdays))
    return db.scalars(query).all()


def list_exceptions(
    db: Session, interpreters: Collection[UUID], first_day: date, last_day: date | None = None
) -> Sequence[AvailabilityException]:
    """Exceptions of some people that touch the days from `first_day` on (to `last_day`)."""
    query = (
        sa.select(AvailabilityException)
        .where(AvailabilityException.interpreter_id.in_(interpreters))
        .where(AvailabilityException.last_day >= first_day)
        .order_by(AvailabilityException.first_day, AvailabilityException.starts)
    )
    if last_day is not None:
        query = query.where(AvailabilityException.first_day <= last_day)
    return db.scalars(query).all()


def find_exception(db: Session, exception_id: UUID) -> AvailabilityException | None:
    """By id."""
    return db.get(AvailabilityException, exception_id)


def list_taken_back(
    db: Session, interpreter_id: InterpreterId, since: datetime
) -> Sequence[TimeOffTakenBack]:
    """Time off of somebody's that was taken back since then."""
    return db.scalars(
        sa.select(TimeOffTakenBack)
        .where(
            TimeOffTakenBack.interpreter_id == interpreter_id,
            TimeOffTakenBack.taken_back_at >= since,
        )
        .order_by(TimeOffTakenBack.first_day, TimeOffTakenBack.id)
    ).all()


def forget_taken_back(db: Session, before: datetime) -> None:
    """Delete what was taken back before then."""
    db.execute(sa.delete(TimeOffTakenBack).where(TimeOffTakenBack.taken_back_at < before))


def find_interpreter(db: Session, interpreter_id: UUID) -> Interpreter | None:
    """Somebody on the roster, by id."""
    return db.get(Interpreter, InterpreterId(interpreter_id))


def lock_interpreter(db: Session, interpreter_id: InterpreterId) -> None:
    """Let nobody else change this person's times until the transaction ends (SQLite: always so)."""
    db.execute(sa.select(Interpreter.id).where(Interpreter.id == interpreter_id).with_for_update())


def find_interpreter_of(db: Session, user_id: UUID) -> Interpreter | None:
    """Somebody on the roster, by the account they sign in with."""
    return db.scalar(sa.select(Interpreter).where(Interpreter.user_id == user_id))


def interpreters_by_code(db: Session, codes: Collection[str]) -> dict[str, InterpreterId]:
    """Ids of people by their roster codes."""
    rows = db.execute(
        sa.select(Interpreter.code, Interpreter.id).where(Interpreter.code.in_(codes))
    )
    return {row.code: row.id for row in rows}


def list_people_called(db: Session, texts: Collection[str]) -> Sequence[Interpreter]:
    """People whose roster code or full name is one of these, however they are typed."""
    return db.scalars(
        sa.select(Interpreter).where(
            sa.or_(Interpreter.code.in_(texts), is_called(Interpreter.full_name, texts))
        )
    ).all()


def list_people(db: Session, interpreters: Collection[UUID]) -> Sequence[Interpreter]:
    """People by id, in the order of their names."""
    return db.scalars(
        sa.select(Interpreter)
        .where(Interpreter.id.in_(interpreters))
        .order_by(Interpreter.full_name)
    ).all()
