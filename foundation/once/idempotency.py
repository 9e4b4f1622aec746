"""Answers kept by key, so that sending a form twice does nothing twice."""

import uuid
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

import sqlalchemy as sa
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.orm import Mapped, mapped_column

from foundation.database.base import Base
from foundation.database.work import UnitOfWork
from foundation.jobs import Job
from foundation.security.errors import Refused
from foundation.text.message import say

KEPT = timedelta(days=2)


class KeptAnswer(Base):
    """The answer given to one key of one user; `answer` is empty while the first is being made."""

    __tablename__ = "kept_answer"
    __table_args__ = (sa.UniqueConstraint("user_id", "key"),)

    id: Mapped[uuid.UUID] = mapped_column(primary_key=True, default_factory=uuid.uuid4)
    user_id: Mapped[uuid.UUID]
    key: Mapped[str] = mapped_column(sa.String(80))
    body_hash: Mapped[str] = mapped_column(sa.String(64))
    created_at: Mapped[datetime] = mapped_column(index=True)
    answer: Mapped[dict[str, Any] | None] = mapped_column(sa.JSON, default=None)


@dataclass(frozen=True)
class Answer:
    """What was answered: enough to answer the same again."""

    status: int
    location: str
    body: str
    content_type: str


def find_or_claim(uow: UnitOfWork, user_id: uuid.UUID, key: str, body_hash: str) -> Answer | None:
    """The answer given before, or None and the key is ours until this transaction ends.

    A second request with the same key waits here for the first. Refused when the key was used for
    another body.
    """
    dialect = postgresql if uow.db.get_bind().dialect.name == "postgresql" else sqlite
    ours = uow.db.scalar(
        dialect.insert(KeptAnswer)
        .values(id=uuid.uuid4(), user_id=user_id, key=key, body_hash=body_hash, created_at=uow.now)
        .on_conflict_do_nothing(index_elements=["user_id", "key"])
        .returning(KeptAnswer.id)
    )
    if ours is not None:
        return None
    kept = uow.db.scalars(
        sa.select(KeptAnswer).where(KeptAnswer.user_id == user_id, KeptAnswer.key == key)
    ).one()
    if kept.body_hash != body_hash:
        raise Refused(say("This form was already sent with other contents. Please open it again."))
    return Answer(**(kept.answer or {}))


def keep(uow: UnitOfWork, user_id: uuid.UUID, key: str, answer: Answer) -> None:
    """Keep the answer, in the transaction of the action."""
    uow.db.execute(
        sa.update(KeptAnswer)
        .where(KeptAnswer.user_id == user_id, KeptAnswer.key == key)
        .values(answer=dict(vars(answer)))
    )


def release(uow: UnitOfWork, user_id: uuid.UUID, key: str) -> None:
    """Give the key back: nothing is kept, and the same may be asked for again."""
    uow.db.execute(
        sa.delete(KeptAnswer).where(KeptAnswer.user_id == user_id, KeptAnswer.key == key)
    )


def forget_old(uow: UnitOfWork) -> None:
    """Forget answers that nobody will ask for again."""
    uow.db.execute(sa.delete(KeptAnswer).where(KeptAnswer.created_at < uow.now - KEPT))


JOBS = (Job(name="foundation.forget_old_answers", run=forget_old, every=timedelta(days=1)),)
