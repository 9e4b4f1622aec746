"""Questions about decisions of completion and what they rest on."""

from collections.abc import Collection, Sequence
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy.orm import Session, joinedload, selectinload

from training.domain.seats import EnrolmentStatus
from training.store.queries import enrolments
from training.store.tables import (
    CompletionDecision,
    CourseVersion,
    Enrolment,
    Instrument,
    Learner,
    RequiredInstrument,
)


def find_enrolment(db: Session, enrolment_id: UUID) -> Enrolment | None:
    """One enrolment with its person, as it stands now."""
    return enrolments.find_enrolment(db, enrolment_id)


def lock_enrolments(db: Session, ids: Collection[UUID]) -> Sequence[Enrolment]:
    """These enrolments with their people as they are now, locked until the transaction ends."""
    held = sa.select(Enrolment.id).where(Enrolment.id.in_(ids)).order_by(Enrolment.id)
    db.execute(held.with_for_update(of=Enrolment))
    return db.scalars(
        sa.select(Enrolment)
        .where(Enrolment.id.in_(ids))
        .order_by(Enrolment.seat_no, Enrolment.id)
        .options(
            joinedload(Enrolment.learner).joinedload(Learner.user),
            joinedload(Enrolment.learner).joinedload(Learner.interpreter),
        )
        .execution_options(populate_existing=True)
    ).all()


def list_enrolments(
    db: Session, cohort_id: UUID, statuses: Collection[EnrolmentStatus]
) -> Sequence[Enrolment]:
    """Enrolments of a cohort with their people, by seat."""
    return db.scalars(
        sa.select(Enrolment)
        .where(Enrolment.cohort_id == cohort_id, Enrolment.status.in_(statuses))
        .order_by(Enrolment.seat_no, Enrolment.id)
        .options(
            joinedload(Enrolment.learner).joinedload(Learner.user),
            joinedload(Enrolment.learner).joinedload(Learner.interpreter),
        )
    ).all()


def list_decisions(db: Session, enrolment_ids: Collection[UUID]) -> Sequence[CompletionDecision]:
    """Every decision about these enrolments, in the order they were made."""
    return db.scalars(
        sa.select(CompletionDecision)
        .where(CompletionDecision.enrolment_id.in_(enrolment_ids))
        .order_by(CompletionDecision.enrolment_id, CompletionDecision.number)
    ).all()


def list_required(db: Session, version_id: UUID) -> Sequence[Instrument]:
    """The instruments that must be passed to complete a course of a version, by code."""
    return db.scalars(
        sa.select(Instrument)
        .join(RequiredInstrument, RequiredInstrument.instrument_id == Instrument.id)
        .where(RequiredInstrument.course_version_id == version_id)
        .order_by(Instrument.code)
        .options(selectinload(Instrument.sections))
    ).all()


def lock_version(db: Session, version_id: UUID) -> CourseVersion | None:
    """A version of a course as it is now, locked until the transaction ends."""
    return db.scalar(
        sa.select(CourseVersion)
        .where(CourseVersion.id == version_id)
        .with_for_update()
        .execution_options(populate_existing=True)
    )


def replace_required(db: Session, version_id: UUID, instrument_ids: Collection[UUID]) -> None:
    """Let exactly these instruments be required by a version."""
    db.execute(
        sa.delete(RequiredInstrument).where(RequiredInstrument.course_version_id == version_id)
    )
    for instrument_id in instrument_ids:
        db.add(RequiredInstrument(course_version_id=version_id, instrument_id=instrument_id))
    db.flush()
