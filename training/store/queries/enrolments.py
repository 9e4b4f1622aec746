"""Questions about cohorts that take people, enrolments, waiting lists and offers of seats."""

from collections.abc import Collection, Sequence
from datetime import datetime
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy.orm import Session, joinedload, selectinload
from sqlalchemy.orm.strategy_options import _AbstractLoad

from interpreters.domain.ids import InterpreterId
from interpreters.domain.languages import Language
from training.domain.courses import CohortStatus
from training.domain.seats import LIVE, SEAT_HOLDING, EnrolmentStatus, SeatOfferStatus
from training.store.tables import (
    ClassMeeting,
    Cohort,
    Course,
    CourseVersion,
    Enrolment,
    Learner,
    SeatOffer,
)

WHOLE: tuple[_AbstractLoad, ...] = (
    joinedload(Cohort.version).joinedload(CourseVersion.course),
    joinedload(Cohort.organisation),
    joinedload(Cohort.site),
    selectinload(Cohort.quotas),
    selectinload(Cohort.meetings).joinedload(ClassMeeting.site),
)


def lock_cohorts(db: Session, ids: Collection[UUID]) -> list[Cohort]:
    """Take the rows of these cohorts, in one order, until the transaction ends; as they stand now.

    SQLite has one writer at a time and needs no row lock.
    """
    db.flush()
    return list(
        db.scalars(
            sa.select(Cohort)
            .where(Cohort.id.in_(set(ids)))
            .order_by(Cohort.id)
            .options(*WHOLE)
            .with_for_update(of=Cohort)
            .execution_options(populate_existing=True)
        )
    )


def next_cohort(
    db: Session, code: str, statuses: Collection[CohortStatus], now: datetime
) -> UUID | None:
    """The cohort that closes next of the course with this code, or that leads to this scheme."""
    return db.scalar(
        sa.select(Cohort.id)
        .join(Cohort.version)
        .join(CourseVersion.course)
        .where(sa.or_(Course.code == code, Course.scheme_code == code))
        .where(Cohort.status.in_(statuses), Cohort.closes_at > now)
        .order_by(Cohort.closes_at, Cohort.id)
        .limit(1)
    )


def seats_taken(db: Session, cohort_id: UUID) -> dict[int, Language | None]:
    """The numbers of the seats that are held, open offers included, and for which language."""
    rows = db.execute(
        sa.select(Enrolment.seat_no, Enrolment.language).where(
            Enrolment.cohort_id == cohort_id, Enrolment.seat_no.is_not(None)
        )
    )
    return {row.seat_no: row.language for row in rows}


def count_seats(db: Session, cohorts: Collection[UUID]) -> dict[tuple[UUID, bool], int]:
    """How many hold a seat (True) and how many wait (False), by cohort: one query."""
    holds = Enrolment.status.in_(SEAT_HOLDING)
    rows = db.execute(
        sa.select(Enrolment.cohort_id, holds, sa.func.count())
        .where(
            Enrolment.cohort_id.in_(cohorts),
            sa.or_(holds, Enrolment.status == EnrolmentStatus.WAITLISTED),
        )
        .group_by(Enrolment.cohort_id, holds)
    )
    return {(cohort_id, bool(seated)): number for cohort_id, seated, number in rows}


def list_waiting(db: Session, cohort_id: UUID) -> Sequence[Enrolment]:
    """The waiting list, in its published order."""
    return db.scalars(
        sa.select(Enrolment)
        .where(Enrolment.cohort_id == cohort_id, Enrolment.status == EnrolmentStatus.WAITLISTED)
        .order_by(Enrolment.priority, Enrolment.joined_at, Enrolment.id)
    ).all()


def position_of(db: Session, enrolment: Enrolment) -> int:
    """The place of somebody on the waiting list, counted from 1."""
    same = Enrolment.priority == enrolment.priority
    before = sa.or_(
        Enrolment.priority < enrolment.priority,
        sa.and_(same, Enrolment.joined_at < enrolment.joined_at),
        sa.and_(same, Enrolment.joined_at == enrolment.joined_at, Enrolment.id < enrolment.id),
    )
    return 1 + _count_waiting(db, enrolment.cohort_id, before)


def count_ahead(db: Session, cohort_id: UUID, priority: int) -> int:
    """How many would stand before somebody of this class who joined now."""
    return _count_waiting(db, cohort_id, Enrolment.priority <= priority)


