"""Smaller repairs beside a full one: what fewer changes leave unfilled, as many as it takes to choose.

A full repair (`repair`) serves the most, whatever it moves. Beside it stand those with the fewest changes
there can be, one more and two more, each serving as much as these changes allow; only those that serve more
than all before them are of use.
"""

from collections import defaultdict
from collections.abc import Callable
from dataclasses import replace

from dispatch.solver.compiled.deadline import Deadline
from dispatch.solver.compiled.problem import CompiledProblem
from dispatch.solver.engines.incumbent import ENGINE
from dispatch.solver.problem.check import Judgement, judge
from dispatch.solver.problem.plan import Plan
from dispatch.solver.problem.problem import Agreement, Limits, Problem
from dispatch.solver.repair.repair import (
    MOST_SEATS,
    Repaired,
    cheapest_seats,
    keeping,
    largest_day,
    lawful,
)

# Beyond the fewest changes so many more are tried.
MORE_CHANGES = 2


def smaller_repairs(
    problem: Problem,
    previous: Plan,
    full: Repaired,
    limits: Limits,
    *,
    should_stop: Callable[[], bool] | None = None,
) -> tuple[Repaired, ...]:
    """Repairs with fewer changes than the full one, each serving more than the one before, fewest changes first.

    `previous` is what the full one was made from. Nothing for days too large to prove, and what there was
    no time for is left out. Need weighs by `unfilled_cost`.
    """
    deadline = Deadline(limits, should_stop)
    held = problem if any(s.held_by for s in problem.sessions) else keeping(problem, previous)
    if not full.changes or largest_day(CompiledProblem(held)) > MOST_SEATS:
        return ()
    few = _Few(held, previous, deadline)
    fewest = few.fewest()
    found: list[Judgement] = []
    most = judge(held, full.plan.assignments)
    for changes in range(fewest, min(fewest + MORE_CHANGES + 1, full.changes)):
        tried = few.within(changes, found[0] if found else None, most)
        if tried is None:
            continue
        if tried.terms.unfilled <= most.terms.unfilled:
            # The full one was not proven to need more: what serves as much with less stands for it.
            break
        if not found or tried.terms.unfilled < found[-1].terms.unfilled:
            found.append(tried)
    return tuple(_repaired(each, deadline) for each in found)


def _repaired(judged: Judgement, deadline: Deadline) -> Repaired:
    plan = judged.plan(seconds=deadline.elapsed(), seed=deadline.limits.seed, engine=ENGINE)
    return Repaired(plan, judged.changes, judged.changes)


class _Few:
    """Repairs of one problem within a number of changes."""

    def __init__(self, problem: Problem, previous: Plan, deadline: Deadline) -> None:
        self.problem = problem
        self.previous = previous
        self.deadline = deadline

    def fewest(self) -> int:
        """How few of the assignments to keep any lawful plan gives up: 0, unless some contradict each other."""
        kept = _keeping_only(self.problem)
        told = tuple(
            a
            for a in self.previous.assignments
            for s in kept.sessions
            if s.id == a.session and Agreement(a.interpreter, a.way) in s.held_by
        )
        judged = judge(kept, told)
        if not judged.violations and not judged.changes:
            return 0
        return self._solved(kept, None).changes

    def within(self, changes: int, fewest: Judgement | None, most: Judgement) -> Judgement | None:
        """The repair that serves the most within so many changes; None when there was no time.

        On days on which the one with the `fewest` changes serves as much as the one that serves the
        `most`, nothing more is to be had: they stay as they are there.
        """
        if self.deadline.is_over():
            return None
        problem = self.problem if fewest is None else _narrowed(self.problem, fewest, most)
        if changes and _pairs(problem) > MOST_SEATS:
            return None
        solved = self._solved(problem, changes)
        seats = solved.assignments
        if not self.deadline.is_over():
            seats = cheapest_seats(self.problem, seats, self.deadline)
        found = judge(self.problem, seats)
        return None if found.violations or found.changes > changes else found

    def _solved(self, problem: Problem, changes: int | None) -> Judgement:
        # Here and not above: OR-Tools loads only for whoever repairs.
        from dispatch.solver.repair.fewest_changes import fewest_changes

        compiled = CompiledProblem(problem)
        found = fewest_changes(compiled, self.previous, self.deadline, most_changes=changes)
        return judge(problem, lawful(compiled, found, self.previous))


def _keeping_only(problem: Problem) -> Problem:
    """The sessions that somebody holds or is pinned to, where only what is kept counts."""
    settled = (s for s in problem.sessions if s.held_by or s.pinned)
    return replace(problem, sessions=tuple(replace(s, unfilled_cost=0) for s in settled))


def _narrowed(problem: Problem, fewest: Judgement, most: Judgement) -> Problem:
    """The problem with the days on which more can be served as they are, the others as in the one with the fewest changes."""
    day_of = {s.id: s.day for s in problem.sessions}
    lost = _lost_by_day(problem, fewest)
    open_days = {day for day, need in _lost_by_day(problem, most).items() if need < lost[day]}
    who: dict[str, set[str]] = defaultdict(set)
    for a in fewest.assignments:
        who[a.session].add(a.interpreter)
    sessions = (
        s if day_of[s.id] in open_days else s.among(who[s.id])
        for s in problem.sessions
        if day_of[s.id] in open_days or s.id in who or s.held_by
    )
    return replace(problem, sessions=tuple(sessions))


def _lost_by_day(problem: Problem, judged: Judgement) -> dict[int, int]:
    """The unfilled need of each day."""
    served = {a.session for a in judged.assignments}
    found: dict[int, int] = defaultdict(int)
    for s in problem.sessions:
        found[s.day] += 0 if s.id in served else s.unfilled_cost * s.needed
    return found


def _pairs(problem: Problem) -> int:
    """Pairs of interpreter and session, over all days."""
    compiled = CompiledProblem(problem)
    return sum(len(sessions) for sessions in compiled.day_sessions.values())
