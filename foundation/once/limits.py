"""How often somebody may do something; counted in the database, so that all workers share it."""

from datetime import datetime, timedelta
from ipaddress import IPv6Address, ip_address, ip_network

import sqlalchemy as sa
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.orm import Mapped, mapped_column

from foundation.database.base import Base
from foundation.database.work import UnitOfWork
from foundation.jobs import Job
from foundation.security.errors import TooOften
from foundation.security.keys import keyed_hash
from foundation.text.message import say

KEPT = timedelta(days=1)


class UseCount(Base):
    """How often one thing was done by one asker in one stretch of time. The asker is a hash."""

    __tablename__ = "use_count"

    what: Mapped[str] = mapped_column(sa.String(40), primary_key=True)
    who: Mapped[str] = mapped_column(sa.String(64), primary_key=True)
    since: Mapped[datetime] = mapped_column(primary_key=True, index=True)
    times: Mapped[int]


def count(uow: UnitOfWork, what: str, who: str, *, most: int, per: timedelta) -> int:
    """Count one more use by `who` (an address, say); TooOften after `most` in one stretch.

    Stretches of length `per` follow each other from the epoch. Only a keyed hash of `who` is kept. Returns how
    often it was in this stretch. The refusal says until when, and undoes what it counted.
    """
    since = _since(uow, per)
    dialect = postgresql if uow.db.get_bind().dialect.name == "postgresql" else sqlite
    times = uow.db.scalar(
        dialect.insert(UseCount)
        .values(what=what, who=_hash_of(uow, what, who), since=since, times=1)
        .on_conflict_do_update(
            index_elements=["what", "who", "since"], set_={"times": UseCount.times + 1}
        )
        .returning(UseCount.times)
    )
    if times is None or times > most:
        raise _too_often(uow, since + per)
    return times


def check(uow: UnitOfWork, what: str, who: str, *, most: int, per: timedelta) -> None:
    """TooOften when `count` would say so; counts nothing, so that it may be asked while reading."""
    since = _since(uow, per)
    times = uow.db.scalar(
        sa.select(UseCount.times).where(
            UseCount.what == what, UseCount.who == _hash_of(uow, what, who), UseCount.since == since
        )
    )
    if times is not None and times >= most:
        raise _too_often(uow, since + per)


def forget(
    uow: UnitOfWork, what: str, who: str, *, per: timedelta, times: int | None = None
) -> None:
    """Take back what was counted in this stretch: all of it, or so many `times`."""
    left = 0 if times is None else UseCount.times - times
    uow.db.execute(
        sa.update(UseCount)
        .where(UseCount.what == what, UseCount.who == _hash_of(uow, what, who))
        .where(UseCount.since == _since(uow, per), UseCount.times > 0)
        .values(times=left)
    )


def _since(uow: UnitOfWork, per: timedelta) -> datetime:
    length = int(per.total_seconds())
    return datetime.fromtimestamp(uow.now.timestamp() // length * length, tz=uow.now.tzinfo)


def _hash_of(uow: UnitOfWork, what: str, who: str) -> str:
    digest = keyed_hash(uow.settings, "limits")
    digest.update(f"{what}|{who}".encode())
    return digest.hexdigest()


def _too_often(uow: UnitOfWork, until: datetime) -> TooOften:
    local = until.astimezone(uow.settings.zone)
    return TooOften(
        say("Too many attempts. Try again from %(time)s.", time=f"{local:%H:%M}"),
        pause=until - uow.now,
    )


def network_of(address: str | None) -> str:
    """Whom an address stands for: one house has whole networks of IPv6 (/64) to itself."""
    try:
        found = ip_address((address or "").partition("%")[0])
    except ValueError:
        return "unknown"
    if isinstance(found, IPv6Address) and found.ipv4_mapped is not None:
        found = found.ipv4_mapped
    if isinstance(found, IPv6Address):
        return str(ip_network((found, 64), strict=False))
    return str(found)


def forget_old(uow: UnitOfWork) -> None:
    """Forget counts of the past."""
    uow.db.execute(sa.delete(UseCount).where(UseCount.since < uow.now - KEPT))


JOBS: tuple[Job, ...] = (
    Job(name="foundation.forget_counts", run=forget_old, every=KEPT, offset=timedelta(hours=17)),
)
