"""The audit trail: what happened, who did it, written with the action."""

import uuid
from datetime import datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy import event
from sqlalchemy.orm import Mapped, Session, mapped_column

from foundation.database.base import Base
from foundation.database.integrity import append_only, register


class AuditEntry(Base):
    """One thing that happened. Facts are ids and codes, never anybody's story."""

    __tablename__ = "audit_entry"
    __table_args__ = (
        sa.Index("ix_audit_entry_subject", "subject", "id"),
        sa.Index("ix_audit_entry_actor", "actor_id", "id"),
    )

    id: Mapped[int] = mapped_column(sa.Integer, primary_key=True, init=False, autoincrement=True)
    at: Mapped[datetime] = mapped_column(index=True)
    actor_id: Mapped[uuid.UUID | None]
    actor_name: Mapped[str] = mapped_column(sa.String(120))
    name: Mapped[str] = mapped_column(sa.String(80), index=True)
    subject: Mapped[str] = mapped_column(sa.String(80), default="")
    facts: Mapped[dict[str, Any]] = mapped_column(default_factory=dict[str, Any])


@event.listens_for(Session, "before_flush")
def _write_together(db: Session, _context: object, _instances: object) -> None:
    """Several entries in one statement: nobody waits for their ids, for which SQLite would need one each."""
    entries = [row for row in db.new if isinstance(row, AuditEntry)]
    if not entries[1:]:
        return
    entries.sort(key=lambda entry: sa.inspect(entry).insert_order or 0)
    for entry in entries:
        db.expunge(entry)
    names = [column.key for column in AuditEntry.__table__.columns if column.key != "id"]
    db.execute(
        sa.insert(AuditEntry.__table__),  # pyright: ignore[reportArgumentType]  a table
        [{name: getattr(entry, name) for name in names} for entry in entries],
    )


def list_entries(
    db: Session, *, subject: str | None = None, limit: int = 200, before: int | None = None
) -> list[AuditEntry]:
    """The newest entries first, of one subject or of all."""
    query = sa.select(AuditEntry).order_by(AuditEntry.id.desc()).limit(limit)
    if subject is not None:
        query = query.where(AuditEntry.subject == subject)
    if before is not None:
        query = query.where(AuditEntry.id < before)
    return list(db.scalars(query))


register(append_only("audit_entry"))
