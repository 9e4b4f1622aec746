"""Questions about instruments, attempts and who scores them."""

from collections.abc import Collection, Sequence
from datetime import datetime
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy.orm import Session, joinedload, selectinload
from sqlalchemy.sql.base import ExecutableOption

from accounts.domain.ids import UserId
from foundation.database.searching import holds
from interpreters.domain.languages import Language
from training.domain.assessment import PASSES, AttemptStatus, Outcome
from training.store.tables import (
    Appeal,
    AssessorSeat,
    Attempt,
    Cohort,
    CourseVersion,
    Enrolment,
    Instrument,
    Learner,
)


def list_instruments(db: Session, *, active_only: bool = False) -> Sequence[Instrument]:
    """All instruments with their sections, by code."""
    query = sa.select(Instrument).options(selectinload(Instrument.sections))
    if active_only:
        query = query.where(Instrument.active)
    return db.scalars(query.order_by(Instrument.code)).all()


def find_instrument(db: Session, instrument_id: UUID) -> Instrument | None:
    """By id, with its sections."""
    return db.scalar(
        sa.select(Instrument)
        .where(Instrument.id == instrument_id)
        .options(selectinload(Instrument.sections))
    )


def find_instrument_by_code(db: Session, code: str) -> Instrument | None:
    """By code, with its sections."""
    return db.scalar(
        sa.select(Instrument)
        .where(Instrument.code == code)
        .options(selectinload(Instrument.sections))
    )


def list_leading_to(db: Session, code: str) -> Sequence[Instrument]:
    """The written tests whose pass counts together with this oral."""
    return db.scalars(sa.select(Instrument).where(Instrument.carries_to == code)).all()


def list_used(db: Session) -> set[UUID]:
    """The instruments that somebody has sat or is to sit."""
    return set(db.scalars(sa.select(Attempt.instrument_id).distinct()))


def lock_attempt(db: Session, attempt_id: UUID) -> Attempt | None:
    """One attempt as it is now, locked until the transaction ends."""
    held = db.scalar(
        sa.select(Attempt.id).where(Attempt.id == attempt_id).with_for_update(of=Attempt)
    )
    return None if held is None else find_attempt(db, attempt_id)


def lock_learner(db: Session, learner_id: UUID) -> None:
    """Hold somebody's row until the end of the transaction."""
    db.execute(sa.select(Learner.id).where(Learner.id == learner_id).with_for_update())


def find_attempt(db: Session, attempt_id: UUID) -> Attempt | None:
    """By id, with everything but its seats, as it is now."""
    return db.scalar(
        sa.select(Attempt)
        .where(Attempt.id == attempt_id)
        .options(*_with_facts())
        .execution_options(populate_existing=True)
    )


def _with_facts() -> tuple[ExecutableOption, ...]:
    learner = joinedload(Attempt.learner)
    cohort = joinedload(Attempt.enrolment).joinedload(Enrolment.cohort)
    return (
        joinedload(Attempt.instrument).selectinload(Instrument.sections),
        learner.joinedload(Learner.user),
        learner.joinedload(Learner.interpreter),
        cohort.joinedload(Cohort.version).joinedload(CourseVersion.course),
    )


def attempts(statuses: Collection[AttemptStatus], *, newest_first: bool) -> sa.Select[Attempt]:
    """Attempts in these states by the day of the sitting, with their seats (not the scores)."""
    when = Attempt.planned_at.desc() if newest_first else Attempt.planned_at
    return (
        sa.select(Attempt)
        .where(Attempt.status.in_(statuses))
        .order_by(when, Attempt.id)
        .options(
            joinedload(Attempt.instrument),
            joinedload(Attempt.learner),
            selectinload(Attempt.seats).joinedload(AssessorSeat.assessor),
        )
    )


def list_of_learner(db: Session, learner_id: UUID) -> Sequence[Attempt]:
    """Everything somebody has sat or is to sit, the newest first."""
    return db.scalars(
        sa.select(Attempt)
        .where(Attempt.learner_id == learner_id)
        .order_by(Attempt.planned_at.desc(), Attempt.id)
        .options(joinedload(Attempt.instrument))
    ).all()


def list_of_enrolments(db: Session, enrolment_ids: Collection[UUID]) -> Sequence[Attempt]:
    """Attempts that belong to these enrolments, in the order of their sittings."""
    return db.scalars(
        sa.select(Attempt)
        .where(Attempt.enrolment_id.in_(enrolment_ids))
        .order_by(Attempt.planned_at, Attempt.sitting, Attempt.id)
        .options(joinedload(Attempt.instrument))
    ).all()


