"""Repair: after a change of the day, serve as much as possible with the fewest broken promises."""

from collections.abc import Callable, Collection
from dataclasses import dataclass, replace

from dispatch.solver.check import cost
from dispatch.solver.plan import Plan, Progress
from dispatch.solver.problem import Costs, Limits, Problem
from dispatch.solver.solve import solve

# While repairing, a change outweighs any saving of travel, load or continuity, and a session
# outweighs twenty changes; the count of fewest changes is proven apart.
CHANGE = 10_000
CHANGES_PER_SESSION = 20
SHARE_FOR_PROOF = 0.4


@dataclass(frozen=True, slots=True)
class Repaired:
    """A plan with few changes, how many there are, and how few there could be at least."""

    plan: Plan
    changes: int
    fewest: int

    @property
    def is_proven(self) -> bool:
        """Whether no plan serving as much makes fewer changes."""
        return self.changes == self.fewest


def hold(problem: Problem, previous: Plan, released: Collection[str] = ()) -> Problem:
    """The problem with everything in a previous plan promised, except some sessions."""
    held: dict[str, list[str]] = {}
    known = {i.id for i in problem.interpreters}
    for a in previous.assignments:
        if a.session not in released and a.interpreter in known:
            held.setdefault(a.session, []).append(a.interpreter)
    sessions = tuple(replace(s, held_by=tuple(held.get(s.id, ()))) for s in problem.sessions)
    return replace(problem, sessions=sessions)


def repair(
    problem: Problem,
    previous: Plan,
    limits: Limits,
    *,
    on_progress: Callable[[Progress], None] | None = None,
    should_stop: Callable[[], bool] | None = None,
) -> Repaired:
    """Serve as much as possible, then change as little as possible, then spend as little."""
    held = hold(problem, previous)
    proof = solve(
        _counting(held),
        replace(limits, seconds=limits.seconds * SHARE_FOR_PROOF),
        previous=previous,
        should_stop=should_stop,
    )
    found = solve(
        _weighted(held),
        replace(limits, seconds=limits.seconds * (1 - SHARE_FOR_PROOF)),
        previous=proof,
        on_progress=on_progress,
        should_stop=should_stop,
    )
    terms = cost(held, found)
    plan = replace(found, cost=terms.total, terms=terms, bound=0, status="feasible")
    changes = _changes(held, plan)
    return Repaired(plan, changes, min(changes, _fewest(held, plan, proof)))


def _counting(problem: Problem) -> Problem:
    """Only unfilled sessions and changes cost anything, sessions first."""
    costs = Costs(travel_minute=0, load_minute=0, discontinuity=0, change=1, shift=0)
    return replace(_scaled(problem, _counting_factor(problem)), costs=costs)


def _counting_factor(problem: Problem) -> int:
    """So much that the cheapest session outweighs changing everything."""
    promises = sum(len(s.held_by) for s in problem.sessions)
    return promises // _cheapest(problem) + 1


def _cheapest(problem: Problem) -> int:
    return max(1, min((s.unfilled_cost for s in problem.sessions), default=1))


def _weighted(problem: Problem) -> Problem:
    change = max(CHANGE, problem.costs.change)
    costs = replace(problem.costs, change=change)
    factor = CHANGES_PER_SESSION * change // _cheapest(problem) + 1
    return replace(_scaled(problem, factor), costs=costs)


def _scaled(problem: Problem, factor: int) -> Problem:
    return replace(
        problem,
        sessions=tuple(
            replace(s, unfilled_cost=s.unfilled_cost * factor) for s in problem.sessions
        ),
    )


def _changes(problem: Problem, plan: Plan) -> int:
    kept = {(a.session, a.interpreter) for a in plan.assignments}
    return sum((s.id, name) not in kept for s in problem.sessions for name in s.held_by)


def _fewest(problem: Problem, plan: Plan, proof: Plan) -> int:
    """Changes that any plan with no more unfilled need must make, from the proof's bound."""
    empty = set(plan.unfilled)
    unfilled = sum(s.unfilled_cost * s.needed for s in problem.sessions if s.id in empty)
    return max(0, proof.bound - unfilled * _counting_factor(problem))
