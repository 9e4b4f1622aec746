"""Technician routing as a public yardstick: requests with windows, skills, tools and parts.

Every start is fixed at its window's opening, which gives the files the shape of our problem: the arc-flow model
proves most of them in a minute. All that counts beside served requests is the way, in tenths of a unit.
"""

import math
import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from dispatch.solver.problem.fields import BadFile
from dispatch.solver.problem.problem import (
    ONLY_WAY,
    Costs,
    Interpreter,
    Place,
    Problem,
    Session,
    Travel,
    Way,
)

SCALE = 10  # files count in whole units; ways are rounded up to tenths
DAY_MINUTES = 10**6
ROW = re.compile(
    r"^(\d+)\s+(\d+)\s+(\d+)\s+(\d+)\s+(\d+)\s+(\d+)\s+\[(.*?)\]\s+\[(.*?)\]\s+\[(.*?)\]"
)


@dataclass(frozen=True, slots=True)
class _FileRow:
    """A line of a file: a technician or a request, its place and window in the file's own units."""

    number: int
    at: tuple[int, int]
    opens: int
    closes: int
    service: int
    skills: frozenset[int]
    tools: frozenset[int]
    parts: tuple[int, ...]


def _numbers(text: str) -> list[int]:
    return [int(word) for word in text.replace(" ", "").split(",") if word]


def _row(line: str) -> _FileRow | None:
    found = ROW.match(line.strip())
    if found is None:
        return None
    number, x, y, opens, closes, service = (int(found[k]) for k in range(1, 7))
    skills, tools, parts = (_numbers(found[k]) for k in range(7, 10))
    at = (x, y)
    return _FileRow(
        number, at, opens, closes, service, frozenset(skills), frozenset(tools), tuple(parts)
    )


def read(name: str, text: str) -> Problem:
    """A file as a problem; a technician's parts are not used up, only needed at hand."""
    rows = [row for row in map(_row, text.splitlines()) if row is not None]
    crew = re.search(r"CREW COUNT.*\n\s*(\d+)", text)
    if crew is None or len(rows) < int(crew[1]) + 2:
        raise BadFile("CREW COUNT: missing, or fewer rows than technicians")
    count = int(crew[1])
    people, requests = rows[1 : count + 1], rows[count + 1 :]
    stops = [*people, *requests]
    ways = tuple(tuple(_way(one, other) for other in stops) for one in stops)
    return Problem(
        name=name,
        places=tuple(Place(str(row.number), 0, 0) for row in stops),
        interpreters=tuple(_person(row) for row in people),
        sessions=tuple(_request(row, people) for row in requests),
        travel=Travel(minutes=ways, buffer=0),
        costs=Costs(travel_minute=1, load_minute=0, discontinuity=0, change=0, shift=0),
    )


def _way(one: _FileRow, other: _FileRow) -> int:
    return math.ceil(SCALE * math.dist(one.at, other.at) - 1e-9)


def _person(row: _FileRow) -> Interpreter:
    return Interpreter(
        id=str(row.number),
        home=str(row.number),
        available=((0, DAY_MINUTES),),
        max_minutes_per_day=DAY_MINUTES,
        max_minutes_per_week=DAY_MINUTES,
    )


def _request(row: _FileRow, people: list[_FileRow]) -> Session:
    able = tuple(str(p.number) for p in people if row.skills <= p.skills)
    opens = SCALE * row.opens
    return Session(
        id=str(row.number),
        minutes=max(1, SCALE * row.service),
        day=0,  # however late: a file is one long day
        ways=(Way(ONLY_WAY, str(row.number), opens, opens, able),),
        unfilled_cost=100_000,
    )


def problems(folder: Path) -> Iterator[Problem]:
    """The files of a folder as problems; BadFile names one that is none."""
    paths = sorted(folder.glob("*.txt"))
    if not paths:
        raise BadFile(f"{folder}: there is no .txt file of a technician-routing problem")
    for path in paths:
        try:
            yield read(path.stem, path.read_text(encoding="utf-8"))
        except (BadFile, UnicodeDecodeError) as error:
            raise BadFile(f"{path}: {error}") from None
