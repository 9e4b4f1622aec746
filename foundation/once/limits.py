"""How often somebody may do something; counted in the database, so that all workers share it."""

import hashlib
from datetime import datetime, timedelta

import sqlalchemy as sa
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.orm import Mapped, mapped_column

from foundation.database.base import Base
from foundation.database.work import UnitOfWork
from foundation.jobs import Job
from foundation.security.errors import TooOften

KEPT = timedelta(days=1)


class UseCount(Base):
    """How often one thing was done by one asker in one stretch of time. The asker is a hash."""

    __tablename__ = "use_count"

    what: Mapped[str] = mapped_column(sa.String(40), primary_key=True)
    who: Mapped[str] = mapped_column(sa.String(64), primary_key=True)
    since: Mapped[datetime] = mapped_column(primary_key=True, index=True)
    times: Mapped[int]


def count(uow: UnitOfWork, what: str, who: str, *, most: int, per: timedelta) -> None:
    """Count one more use by `who` (an address, say); TooOften after `most` in one stretch.

    Stretches of length `per` follow each other from the epoch. Only a keyed hash of `who` is kept.
    """
    length = int(per.total_seconds())
    since = datetime.fromtimestamp(uow.now.timestamp() // length * length, tz=uow.now.tzinfo)
    digest = hashlib.sha256(f"{uow.settings.secret_key}|{what}|{who}".encode()).hexdigest()
    dialect = postgresql if uow.db.get_bind().dialect.name == "postgresql" else sqlite
    times = uow.db.scalar(
        dialect.insert(UseCount)
        .values(what=what, who=digest, since=since, times=1)
        .on_conflict_do_update(
            index_elements=["what", "who", "since"], set_={"times": UseCount.times + 1}
        )
        .returning(UseCount.times)
    )
    if times is not None and times > most:
        raise TooOften


def forget_old(uow: UnitOfWork) -> None:
    """Forget counts of the past."""
    uow.db.execute(sa.delete(UseCount).where(UseCount.since < uow.now - KEPT))


JOBS: tuple[Job, ...] = (
    Job(name="foundation.forget_counts", run=forget_old, every=KEPT, offset=timedelta(hours=17)),
)
