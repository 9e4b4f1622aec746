"""The plan as a frame: what is worth trying in which day, and any part of it cut out to be redone."""

from collections.abc import Iterable
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from dispatch.solver.compiled.day_graph import Flags, Reals
from dispatch.solver.master.colgen import ColumnGeneration, DualBound

Indices = NDArray[np.int64]
MOST_UNITS = 1e6  # more than any extra column could ever take


@dataclass(slots=True)
class ResidualRows:
    """The rows of some blocks with what the others leave of them, and the cost there now."""

    blocks: Indices
    nodes: Indices  # of these blocks, through which routes may lead
    rows: Indices
    low: Reals
    high: Reals
    slack_columns: Indices  # extra columns whose rows lie in the part
    entries: tuple[Indices, Indices, Reals]  # of the extras: rows and columns as positions
    cost: float


class ResidualProblem:
    """Everything about rows, nodes and prices that stays while parts of the plan are redone."""

    def __init__(self, generation: ColumnGeneration, dual_bound: DualBound, slack: float) -> None:
        self.generation = generation
        self.rows, self.pool = generation.rows, generation.pool
        self.graph, self.pricer = generation.pricer.graph, generation.pricer
        rows, master = self.rows, generation.master
        self.duals = rows.project(dual_bound.duals)
        through = self.pricer.through(rows.reduced_profits(self.duals))
        best = np.zeros(self.graph.count)
        np.maximum.at(best, self.graph.block, through)
        self.best = best
        self.regret = best[self.graph.block] - through
        self.allowed: Flags = (self.regret < slack) & ~rows.barred
        self.low, self.high = np.array(rows.low), np.array(rows.high)
        # What branching demands was to prove and to dive: here a session costs what it costs.
        self.cost = master.slack_cost
        self.upper = np.minimum(master.slack_upper, MOST_UNITS)
        # Tallies prove; a plan in whole routes needs none of them.
        near = master.slack_row < rows.first_cardinality_row
        self.entries = (
            master.slack_row[near],
            master.slack_column[near],
            master.slack_value[near],
        )
        sizes = np.bincount(self.entries[1], minlength=len(self.cost))
        # A session's own unfilled column, which takes whatever seats the others leave.
        self.whole_row = (master.unfilled_session >= 0) & (sizes == 1)
        self.is_whole = (master.unfilled_session >= 0) | (sizes > 1)
        seats = np.zeros(rows.count, dtype=np.bool_)
        seats[rows.seat_rows] = True
        self.need = np.where(seats, rows.needed[rows.seat_session], np.inf)

    def used(self, columns: Iterable[int]) -> Reals:
        """What some columns take of every row."""
        used = np.zeros(self.rows.count)
        for c in columns:
            self.count(used, c, 1.0)
        return used

    def count(self, used: Reals, column: int, sign: float) -> None:
        """Count a column in or out."""
        for row, value in self.pool.entries_of(column):
            used[row] += sign * value

    def _closed(self, used: Reals) -> Flags:
        """Rows without a free seat; where others of a team have begun, its other starts too."""
        closed = used >= self.need
        for starts in self.rows.flexible_teams.values():
            begun = [row for _, row in starts if used[row] > 0]
            if begun:
                for _, row in starts:
                    closed[row] |= row != begun[0]
        return closed

    def part(self, used: Reals, free: Iterable[int], present: list[int]) -> ResidualRows:
        """Some blocks cut out of a plan that takes `used` of the rows, `present` being theirs."""
        blocks = np.array(sorted(free), dtype=np.int64)
        others = used.copy()
        for c in present:
            self.count(others, c, -1.0)
        bounds: list[tuple[int, int]] = np.stack(
            [self.graph.ptr[blocks], self.graph.ptr[blocks + 1]], axis=1
        ).tolist()
        nodes: Indices = np.concatenate([np.arange(first, last) for first, last in bounds])
        row_of = self.rows.node_row[nodes]
        open_nodes = self.allowed[nodes] & ~self._closed(others)[row_of]
        nodes = nodes[open_nodes]
        inside = np.zeros(self.rows.count, dtype=np.bool_)
        inside[row_of[open_nodes]] = True
        for c in present:
            inside[[row for row, _ in self.pool.entries_of(c)]] = True
        for rows in (self.rows.load_of_block, self.rows.cap_of_block):
            inside[rows[blocks][rows[blocks] >= 0]] = True
        company = self.rows.continuity_row_of_node[nodes]
        inside[company[company >= 0]] = True
        first = self.rows.first_block
        inside[first : first + self.graph.count] = False
        return self._cut(blocks, nodes, inside, (others, used))

    def _cut(
        self, blocks: Indices, nodes: Indices, inside: Flags, load: tuple[Reals, Reals]
    ) -> ResidualRows:
        others, used = load
        row, column, value = self.entries
        touched = np.zeros(len(self.cost), dtype=np.bool_)
        size = -1
        while size != (size := int(inside.sum())):  # a team's starts bring each other in
            touched[column[inside[row]]] = True
            inside[row[touched[column]]] = True
        rows, slack_columns = np.flatnonzero(inside), np.flatnonzero(touched)
        position, number = np.zeros(len(inside), np.int64), np.zeros(len(touched), np.int64)
        position[rows], number[slack_columns] = np.arange(len(rows)), np.arange(len(slack_columns))
        of_part = touched[column]
        row, column, value = row[of_part], column[of_part], value[of_part]
        left = np.where(self.whole_row[column], self.low[row] - others[row], value)
        return ResidualRows(
            blocks=blocks,
            nodes=nodes,
            rows=rows,
            low=self.low[rows] - others[rows],
            high=self.high[rows] - others[rows],
            slack_columns=slack_columns,
            entries=(position[row], number[column], left),
            cost=self._extra_cost(inside, used),
        )

    def _extra_cost(self, inside: Flags, used: Reals) -> float:
        """What unfilled sessions, load and company cost on some rows."""
        rows, unfilled_session = self.rows, self.generation.master.unfilled_session
        own = np.flatnonzero(self.whole_row)
        row = rows.row_of_session[unfilled_session[own]]
        short = inside[row] & (used[row] < self.low[row] - 0.5)
        total = float(self.cost[own][short].sum())
        for k in np.flatnonzero((unfilled_session >= 0) & ~self.whole_row).tolist():
            starts = rows.flexible_teams[int(unfilled_session[k])]
            if inside[starts[0][1]]:
                need = rows.needed[unfilled_session[k]]
                begun = [s for s, r in starts if used[r] >= need]
                session = rows.problem.sessions[int(unfilled_session[k])]
                rate = rows.problem.costs.shift
                late = rate * (begun[0] - session.earliest_start) if begun else 0
                total += late if begun else float(self.cost[k])
        rate = rows.problem.costs.load_minute
        for row, aim in rows.load_target.items():
            if inside[row]:
                total += rate * (abs(used[row] - aim) - abs(rows.load_units_around[row][0] - aim))
        wish = rows.problem.costs.discontinuity
        return total - sum(wish for row, _ in rows.continuity_rows if inside[row] and used[row] > 0)
