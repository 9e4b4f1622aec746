"""The engine for several days: what ties days together has a price, and each is searched by itself.

The stages in their order, each with the time at which it hands over to the next, converged or not:

1. and 2. the root of the whole problem, as for one day; until 0.5 of the limit;
3. a tree for each day while the minutes' prices stand: a better bound; half as long again, at most until 0.6;
4. a plan for each day by a dive, in turn: a plan; until 0.8, or no day gets better;
5. large neighbourhood search over all days, to the end.
"""

from collections.abc import Callable
from dataclasses import replace

import numpy as np
from numpy.typing import NDArray

from dispatch.solver.engines.day_subproblem import DaySubproblem, sessions_by_day
from dispatch.solver.engines.one_day import BRANCH_UNTIL, OneDaySearch
from dispatch.solver.heuristics.dive import dive
from dispatch.solver.master.colgen import TOLERANCE, ColumnGeneration, DualBound
from dispatch.solver.master.masters import WARM_PER_BLOCK, InteriorPointMaster, SimplexMaster
from dispatch.solver.problem.problem import Interpreter, week_of
from dispatch.solver.tree.tree import BestLeaf, branch_and_cut

Reals = NDArray[np.float64]

# Until when days are dived into, as a share of the time limit.
ALL_DIVED_UNTIL = 0.8
# How near bound and relaxed plan of the whole come again after each day was branched on.
RECONVERGED = 1e-4
# After which share of a day's time its dive takes larger steps.
LATE = 0.6


class SeveralDaysSearch(OneDaySearch):
    """Searches a problem of several days: a tree and a dive for each day, then clusters over all days."""

    def _improve(self, root: DualBound) -> None:
        """Branch in each day, dive into each day, then search clusters of days to the end."""
        days = DayByDay(self.generation, root)
        until = min(BRANCH_UNTIL * self.deadline.limits.seconds, self._end_of_first_branching())
        self.generation.until = until
        leaf = days.branch(float(self.incumbent.best), self.prove, until)
        self.generation.until = self.deadline.limits.seconds
        columns = self.pool_columns(self.incumbent.assignments)
        if not self._is_done() and not self.is_past(ALL_DIVED_UNTIL):
            until = ALL_DIVED_UNTIL * self.deadline.limits.seconds
            chosen = DayPlans(self.generation, leaf).run(until, self.offer)
            self.offer(chosen)
            columns = self._by_block(chosen)
        self._search_clusters(leaf, columns, self._is_done)


class DayByDay:
    """Branch and price for each day by itself, under the duals of the rows that days share.

    Days have nothing in common but people's load and weekly caps. While the duals of those rows stay
    as they are, a minute has a price on every day, and the bounds of the days add up, with what the
    shared rows prove, to a bound of the whole: the Lagrangian bound, valid whatever the duals are
    (Geoffrion, "Lagrangean relaxation for integer programming", 1974).
    """

    def __init__(self, joint: ColumnGeneration, root: DualBound) -> None:
        self.joint = joint
        self.rows, self.deadline = joint.rows, joint.deadline
        self.root = root
        keys = self.rows.graph.keys
        self.day_of_block = np.array([day for _, day in keys], dtype=np.int64)
        self.sessions = sessions_by_day(self.rows)

    def branch(self, ceiling: float, on_bound: Callable[[float], None], until: float) -> DualBound:
        """Branch in one day after the other, then relax the whole under the decisions of the best leaves.

        `ceiling` is a cost from which on no bound is of use; `on_bound` is called with bounds of the whole;
        branching ends after `until` seconds of the whole solve. The decisions are in force then.
        """
        cheap = self.joint.cheapest(self.root, WARM_PER_BLOCK)
        days = [self._at_prices(number) for number in self.sessions]
        begins = [day.start_from(self.root, cheap) for day in days]
        total = self.rows.shared_bound(self.root.duals)
        total += sum(b.bound - day.rows.idle_load_cost for day, b in zip(days, begins, strict=True))
        leaves: list[BestLeaf] = []
        for day, begin in zip(days, begins, strict=True):
            others = total - begin.bound
            leaf = self._branch(
                day, begin, (ceiling, others), on_bound, self._end_of_share(until, leaves)
            )
            total = others + leaf.bound
            leaves.append(leaf)
        return self._reconverged(days, leaves)

    def _at_prices(self, number: int) -> DaySubproblem:
        """A day on which a minute of each interpreter costs what the duals of load and caps say."""
        rows, duals = self.rows, np.append(self.root.duals, 0.0)
        blocks = np.flatnonzero(self.day_of_block == number)
        load, cap = rows.load_of_block[blocks], rows.cap_of_block[blocks]
        worth = duals[load] + duals[cap]
        tied = (load >= 0) | (cap >= 0)
        people: list[int] = rows.graph.interpreter[blocks[tied]].tolist()
        minute = dict(zip(people, worth[tied].tolist(), strict=True))
        # Whoever has no block on this day has no minutes there.
        return DaySubproblem(self.joint, self.sessions[number], rows.problem.interpreters, minute)

    def _branch(
        self,
        day: DaySubproblem,
        begin: DualBound,
        limits: tuple[float, float],
        on_bound: Callable[[float], None],
        until: float,
    ) -> BestLeaf:
        """Branch in one day; `limits`: the ceiling of the whole, and the part of it that the other days prove."""
        ceiling, others = limits
        day.generation.until = until
        leaf = branch_and_cut(
            day.generation,
            begin,
            ceiling - others,
            lambda bound: on_bound(others + bound),
            until,
        )
        day.hand_back_decisions()
        return leaf

    def _reconverged(self, days: list[DaySubproblem], leaves: list[BestLeaf]) -> DualBound:
        """The whole relaxed under all decisions, begun from the duals and columns of all days."""
        joint, duals = self.joint, self.root.duals.copy()
        used: list[int] = []
        values: list[float] = []
        for day, leaf in zip(days, leaves, strict=True):
            day.write_duals(leaf.dual_bound.duals, duals)
            day.as_joint_columns(day.generation.cheapest(leaf.dual_bound, WARM_PER_BLOCK).tolist())
            some = leaf.dual_bound.values > TOLERANCE
            used += day.as_joint_columns(leaf.dual_bound.columns[some].tolist())
            values += leaf.dual_bound.values[some].tolist()
        begin = joint.dual_bound(duals)
        order = np.argsort(np.array(used, dtype=np.int64))
        begin.columns = np.array(used, dtype=np.int64)[order]
        begin.values = np.array(values, dtype=float)[order]
        return joint.converge(InteriorPointMaster(joint, begin), begin, gap=RECONVERGED)

    def _end_of_share(self, until: float, before: list[BestLeaf]) -> float:
        """When the next day's share of the time ends: what is left is shared evenly."""
        now = self.deadline.elapsed()
        return now + max(0.0, until - now) / (len(self.sessions) - len(before))


