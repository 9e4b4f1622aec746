"""The province that is played: docs/examples in a database of its own, taken in like any office's files."""

import sqlite3
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

import sqlalchemy as sa
from sqlalchemy import event
from sqlalchemy.engine import Engine

from dispatch.service.simulation.chance import Chance
from dispatch.service.simulation.demand import Template
from dispatch.service.simulation.wish import FIRST_MONDAY, SimulationWish
from foundation.database.base import Base
from foundation.database.integrity import install
from foundation.database.work import Office, UnitOfWork, begin
from foundation.security.errors import Conflict
from foundation.security.permissions import the_system
from foundation.tables.importing import run_imports, shifted
from foundation.tables.kinds import ImportKind
from foundation.tables.reading import read_rows
from foundation.tables.rows import Row
from foundation.text.message import say
from interpreters.domain.languages import Language
from scheduling.service import request_imports
from training.service.certification import ladder

REQUESTS = "requests"
# Columns that name people of the roster, and so decide which rows a smaller province has.
PERSON, PEOPLE, CODE = "interpreter", ("preferred", "excluded"), "code"
ROSTER = "interpreters"

Files = list[tuple[ImportKind, list[Row]]]


class NotOurs(Conflict):
    """The database holds something already: weeks are played in an empty one alone."""


def build(
    office: Office, kinds: Sequence[ImportKind], folder: Path, wish: SimulationWish
) -> list[Template]:
    """Make the province in an empty SQLite file and read the requests that are drawn from.

    NotOurs where the database is a server's, or holds anything.
    """
    _refuse_what_is_used(office.engine)
    event.listen(office.engine, "connect", _without_waiting_for_the_disk)
    with office.engine.begin() as connection:
        Base.metadata.create_all(connection)
        install(connection)
    system = the_system("simulation")
    with begin(office, system) as uow:
        ladder.seed(uow)
    found = [kind for kind in kinds if (folder / kind.file_name).exists()]
    files = [(kind, _rows(folder, kind, wish)) for kind in found]
    kept = _people_kept(files, wish)
    for kind, rows in files:
        if kind.name == REQUESTS:
            continue
        wanted = [row for row in rows if _is_kept(kind, row, kept)]
        (report,) = run_imports(office, system, [(kind, wanted)], apply=True)
        if report.problems:
            first = report.problems[0]
            raise Conflict(
                say(
                    "%(file)s, line %(line)s: %(reason)s",
                    file=kind.file_name,
                    line=first.line,
                    reason=first.reason,
                )
            )
    with begin(office, system) as uow:
        asked = next(rows for kind, rows in files if kind.name == REQUESTS)
        return _templates(uow, [_of_people_kept(row, kept) for row in asked])


def _refuse_what_is_used(engine: Engine) -> None:
    if engine.dialect.name != "sqlite" or sa.inspect(engine).get_table_names():
        raise NotOurs(say("Weeks are played in an empty database of their own."))
    # The switches of a connection are thrown anew: nobody minds if this file is lost.
    engine.dispose()


def _without_waiting_for_the_disk(connection: sqlite3.Connection, _record: object) -> None:
    connection.execute("PRAGMA synchronous=OFF")


def _rows(folder: Path, kind: ImportKind, wish: SimulationWish) -> list[Row]:
    path = folder / kind.file_name
    read = read_rows(path.name, path.read_bytes(), kind)
    return [shifted(row, kind, wish.first_monday - FIRST_MONDAY) for row in read.rows]


def _people_kept(files: Files, wish: SimulationWish) -> frozenset[str]:
    """Whom a province of this scale has: of each language a share, one at least.

    The share is the root of the scale: few people cannot divide their skills as finely as many.
    """
    chance = Chance(0)
    by_language: dict[str, list[str]] = {}
    for kind, rows in files:
        if kind.name == ROSTER:
            for row in rows:
                first = row["languages"].partition(":")[0]
                by_language.setdefault(first, []).append(row[CODE])
    kept: set[str] = set()
    for codes in by_language.values():
        chosen = sorted(codes, key=lambda code: chance.fraction("kept", code))
        kept.update(chosen[: max(1, round(len(codes) * wish.scale**0.5))])
    return frozenset(kept)


def _is_kept(kind: ImportKind, row: Row, kept: frozenset[str]) -> bool:
    who = row[CODE] if kind.name == ROSTER else row[PERSON]
    return not who or who in kept


def _of_people_kept(row: Row, kept: frozenset[str]) -> Row:
    cells = dict(row.cells)
    for column in PEOPLE:
        named = [code for code in row[column].split(";") if code.strip() in kept]
        cells[column] = ";".join(named)
    return replace(row, cells=cells)


def _templates(uow: UnitOfWork, rows: Sequence[Row]) -> list[Template]:
    needs = request_imports.needs_of(uow, rows)
    return [
        Template(row["reference"], row["requester"], need)
        for row, need in zip(rows, needs, strict=True)
        if need is not None and isinstance(need.language, Language)
    ]
