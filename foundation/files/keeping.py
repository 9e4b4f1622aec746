"""Files that people hand in: kept encrypted outside the web root, opened for a service, erased with their key.

`examine_file` looks a file through and is slow: call it before a unit of work is opened, and give what it found to
`keep_file`. Who may hand in or open is decided by the service that keeps the file.
"""

import hashlib
import os
import secrets
import uuid
from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path

import sqlalchemy as sa
import structlog
from sqlalchemy.orm import Mapped, mapped_column

from foundation.config import Settings
from foundation.database.base import Base, stored_enum
from foundation.database.work import UnitOfWork
from foundation.files.apart import count_apart
from foundation.files.counting import FileCount
from foundation.files.encrypting import decrypt, encrypt, new_key
from foundation.files.faults import FileFault, FileRefused, file_fault_said
from foundation.files.kinds import FileKind
from foundation.files.names import safe_name
from foundation.files.rules import ErasureRule
from foundation.files.settings import MEGABYTE, FilesSettings, folder_of, most_bytes
from foundation.logs import kind_of
from foundation.security.errors import Gone, NotFound, Unavailable, refuse
from foundation.text.message import say

FIELD = "file"
log = structlog.get_logger()


class KeptFile(Base):
    """A file that somebody handed in. Its bytes lie encrypted in the folder of files, its key is here.

    Once erased, the row stays as the proof: name, kind and sum, without key and bytes.
    """

    __tablename__ = "kept_file"
    __table_args__ = (
        sa.UniqueConstraint("stored_name"),
        sa.CheckConstraint("size > 0", name="is_not_empty"),
        sa.CheckConstraint("pages > 0", name="pages_are_some"),
        sa.CheckConstraint("words IS NULL OR words >= 0", name="words_are_counted"),
        sa.CheckConstraint("(erased_at IS NULL) = (wrapped_key <> '')", name="key_goes_with_it"),
    )

    id: Mapped[uuid.UUID] = mapped_column(primary_key=True, default_factory=uuid.uuid4)
    name: Mapped[str] = mapped_column(sa.String(200))
    kind: Mapped[FileKind] = mapped_column(stored_enum(FileKind))
    purpose: Mapped[str] = mapped_column(sa.String(40))
    size: Mapped[int]
    pages: Mapped[int]
    pages_reckoned: Mapped[bool]
    words: Mapped[int | None]
    sha256: Mapped[str] = mapped_column(sa.String(64))
    stored_name: Mapped[str] = mapped_column(sa.String(40))
    wrapped_key: Mapped[str] = mapped_column(sa.String(300))
    created_at: Mapped[datetime]
    created_by_id: Mapped[uuid.UUID | None]
    erase_at: Mapped[datetime | None] = mapped_column(index=True, default=None)
    erased_at: Mapped[datetime | None] = mapped_column(default=None)
    missing_since: Mapped[datetime | None] = mapped_column(default=None)


@dataclass(frozen=True)
class ExaminedFile:
    """A file that was looked through and may be kept."""

    content: bytes
    name: str
    count: FileCount


