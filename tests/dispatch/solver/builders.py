"""Small problems for the tests of the engine, with sensible defaults."""

from dataclasses import replace
from typing import Any

from dispatch.solver.problem.plan import Assignment, CostTerms, Plan
from dispatch.solver.problem.problem import (
    ONLY_WAY,
    Agreement,
    Costs,
    Interpreter,
    Place,
    Problem,
    Session,
    Travel,
    Way,
)

# One row per place: the office, a site half an hour away, and a home near the office.
MINUTES = ((0, 30, 10), (30, 0, 20), (10, 20, 0))
PLACES = (
    Place("office", 37.26, 127.02),
    Place("clinic", 37.42, 127.12),
    Place("home", 37.3, 127.0),
)


Served = tuple[str, str, int] | tuple[str, str, int, str]


def a_session(name: str = "s1", **changes: Any) -> Session:
    """A one-hour session at ten at the office, for interpreter i1, in one way unless `ways` are given.

    `pinned` and `held_by` may name interpreters for the only way.
    """
    start = changes.pop("start", 600)
    way = Way(
        name=ONLY_WAY,
        place=changes.pop("place", "office"),
        earliest_start=changes.pop("earliest_start", start),
        latest_start=changes.pop("latest_start", start),
        candidates=tuple(changes.pop("candidates", ("i1",))),
    )
    for role in ("pinned", "held_by"):
        settled = changes.get(role, ())
        changes[role] = tuple(Agreement(x) if isinstance(x, str) else x for x in settled)
    session = Session(id=name, minutes=60, day=way.earliest_start // 1440, ways=(way,))
    return replace(session, **changes)


def in_way(session: Session, **changes: Any) -> Session:
    """A session with its ways changed."""
    return replace(session, ways=tuple(replace(way, **changes) for way in session.ways))


def a_way(name: str, place: str | None, candidates: tuple[str, ...], **changes: Any) -> Way:
    """A way at ten."""
    return replace(Way(name, place, 600, 600, candidates), **changes)


def an_interpreter(name: str = "i1", **changes: Any) -> Interpreter:
    """Somebody at home near the office, free from nine to six on day 0."""
    person = Interpreter(
        id=name,
        home="home",
        available=((540, 1080),),
        max_minutes_per_day=480,
        max_minutes_per_week=2000,
        min_break=10,
    )
    return replace(person, **changes)


def a_problem(*sessions: Session, **changes: Any) -> Problem:
    """The given sessions, served by i1 unless told otherwise."""
    problem = Problem(
        name="test",
        places=PLACES,
        interpreters=(an_interpreter(),),
        sessions=sessions or (a_session(),),
        travel=Travel(minutes=MINUTES, buffer=10),
        costs=Costs(),
    )
    return replace(problem, **changes)


def a_plan(*assignments: Served) -> Plan:
    """A plan of (session, interpreter, start) or with the way as well."""
    return Plan(
        problem="test",
        status="feasible",
        assignments=tuple(
            Assignment(a[0], a[1], a[2], a[3] if len(a) > 3 else ONLY_WAY) for a in assignments
        ),
        unfilled=(),
        cost=0,
        bound=0,
        terms=CostTerms(),
    )