def list_own_seats(db: Session, user_id: UUID) -> Sequence[tuple[AssessorSeat, Attempt]]:
    """The seats of one assessor with what is scored there; nothing of other assessors."""
    rows = db.execute(
        sa.select(AssessorSeat, Attempt)
        .join(Attempt, Attempt.id == AssessorSeat.attempt_id)
        .where(AssessorSeat.assessor_id == UserId(user_id))
        .order_by(Attempt.planned_at, Attempt.id)
        .options(joinedload(Attempt.instrument), joinedload(Attempt.learner))
    )
    return [(row[0], row[1]) for row in rows]


def find_own_seat(db: Session, attempt_id: UUID, user_id: UUID) -> AssessorSeat | None:
    """One assessor's seat with that assessor's scores."""
    return db.scalar(
        sa.select(AssessorSeat)
        .where(AssessorSeat.attempt_id == attempt_id, AssessorSeat.assessor_id == UserId(user_id))
        .options(selectinload(AssessorSeat.scores))
        .execution_options(populate_existing=True)
    )


def list_seats(db: Session, attempt_id: UUID) -> Sequence[AssessorSeat]:
    """Every seat with its scores, as they are now; for deciding, and for who planned the sitting."""
    return db.scalars(
        sa.select(AssessorSeat)
        .where(AssessorSeat.attempt_id == attempt_id)
        .order_by(AssessorSeat.position)
        .options(selectinload(AssessorSeat.scores), joinedload(AssessorSeat.assessor))
        .execution_options(populate_existing=True)
    ).all()


def has_seat(db: Session, attempt_id: UUID, user_id: UUID) -> bool:
    """Whether somebody scores an attempt."""
    seat = sa.exists().where(
        AssessorSeat.attempt_id == attempt_id, AssessorSeat.assessor_id == UserId(user_id)
    )
    return db.scalar(sa.select(seat)) or False


def list_passed(
    db: Session, learner_id: UUID, code: str, language: Language | None
) -> Sequence[Attempt]:
    """Decided attempts of an instrument with a pass; carried ones are left to what they come from."""
    query = (
        sa.select(Attempt)
        .join(Instrument)
        .where(
            Attempt.learner_id == learner_id,
            Instrument.code == code,
            Attempt.status == AttemptStatus.DECIDED,
            Attempt.outcome.in_(PASSES),
            Attempt.carried_from_id.is_(None),
        )
        .options(joinedload(Attempt.instrument))
    )
    if language is not None:
        query = query.where(sa.or_(Attempt.language == language, ~Instrument.per_language))
    return db.scalars(query).all()


def count_failed(
    db: Session, learner_id: UUID, code: str, language: Language | None, since: datetime
) -> int:
    """How often somebody has failed an instrument at sittings from an instant on."""
    query = (
        sa.select(sa.func.count())
        .select_from(Attempt)
        .join(Instrument)
        .where(
            Attempt.learner_id == learner_id,
            Instrument.code == code,
            Attempt.status == AttemptStatus.DECIDED,
            Attempt.outcome == Outcome.FAILED,
            Attempt.planned_at >= since,
        )
    )
    if language is not None:
        query = query.where(Attempt.language == language)
    return db.scalar(query) or 0


def list_alike(
    db: Session, learner_id: UUID, instrument_id: UUID, language: Language | None
) -> Sequence[Attempt]:
    """Every sitting of somebody with one instrument in one language."""
    return db.scalars(
        sa.select(Attempt).where(
            Attempt.learner_id == learner_id,
            Attempt.instrument_id == instrument_id,
            Attempt.language == language if language is not None else Attempt.language.is_(None),
        )
    ).all()


def find_appeal(db: Session, attempt_id: UUID) -> Appeal | None:
    """The appeal against a result."""
    return db.scalar(sa.select(Appeal).where(Appeal.attempt_id == attempt_id))


def list_appeals(db: Session) -> Sequence[tuple[Appeal, Attempt]]:
    """Appeals that wait for an answer, the oldest first."""
    rows = db.execute(
        sa.select(Appeal, Attempt)
        .join(Attempt, Attempt.id == Appeal.attempt_id)
        .where(Appeal.decided_at.is_(None))
        .order_by(Appeal.lodged_at)
        .options(joinedload(Attempt.instrument), joinedload(Attempt.learner))
    )
    return [(row[0], row[1]) for row in rows]


def find_learners(db: Session, text: str, limit: int) -> Sequence[Learner]:
    """Learners whose name holds a text."""
    return db.scalars(
        sa.select(Learner)
        .where(holds(Learner.full_name, text) | holds(Learner.latin_name, text))
        .order_by(Learner.full_name, Learner.id)
        .limit(limit)
    ).all()
