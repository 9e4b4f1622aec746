"""A tree for each day of several, at prices of what ties days together, and what all trees prove of the whole."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor

import numpy as np

from dispatch.solver.compiled.deadline import Deadline
from dispatch.solver.engines.day_subproblem import DaySubproblem, sessions_by_day
from dispatch.solver.master.cardinality import Decisions, common
from dispatch.solver.master.colgen import TOLERANCE, ColumnGeneration, DualBound
from dispatch.solver.tree.tree import BranchAndPriceTree, start_tree


class DayTrees:
    """A tree for each day, under the duals of the rows that days share.

    Days have nothing in common but people's load and weekly caps, and cases. While the duals of those rows stay
    as they are, a minute and a visit have a price on every day, and the bounds of the days add up, with what the
    shared rows prove, to a bound of the whole: the Lagrangian bound, valid whatever the duals are
    (Geoffrion, "Lagrangean relaxation for integer programming", 1974).

    `ceiling` gives a cost from which on no bound is of use. `leaves` are what trees at other prices left open: by
    day, decisions of which every better plan obeys one.
    """

    def __init__(
        self,
        joint: ColumnGeneration,
        prices: DualBound,
        ceiling: Callable[[], float],
        leaves: dict[int, list[Decisions]] | None = None,
    ) -> None:
        self.joint = joint
        self.rows, self.deadline = joint.rows, joint.deadline
        self.prices, self.ceiling = prices, ceiling
        self._cases = self.rows.cases.prices(prices.duals)
        keys = self.rows.graph.keys
        self._day_of_block = np.array([day for _, day in keys], dtype=np.int64)
        self.numbers = list(sessions_by_day(self.rows))
        self._sessions = sessions_by_day(self.rows)
        self.stages = joint.params.stages
        cheap = joint.cheapest_for_days(prices)
        self.days = [self._at_prices(number) for number in self.numbers]
        begins = [day.start_from(prices, cheap) for day in self.days]
        self._begins = begins
        self._leaves = [(leaves or {}).get(number, [Decisions()]) for number in self.numbers]
        self._trees: list[BranchAndPriceTree | None] = [None] * len(self.days)
        self._is_started = [False] * len(self.days)
        self._shared = self.rows.shared_bound(prices.duals) + self._cases.constant
        self._shared -= sum(day.rows.idle_load_cost for day in self.days)
        self._spent = [0.0] * len(self.days)

    def _at_prices(self, number: int) -> DaySubproblem:
        """A day on which minutes and visits cost what the duals of load, caps and cases say."""
        rows, duals = self.rows, np.append(self.prices.duals, 0.0)
        blocks = np.flatnonzero(self._day_of_block == number)
        load, cap = rows.load_of_block[blocks], rows.cap_of_block[blocks]
        worth = duals[load] + duals[cap]
        tied = (load >= 0) | (cap >= 0)
        people: list[int] = rows.graph.interpreter[blocks[tied]].tolist()
        minute = dict(zip(people, worth[tied].tolist(), strict=True))
        # Whoever has no block on this day has no minutes there.
        everybody, cases = rows.problem.interpreters, self._cases
        return DaySubproblem(self.joint, self._sessions[number], everybody, minute, cases)

    @property
    def bound(self) -> float:
        """What all days and the shared rows prove together."""
        return self._shared + sum(self._bound_of(k) for k in range(len(self.days)))

    def _bound_of(self, k: int) -> float:
        tree = self._trees[k]
        return self._begins[k].bound if tree is None else tree.bound

    def _is_open(self, k: int) -> bool:
        tree = self._trees[k]
        return not self._is_started[k] if tree is None else tree.is_open()

    def are_open(self) -> bool:
        """Whether branching may still lift the bound."""
        return self.bound < self.ceiling() and any(map(self._is_open, range(len(self.days))))

    def branch(self, deadline: Deadline, on_bound: Callable[[float], None]) -> None:
        """Branch in all days by turns, those first that had the least time, until time is over or nothing is open.

        `on_bound` is called with bounds of the whole.
        """
        workers = 1 if self.deadline.deterministic else max(1, self.deadline.limits.workers)
        with ThreadPoolExecutor(workers) as threads:
            while self.are_open() and not deadline.is_over():
                waiting = [k for k in range(len(self.days)) if self._is_open(k)]
                some = sorted(waiting, key=lambda k: (self._spent[k], k))[:workers]
                for done in [threads.submit(self._turn, k, deadline) for k in some]:
                    done.result()
                on_bound(self.bound)

    def _turn(self, k: int, deadline: Deadline) -> None:
        """One turn of a day's tree; the first one starts it."""
        now = self.deadline.elapsed()
        day, tree = self.days[k], self._trees[k]
        left = sum(not started for started in self._is_started)
        if tree is None:
            share = (deadline.end - now) / max(1, left)
            end = self.deadline.until(now + max(self.stages.tree_turn, share))
            self._is_started[k] = True
            begin, leaves = self._begins[k], self._leaves[k]
            tree = self._trees[k] = start_tree(
                day.generation, begin, lambda: self._ceiling_of(k), end, leaves
            )
            if tree is not None and leaves == [Decisions()]:
                tree.branch(lambda _: None, end, pairs=False)
                self._cut(tree, end)
        else:
            tree.branch(lambda _: None, self.deadline.until(now + self.stages.tree_turn))
        self._spent[k] += self.deadline.elapsed() - now

    def _cut(self, tree: BranchAndPriceTree, end: Deadline) -> None:
        now = self.deadline.elapsed()
        if self.joint.params.uses("cuts"):
            until = now + self.stages.tree_cutting * (end.end - now)
            tree.cut(lambda _: None, self.deadline.until(until))

    def _ceiling_of(self, k: int) -> float:
        """The bound of a day from which on nothing is left to gain."""
        return self.ceiling() - (self.bound - self._bound_of(k))

    def leaves(self) -> dict[int, list[Decisions]]:
        """By day, what the leaves decide that may hold a better plan."""
        return {
            number: self._leaves[k] if tree is None else tree.open_leaves()
            for k, (number, tree) in enumerate(zip(self.numbers, self._trees, strict=True))
        }

    def common(self) -> Decisions:
        """What every better plan decides, in terms of the whole."""
        decided = self.leaves()
        return self._joined([common(decided[number]) for number in self.numbers])

    def best(self) -> Decisions:
        """What the best leaf of each day decides, in terms of the whole."""
        return self._joined(
            [
                self._leaves[k][0] if tree is None else tree.best.decisions
                for k, tree in enumerate(self._trees)
            ]
        )

    def _joined(self, decided: list[Decisions]) -> Decisions:
        whole = Decisions()
        for day, number, own in zip(self.days, self.numbers, decided, strict=True):
            whole = day.as_joint_decisions(own, self.rows.cardinality_of_day[number], whole)
        return whole

    def as_joint(self) -> DualBound:
        """Duals and columns of all days put together, and what those duals prove of the whole."""
        joint, duals = self.joint, self.prices.duals.copy()
        used: list[int] = []
        values: list[float] = []
        for k, day in enumerate(self.days):
            tree = self._trees[k]
            leaf = self._begins[k] if tree is None else tree.best.dual_bound
            day.write_duals(leaf.duals, duals)
            day.as_joint_columns(day.generation.cheapest_for_days(leaf).tolist())
            some = leaf.values > TOLERANCE
            used += day.as_joint_columns(leaf.columns[some].tolist())
            values += leaf.values[some].tolist()
        begin = joint.dual_bound(duals)
        order = np.argsort(np.array(used, dtype=np.int64))
        begin.columns = np.array(used, dtype=np.int64)[order]
        begin.values = np.array(values, dtype=float)[order]
        return begin
