"""Repair: after a change of the day, serve as much as possible and keep most of the assignments.

A change is an assignment to keep that the new plan drops, or serves in another way. There are two stages:
who serves what with the fewest changes, proven (`fewest_changes`); then, with everything kept left where it
is, the cheapest way to fill the other seats (arc flow over the open ends). Days too large for that proof are searched with
changes made dear instead, and nothing is claimed of them.
"""

import math
from collections import defaultdict
from collections.abc import Callable
from dataclasses import dataclass, replace
from fractions import Fraction
from typing import TYPE_CHECKING

from dispatch.solver.compiled.deadline import Deadline
from dispatch.solver.compiled.problem import CompiledProblem, broken_pin_cost
from dispatch.solver.compiled.subproblem import Subproblem, subproblem
from dispatch.solver.engines.incumbent import Incumbent
from dispatch.solver.heuristics.greedy import greedy
from dispatch.solver.problem.check import Judgement, judge
from dispatch.solver.problem.plan import Assignment, Plan, Progress
from dispatch.solver.problem.problem import Agreement, Limits, Problem, Session
from dispatch.solver.solve import solve

if TYPE_CHECKING:
    from dispatch.solver.repair.fewest_changes import FewestChanges

# With more pairs of interpreter and session on one day nothing is proven in useful time.
MOST_SEATS = 25_000
# There the search weighs: a change costs more than any saving of travel, load or continuity, and a
# session left unfilled as much as twenty changes.
CHANGE_COST, CHANGES_PER_SESSION = 10_000, 20


@dataclass(frozen=True, slots=True)
class Repaired:
    """A plan with few changes, how many there are, and how few there could be at least.

    `fewest` holds for every plan that leaves no more need unfilled than this one; `least_unfilled` is
    what any plan at all must leave unfilled, in the currency of `unfilled_cost`.
    """

    plan: Plan
    changes: int
    fewest: int
    least_unfilled: int = 0

    @property
    def is_proven(self) -> bool:
        """Whether no plan serving as much makes fewer changes."""
        return self.changes == self.fewest

    @property
    def serves_most(self) -> bool:
        """Whether it is proven that no plan serves more, weighed by `unfilled_cost`."""
        return self.plan.terms.unfilled == self.least_unfilled


def keeping(problem: Problem, previous: Plan) -> Problem:
    """The problem with every assignment of a previous plan as one to keep (`held_by`), in its way."""
    held: dict[str, list[Agreement]] = {}
    known = {i.id for i in problem.interpreters}
    for a in previous.assignments:
        if a.interpreter in known:
            held.setdefault(a.session, []).append(Agreement(a.interpreter, a.way))
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
    """Serve as much as possible, then change as little as possible, then spend as little.

    The assignments to keep are the problem's `held_by`, or all those of the previous plan where nobody
    holds anything. It ends as soon as the fewest changes are proven, and with a lawful plan in any case.
    """
    # Here and not above: OR-Tools loads only for whoever repairs.
    from dispatch.solver.repair.fewest_changes import fewest_changes
    from dispatch.solver.repair.seat_programme import change_weight

    deadline = Deadline(limits, should_stop)
    has_some = any(s.held_by for s in problem.sessions)
    held = problem if has_some else keeping(problem, previous)
    compiled = CompiledProblem(held)
    weight = change_weight(compiled)

    def rank(judged: Judgement) -> tuple[int, int, int]:
        need = weight * judged.terms.unfilled + judged.changes
        return len(judged.violations), need, judged.terms.total

    best = Incumbent(held, deadline, on_progress, rank)

    def offer(assignments: tuple[Assignment, ...]) -> None:
        best.offer(assignments)
        best.catch_up()

    offer(greedy(compiled, previous).assignments())
    if deadline.is_over():
        return _repaired(best, weight, 0)
    if largest_day(compiled) > MOST_SEATS:
        offer(_searched(held, best.assignments, deadline))
        return _repaired(best, weight, 0)
    found = fewest_changes(compiled, previous, deadline)
    offer(lawful(compiled, found, previous))
    if not deadline.is_over():
        offer(cheapest_seats(held, best.assignments, deadline))
    return _repaired(best, weight, found.bound)


