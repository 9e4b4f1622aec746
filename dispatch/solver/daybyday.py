"""Day by day: what ties days together has a price, and each is branched on and dived into by itself."""

from collections.abc import Callable, Iterable
from dataclasses import replace

import numpy as np
from numpy.typing import NDArray

from dispatch.solver.branch import Branched, branch
from dispatch.solver.colgen import ColumnGeneration, Proof
from dispatch.solver.dive import dive
from dispatch.solver.oneday import OneDay
from dispatch.solver.problem import Interpreter, week_of
from dispatch.solver.sources import WARM_PER_BLOCK, Interior

Indices = NDArray[np.int64]
Reals = NDArray[np.float64]
RECONVERGED = 1e-4
LATE = 0.6


class DayByDay:
    """A problem of several days under the duals of its relaxation, cut where only minutes are shared.

    Days have nothing in common but people's load and weekly caps. While the duals of those rows are
    held, a minute has a price on every day, and the bounds of the days add up, with what the shared
    rows prove, to a bound of the whole: Lagrange's, which holds whatever the duals are.
    """

    def __init__(self, joint: ColumnGeneration, root: Proof) -> None:
        self.joint = joint
        self.rows, self.budget = joint.rows, joint.budget
        self.root = root
        keys = self.rows.blocks.keys
        self.day_of_block = np.array([day for _, day in keys], dtype=np.int64)
        self.numbers: list[int] = np.unique(self.day_of_block).tolist()

    @property
    def are_several(self) -> bool:
        """Whether there is anything to cut apart."""
        return len(self.numbers) > 1

    def branch(self, ceiling: float, on_bound: Callable[[float], None], until: float) -> Proof:
        """Branch in one day after the other; the leaves' decisions in force, relax the whole again."""
        cheap = self.joint.cheapest(self.root, WARM_PER_BLOCK)
        days = [self._priced(number) for number in self.numbers]
        begins = [day.begin(self.root, cheap) for day in days]
        total = self.rows.shared_bound(self.root.duals)
        total += sum(b.bound - day.rows.idle for day, b in zip(days, begins, strict=True))
        leaves: list[Branched] = []
        for day, begin in zip(days, begins, strict=True):
            others = total - begin.bound
            leaf = self._branch(day, begin, (ceiling, others), on_bound, self._share(until, leaves))
            total = others + leaf.bound
            leaves.append(leaf)
        return self._relaxed_again(days, leaves)

    def _priced(self, number: int) -> OneDay:
        """A day whose minutes are worth what load and caps make of them."""
        rows, duals = self.rows, np.append(self.root.duals, 0.0)
        blocks = np.flatnonzero(self.day_of_block == number)
        load, cap = rows.load_of_block[blocks], rows.cap_of_block[blocks]
        worth = duals[load] + duals[cap]
        tied = (load >= 0) | (cap >= 0)
        people: list[int] = rows.blocks.interpreter[blocks[tied]].tolist()
        minute = dict(zip(people, worth[tied].tolist(), strict=True))
        # Whoever has no block on this day has no minutes there.
        return OneDay(self.joint, self._sessions(number), rows.problem.interpreters, minute)

    def _sessions(self, number: int) -> Indices:
        """The sessions of a day; what nobody can serve is in the first."""
        rows = self.rows
        day = np.array([s.day for s in rows.problem.sessions], dtype=np.int64)
        first = number == self.numbers[0]
        return np.flatnonzero((rows.open & (day == number)) | (~rows.open & first))

    def _branch(
        self,
        day: OneDay,
        begin: Proof,
        limits: tuple[float, float],
        on_bound: Callable[[float], None],
        until: float,
    ) -> Branched:
        """One day's tree; the ceiling is the whole's, of which the other days prove a part."""
        ceiling, others = limits
        day.generation.until = until
        leaf = branch(
            day.generation,
            begin,
            ceiling - others,
            lambda bound: on_bound(others + bound),
            lambda: self._is_past(until),
        )
        day.lead()
        return leaf

    def _relaxed_again(self, days: list[OneDay], leaves: list[Branched]) -> Proof:
        """The whole relaxed under all decisions: its minutes fit together again."""
        joint, duals = self.joint, self.root.duals.copy()
        used: list[int] = []
        for day, leaf in zip(days, leaves, strict=True):
            day.write_duals(leaf.proof.duals, duals)
            pool = day.generation
            day.outward(pool.cheapest(leaf.proof, WARM_PER_BLOCK).tolist())
            used += day.outward(leaf.proof.columns[leaf.proof.values > 0].tolist())
        begin = joint.proof(duals)
        begin.columns = np.unique(np.array(used, dtype=np.int64))
        begin.values = np.ones(len(begin.columns))
        return joint.converge(Interior(joint, begin), begin, gap=RECONVERGED)

    def dive(self, proof: Proof, until: float) -> list[int]:
        """Dive into one day after the other, with what is left of everybody's target and caps."""
        cheap = self.joint.cheapest(proof, WARM_PER_BLOCK)
        expected = self._expected(proof)
        done = np.zeros_like(expected)
        chosen: list[int] = []
        for k, number in enumerate(self.numbers):
            end = self._share(until, range(k))
            people = self._people(number, expected[:, k + 1 :].sum(axis=1), done)
            day = OneDay(self.joint, self._sessions(number), people)
            day.generation.until = late = self.budget.elapsed() + LATE * (
                end - self.budget.elapsed()
            )
            begin = day.begin(proof, cheap)
            columns = dive(
                day.generation,
                begin,
                lambda late=late: self._is_past(late),
                lambda end=end: self._is_past(end),
            )
            chosen += (new := day.outward(columns))
            self._count(new, done[:, k])
        return chosen

    def _expected(self, proof: Proof) -> Reals:
        """Minutes of each interpreter on each day of the relaxed plan."""
        pool, blocks = self.joint.pool, self.rows.blocks
        minutes = np.zeros((len(self.rows.problem.interpreters), len(self.numbers)))
        block = np.array(pool.block, dtype=np.int64)[proof.columns]
        day = np.searchsorted(self.numbers, self.day_of_block[block])
        taken = np.array(pool.minutes, dtype=float)[proof.columns] * proof.values
        np.add.at(minutes, (blocks.interpreter[block], day), taken)
        return minutes

    def _people(self, number: int, later: Reals, done: Reals) -> tuple[Interpreter, ...]:
        """Everybody with the target and the week's cap that are left for a day."""
        week = week_of(number)
        of_week = np.array([week_of(day) == week for day in self.numbers])
        this_week, all_days = done[:, of_week].sum(axis=1), done.sum(axis=1)
        cap = self.rows.blocks.days.week_cap
        return tuple(
            replace(
                person,
                target_minutes=round(person.target_minutes - person.worked_minutes - taken),
                worked_minutes=0,
                max_minutes_per_week=max(0, cap(i, week) - in_week),
            )
            for i, (person, taken, in_week) in enumerate(
                zip(
                    self.rows.problem.interpreters,
                    (all_days + later).tolist(),
                    this_week.astype(int).tolist(),
                    strict=True,
                )
            )
        )

    def _count(self, columns: Iterable[int], minutes: Reals) -> None:
        """Count the minutes of some columns by interpreter."""
        pool, who = self.joint.pool, self.rows.blocks.interpreter
        for c in columns:
            minutes[who[pool.block[c]]] += pool.minutes[c]

    def _share(self, until: float, before: "list[Branched] | range") -> float:
        """When the next day's share of the time ends: what is left is dealt out evenly."""
        now = self.budget.elapsed()
        return now + max(0.0, until - now) / (len(self.numbers) - len(before))

    def _is_past(self, seconds: float) -> bool:
        return self.budget.is_over() or self.budget.elapsed() > seconds
