"""What the page of the audit trail asks about dispatch."""

from collections.abc import Collection
from datetime import date
from typing import NamedTuple
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy.orm import Session

from dispatch.store.tables import (
    Assignment,
    GraveOverride,
    Offer,
    PlanRun,
    PracticumPlace,
    TranslationJob,
)
from interpreters.store.tables import Interpreter
from scheduling.store.tables import CounsellingSession, Request


class Bound(NamedTuple):
    """Something between a session and somebody: its id, the request's, its number, and the person."""

    id: UUID
    request_id: UUID
    reference: str
    person: str


class RunDays(NamedTuple):
    """A plan run and its days."""

    id: UUID
    first_day: date
    last_day: date


def offers(db: Session, ids: Collection[UUID]) -> list[Bound]:
    """Offers by their ids."""
    return _bound(db, Offer, ids)


def assignments(db: Session, ids: Collection[UUID]) -> list[Bound]:
    """Assignments by their ids."""
    return _bound(db, Assignment, ids)


def overrides(db: Session, ids: Collection[UUID]) -> list[Bound]:
    """Exceptions by two people, by their ids."""
    return _bound(db, GraveOverride, ids)


def translations(db: Session, ids: Collection[UUID]) -> dict[UUID, str]:
    """The numbers of translation jobs by their ids."""
    query = sa.select(TranslationJob.id, TranslationJob.reference)
    rows = db.execute(query.where(TranslationJob.id.in_(ids)))
    return {row.id: row.reference for row in rows}


def _bound(
    db: Session, table: type[Offer | Assignment | GraveOverride], ids: Collection[UUID]
) -> list[Bound]:
    query = (
        sa.select(table.id, Request.id, Request.reference, Interpreter.full_name)
        .join(CounsellingSession, CounsellingSession.id == table.session_id)
        .join(CounsellingSession.request)
        .join(Interpreter, Interpreter.id == table.interpreter_id)
        .where(table.id.in_(ids))
    )
    return [Bound(*row) for row in db.execute(query)]


def places(db: Session, ids: Collection[UUID]) -> list[Bound]:
    """Practicum places by their ids."""
    query = (
        sa.select(PracticumPlace.id, Request.id, Request.reference, Interpreter.full_name)
        .join(Assignment, Assignment.id == PracticumPlace.assignment_id)
        .join(CounsellingSession, CounsellingSession.id == Assignment.session_id)
        .join(CounsellingSession.request)
        .join(Interpreter, Interpreter.id == PracticumPlace.trainee_id)
        .where(PracticumPlace.id.in_(ids))
    )
    return [Bound(*row) for row in db.execute(query)]


def runs(db: Session, ids: Collection[UUID]) -> list[RunDays]:
    """Plan runs by their ids."""
    query = sa.select(PlanRun.id, PlanRun.first_day, PlanRun.last_day).where(PlanRun.id.in_(ids))
    return [RunDays(*row) for row in db.execute(query)]


def of_reference(db: Session, reference: str) -> set[UUID]:
    """The ids of all that was offered, assigned and excepted for the request of a number."""
    sessions = (
        sa.select(CounsellingSession.id)
        .join(CounsellingSession.request)
        .where(Request.reference == reference)
    )
    found: set[UUID] = set()
    for table in (Offer, Assignment, GraveOverride):
        found.update(db.scalars(sa.select(table.id).where(table.session_id.in_(sessions))))
    return found
