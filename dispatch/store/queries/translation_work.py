"""What is asked of translation steps: whose they are, what is due, what was handed in and said."""

from collections.abc import Collection, Sequence
from datetime import datetime
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy.orm import Session, joinedload, selectinload

from accounts.domain.ids import OrganisationId
from dispatch.domain.translations import (
    AT_WORK,
    OVER,
    UNDER_WAY,
    TranslationJobState,
    TranslationStepState,
)
from dispatch.store.tables import (
    TranslationFile,
    TranslationHandIn,
    TranslationJob,
    TranslationRemark,
    TranslationStep,
)
from interpreters.domain.ids import InterpreterId


def _with_job() -> sa.Select[TranslationStep]:
    return sa.select(TranslationStep).options(
        joinedload(TranslationStep.interpreter),
        joinedload(TranslationStep.job).options(
            joinedload(TranslationJob.organisation),
            joinedload(TranslationJob.requester),
            selectinload(TranslationJob.steps).options(
                joinedload(TranslationStep.interpreter), joinedload(TranslationStep.job)
            ),
        ),
    )


def list_steps_of(db: Session, interpreter_id: UUID) -> Sequence[TranslationStep]:
    """The steps of somebody in jobs under way, what is due first goes first."""
    return db.scalars(
        _with_job()
        .join(TranslationStep.job)
        .where(
            TranslationStep.interpreter_id == interpreter_id, TranslationJob.state.in_(UNDER_WAY)
        )
        .order_by(TranslationStep.due_at, TranslationStep.position)
    ).all()


def list_done_of(db: Session, interpreter_id: UUID, most: int) -> Sequence[TranslationStep]:
    """The latest steps of somebody in jobs that were delivered or are over."""
    return db.scalars(
        _with_job()
        .join(TranslationStep.job)
        .where(
            TranslationStep.interpreter_id == interpreter_id,
            TranslationJob.state.not_in(UNDER_WAY),
        )
        .order_by(TranslationJob.deadline_at.desc(), TranslationStep.position)
        .limit(most)
    ).all()


def count_at_work(db: Session, interpreter_id: UUID) -> int:
    """How many steps of somebody are hers to do now."""
    return (
        db.scalar(
            sa.select(sa.func.count())
            .select_from(TranslationStep)
            .join(TranslationStep.job)
            .where(
                TranslationStep.interpreter_id == interpreter_id,
                TranslationStep.state.in_(AT_WORK),
                TranslationJob.state.in_(UNDER_WAY),
            )
        )
        or 0
    )


def list_held(db: Session, ids: Collection[UUID]) -> Sequence[TranslationStep]:
    """Every step that some people still have to hand in, with its job."""
    return db.scalars(
        sa.select(TranslationStep)
        .join(TranslationStep.job)
        .options(joinedload(TranslationStep.job))
        .where(
            TranslationStep.interpreter_id.in_(ids),
            TranslationStep.state != TranslationStepState.HANDED_IN,
            TranslationJob.state.in_(UNDER_WAY),
        )
    ).all()


def list_known_by(
    db: Session, ids: Collection[UUID], organisation_id: OrganisationId, case_code: str
) -> set[InterpreterId]:
    """Those who have translated for the same case, or where it has none, for the same organisation."""
    query = (
        sa.select(TranslationStep.interpreter_id)
        .join(TranslationStep.job)
        .where(
            TranslationStep.interpreter_id.in_(ids),
            TranslationStep.state == TranslationStepState.HANDED_IN,
            TranslationJob.organisation_id == organisation_id,
        )
    )
    if case_code:
        query = query.where(TranslationJob.case_code == case_code)
    return {who for who in db.scalars(query) if who is not None}


def list_due(db: Session, before: datetime, most: int, *, late: bool) -> Sequence[TranslationStep]:
    """Steps whose turn it is and that are due before an instant, of which nothing was said yet.

    `late`: of which the coordinators were not told; else those that somebody has and was not reminded of.
    """
    told = (
        TranslationStep.late_told_at.is_(None)
        if late
        else TranslationStep.reminded_at.is_(None) & TranslationStep.interpreter_id.is_not(None)
    )
    return db.scalars(
        _with_job()
        .join(TranslationStep.job)
        .where(
            TranslationStep.state.in_(AT_WORK),
            TranslationStep.due_at <= before,
            TranslationJob.state.in_(UNDER_WAY),
            told,
        )
        .order_by(TranslationStep.due_at)
        .limit(most)
    ).all()


def list_unanswered(db: Session, before: datetime, most: int) -> Sequence[TranslationJob]:
    """Jobs that were delivered before an instant, not answered, and not reminded of since."""
    return db.scalars(
        sa.select(TranslationJob)
        .options(joinedload(TranslationJob.organisation), joinedload(TranslationJob.requester))
        .where(
            TranslationJob.state == TranslationJobState.DELIVERED,
            TranslationJob.delivered_at <= before,
            TranslationJob.answer_reminded_at.is_(None),
        )
        .limit(most)
    ).all()


def list_hand_ins(db: Session, job_id: UUID) -> Sequence[TranslationHandIn]:
    """Everything that was handed in for a job, in order of time."""
    return db.scalars(
        sa.select(TranslationHandIn)
        .join(TranslationStep, TranslationStep.id == TranslationHandIn.step_id)
        .where(TranslationStep.job_id == job_id)
        .order_by(TranslationHandIn.handed_in_at, TranslationHandIn.version)
    ).all()


def list_remarks(db: Session, job_id: UUID) -> Sequence[TranslationRemark]:
    """Everything that was said about the steps of a job, in order of time."""
    return db.scalars(
        sa.select(TranslationRemark)
        .join(TranslationStep, TranslationStep.id == TranslationRemark.step_id)
        .options(joinedload(TranslationRemark.author))
        .where(TranslationStep.job_id == job_id)
        .order_by(TranslationRemark.written_at)
    ).all()


def list_to_forget(db: Session, before: datetime, most: int) -> Sequence[TranslationJob]:
    """Jobs that ended before an instant and still hold what was said in words."""
    ended = sa.func.coalesce(TranslationJob.accepted_at, TranslationJob.cancelled_at)
    return db.scalars(
        sa.select(TranslationJob)
        .where(
            TranslationJob.state.in_(OVER), ended <= before, TranslationJob.forgotten_at.is_(None)
        )
        .limit(most)
    ).all()


def forget_remarks(db: Session, job_ids: Collection[UUID]) -> None:
    """Empty what was said about the steps of some jobs; that it was said, by whom and when, stays."""
    steps = sa.select(TranslationStep.id).where(TranslationStep.job_id.in_(job_ids))
    db.execute(
        sa.update(TranslationRemark)
        .where(TranslationRemark.step_id.in_(steps))
        .values(text="")
        .execution_options(synchronize_session=False)
    )


def list_files(db: Session, job_id: UUID) -> Sequence[TranslationFile]:
    """Every file of a job, in order of time."""
    return db.scalars(
        sa.select(TranslationFile)
        .options(joinedload(TranslationFile.kept_file))
        .where(TranslationFile.job_id == job_id)
        .order_by(TranslationFile.added_at, TranslationFile.version, TranslationFile.id)
    ).all()
