"""A plan for each day of several by a dive, made anew in turn while the others stay."""

from collections import defaultdict
from collections.abc import Callable
from dataclasses import replace

import numpy as np
from numpy.typing import NDArray

from dispatch.solver.compiled.deadline import Deadline
from dispatch.solver.engines.day_subproblem import DaySubproblem, sessions_by_day
from dispatch.solver.heuristics.dive import dive
from dispatch.solver.master.case_rows import CasePrices
from dispatch.solver.master.colgen import ColumnGeneration, DualBound
from dispatch.solver.master.masters import SimplexMaster
from dispatch.solver.problem.problem import Interpreter, week_of

Reals = NDArray[np.float64]


class DayPlans:
    """One plan for each day, made anew in turn until none gets better while the others stay.

    While the other days stay, a day is a problem of one day, exactly: the load target and the week's cap
    are what the others leave of them. Days without a plan yet count with the minutes of the relaxed plan.
    """

    def __init__(self, joint: ColumnGeneration, dual_bound: DualBound) -> None:
        self.joint, self.deadline = joint, joint.deadline
        self.problem = joint.rows.problem
        self.dual_bound = dual_bound
        self.cheap = joint.cheapest_for_days(dual_bound)
        self.sessions = sessions_by_day(joint.rows)
        self.week = np.array([week_of(day) for day in self.sessions], dtype=np.int64)
        self.minutes = self._relaxed_minutes()
        self.chosen: list[list[int] | None] = [None] * len(self.sessions)

    def run(self, deadline: Deadline, on_plan: Callable[[list[int]], None]) -> list[int]:
        """The columns of all days, when none gets better or time is over; `on_plan` gets them after each round."""
        count, k, idle = len(self.chosen), 0, 0
        while k < count or (idle < count and not deadline.is_over()):
            left = max(1, count - k)
            now = self.deadline.elapsed()
            better = self._replan(k % count, now + max(0.0, deadline.end - now) / left)
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
        sessions, people = list(self.sessions.values())[k], self._people(k)
        day = DaySubproblem(self.joint, sessions, people, cases=self._known(k))
        now = self.deadline.elapsed()
        late = now + self.joint.params.stages.day_dive_late_from * (end - now)
        begin, until = day.start_from(self.dual_bound, self.cheap), self.deadline.until
        columns = dive(day.generation, SimplexMaster, begin, until(late), until(end))
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

    def _known(self, k: int) -> CasePrices:
        """What it costs on this day to send somebody whom a case does not know from the other days."""
        compiled, pool = self.joint.rows.graph.compiled, self.joint.pool
        known: dict[int, set[int]] = defaultdict(set)
        for other, chosen in enumerate(self.chosen):
            for c in chosen or () if other != k else ():
                who = int(self.joint.rows.graph.interpreter[pool.block[c]])
                for s in pool.sessions[c]:
                    known[compiled.case_of[s]].add(who)
        rate = float(self.problem.costs.discontinuity)
        return CasePrices(
            {
                (i, s): -rate
                for number, sessions in enumerate(compiled.cases)
                for s in sessions
                for i in compiled.able[s]
                if known[number] and i not in known[number]
            }
        )

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