def largest_day(compiled: CompiledProblem) -> int:
    """The most pairs of interpreter and session on one day."""
    pairs: dict[int, int] = defaultdict(int)
    for (_, day), sessions in compiled.day_sessions.items():
        pairs[day] += len(sessions)
    return max(pairs.values(), default=0)


def _searched(
    problem: Problem, begin: tuple[Assignment, ...], deadline: Deadline
) -> tuple[Assignment, ...]:
    """What the search makes of days too large to prove: need weighs above changes, and these above cost."""
    change = max(CHANGE_COST, problem.costs.change)
    cheapest = max(1, min((s.unfilled_cost for s in problem.sessions), default=1))
    factor = CHANGES_PER_SESSION * change // cheapest + 1
    weighed = replace(
        problem,
        costs=replace(problem.costs, change=change),
        sessions=tuple(
            replace(s, unfilled_cost=s.unfilled_cost * factor) for s in problem.sessions
        ),
    )
    previous = judge(problem, begin).plan()
    limits = replace(deadline.limits, seconds=deadline.left())
    return solve(weighed, limits, previous=previous, should_stop=deadline.is_stopped).assignments


def lawful(
    compiled: CompiledProblem, found: "FewestChanges", previous: Plan
) -> tuple[Assignment, ...]:
    """What was found, with missing days as before, if that is lawful; else what greedy makes of it."""
    day_of = {s.id: s.day for s in compiled.problem.sessions}
    before = (a for a in previous.assignments if day_of.get(a.session) in found.missing_days)
    judged = judge(compiled.problem, (*found.assignments, *before))
    if judged.violations:
        return greedy(compiled, judged.plan()).assignments()
    return judged.assignments


def _repaired(best: Incumbent, weight: int, bound: int) -> Repaired:
    """The best plan, with what a lower bound of `weight` * unfilled need + changes proves of it."""
    judged, unfilled = best.judged, best.terms.unfilled
    # A plan that leaves no more unfilled than this one has at least the rest in changes.
    fewest = bound - weight * unfilled
    # Were every assignment dropped, the rest is unfilled need, in multiples of what sessions weigh.
    most_changes = sum(len(s.held_by) for s in best.problem.sessions)
    unit = math.gcd(*(s.unfilled_cost * s.needed for s in best.problem.sessions)) or 1
    least_unfilled = math.ceil(Fraction(bound - most_changes, weight * unit)) * unit
    return Repaired(
        plan=best.plan(),
        changes=judged.changes,
        fewest=min(judged.changes, max(0, fewest)),
        least_unfilled=min(max(0, least_unfilled), unfilled),
    )


def cheapest_seats(
    problem: Problem, assignments: tuple[Assignment, ...], deadline: Deadline
) -> tuple[Assignment, ...]:
    """The same sessions served and the same assignments kept, the other seats filled most cheaply."""
    # Here and not above: OR-Tools loads only for whoever repairs.
    from dispatch.solver.engines import arcflow

    ends = open_ends(problem, assignments)
    compiled = CompiledProblem(ends.problem)
    if not ends.people or compiled.visit_pairs() > arcflow.MOST_ARCS:
        return assignments
    filled = arcflow.solve(compiled, deadline.left()).assignments
    return ends.merged(filled, assignments)


def open_ends(problem: Problem, assignments: tuple[Assignment, ...]) -> Subproblem:
    """The seats that are neither kept nor pinned, whoever could take one, and all that these people keep.

    What is served must stay served. A session of which a seat is kept stays in its way and at its start.
    """
    team: dict[str, list[Assignment]] = defaultdict(list)
    for a in assignments:
        team[a.session].append(a)
    dearest, people = broken_pin_cost(problem), set[str]()
    served: list[Session] = []
    for session in problem.sessions:
        seats = team.get(session.id, [])
        kept = {Agreement(a.interpreter, a.way) for a in seats}
        kept &= {*session.held_by, *session.pinned}
        given = session.settled(seats[0].way, seats[0].start) if kept else session
        if len(kept) < len(seats):
            people.update(session.candidates)
        else:
            given = given.among({one.interpreter for one in kept})
        if seats:
            pins = tuple(sorted(kept))
            served.append(replace(given, unfilled_cost=dearest, pinned=pins, held_by=()))
    whole = replace(problem, sessions=tuple(served))
    return subproblem(whole, assignments, frozenset(people))
