"""How much a plan could cost at most: beyond what a double counts exactly, no cost and no bound could be trusted."""

import math
from collections.abc import Mapping

from dispatch.solver.problem.problem import Problem, Session

# One degree along a great circle.
DEGREE_KM = 111.2


def dearest(problem: Problem) -> Mapping[str, int]:
    """What no plan's terms exceed, by the field of the file that makes them dear."""
    rate, sessions, people = problem.costs, problem.sessions, problem.interpreters
    visits = sum(s.needed for s in sessions)
    served = sum(s.needed * s.minutes for s in sessions)
    load = sum(i.worked_minutes + i.target_minutes for i in people) + served
    person, session_cost = _most([i.session_cost for i in people])
    way, _ = _most([max(w.cost for w in s.ways) for s in sessions])
    unfilled, _ = _most([s.unfilled_cost * s.needed for s in sessions])
    return {
        f"sessions[{unfilled}].unfilled_cost": sum(s.unfilled_cost * s.needed for s in sessions),
        f"sessions[{way}].ways": sum(max(w.cost for w in s.ways) for s in sessions),
        f"interpreters[{person}].session_cost": session_cost * visits,
        "costs.tight_transfer": rate.tight_transfer * visits,
        # Each visit adds at most the way there and a way back.
        "costs.travel_minute": rate.travel_minute * 2 * visits * _longest_way(problem),
        "costs.load_minute": rate.load_minute * load,
        "costs.discontinuity": rate.discontinuity
        * sum(bool(s.preferred) + bool(s.case) for s in sessions),
        "costs.change": rate.change * sum(len(s.held_by) for s in sessions),
        "costs.shift": rate.shift * sum(map(_window, sessions)),
    }


def _most(costs: list[int]) -> tuple[int, int]:
    """The largest of some costs by its position, and itself."""
    return max(
        ((k, cost) for k, cost in enumerate(costs)), key=lambda each: each[1], default=(0, 0)
    )


def _window(session: Session) -> int:
    return max(way.latest_start - way.earliest_start for way in session.ways)


def _longest_way(problem: Problem) -> int:
    """Minutes that no way between two places exceeds."""
    travel = problem.travel
    if travel.minutes is not None:
        return max((minutes for row in travel.minutes for minutes in row), default=0)
    lats, lons = ([p.lat for p in problem.places], [p.lon for p in problem.places])
    degrees = sum(max(of, default=0.0) - min(of, default=0.0) for of in (lats, lons))
    return math.ceil(degrees * DEGREE_KM * travel.detour / travel.kmh * 60) + travel.round_to
