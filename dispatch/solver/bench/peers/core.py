"""What every routing solver needs of a core problem: one vehicle per interpreter and window of a day."""

from dataclasses import dataclass

from dispatch.solver.compiled.problem import CompiledProblem
from dispatch.solver.compiled.schedule import Schedule
from dispatch.solver.problem.check import judge
from dispatch.solver.problem.plan import Plan
from dispatch.solver.problem.problem import MINUTES_PER_DAY, Problem, travel_minutes


class CannotState(Exception):
    """A peer is missing, or cannot state this problem."""


@dataclass(frozen=True, slots=True)
class Vehicle:
    """An interpreter's day: when it begins and ends, and which sessions it may take."""

    interpreter: int
    first: int
    last: int
    sessions: frozenset[int]


def vehicles(compiled: CompiledProblem) -> list[Vehicle]:
    """One vehicle per interpreter and window; only one-day problems of single sessions at one site each."""
    problem = compiled.problem
    if any(s.needed != 1 or s.ways[0].place is None for s in problem.sessions):
        raise CannotState("teams and sessions at home cannot be stated")
    if any(len(s.ways) > 1 for s in problem.sessions):
        raise CannotState("sessions with several ways cannot be stated")
    if len({s.day for s in problem.sessions}) > 1:
        raise CannotState("several days cannot be stated")
    if any(s.strain for s in problem.sessions):
        raise CannotState("strain cannot be stated")
    if any(s.rest for s in problem.sessions):
        raise CannotState("a rest after a session cannot be stated")
    return [
        Vehicle(i, first, last, frozenset(s for s in sessions if _fits(problem, s, first, last)))
        for (i, day), sessions in sorted(compiled.day_sessions.items())
        for first, last in compiled.windows[i, day]
    ]


def _fits(problem: Problem, s: int, first: int, last: int) -> bool:
    session = problem.sessions[s]
    return max(session.earliest_start, first) <= min(session.latest_start, last - session.minutes)


def road_minutes(compiled: CompiledProblem) -> list[list[int]]:
    """Travel minutes between all sessions and homes: sessions first, then interpreters."""
    problem = compiled.problem
    place_of = compiled.roads.place_of_id
    stops = [place_of[s.ways[0].place or ""] for s in problem.sessions] + compiled.home
    known: dict[tuple[int, int], int] = {}

    def road(one: int, other: int) -> int:
        if (one, other) not in known:
            known[one, other] = travel_minutes(problem, one, other)
        return known[one, other]

    sessions = len(problem.sessions)
    return [
        [
            0 if a >= sessions and b >= sessions else road(one, other)
            for b, other in enumerate(stops)
        ]
        for a, one in enumerate(stops)
    ]


def lawful_plan(
    compiled: CompiledProblem, routes: list[tuple[int, list[int]]], engine: str
) -> Plan:
    """A peer's routes as a plan: what breaks a rule it could not state is left unfilled."""
    schedule = Schedule(compiled)
    for i, sessions in routes:
        for s in sessions:
            found = schedule.insertion(i, s) if not schedule.team.get(s) else None
            if found is not None:
                schedule.put(i, (found.way, found.start))
    return judge(compiled.problem, schedule.assignments()).plan(engine=engine)


HORIZON = 3 * MINUTES_PER_DAY
