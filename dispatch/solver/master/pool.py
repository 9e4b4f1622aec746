"""The pool of columns: every route found so far, with its cost and its coefficients."""

from collections.abc import Iterable
from itertools import chain, pairwise

import numpy as np
from numpy.typing import NDArray

from dispatch.solver.compiled.day_graph import Flags, Reals
from dispatch.solver.compiled.problem import AT_HOME
from dispatch.solver.master.rows import MasterRows
from dispatch.solver.pricing.pricing import Route

Indices = NDArray[np.int64]


class Pool:
    """Columns of the master, each a route of one block; added once, never changed or removed.

    By column: `block`, `nodes` and `sessions` in order of time, `cost` in cost units (travel, load
    and visits, constants taken out) and `minutes` of sessions.
    """

    def __init__(self, rows: MasterRows) -> None:
        self.rows = rows
        self.graph = rows.graph
        self.block: list[int] = []
        self.nodes: list[tuple[int, ...]] = []
        self.sessions: list[tuple[int, ...]] = []
        self.cost: list[float] = []
        self.minutes: list[int] = []
        self.known: dict[tuple[int, tuple[int, ...]], int] = {}
        self._ptr: list[int] = [0]
        self._row: list[int] = []
        self._value: list[float] = []
        self.block_rows = [rows.block_rows(b) for b in range(self.graph.count)]
        self.node_row: list[int] = rows.node_row.tolist()
        self._company: dict[int, list[int]] = {}
        for row, nodes in rows.wish_rows:
            for n in nodes.tolist():
                self._company.setdefault(n, []).append(row)
        self._visits: tuple[Indices, Indices] | None = None
        self._frozen: tuple[int, tuple[Indices, Indices, Reals]] | None = None

    def __len__(self) -> int:
        return len(self.block)

    def add(self, routes: Iterable[Route]) -> list[int]:
        """Add routes; their columns, new or known, in the same order."""
        return [self._add(route.block, route.nodes) for route in routes]

    def _add(self, b: int, nodes: tuple[int, ...]) -> int:
        key = (b, nodes)
        if key in self.known:
            return self.known[key]
        graph = self.graph
        column = self.known[key] = len(self.block)
        minutes = int(sum(graph.minutes[n] for n in nodes))
        stops = [AT_HOME, *nodes, AT_HOME]
        travel = sum(graph.travel_minutes(b, one, other) for one, other in pairwise(stops))
        cost = graph.compiled.problem.costs.travel_minute * travel
        cost += graph.tight_cost(b, nodes)
        cost += graph.load[b, minutes // graph.unit] - sum(graph.base_profit[n] for n in nodes)
        self.block.append(b)
        self.nodes.append(nodes)
        self.sessions.append(tuple(int(graph.session[n]) for n in nodes))
        self.cost.append(float(cost))
        self.minutes.append(minutes)
        self._entries(b, nodes, minutes)
        return column

    def _entries(self, b: int, nodes: tuple[int, ...], minutes: int) -> None:
        entries: dict[int, float] = {self.rows.first_block + b: 1.0}
        for n in nodes:
            for row in (self.node_row[n], *self._company.get(n, ())):
                entries[row] = entries.get(row, 0.0) + 1.0
        for row in self.block_rows[b]:
            entries[row] = float(minutes)
        self._row += entries.keys()
        self._value += entries.values()
        self._ptr.append(len(self._row))

    def arrays(self) -> tuple[Indices, Indices, Reals]:
        """The matrix by columns (CSC): where each column's entries begin, their rows, their values."""
        if self._frozen is None or self._frozen[0] != len(self):
            arrays = (
                np.array(self._ptr, dtype=np.int64),
                np.array(self._row, dtype=np.int64),
                np.array(self._value, dtype=float),
            )
            self._frozen = (len(self), arrays)
        return self._frozen[1]

    def entries(self, columns: Indices) -> tuple[Indices, Indices, Reals]:
        """MasterRows, columns counted from nought, and values of some columns' entries."""
        ptr, row, value = self.arrays()
        counts = ptr[columns + 1] - ptr[columns]
        begins = np.cumsum(counts) - counts
        at = np.repeat(ptr[columns] - begins, counts) + np.arange(int(counts.sum()))
        return row[at], np.repeat(np.arange(len(columns)), counts), value[at]

    def entries_of(self, column: int) -> list[tuple[int, float]]:
        """Rows and values of one column."""
        first, last = self._ptr[column], self._ptr[column + 1]
        return list(zip(self._row[first:last], self._value[first:last], strict=True))

    def barred(self, columns: Indices) -> Flags:
        """Which of some columns use a node that branching bars."""
        if not self.rows.barred.any() or not len(columns):
            return np.zeros(len(columns), dtype=np.bool_)
        if self._visits is None or len(self._visits[0]) != len(self) + 1:
            lengths = [len(nodes) for nodes in self.nodes]
            flat = np.fromiter(chain.from_iterable(self.nodes), np.int64, sum(lengths))
            self._visits = (np.cumsum([0, *lengths]), flat)
        ptr, flat = self._visits
        return np.logical_or.reduceat(self.rows.barred[flat], ptr[:-1])[columns]

    def is_lawful(self, column: int) -> bool:
        """Whether a route may be part of a plan: no session twice, and within the caps of its day."""
        sessions = self.sessions[column]
        return len(set(sessions)) == len(sessions) and self.graph.keeps_day_caps(
            self.block[column], self.nodes[column]
        )

    def reduced_costs(self, duals: Reals, best: Reals) -> Reals:
        """By column its reduced cost: what using it adds to the bound of these duals.

        `best` is what each block's best route earns, or minus the dual of its row.
        """
        ptr, row, value = self.arrays()
        paid = duals.copy()
        first = self.rows.first_block
        paid[first : first + self.graph.count] = 0.0
        if not len(self):
            return np.zeros(0)
        gained = np.add.reduceat(value * paid[row], ptr[:-1])
        return np.array(self.cost) - gained + best[np.array(self.block)]
