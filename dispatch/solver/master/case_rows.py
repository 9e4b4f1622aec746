"""Rows of the master that keep a case with one person: what each further person costs.

Somebody **knows** a case once they serve a session of it: a column that costs a discontinuity, forced up
by each visit of theirs to the case, as a facility is opened by each client that it serves. The first one
is free: a column gives the cost back, unless all sessions of the case stay unfilled. Whoever could serve
one session of the case only pays for it in the visit itself (`CompiledProblem.alone_in_case`).
"""

from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from dispatch.solver.compiled.day_graph import DayGraph, Flags, Reals

Indices = NDArray[np.int64]


@dataclass(frozen=True, slots=True)
class CasePrices:
    """What cases are worth where their rows are left out, by positions in the problem.

    `visit` by interpreter and session what serving it saves, `constant` what the plan costs beside.
    """

    visit: dict[tuple[int, int], float] = field(default_factory=dict[tuple[int, int], float])
    constant: float = 0.0


@dataclass(frozen=True, slots=True)
class _Case:
    """The rows of one case: `first` for the one person who costs nothing, and those of each other.

    `rows_of[i]` are those of somebody who could serve several of its `sessions`, one a session.
    """

    first: int
    sessions: list[int]
    rows_of: dict[int, list[int]]


class CaseRows:
    """The rows of all cases. `visits` lists those of visits, each with the nodes that count in it."""

    def __init__(self, graph: DayGraph, add_row: Callable[[float, float], int]) -> None:
        self.graph = graph
        self.rate = float(graph.compiled.problem.costs.discontinuity)
        self.visits: list[tuple[int, Indices]] = []
        self.row_of_session = np.full(len(graph.compiled.able), -1, dtype=np.int64)
        self._cases = [self._case(sessions, add_row) for sessions in graph.compiled.cases]

    def _case(self, sessions: list[int], add_row: Callable[[float, float], int]) -> _Case:
        case = _Case(add_row(-np.inf, float(len(sessions))), sessions, {})
        self.row_of_session[sessions] = case.first
        able = [(i, s) for s in sessions for i in self.graph.compiled.able[s]]
        count = Counter(i for i, _ in able)
        for i, s in able:
            if count[i] > 1:
                row = add_row(-np.inf, 0.0)
                case.rows_of.setdefault(i, []).append(row)
                self.visits.append((row, self.graph.nodes_of(i, s).astype(np.int64)))
        return case

    def columns(self) -> list[tuple[float, list[tuple[int, float]]]]:
        """Cost and entries of the columns, each of which is used once at most."""
        columns: list[tuple[float, list[tuple[int, float]]]] = []
        for case in self._cases:
            columns.append((-self.rate, [(case.first, 1.0)]))
            columns += [
                (self.rate, [(row, -1.0) for row in rows]) for rows in case.rows_of.values()
            ]
        return columns

    def project(self, duals: Reals) -> None:
        """Move duals to where no column of a case earns without end."""
        for case in self._cases:
            duals[case.first] = min(0.0, max(-self.rate, duals[case.first]))
            for rows in case.rows_of.values():
                duals[rows] = np.minimum(duals[rows], 0.0)

    def bound(self, duals: Reals) -> float:
        """What cases add to the Lagrangian bound of projected duals."""
        return sum(self._bound(case, duals) for case in self._cases)

    def _bound(self, case: _Case, duals: Reals) -> float:
        free = float(duals[case.first])
        prices = (float(duals[rows].sum()) for rows in case.rows_of.values())
        known = sum(min(0.0, self.rate + price) for price in prices)
        return free * len(case.sessions) + min(0.0, -self.rate - free) + known

    def cost(self, used: Reals, inside: Flags, seat_row: Indices) -> float:
        """What the columns of some rows cost in a plan that takes `used` of all rows, `inside` of which count.

        `seat_row` gives the row of each session's seat.
        """
        total = 0.0
        for case in self._cases:
            near = (rows for rows in case.rows_of.values() if inside[rows[0]])
            known = sum(bool((used[rows] > 0).any()) for rows in near)
            served = inside[case.first] and bool((used[seat_row[case.sessions]] > 0).any())
            total += self.rate * (known - served)
        return total

    def prices(self, duals: Reals) -> CasePrices:
        """What these duals say of single visits; a session that stays unfilled is one that nobody visits."""
        visit = dict.fromkeys(self.graph.compiled.alone_in_case(), -self.rate)
        for row, nodes in self.visits:
            n = int(nodes[0])
            i = int(self.graph.interpreter[self.graph.block[n]])
            visit[i, int(self.graph.session[n])] = float(duals[row])
        constant = 0.0
        for case in self._cases:
            unfilled = -float(duals[case.first])
            constant += unfilled * len(case.sessions)
            for s in case.sessions:
                for i in self.graph.compiled.able[s]:
                    visit[i, s] += unfilled
        return CasePrices(visit, constant)