def _count_waiting(db: Session, cohort_id: UUID, which: sa.ColumnElement[bool]) -> int:
    return db.scalars(
        sa.select(sa.func.count())
        .select_from(Enrolment)
        .where(Enrolment.cohort_id == cohort_id, Enrolment.status == EnrolmentStatus.WAITLISTED)
        .where(which)
    ).one()


def list_of_cohort(
    db: Session, cohort_id: UUID, statuses: Collection[EnrolmentStatus]
) -> Sequence[Enrolment]:
    """Enrolments of a cohort with their people, in the order of the waiting list."""
    return db.scalars(
        _with_people()
        .where(Enrolment.cohort_id == cohort_id, Enrolment.status.in_(statuses))
        .order_by(Enrolment.priority, Enrolment.joined_at, Enrolment.id)
    ).all()


def find_enrolment(db: Session, enrolment_id: UUID) -> Enrolment | None:
    """One enrolment with its person, as it stands now."""
    return db.scalar(
        _with_people().where(Enrolment.id == enrolment_id).execution_options(populate_existing=True)
    )


def find_live(db: Session, cohort_id: UUID, learner_id: UUID) -> Enrolment | None:
    """The application of somebody for a cohort that has not ended."""
    return db.scalar(
        _with_people().where(
            Enrolment.cohort_id == cohort_id,
            Enrolment.learner_id == learner_id,
            Enrolment.status.in_(LIVE),
        )
    )


def list_live(db: Session, learner_id: UUID) -> Sequence[Enrolment]:
    """The applications of somebody that have not ended."""
    return db.scalars(
        sa.select(Enrolment).where(Enrolment.learner_id == learner_id, Enrolment.status.in_(LIVE))
    ).all()


def list_of_learner(db: Session, learner_id: UUID) -> Sequence[Enrolment]:
    """Everything somebody applied for, the newest first, with cohort and course."""
    return db.scalars(
        sa.select(Enrolment)
        .where(Enrolment.learner_id == learner_id)
        .options(joinedload(Enrolment.cohort).options(*WHOLE))
        .order_by(Enrolment.applied_at.desc(), Enrolment.id)
    ).all()


def open_offers(db: Session, enrolments: Collection[UUID]) -> dict[UUID, SeatOffer]:
    """The open offers of enrolments, by enrolment."""
    found = db.scalars(
        sa.select(SeatOffer).where(
            SeatOffer.enrolment_id.in_(enrolments), SeatOffer.status == SeatOfferStatus.OPEN
        )
    )
    return {offer.enrolment_id: offer for offer in found}


def list_due(db: Session, now: datetime, limit: int) -> Sequence[tuple[UUID, UUID]]:
    """Enrolment and cohort of the open offers whose time has run out, the oldest first."""
    rows = db.execute(
        sa.select(SeatOffer.enrolment_id, Enrolment.cohort_id)
        .join(Enrolment, Enrolment.id == SeatOffer.enrolment_id)
        .where(SeatOffer.status == SeatOfferStatus.OPEN, SeatOffer.expires_at <= now)
        .order_by(SeatOffer.expires_at)
        .limit(limit)
    )
    return [(row.enrolment_id, row.cohort_id) for row in rows]


def end_offer(
    db: Session,
    enrolment_id: UUID,
    into: SeatOfferStatus,
    now: datetime,
    *where: sa.ColumnElement[bool],
) -> UUID | None:
    """End the open offer of an enrolment if it still is open (and `where` holds); its id."""
    return db.scalar(
        sa.update(SeatOffer)
        .where(
            SeatOffer.enrolment_id == enrolment_id, SeatOffer.status == SeatOfferStatus.OPEN, *where
        )
        .values(status=into, answered_at=now)
        .returning(SeatOffer.id)
        .execution_options(synchronize_session="fetch")
    )


def _with_people() -> sa.Select[Enrolment]:
    return sa.select(Enrolment).options(
        joinedload(Enrolment.learner).options(
            joinedload(Learner.user), joinedload(Learner.interpreter)
        )
    )


def interpreter_of(db: Session, enrolment_id: UUID) -> InterpreterId | None:
    """Whom of the roster an enrolment is for."""
    return db.scalar(
        sa.select(Learner.interpreter_id)
        .join(Enrolment, Enrolment.learner_id == Learner.id)
        .where(Enrolment.id == enrolment_id)
    )
