"""What planning of translations asks of the database."""

from collections.abc import Collection, Sequence
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy.orm import Session, joinedload, selectinload

from dispatch.domain.states import BLOCKING
from dispatch.domain.translations import UNDER_WAY
from dispatch.store.tables import (
    Assignment,
    Interpreter,
    TranslationJob,
    TranslationPlanRun,
    TranslationStep,
)
from foundation.times.spans import Span


def newest(db: Session) -> TranslationPlanRun | None:
    """The draft that was asked for last, whatever became of it."""
    return db.scalar(
        sa.select(TranslationPlanRun).order_by(TranslationPlanRun.asked_at.desc()).limit(1)
    )


def lock(db: Session, plan_id: UUID) -> TranslationPlanRun | None:
    """One draft, locked and as it stands."""
    return db.scalar(
        sa.select(TranslationPlanRun)
        .where(TranslationPlanRun.id == plan_id)
        .with_for_update()
        .execution_options(populate_existing=True)
    )


def list_under_way(db: Session) -> Sequence[TranslationJob]:
    """Every job that is not delivered yet, the next deadline first, with its steps and who has them."""
    return db.scalars(
        sa.select(TranslationJob)
        .where(TranslationJob.state.in_(UNDER_WAY))
        .options(
            joinedload(TranslationJob.organisation),
            selectinload(TranslationJob.steps).options(
                joinedload(TranslationStep.interpreter), joinedload(TranslationStep.job)
            ),
        )
        .order_by(TranslationJob.deadline_at, TranslationJob.reference)
    ).all()


def list_interpreting(db: Session, ids: Collection[UUID], within: Span) -> Sequence[Assignment]:
    """What some people interpret within a span."""
    return db.scalars(
        sa.select(Assignment).where(
            Assignment.interpreter_id.in_(ids),
            Assignment.state.in_(BLOCKING),
            Assignment.starts_at >= within.start,
            Assignment.starts_at < within.end,
        )
    ).all()


def people_named(db: Session, ids: Collection[UUID]) -> Sequence[Interpreter]:
    """Some people, by name."""
    return db.scalars(
        sa.select(Interpreter).where(Interpreter.id.in_(ids)).order_by(Interpreter.full_name)
    ).all()
