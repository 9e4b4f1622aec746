"""Plans day by day: each dived into with what the others leave of everybody's target and caps."""

from collections.abc import Callable
from dataclasses import replace

import numpy as np
from numpy.typing import NDArray

from dispatch.solver.engines.day_subproblem import DaySubproblem, sessions_by_day
from dispatch.solver.heuristics.dive import dive
from dispatch.solver.master.colgen import ColumnGeneration, DualBound
from dispatch.solver.master.sources import WARM_PER_BLOCK, Warm
from dispatch.solver.problem.problem import Interpreter, week_of

Reals = NDArray[np.float64]
LATE = 0.6


class DayPlans:
    """One plan for each day, made anew in turn until none gets better while the others stand.

    While the other days stand, a day is a problem of one day: what its minutes cost is what is
    left of the target, exactly. Days without a plan yet count with the minutes expected of them.
    """

    def __init__(self, joint: ColumnGeneration, proof: DualBound) -> None:
        self.joint, self.budget = joint, joint.budget
        self.problem = joint.rows.problem
        self.proof = proof
        self.cheap = joint.cheapest(proof, WARM_PER_BLOCK)
        self.sessions = sessions_by_day(joint.rows)
        self.week = np.array([week_of(day) for day in self.sessions], dtype=np.int64)
        self.minutes = self._expected()
        self.chosen: list[list[int] | None] = [None] * len(self.sessions)

    def run(self, until: float, on_plan: Callable[[list[int]], None]) -> list[int]:
        """The columns of all days, when none gets better or it is over; told after each round."""
        count, k, idle = len(self.chosen), 0, 0
        is_over = self.budget.ends_at(until)
        while k < count or (idle < count and not is_over()):
            left = max(1, count - k)
            now = self.budget.elapsed()
            better = self._replan(k % count, now + max(0.0, until - now) / left)
            idle = 0 if better else idle + 1
            k += 1
            if k % count == 0:
                on_plan(self._columns())
        return self._columns()

    def _columns(self) -> list[int]:
        return [c for columns in self.chosen for c in columns or ()]

    def _expected(self) -> Reals:
        """Minutes of each interpreter on each day of the relaxed plan."""
        pool, blocks, proof = self.joint.pool, self.joint.rows.blocks, self.proof
        minutes = np.zeros((len(self.problem.interpreters), len(self.sessions)))
        number = {day: k for k, day in enumerate(self.sessions)}
        taken = np.array(pool.minutes, dtype=float)[proof.columns] * proof.values
        columns: list[int] = proof.columns.tolist()
        for c, some in zip(columns, taken.tolist(), strict=True):
            i, day = blocks.keys[pool.block[c]]
            minutes[i, number[day]] += some
        return minutes

    def _replan(self, k: int, end: float) -> bool:
        """Dive into a day; whether its plan is better than the one it had."""
        day = DaySubproblem(self.joint, list(self.sessions.values())[k], self._people(k))
        now = self.budget.elapsed()
        late = now + LATE * (end - now)
        day.generation.until = late
        begin = day.begin(self.proof, self.cheap)
        ends_at = self.budget.ends_at
        columns = dive(day.generation, Warm, begin, ends_at(late), ends_at(end))
        present = self.chosen[k]
        found, cost = day.completed(columns)
        if present is not None and cost >= day.cost_of(present):
            return False
        self.chosen[k] = found
        self.minutes[:, k] = 0.0
        pool, who = self.joint.pool, self.joint.rows.blocks.interpreter
        for c in found:
            self.minutes[who[pool.block[c]], k] += pool.minutes[c]
        return True

    def _people(self, k: int) -> tuple[Interpreter, ...]:
        """Everybody with the target and the week's cap that the other days leave."""
        week = int(self.week[k])
        planned = np.array([chosen is not None for chosen in self.chosen], dtype=np.bool_)
        others = np.arange(len(self.week)) != k
        elsewhere = self.minutes[:, others].sum(axis=1)
        in_week = self.minutes[:, others & planned & (self.week == week)].sum(axis=1)
        cap = self.joint.rows.blocks.days.week_cap
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
