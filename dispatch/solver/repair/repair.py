"""Repair: after a change of the day, serve as much as possible with the fewest broken promises.

First who serves what with the fewest changes, proven (`promises`); then, with everything that could be
kept left where it is, the cheapest way to fill the other seats (`arcflow` over what is left open). Days
too large for that proof are searched with changes made dear, and nothing is claimed of them.
"""

import math
from collections import defaultdict
from collections.abc import Callable, Collection
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from dispatch.solver.compiled.deadline import Deadline
from dispatch.solver.compiled.problem import CompiledProblem
from dispatch.solver.engines.incumbent import ENGINE
from dispatch.solver.heuristics.greedy import greedy
from dispatch.solver.problem.check import Judgement, judge
from dispatch.solver.problem.plan import Assignment, Plan, Progress
from dispatch.solver.problem.problem import Limits, Problem
from dispatch.solver.repair.open_ends import LeftOpen
from dispatch.solver.solve import solve

if TYPE_CHECKING:
    from dispatch.solver.repair.fewest_changes import Kept

# With more pairs of interpreter and session on one day nothing is proven in useful time.
MOST_SEATS = 25_000
# There the search weighs: a change outweighs any saving of travel, load or continuity, and a session
# outweighs twenty changes.
CHANGE, CHANGES_PER_SESSION = 10_000, 20


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


def with_promises(problem: Problem, previous: Plan, released: Collection[str] = ()) -> Problem:
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
    """Serve as much as possible, then change as little as possible, then spend as little.

    Promises are the problem's `held_by`, or everything in the previous plan where nobody holds
    anything. It ends as soon as that is proven, and with a lawful plan in any case.
    """
    # Here and not above: OR-Tools loads only for whoever repairs.
    from dispatch.solver.repair.fewest_changes import fewest_changes
    from dispatch.solver.repair.seat_programme import ProgrammeEffort, change_weight

    deadline = Deadline(limits, should_stop)
    promised = any(s.held_by for s in problem.sessions)
    held = problem if promised else with_promises(problem, previous)
    compiled = CompiledProblem(held)
    best = _Best(held, change_weight(compiled), deadline, on_progress)
    best.offer(greedy(compiled, previous).assignments())
    if deadline.is_over():
        return best.repaired(0)

    def effort() -> ProgrammeEffort:
        seconds = 0.0 if deadline.is_stopped() else deadline.left()
        return ProgrammeEffort(seconds, counted=deadline.deterministic)

    if _largest_day(compiled) > MOST_SEATS:
        best.offer(_searched(held, best.assignments, deadline))
        return best.repaired(0)
    kept = fewest_changes(compiled, previous, effort, threads=max(1, limits.workers))
    best.offer(_lawful(compiled, kept, previous))
    if not deadline.is_over():
        best.offer(_cheapest_seats(held, best.assignments, deadline))
    return best.repaired(kept.bound)


def _largest_day(compiled: CompiledProblem) -> int:
    """The most pairs of interpreter and session on one day."""
    pairs: dict[int, int] = defaultdict(int)
    for (_, day), sessions in compiled.day_sessions.items():
        pairs[day] += len(sessions)
    return max(pairs.values(), default=0)


def _searched(
    problem: Problem, begin: tuple[Assignment, ...], deadline: Deadline
) -> tuple[Assignment, ...]:
    """What the search makes of a day too large to prove: need above changes above everything else."""
    change = max(CHANGE, problem.costs.change)
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


def _lawful(compiled: CompiledProblem, kept: "Kept", previous: Plan) -> tuple[Assignment, ...]:
    """What was kept, if that is lawful; else what can be made of it and of the days before."""
    day_of = {s.id: s.day for s in compiled.problem.sessions}
    before = (a for a in previous.assignments if day_of.get(a.session) in kept.missing_days)
    found = judge(compiled.problem, (*kept.assignments, *before))
    if found.violations:
        return greedy(compiled, found.plan()).assignments()
    return found.assignments


class _Best:
    """The best plan so far: lawful first, then unfilled need and changes, then cost."""

    def __init__(
        self,
        problem: Problem,
        weight: int,
        deadline: Deadline,
        on_progress: Callable[[Progress], None] | None,
    ) -> None:
        self.problem = problem
        self.weight = weight
        self.deadline = deadline
        self._on_progress = on_progress
        self._judged = judge(problem, ())

    @property
    def assignments(self) -> tuple[Assignment, ...]:
        """Those of the best plan so far."""
        return self._judged.assignments

    def _rank(self, judged: Judgement) -> tuple[int, int, int]:
        need = self.weight * judged.terms.unfilled + judged.changes
        return len(judged.violations), need, judged.terms.total

    def _plan(self) -> Plan:
        """The best plan so far; nothing is claimed about a bound of its cost."""
        return self._judged.plan(
            seconds=self.deadline.elapsed(), seed=self.deadline.limits.seed, engine=ENGINE
        )

    def offer(self, assignments: tuple[Assignment, ...]) -> None:
        """Keep a plan if it is better."""
        judged = judge(self.problem, assignments)
        if self._rank(judged) >= self._rank(self._judged):
            return
        self._judged = judged
        if self._on_progress is not None:
            plan = self._plan()
            self._on_progress(Progress(plan.cost, 0, len(plan.unfilled), plan.seconds, plan))

    def repaired(self, bound: int) -> Repaired:
        """The best plan with what was proven of unfilled need and changes together."""
        judged, need = self._judged, self.weight * self._judged.terms.unfilled
        kept = sum(len(s.held_by) for s in self.problem.sessions)
        unit = math.gcd(*(s.unfilled_cost * s.needed for s in self.problem.sessions)) or 1
        least = -(-(bound - kept) // (self.weight * unit)) * unit
        return Repaired(
            plan=self._plan(),
            changes=judged.changes,
            fewest=min(judged.changes, max(0, bound - need)),
            least_unfilled=min(max(0, least), judged.terms.unfilled),
        )


def _cheapest_seats(
    problem: Problem, assignments: tuple[Assignment, ...], deadline: Deadline
) -> tuple[Assignment, ...]:
    """The same sessions served and the same promises kept, the other seats filled most cheaply."""
    # Here and not above: OR-Tools loads only for whoever repairs.
    from dispatch.solver.engines.small import arcflow

    left = LeftOpen(problem, assignments)
    compiled = CompiledProblem(left.problem)
    if not left.seats or arcflow.arcs(compiled) > arcflow.MOST_ARCS:
        return assignments
    filled = arcflow.solve(compiled, deadline.left()).assignments
    return left.whole(filled)
