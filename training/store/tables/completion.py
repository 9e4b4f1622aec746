"""Decisions of completion; added, never changed."""

import uuid
from datetime import datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from accounts.domain.ids import UserId
from foundation.database.base import Base
from foundation.database.integrity import append_only, register


class CompletionDecision(Base):
    """Whether somebody completed a course: the inputs as they were, and their digest.

    The digest is SHA-256 over the canonical JSON of `snapshot`; the rule of number `rule`
    recomputes `completed` from it. The last decision of an enrolment is the one that stands.
    """

    __tablename__ = "completion_decision"
    __table_args__ = (sa.UniqueConstraint("enrolment_id", "number"),)

    id: Mapped[uuid.UUID] = mapped_column(primary_key=True, default_factory=uuid.uuid4)
    enrolment_id: Mapped[uuid.UUID] = mapped_column(sa.ForeignKey("enrolment.id"))
    number: Mapped[int] = mapped_column(default=1)
    rule: Mapped[str] = mapped_column(sa.String(40))
    snapshot: Mapped[dict[str, Any]] = mapped_column(sa.JSON)
    digest: Mapped[str] = mapped_column(sa.String(64))
    completed: Mapped[bool]
    decided_at: Mapped[datetime]
    decided_by_id: Mapped[UserId | None] = mapped_column(sa.ForeignKey("app_user.id"), default=None)
    decided_by_name: Mapped[str] = mapped_column(sa.String(120))


register(append_only("completion_decision"))