class DayPlans:
    """One plan for each day, made anew in turn until none gets better while the others stay.

    While the other days stay, a day is a problem of one day, exactly: the load target and the week's cap
    are what the others leave of them. Days without a plan yet count with the minutes of the relaxed plan.
    """

    def __init__(self, joint: ColumnGeneration, dual_bound: DualBound) -> None:
        self.joint, self.deadline = joint, joint.deadline
        self.problem = joint.rows.problem
        self.dual_bound = dual_bound
        self.cheap = joint.cheapest(dual_bound, WARM_PER_BLOCK)
        self.sessions = sessions_by_day(joint.rows)
        self.week = np.array([week_of(day) for day in self.sessions], dtype=np.int64)
        self.minutes = self._relaxed_minutes()
        self.chosen: list[list[int] | None] = [None] * len(self.sessions)

    def run(self, until: float, on_plan: Callable[[list[int]], None]) -> list[int]:
        """The columns of all days, when none gets better or `until` is over; `on_plan` gets them after each round."""
        count, k, idle = len(self.chosen), 0, 0
        is_over = self.deadline.ends_at(until)
        while k < count or (idle < count and not is_over()):
            left = max(1, count - k)
            now = self.deadline.elapsed()
            better = self._replan(k % count, now + max(0.0, until - now) / left)
            idle = 0 if better else idle + 1
            k += 1
            if k % count == 0:
                on_plan(self._columns())
        return self._columns()

    def _columns(self) -> list[int]:
        return [c for columns in self.chosen for c in columns or ()]

    def _relaxed_minutes(self) -> Reals:
        """Session minutes in the relaxed plan, by interpreter and day."""
        pool, graph, dual_bound = self.joint.pool, self.joint.rows.graph, self.dual_bound
        minutes = np.zeros((len(self.problem.interpreters), len(self.sessions)))
        number = {day: k for k, day in enumerate(self.sessions)}
        taken = np.array(pool.minutes, dtype=float)[dual_bound.columns] * dual_bound.values
        columns: list[int] = dual_bound.columns.tolist()
        for c, some in zip(columns, taken.tolist(), strict=True):
            i, day = graph.keys[pool.block[c]]
            minutes[i, number[day]] += some
        return minutes

    def _replan(self, k: int, end: float) -> bool:
        """Dive into a day; whether its plan is better than the one before, and was taken."""
        day = DaySubproblem(self.joint, list(self.sessions.values())[k], self._people(k))
        now = self.deadline.elapsed()
        late = now + LATE * (end - now)
        day.generation.until = late
        begin = day.start_from(self.dual_bound, self.cheap)
        ends_at = self.deadline.ends_at
        columns = dive(day.generation, SimplexMaster, begin, ends_at(late), ends_at(end))
        present = self.chosen[k]
        found, cost = day.with_gaps_filled(columns)
        if present is not None and cost >= day.cost_of(present):
            return False
        self.chosen[k] = found
        self.minutes[:, k] = 0.0
        pool, who = self.joint.pool, self.joint.rows.graph.interpreter
        for c in found:
            self.minutes[who[pool.block[c]], k] += pool.minutes[c]
        return True

    def _people(self, k: int) -> tuple[Interpreter, ...]:
        """Everybody with the load target and the week's cap that the other days leave."""
        week = int(self.week[k])
        planned = np.array([chosen is not None for chosen in self.chosen], dtype=np.bool_)
        others = np.arange(len(self.week)) != k
        elsewhere = self.minutes[:, others].sum(axis=1)
        in_week = self.minutes[:, others & planned & (self.week == week)].sum(axis=1)
        cap = self.joint.rows.graph.compiled.week_cap
        return tuple(
            replace(
                person,
                target_minutes=round(person.target_minutes - person.worked_minutes - away),
                worked_minutes=0,
                max_minutes_per_week=max(0, cap(i, week) - round(near)),
            )
            for i, (person, away, near) in enumerate(
                zip(self.problem.interpreters, elsewhere.tolist(), in_week.tolist(), strict=True)
            )
        )
