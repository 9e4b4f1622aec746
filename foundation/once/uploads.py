"""Files kept between checking them and taking them in: the reader's next click names only an id."""

import uuid
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from foundation.database.base import Base
from foundation.database.work import UnitOfWork
from foundation.jobs import Job
from foundation.security.errors import Gone
from foundation.text.message import say

KEPT = timedelta(days=1)


class StoredUpload(Base):
    """A file that has passed its check and waits for its reader's word. At most one for each kind."""

    __tablename__ = "stored_upload"
    __table_args__ = (sa.UniqueConstraint("user_id", "kind"),)

    id: Mapped[uuid.UUID] = mapped_column(primary_key=True, default_factory=uuid.uuid4)
    user_id: Mapped[uuid.UUID]
    kind: Mapped[str] = mapped_column(sa.String(60))
    file_name: Mapped[str] = mapped_column(sa.String(200))
    rows: Mapped[int]
    # What its reader is shown: how it was read, and what taking it in would do.
    preview: Mapped[dict[str, Any]]
    content: Mapped[bytes] = mapped_column(sa.LargeBinary, deferred=True)
    created_at: Mapped[datetime] = mapped_column(index=True)


@dataclass(frozen=True)
class Upload:
    """A file that was kept."""

    file_name: str
    content: bytes


def keep(
    uow: UnitOfWork, kind: str, upload: Upload, *, rows: int, preview: dict[str, Any]
) -> uuid.UUID:
    """Keep a checked file for the actor, in place of an older one of this kind."""
    user_id = _owner(uow)
    uow.db.execute(
        sa.delete(StoredUpload).where(StoredUpload.user_id == user_id, StoredUpload.kind == kind)
    )
    stored = StoredUpload(
        user_id=user_id,
        kind=kind,
        file_name=upload.file_name[-200:],
        rows=rows,
        preview=preview,
        content=upload.content,
        created_at=uow.now,
    )
    uow.db.add(stored)
    uow.db.flush()
    return stored.id


def look_at(uow: UnitOfWork, kind: str, upload_id: uuid.UUID) -> StoredUpload:
    """The actor's kept file, without its contents; Gone when it was used or has waited too long."""
    stored = uow.db.scalar(
        sa.select(StoredUpload).where(
            StoredUpload.id == upload_id,
            StoredUpload.user_id == _owner(uow),
            StoredUpload.kind == kind,
            StoredUpload.created_at > uow.now - KEPT,
        )
    )
    if stored is None:
        raise Gone(say("This file was already imported or discarded. Please choose it again."))
    return stored


def take(uow: UnitOfWork, kind: str, upload_id: uuid.UUID) -> Upload:
    """Take the file out: of two clicks only the first gets it."""
    stored = look_at(uow, kind, upload_id)
    row = uow.db.execute(
        sa.delete(StoredUpload)
        .where(StoredUpload.id == stored.id)
        .returning(StoredUpload.file_name, StoredUpload.content)
    ).one_or_none()
    if row is None:
        raise Gone(say("This file was already imported or discarded. Please choose it again."))
    return Upload(row.file_name, row.content)


def forget_old(uow: UnitOfWork) -> None:
    """Forget files that nobody came back for."""
    uow.db.execute(sa.delete(StoredUpload).where(StoredUpload.created_at < uow.now - KEPT))


def _owner(uow: UnitOfWork) -> uuid.UUID:
    assert uow.actor.user_id is not None
    return uow.actor.user_id


JOBS = (Job(name="foundation.forget_old_uploads", run=forget_old, every=timedelta(hours=6)),)
