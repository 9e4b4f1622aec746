"""What is asked of the waves of offers for steps of translations."""

from collections.abc import Collection, Sequence
from typing import Any
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy.orm import Session, joinedload

from dispatch.domain.waves import CascadeState
from dispatch.store.tables import TranslationCascade, TranslationOffer, TranslationStep
from interpreters.domain.ids import InterpreterId

_RUNNING = TranslationCascade.state == CascadeState.RUNNING


def find_cascade(db: Session, cascade_id: UUID) -> TranslationCascade | None:
    """One cascade as it stands now."""
    query = sa.select(TranslationCascade).where(TranslationCascade.id == cascade_id)
    return db.scalar(query.execution_options(populate_existing=True))


def find_live(db: Session, step_id: UUID) -> TranslationCascade | None:
    """The running cascade of a step."""
    query = sa.select(TranslationCascade).where(TranslationCascade.step_id == step_id, _RUNNING)
    return db.scalar(query.execution_options(populate_existing=True))


def job_of(db: Session, cascade_id: UUID) -> UUID | None:
    """The job whose step a cascade is about."""
    return db.scalar(
        sa.select(TranslationStep.job_id)
        .join(TranslationCascade, TranslationCascade.step_id == TranslationStep.id)
        .where(TranslationCascade.id == cascade_id)
    )


def newest_of(db: Session, steps: Collection[UUID]) -> dict[UUID, TranslationCascade]:
    """By step the latest cascade that it ever had, live or ended."""
    rows = db.scalars(
        sa.select(TranslationCascade)
        .where(TranslationCascade.step_id.in_(steps))
        .options(joinedload(TranslationCascade.started_by))
        .order_by(TranslationCascade.started_at)
    )
    return {each.step_id: each for each in rows}


def asked_in(db: Session, cascade_id: UUID) -> set[InterpreterId]:
    """Whom a cascade has asked."""
    return {
        *db.scalars(
            sa.select(TranslationOffer.interpreter_id).where(
                TranslationOffer.cascade_id == cascade_id
            )
        )
    }


def take_wave(db: Session, cascade_id: UUID, wave: int, **values: Any) -> bool:
    """Have wave `wave` go, in one step; False when it has gone already, or the cascade does not run."""
    return _one(
        db,
        sa.update(TranslationCascade)
        .where(TranslationCascade.id == cascade_id, TranslationCascade.wave == wave - 1, _RUNNING)
        .values(wave=wave, **values),
    )


def move(db: Session, cascade_id: UUID, **values: Any) -> bool:
    """Change a running cascade; False when it has ended."""
    return _one(
        db,
        sa.update(TranslationCascade)
        .where(TranslationCascade.id == cascade_id, _RUNNING)
        .values(**values),
    )


def _one(db: Session, change: "sa.Update") -> bool:
    changed: Sequence[Any] = db.scalars(
        change.returning(TranslationCascade.id).execution_options(synchronize_session=False)
    ).all()
    return bool(changed)