def examine_file(settings: Settings, content: bytes, filename: str) -> ExaminedFile:
    """Look a file through in a process of its own; Refused says what is wrong. Slow: never inside a transaction."""
    most = most_bytes(settings)
    try:
        if len(content) > most:
            raise FileRefused(FileFault.TOO_LARGE, str(most // MEGABYTE))
        if not content:
            raise FileRefused(FileFault.EMPTY)
        count = count_apart(content, filename)
    except FileRefused as refused:
        raise refuse(FIELD, file_fault_said(refused.fault, refused.detail)) from None
    return ExaminedFile(content, safe_name(filename, count.kind.value), count)


def keep_file(
    uow: UnitOfWork, content: bytes | ExaminedFile, filename: str, purpose: str
) -> KeptFile:
    """Keep a file that was examined; bytes are examined here, which only a job or a command may do."""
    file = content if isinstance(content, ExaminedFile) else None
    if file is None:
        assert isinstance(content, bytes)
        file = examine_file(uow.settings, content, filename)
    key, row_id, stored_name = new_key(), uuid.uuid4(), secrets.token_hex(20)
    _write(folder_of(uow.settings), stored_name, encrypt(file.content, key, row_id.bytes))
    kept = KeptFile(
        id=row_id,
        name=file.name,
        kind=file.count.kind,
        purpose=purpose,
        size=len(file.content),
        pages=file.count.pages,
        pages_reckoned=file.count.pages_reckoned,
        words=file.count.words,
        sha256=hashlib.sha256(file.content).hexdigest(),
        stored_name=stored_name,
        wrapped_key=uow.cipher.close(key.hex(), *_place(row_id)),
        created_at=uow.now,
        created_by_id=uow.actor.user_id,
    )
    uow.db.add(kept)
    uow.db.flush()
    uow.record(
        "file.kept", subject=kept.id, file_kind=kept.kind, size=kept.size, sha256=kept.sha256
    )
    return kept


def get_file(uow: UnitOfWork, kept_file_id: uuid.UUID) -> KeptFile:
    """What is known of a file; NotFound when there is none."""
    kept = uow.db.get(KeptFile, kept_file_id)
    if kept is None:
        raise NotFound
    return kept


def open_file(uow: UnitOfWork, kept_file_id: uuid.UUID) -> bytes:
    """The bytes of a file as they were handed in; Gone when it was erased, Unavailable when they cannot be read."""
    kept = get_file(uow, kept_file_id)
    if kept.erased_at is not None:
        raise Gone(say("This file was erased when its time to be kept was over."))
    try:
        closed = (folder_of(uow.settings) / kept.stored_name).read_bytes()
        key = bytes.fromhex(uow.cipher.open(kept.wrapped_key, *_place(kept.id)))
        content = decrypt(closed, key, kept.id.bytes)
    except (OSError, ValueError) as error:
        raise Unavailable(
            say("This file cannot be read. Tell the centre, so that it is restored from a backup.")
        ) from error
    return content


def erase_files_after(
    uow: UnitOfWork, kept_file_ids: Collection[uuid.UUID], ended_at: datetime | None
) -> None:
    """Have files erased so many days after their job ended, as the setting says; None: it goes on again."""
    days = timedelta(days=uow.settings.of(FilesSettings).file_retention_days)
    uow.db.execute(
        sa.update(KeptFile)
        .where(KeptFile.id.in_(kept_file_ids), KeptFile.erased_at.is_(None))
        .values(erase_at=None if ended_at is None else ended_at + days)
    )


def erase_file(uow: UnitOfWork, kept_file_id: uuid.UUID, why: ErasureRule) -> None:
    """Erase a file for good: its key in this transaction, its bytes after it. A second time does nothing."""
    row = uow.db.execute(
        sa.update(KeptFile)
        .where(KeptFile.id == kept_file_id, KeptFile.erased_at.is_(None))
        .values(erased_at=uow.now, wrapped_key="", erase_at=None)
        .returning(KeptFile.stored_name, KeptFile.sha256, KeptFile.size)
    ).one_or_none()
    if row is None:
        return
    uow.record(
        "file.erased", subject=kept_file_id, erasure_rule=why, sha256=row.sha256, size=row.size
    )
    path = folder_of(uow.settings) / row.stored_name
    uow.after_commit.append(lambda: _remove(path))


def _remove(path: Path) -> None:
    try:
        path.unlink(missing_ok=True)
    except OSError as error:
        # Its key is gone; the job that compares folder and rows tries again.
        log.warning("files.not_removed", id=path.name, error=kind_of(error))


def _place(row_id: uuid.UUID) -> tuple[object, ...]:
    return KeptFile.__tablename__, "wrapped_key", row_id


def _write(folder: Path, name: str, closed: bytes) -> None:
    """Write a file whole, readable by our account alone. Without a commit it is an orphan, which a job removes."""
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    place = os.open(folder / name, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600)
    with os.fdopen(place, "wb") as file:
        file.write(closed)
        file.flush()
        os.fsync(file.fileno())
