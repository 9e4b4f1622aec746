"""Fewest changes, proven: who serves what, so that most need is met and most kept assignments stay.

Logic-based Benders decomposition (Hooker and Ottosson, Mathematical Programming 96, 2003). The master
problem chooses seats (`seat_programme`), each day apart. The subproblems ask for a timetable of each
interpreter's day; one that has none gives a nogood cut, a smallest set of seats that cannot go together,
and the master problem is solved again. Where somebody's week comes out too long, its days are solved
together under the weekly caps. So the choice is lawful in the end, and since every master problem is a
relaxation, what it proves holds for every lawful plan, also when the time ends early.
"""

from collections import defaultdict
from collections.abc import Iterable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass

from dispatch.solver.compiled.deadline import Deadline
from dispatch.solver.compiled.problem import CompiledProblem, broken_pin_cost
from dispatch.solver.problem.plan import Assignment, Plan
from dispatch.solver.problem.problem import week_of
from dispatch.solver.repair.day_seats import DaySeats
from dispatch.solver.repair.seat_programme import (
    Block,
    Chosen,
    DayGroup,
    Week,
    change_weight,
)


@dataclass(frozen=True, slots=True)
class FewestChanges:
    """Who serves what with the fewest changes, and what is proven of it.

    No lawful plan has less than `bound`, never negative, of `change_weight` times its unfilled need plus
    its changes. When the time ends early some days may be missing or break a rule; the bound holds still.
    """

    assignments: tuple[Assignment, ...]
    missing_days: frozenset[int]
    bound: int


def fewest_changes(
    compiled: CompiledProblem,
    previous: Plan,
    deadline: Deadline,
    *,
    most_changes: int | None = None,
) -> FewestChanges:
    """Serve as much as possible, then drop as few of the assignments to keep as possible.

    Sessions with a window begin as in the previous plan where they can. With `most_changes` no more than so many are
    dropped, and `bound` holds for such plans.
    """
    loop = _BendersLoop(compiled, deadline)
    if most_changes is not None:
        loop.allow(most_changes)
    loop.run()
    chosen = loop.chosen()
    missing = frozenset(day for _, day in compiled.day_sessions) - {day for _, day in chosen}
    return FewestChanges(
        assignments=_assignments(compiled, loop.blocks, chosen, previous),
        missing_days=missing,
        bound=max(0, _constant(compiled) + loop.bound),
    )


def _constant(compiled: CompiledProblem) -> int:
    """What the master problems leave out: need that nobody can meet, every change and broken pin.

    Their objective counts an assignment that is kept, or a pin, as a saving of these.
    """
    problem = compiled.problem
    weight, pin = change_weight(compiled), broken_pin_cost(compiled.problem)
    return sum(
        session.unfilled_cost * session.needed * weight * (not compiled.able[s])
        + len(session.held_by)
        + pin * weight * len(compiled.pinned[s])
        for s, session in enumerate(problem.sessions)
    )


class _BendersLoop:
    """Groups of days, each with a master problem; at first every day is a group of its own."""

    def __init__(self, compiled: CompiledProblem, deadline: Deadline) -> None:
        self.compiled = compiled
        self.deadline = deadline
        self.blocks = {key: DaySeats(compiled, *key) for key in sorted(compiled.day_sessions)}
        self.cliques = {key: block.cliques() for key, block in self.blocks.items()}
        of_day: dict[int, dict[Block, DaySeats]] = defaultdict(dict)
        for key, block in self.blocks.items():
            of_day[key[1]][key] = block
        self.groups = [DayGroup(compiled, of_day[day], self.cliques) for day in sorted(of_day)]

    def allow(self, changes: int) -> None:
        """Give up no more assignments than so many: any at all tie the days together."""
        if not changes:
            for group in self.groups:
                group.most_changes = 0
            return
        whole = DayGroup(self.compiled, dict(self.blocks), self.cliques, minds_weeks=True)
        # What nobody can serve any more is given up on days that have no block.
        lost = sum(len(s.held_by) for s in self.compiled.problem.sessions) - whole.to_keep()
        whole.most_changes = max(0, changes - lost)
        self.groups = [whole] if self.blocks else []

    @property
    def bound(self) -> int:
        """The lower bounds of all groups together, without the constant."""
        return sum(group.bound for group in self.groups)

    def chosen(self) -> Chosen:
        """Who takes which seats, by interpreter and day."""
        return {key: seats for group in self.groups for key, seats in (group.chosen or {}).items()}

    def run(self) -> None:
        """Until the choice is lawful, and so proven, or the time is up."""
        waiting = self.groups
        while waiting and not self.deadline.is_over():
            self._solve(waiting)
            if any(group.chosen is None for group in self.groups):
                return
            waiting = [group for group in self.groups if group.learn_nogoods()]
            waiting = waiting or self._joined(self._too_long_weeks())

    def _solve(self, groups: Iterable[DayGroup]) -> None:
        with ThreadPoolExecutor(max(1, self.deadline.limits.workers)) as pool:
            waiting = [pool.submit(group.solve, self.deadline) for group in groups]
            for solved in waiting:
                solved.result()

    def _too_long_weeks(self) -> list[int]:
        """Weeks in which somebody is given more minutes than the cap allows."""
        minutes: dict[Week, int] = defaultdict(int)
        for group in self.groups:
            for i, day in group.chosen or ():
                minutes[i, week_of(day)] += group.minutes((i, day))
        too_long = (
            week for week, total in minutes.items() if total > self.compiled.week_cap(*week)
        )
        return sorted({number for _, number in too_long})

    def _joined(self, weeks: list[int]) -> list[DayGroup]:
        """The days of each of these weeks in one group, which minds the weekly caps."""
        joined: list[DayGroup] = []
        for week in weeks:
            near = [g for g in self.groups if any(week_of(day) == week for _, day in g.blocks)]
            whole = DayGroup(self.compiled, {}, self.cliques, minds_weeks=True)
            # None, or none at all: what may be some at all is one group from the beginning.
            whole.most_changes = near[0].most_changes
            whole.bound = sum(group.bound for group in near)
            for group in near:
                whole.blocks |= group.blocks
                whole.nogoods += group.nogoods
            self.groups = [*(g for g in self.groups if g not in near), whole]
            joined.append(whole)
        return joined


def _assignments(
    compiled: CompiledProblem, blocks: dict[Block, DaySeats], chosen: Chosen, previous: Plan
) -> tuple[Assignment, ...]:
    """A choice of seats with starts; without those of a day that has no timetable."""
    problem = compiled.problem
    before = {(a.interpreter, a.session): a.start for a in previous.assignments}
    assignments: list[Assignment] = []
    for (i, day), taken in chosen.items():
        block, person = blocks[i, day], problem.interpreters[i].id
        name = {k: problem.sessions[block.seats[k].session].id for k in taken}
        wanted = {k: before[person, name[k]] for k in taken if (person, name[k]) in before}
        for k, start in block.timetable(taken, wanted) or ():
            way = compiled.ways[block.seats[k].way].name
            assignments.append(Assignment(name[k], person, start, way))
    return tuple(sorted(assignments))
