"""What the clock does for kept files: erases those whose time is over, and finds what has lost its other half."""

import re
from collections.abc import Iterable
from contextlib import suppress
from datetime import UTC, datetime, timedelta
from pathlib import Path

import sqlalchemy as sa
import structlog

from foundation.database.work import Office, UnitOfWork, begin, reading
from foundation.files.keeping import KeptFile, erase_file
from foundation.files.news import FilesMissing
from foundation.files.rules import ErasureRule
from foundation.files.settings import folder_of
from foundation.jobs import Job
from foundation.security.permissions import the_system

ERASE, COMPARE = "foundation.erase_files", "foundation.compare_files"
PORTION = 100
# A file may lie there so long before the transaction that keeps it has ended.
YOUNG = timedelta(days=1)
OURS = re.compile(r"[0-9a-f]{40}")
log = structlog.get_logger()


def erase_due(uow: UnitOfWork) -> None:
    """The job: files whose time to be kept is over are erased, a portion at a time."""
    due = uow.db.scalars(
        sa.select(KeptFile.id)
        .where(KeptFile.erase_at <= uow.now, KeptFile.erased_at.is_(None))
        .order_by(KeptFile.erase_at)
        .limit(PORTION)
    ).all()
    for kept_file_id in due:
        erase_file(uow, kept_file_id, ErasureRule.RETENTION)
    if len(due) == PORTION:
        uow.enqueue(ERASE)


def compare_folder(office: Office) -> None:
    """The job: files without a row are removed after a day, rows whose file is missing are told in the trail."""
    # Rows first: a file that is kept meanwhile is a young one without a row, and no row without a file.
    with reading(office, the_system(COMPARE)) as uow:
        known = _known(uow)
    folder = folder_of(office.settings)
    there = {path.name: path for path in folder.glob("*") if OURS.fullmatch(path.name)}
    _remove_orphans(office, [there[name] for name in there.keys() - known.keys()])
    lost = sorted(name for name, since in known.items() if since is None and name not in there)
    again = sorted(name for name, since in known.items() if since is not None and name in there)
    with begin(office, the_system(COMPARE)) as uow:
        portions = range(0, len(lost), PORTION)
        if count := sum(_tell_missing(uow, lost[at : at + PORTION]) for at in portions):
            uow.announce(FilesMissing(count))
        for at in range(0, len(again), PORTION):
            found = KeptFile.stored_name.in_(again[at : at + PORTION])
            uow.db.execute(sa.update(KeptFile).where(found).values(missing_since=None))


def _known(uow: UnitOfWork) -> dict[str, datetime | None]:
    """Every file that should be there, and since when it is missing."""
    rows = uow.db.execute(
        sa.select(KeptFile.stored_name, KeptFile.missing_since).where(KeptFile.erased_at.is_(None))
    )
    return {row.stored_name: row.missing_since for row in rows}


def _remove_orphans(office: Office, paths: Iterable[Path]) -> None:
    """Remove files whose key is gone or was never kept: nobody can read them any more."""
    oldest = office.clock() - YOUNG
    for path in paths:
        with suppress(FileNotFoundError):
            if datetime.fromtimestamp(path.stat().st_mtime, UTC) < oldest:
                path.unlink()
                log.warning("files.orphan_removed", id=path.name)


def _tell_missing(uow: UnitOfWork, names: list[str]) -> int:
    """Mark and record those that nobody knows to be missing yet; how many."""
    rows = uow.db.execute(
        sa.update(KeptFile)
        .where(
            KeptFile.stored_name.in_(names),
            KeptFile.missing_since.is_(None),
            KeptFile.erased_at.is_(None),
        )
        .values(missing_since=uow.now)
        .returning(KeptFile.id, KeptFile.sha256)
    ).all()
    for row in rows:
        uow.record("file.missing", subject=row.id, sha256=row.sha256)
        log.error("files.missing", id=str(row.id))
    return len(rows)


JOBS = (
    Job(name=ERASE, run=erase_due, every=timedelta(hours=6)),
    Job(
        name=COMPARE,
        run_long=compare_folder,
        every=timedelta(days=1),
        offset=timedelta(hours=18, minutes=20),
    ),
)
