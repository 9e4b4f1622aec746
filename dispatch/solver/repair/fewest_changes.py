"""Fewest changes, proven: who serves what, so that as much as possible is served and promises kept.

Days are solved apart (`seatmodel`). A day that keeps to its cliques and is still impossible is forbidden
and the model solved again; where somebody's week comes out too long, its days are solved together. So the
answer is lawful in the end, and what is proven of it holds for every lawful plan.
"""

from collections import defaultdict
from collections.abc import Callable, Iterable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass

from dispatch.solver.compiled.problem import CompiledProblem, broken_pin_cost
from dispatch.solver.problem.plan import Assignment, Plan
from dispatch.solver.problem.problem import week_of
from dispatch.solver.repair.seat_programme import (
    Block,
    DayGroup,
    ProgrammeEffort,
    Taken,
    Week,
    change_weight,
)
from dispatch.solver.repair.seats import DaySeats


@dataclass(frozen=True, slots=True)
class Kept:
    """Who serves what with the fewest changes; `bound` weighs unfilled need and changes together.

    When the time ends early some days may be missing or break a rule; what is proven still holds.
    """

    assignments: tuple[Assignment, ...]
    missing_days: frozenset[int]
    bound: int


def fewest_changes(
    compiled: CompiledProblem,
    previous: Plan,
    effort: Callable[[], ProgrammeEffort],
    threads: int = 1,
) -> Kept:
    """Serve as much as possible, then break as few promises as possible.

    Sessions with a window begin as in the previous plan where they can. `effort` says what may still
    be spent.
    """
    search = _GroupSearch(compiled, effort, threads)
    search.run()
    problem = compiled.problem
    weight, pin = change_weight(compiled), broken_pin_cost(problem)
    constant = sum(
        session.unfilled_cost * session.needed * weight * (not compiled.able[s])
        + len(session.held_by)
        + pin * weight * len(compiled.pinned[s])
        for s, session in enumerate(problem.sessions)
    )
    found = search.chosen()
    missing = frozenset(day for _, day in compiled.day_sessions) - {day for _, day in found}
    assignments = _assignments(compiled, search.blocks, found, previous)
    return Kept(assignments, missing, max(0, constant + search.bound))


class _GroupSearch:
    """Groups of days, what they chose so far, and what is proven of each."""

    def __init__(
        self, compiled: CompiledProblem, effort: Callable[[], ProgrammeEffort], threads: int
    ) -> None:
        self.compiled = compiled
        self.effort = effort
        self.threads = threads
        self.blocks = {key: DaySeats(compiled, *key) for key in sorted(compiled.day_sessions)}
        self.cliques = {key: block.cliques() for key, block in self.blocks.items()}
        of_day: dict[int, dict[Block, DaySeats]] = defaultdict(dict)
        for key, block in self.blocks.items():
            of_day[key[1]][key] = block
        self.groups = [DayGroup(compiled, of_day[day], self.cliques) for day in sorted(of_day)]

    @property
    def bound(self) -> int:
        """What is proven of all groups together."""
        return sum(group.bound for group in self.groups)

    def chosen(self) -> Taken:
        """Who takes which seats, by interpreter and day."""
        return {key: seats for group in self.groups for key, seats in (group.taken or {}).items()}

    def run(self) -> None:
        """Until the choice is lawful, and so proven, or the time is up."""
        waiting = self.groups
        while waiting and self.effort().seconds > 0:
            self._solve(waiting)
            if any(group.taken is None for group in self.groups):
                return
            waiting = [group for group in self.groups if group.forbid_impossible_days()]
            waiting = waiting or self._tied(self._too_long_weeks())

    def _solve(self, groups: Iterable[DayGroup]) -> None:
        with ThreadPoolExecutor(self.threads) as pool:
            waiting = [pool.submit(group.solve, self.effort()) for group in groups]
            for solved in waiting:
                solved.result()

    def _too_long_weeks(self) -> list[int]:
        """Weeks in which somebody is given more minutes than the cap allows."""
        minutes: dict[Week, int] = defaultdict(int)
        for group in self.groups:
            for i, day in group.taken or ():
                minutes[i, week_of(day)] += group.minutes((i, day))
        too_long = (
            week for week, total in minutes.items() if total > self.compiled.week_cap(*week)
        )
        return sorted({number for _, number in too_long})

    def _tied(self, weeks: list[int]) -> list[DayGroup]:
        """The days of each of these weeks in one group, which minds the weekly caps."""
        joined: list[DayGroup] = []
        for week in weeks:
            near = [g for g in self.groups if any(week_of(day) == week for _, day in g.blocks)]
            whole = DayGroup(self.compiled, {}, self.cliques, minds_weeks=True)
            whole.bound = sum(group.bound for group in near)
            for group in near:
                whole.blocks |= group.blocks
                whole.forbidden += group.forbidden
            self.groups = [*(g for g in self.groups if g not in near), whole]
            joined.append(whole)
        return joined


def _assignments(
    compiled: CompiledProblem, blocks: dict[Block, DaySeats], chosen: Taken, previous: Plan
) -> tuple[Assignment, ...]:
    """A choice of seats with its starts."""
    problem = compiled.problem
    before = {(a.interpreter, a.session): a.start for a in previous.assignments}
    assignments: list[Assignment] = []
    for (i, day), taken in chosen.items():
        block, person = blocks[i, day], problem.interpreters[i].id
        name = {k: problem.sessions[block.seats[k].session].id for k in taken}
        wanted = {k: before[person, name[k]] for k in taken if (person, name[k]) in before}
        for k, start in block.timetable(taken, wanted) or ():
            assignments.append(Assignment(name[k], person, start))
    return tuple(sorted(assignments))
