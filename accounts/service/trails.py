"""The audit trail as the centre reads it: what happened, who did it, and when."""

from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID
from zoneinfo import ZoneInfo

import sqlalchemy as sa

from accounts.domain.permissions import AccountsPermission
from accounts.store import trail
from foundation.database.audit import AuditEntry
from foundation.database.work import UnitOfWork
from foundation.times.zones import day_span

# How many entries one page reads at most. Many of one deed become one line.
BATCH = 400
LINES = 50
LONGEST_EXPORT = 20_000


@dataclass(frozen=True, kw_only=True)
class TrailSearch:
    """What a reader looks for. `about` holds ids of things, None: of anything; `before` an entry's id."""

    who: str = ""
    about: Collection[UUID] | None = None
    topic: str = ""
    name: str = ""
    at: datetime | None = None
    first_day: date | None = None
    last_day: date | None = None
    before: int | None = None


@dataclass(frozen=True)
class TrailLine:
    """What somebody did at one instant: one entry, or several of one kind."""

    entries: list[AuditEntry]

    @property
    def first(self) -> AuditEntry:
        """The newest of them."""
        return self.entries[0]


@dataclass(frozen=True)
class TrailPage:
    """Lines, newest first, and where older ones go on (None: there are none)."""

    lines: list[TrailLine]
    older: int | None


def read_trail(uow: UnitOfWork, wanted: TrailSearch) -> TrailPage:
    """A page of the trail. Costs the same however long the trail has grown: it reads on from an id."""
    entries = list(uow.db.scalars(_entries(uow, wanted).limit(BATCH + 1)))
    lines: list[TrailLine] = []
    for entry in entries[:BATCH]:
        if not (lines and wanted.at is None and _is_one_deed(lines[-1].first, entry)):
            if len(lines) == LINES:
                break
            lines.append(TrailLine([]))
        lines[-1].entries.append(entry)
    read = sum(len(line.entries) for line in lines)
    return TrailPage(lines, lines[-1].entries[-1].id if read < len(entries) else None)


def _is_one_deed(one: AuditEntry, other: AuditEntry) -> bool:
    return (one.at, one.actor_id, one.name) == (other.at, other.actor_id, other.name)


def export_trail(uow: UnitOfWork, wanted: TrailSearch) -> Sequence[AuditEntry]:
    """The newest entries that are looked for, for a file; noted in the trail: it leaves the house."""
    entries = uow.db.scalars(_entries(uow, wanted).limit(LONGEST_EXPORT)).all()
    uow.record("audit.exported", rows=len(entries))
    return entries


def _entries(uow: UnitOfWork, wanted: TrailSearch) -> sa.Select[AuditEntry]:
    uow.require(AccountsPermission.AUDIT_READ)
    query = sa.select(AuditEntry).where(*_in_time(wanted, uow.settings.zone))
    if wanted.who:
        query = query.where(AuditEntry.actor_id.in_(trail.users_called(uow.db, wanted.who)))
    if wanted.about is not None:
        query = query.where(AuditEntry.subject.in_([str(each) for each in wanted.about]))
    if wanted.topic:
        query = query.where(AuditEntry.name.startswith(f"{wanted.topic}.", autoescape=True))
    if wanted.name:
        query = query.where(AuditEntry.name == wanted.name)
    return query.order_by(AuditEntry.id.desc())


def _in_time(wanted: TrailSearch, zone: ZoneInfo) -> Iterator[sa.ColumnElement[bool]]:
    if wanted.at is not None:
        yield AuditEntry.at == wanted.at
    if wanted.first_day is not None:
        yield AuditEntry.at >= day_span(wanted.first_day, zone).start
    if wanted.last_day is not None:
        yield AuditEntry.at < day_span(wanted.last_day, zone).end
    if wanted.before is not None:
        yield AuditEntry.id < wanted.before


def addresses_of(uow: UnitOfWork, user_ids: Collection[UUID]) -> dict[UUID, str]:
    """The e-mail addresses of those who acted, by id: a name may be anybody's, and changes."""
    uow.require(AccountsPermission.AUDIT_READ)
    return trail.user_addresses(uow.db, user_ids)
