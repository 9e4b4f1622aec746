"""Small problems for the tests of the engine, with sensible defaults."""

from dataclasses import replace
from typing import Any

from dispatch.solver.problem.plan import Assignment, CostTerms, Plan
from dispatch.solver.problem.problem import Costs, Interpreter, Place, Problem, Session, Travel

# One row per place: the office, a site half an hour away, and a home near the office.
MINUTES = ((0, 30, 10), (30, 0, 20), (10, 20, 0))
PLACES = (
    Place("office", 37.26, 127.02),
    Place("clinic", 37.42, 127.12),
    Place("home", 37.3, 127.0),
)


def a_session(name: str = "s1", **changes: Any) -> Session:
    """A one-hour session at ten at the office, for interpreter i1."""
    start = changes.pop("start", 600)
    session = Session(
        id=name,
        place="office",
        earliest_start=start,
        latest_start=start,
        minutes=60,
        day=start // 1440,
        candidates=("i1",),
    )
    return replace(session, **changes)


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


def a_plan(*assignments: tuple[str, str, int]) -> Plan:
    """A plan of (session, interpreter, start)."""
    return Plan(
        problem="test",
        status="feasible",
        assignments=tuple(Assignment(*a) for a in assignments),
        unfilled=(),
        cost=0,
        bound=0,
        terms=CostTerms(),
    )
