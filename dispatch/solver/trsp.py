"""Technician routing as a public yardstick: requests with windows, skills, tools and parts.

Every start is fixed at its window's opening, which gives the files the shape of our problem; served
requests, way and gap are compared with an arc-flow model proven by another solver.
"""

import math
import re
from dataclasses import dataclass

from dispatch.solver.check import cost, violations
from dispatch.solver.fields import BadFile
from dispatch.solver.problem import Costs, Interpreter, Limits, Place, Problem, Session, Travel
from dispatch.solver.solve import solve

SCALE = 10  # files count in whole units; ways are rounded up to tenths
DAY_MINUTES = 10**6
ROW = re.compile(
    r"^(\d+)\s+(\d+)\s+(\d+)\s+(\d+)\s+(\d+)\s+(\d+)\s+\[(.*?)\]\s+\[(.*?)\]\s+\[(.*?)\]"
)


@dataclass(frozen=True, slots=True)
class _Row:
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


def _row(line: str) -> _Row | None:
    found = ROW.match(line.strip())
    if found is None:
        return None
    number, x, y, opens, closes, service = (int(found[k]) for k in range(1, 7))
    skills, tools, parts = (_numbers(found[k]) for k in range(7, 10))
    at = (x, y)
    return _Row(
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


def _way(one: _Row, other: _Row) -> int:
    return math.ceil(SCALE * math.dist(one.at, other.at) - 1e-9)


def _person(row: _Row) -> Interpreter:
    return Interpreter(
        id=str(row.number),
        home=str(row.number),
        available=((0, DAY_MINUTES),),
        max_minutes_per_day=DAY_MINUTES,
        max_minutes_per_week=DAY_MINUTES,
    )


def _request(row: _Row, people: list[_Row]) -> Session:
    able = tuple(str(p.number) for p in people if row.skills <= p.skills)
    return Session(
        id=str(row.number),
        place=str(row.number),
        earliest_start=SCALE * row.opens,
        latest_start=SCALE * row.opens,
        minutes=max(1, SCALE * row.service),
        day=0,
        unfilled_cost=100_000,
        candidates=able,
    )


def line(name: str, text: str, limits: Limits) -> str:
    """Served requests, way and gap of one file, in one line."""
    problem = read(name, text)
    plan = solve(problem, limits)
    broken = violations(problem, plan)
    way = cost(problem, plan).travel / SCALE
    served = len(problem.sessions) - len(plan.unfilled)
    state = "lawful" if not broken else f"{len(broken)} VIOLATIONS"
    return (
        f"{name:24} served {served:3}/{len(problem.sessions)}  way {way:9.1f}"
        f"  gap {plan.gap:8.4%}  {plan.seconds:6.1f} s  {state}"
    )
