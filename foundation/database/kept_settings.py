"""What the office has set on its page, from which day on; earlier values stay, so that every day can be explained."""

import uuid
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import date, datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.engine import Connection, Engine
from sqlalchemy.orm import Mapped, Session, mapped_column

from foundation.config import Settings, parse_as
from foundation.database.base import READING, Base
from foundation.database.integrity import append_only, register


class KeptSetting(Base):
    """A setting as it counts from a day on; of two for the same day the later row counts.

    `text` is written as an environment variable would be; none: as the installation has it.
    """

    __tablename__ = "kept_setting"
    __table_args__ = (sa.Index("ix_kept_setting_name", "name", "valid_from"),)

    id: Mapped[int] = mapped_column(sa.Integer, primary_key=True, init=False, autoincrement=True)
    name: Mapped[str] = mapped_column(sa.String(60))
    text: Mapped[str | None] = mapped_column(sa.String(400))
    valid_from: Mapped[date]
    set_at: Mapped[datetime]
    set_by: Mapped[uuid.UUID | None]
    set_by_name: Mapped[str] = mapped_column(sa.String(120))


register(append_only("kept_setting"))


def in_force(connection: Connection, day: date) -> dict[str, str]:
    """What the office has set and what counts on a day, as texts by name."""
    table = KeptSetting.__table__
    rows = connection.execute(
        sa.select(table.c.name, table.c.text)
        .where(table.c.valid_from <= day)
        .order_by(table.c.valid_from, table.c.id)
    )
    latest = {row.name: row.text for row in rows}
    return {name: text for name, text in latest.items() if text is not None}


def list_kept(db: Session, names: Collection[str]) -> Sequence[KeptSetting]:
    """Everything that was ever set of some settings, the last day first."""
    return db.scalars(
        sa.select(KeptSetting)
        .where(KeptSetting.name.in_(names))
        .order_by(KeptSetting.valid_from.desc(), KeptSetting.id.desc())
    ).all()


class KeptSections(Mapping[type[Any], Any]):
    """The settings of packages on one day, as a unit of work reads them.

    The database is asked once, when a section is wanted of which the office keeps anything; never for others.
    """

    def __init__(
        self, given: Settings, fields: Mapping[type[Any], frozenset[str]], db: Session, day: date
    ) -> None:
        """What the environment gave, what the office may have set of it, and where that is read."""
        self._given, self._fields, self._day = given, fields, day
        self._db: Session | None = db
        self._engine: Engine = db.get_bind().engine
        self._set: dict[str, str] | None = None
        self._found: dict[type[Any], Any] = {}

    def __getitem__(self, section: type[Any]) -> Any:
        """A package's settings."""
        if section not in self._found:
            self._found[section] = self._read(section)
        return self._found[section]

    def __iter__(self) -> Iterator[type[Any]]:
        """Those that the environment gave."""
        return iter(self._given.sections)

    def __len__(self) -> int:
        """How many the environment gave."""
        return len(self._given.sections)

    def leave(self) -> None:
        """The unit of work is over: whoever still asks gets an answer by a connection of its own."""
        self._db = None

    def _read(self, section: type[Any]) -> Any:
        given = self._given.of(section)
        names = self._fields.get(section, frozenset())
        if not names:
            return given
        if self._set is None:
            self._set = self._ask()
        usual = section()
        changed = {
            name: parse_as(getattr(usual, name), self._set[name])
            for name in names
            if name in self._set
        }
        return replace(given, **changed) if changed else given

    def _ask(self) -> dict[str, str]:
        # Through the connection: reading a setting must not flush what is half made.
        if self._db is not None:
            return in_force(self._db.connection(), self._day)
        with self._engine.execution_options(**{READING: True}).connect() as connection:
            return in_force(connection, self._day)
