"""Technician routing as a public yardstick: requests with windows, skills, tools and parts.

Every start is fixed at its window's opening, which gives the files the shape of our problem; served
requests, way and gap are compared with an arc-flow model proven by another solver.
"""

import math
import re
from dataclasses import dataclass
from typing import Any

from dispatch.solver.compiled.problem import CompiledProblem
from dispatch.solver.engines import arcflow
from dispatch.solver.problem.check import judge
from dispatch.solver.problem.fields import BadFile
from dispatch.solver.problem.plan import Plan, gap_between
from dispatch.solver.problem.problem import (
    ONLY_WAY,
    Costs,
    Interpreter,
    Limits,
    Place,
    Problem,
    Session,
    Travel,
    Way,
)
from dispatch.solver.solve import solve

SCALE = 10  # files count in whole units; ways are rounded up to tenths
DAY_MINUTES = 10**6
# The arc-flow model proves most of the public files within this time.
PROOF_SECONDS = 60.0
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


@dataclass(frozen=True, slots=True)
class TrspRow:
    """How the engine did on one file, beside the arc-flow model."""

    name: str
    requests: int
    served: int
    way: float
    cost: int
    bound: int
    seconds: float
    violations: int
    proven: Plan

    @property
    def gap(self) -> float:
        """The distance of the engine's plan to the best bound either has proven."""
        return gap_between(self.cost, max(self.bound, self.proven.bound))

    @property
    def own_gap(self) -> float:
        """The distance to the bound that the engine proved by itself."""
        return gap_between(self.cost, self.bound)

    def line(self) -> str:
        """The same in one line."""
        best, way = self.proven, self.proven.terms.travel / SCALE
        state = "lawful" if not self.violations else f"{self.violations} VIOLATIONS"
        own = f"{self.own_gap:8.4%}" if self.bound else "    none"
        kind = "optimum" if best.status == "optimal" else "best"
        return (
            f"{self.name:24} served {self.served:3}/{self.requests}  way {self.way:8.1f}"
            f"  gap {self.gap:8.4%} (to its own bound {own})  {self.seconds:6.1f} s  {state}"
            f"  | arc flow: {kind} served {self.requests - len(best.unfilled):3}"
            f"  way {way:8.1f}  {best.seconds:6.1f} s"
        )

    def as_json(self) -> dict[str, Any]:
        """The same for machines."""
        return {
            "problem": self.name,
            "requests": self.requests,
            "served": self.served,
            "way": self.way,
            "cost": self.cost,
            "bound": self.bound,
            "gap": round(self.gap, 6),
            "own_gap": round(self.own_gap, 6),
            "seconds": round(self.seconds, 3),
            "violations": self.violations,
            "arc_flow_served": self.requests - len(self.proven.unfilled),
            "arc_flow_way": self.proven.terms.travel / SCALE,
            "arc_flow_cost": self.proven.cost,
            "arc_flow_bound": self.proven.bound,
            "arc_flow_seconds": round(self.proven.seconds, 3),
        }


def compare(name: str, text: str, limits: Limits) -> TrspRow:
    """One file: the engine within its limits, and the arc-flow model with time to prove it."""
    problem = read(name, text)
    plan = solve(problem, limits)
    proven = arcflow.solve(CompiledProblem(problem), max(limits.seconds, PROOF_SECONDS))
    judged, judged_proven = (judge(problem, each.assignments) for each in (plan, proven))
    return TrspRow(
        name=name,
        requests=len(problem.sessions),
        served=len(problem.sessions) - len(plan.unfilled),
        way=judged.terms.travel / SCALE,
        cost=judged.terms.total,
        bound=plan.bound,
        seconds=plan.seconds,
        violations=len(judged.violations) + len(judged_proven.violations),
        proven=proven,
    )
