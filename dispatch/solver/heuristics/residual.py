"""The residual problem of a cluster of blocks: the rows of the master with what all other blocks leave of them.

While the other blocks keep their routes, what they take is subtracted from the right-hand sides. What remains
is the master of the cluster alone, whose optimum is the best the cluster can do in this plan.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from dispatch.solver.compiled.day_graph import Flags, Reals
from dispatch.solver.compiled.problem import Option
from dispatch.solver.master.colgen import ColumnGeneration, DualBound

Indices = NDArray[np.int64]
MOST_UNITS = 1e6  # more than any slack column could ever take


@dataclass(slots=True)
class ResidualRows:
    """The rows of a cluster of blocks with what the other blocks leave of them.

    The k-th entry of `low` and `high` belongs to the k-th of `rows`. `entries` are those of the slack
    columns: position in `rows`, position in `slack_columns`, value.
    """

    blocks: Indices  # of the cluster, in order
    nodes: Indices  # of these blocks, through which routes may lead
    rows: Indices  # of the master; those of blocks are not among them
    low: Reals
    high: Reals
    slack_columns: Indices  # slack columns of the master whose rows lie among these
    entries: tuple[Indices, Indices, Reals]
    cost: float  # of the slack columns in the present plan: the cluster's cost but for its routes


class ResidualProblem:
    """All that stays the same while one cluster after the other is planned anew.

    `duals` are those of `dual_bound`, projected. `best` is the value of each block's best route under them, by block, and
    `regret` by how much less the best route through a node is worth, by node. Nodes with a regret of `slack` or
    more take no part, nor do those that branching bars.
    """

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
        # Costs raised by branching decisions served the bound and the dive: here a session costs what it costs.
        self.cost = master.slack_cost
        self.upper = np.minimum(master.slack_upper, MOST_UNITS)
        # A surplus steadies duals; in a plan it would be a seat given twice, or half a team.
        self.upper[rows.first_surplus :] = 0.0
        # Cardinality rows serve the bound; a plan in whole routes needs none of them.
        near = master.slack_row < rows.first_cardinality_row
        self.entries = (
            master.slack_row[near],
            master.slack_column[near],
            master.slack_value[near],
        )
        sizes = np.bincount(self.entries[1], minlength=len(self.cost))
        # The seats in a session's own unfilled column, which takes whatever seats the others leave.
        row, column, _ = self.entries
        own = np.append(rows.row_of_session, -1)[master.unfilled_session]
        self.takes_rest = row == own[column]
        self.unfilled_column = {int(s): k for k, s in enumerate(master.unfilled_session) if s >= 0}
        self.is_whole = (master.unfilled_session >= 0) | (sizes > 1)
        seats = np.zeros(rows.count, dtype=np.bool_)
        seats[rows.seat_rows] = True
        self.need = np.where(seats, rows.needed[rows.seat_session], np.inf)

    def used(self, columns: Iterable[int]) -> Reals:
        """What some columns take together, by row."""
        used = np.zeros(self.rows.count)
        for c in columns:
            self.count(used, c, 1.0)
        return used

    def count(self, used: Reals, column: int, sign: float) -> None:
        """Add a column's entries to `used`, or subtract them where `sign` is -1."""
        for row, value in self.pool.entries_of(column):
            used[row] += sign * value

    def _closed(self, used: Reals) -> Flags:
        """By row, whether it has no seat left; where some of a team serve, its other ways and starts have none."""
        closed = used >= self.need
        for options in self.rows.flexible_teams.values():
            begun = [row for _, row in options if used[row] > 0]
            if begun:
                for _, row in options:
                    closed[row] |= row != begun[0]
        return closed

    def rows_left(self, used: Reals, free: Iterable[int], present: list[int]) -> ResidualRows:
        """The residual rows of the `free` blocks.

        `used` is what the whole plan takes, by row; `present` are the columns of the free blocks in it.
        """
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
        company = self.rows.wish_row_of_node[nodes]
        inside[company[company >= 0]] = True
        first = self.rows.first_block
        inside[first : first + self.graph.count] = False
        return self._restricted(blocks, nodes, inside, (others, used))

    def _restricted(
        self, blocks: Indices, nodes: Indices, inside: Flags, taken: tuple[Reals, Reals]
    ) -> ResidualRows:
        """The rows `inside` and their slack columns; `taken` by the other blocks, and by all."""
        others, used = taken
        row, column, value = self.entries
        touched = np.zeros(len(self.cost), dtype=np.bool_)
        size = -1
        while size != (size := int(inside.sum())):  # a team's starts bring each other in
            touched[column[inside[row]]] = True
            inside[row[touched[column]]] = True
        rows, slack_columns = np.flatnonzero(inside), np.flatnonzero(touched)
        position, number = np.zeros(len(inside), np.int64), np.zeros(len(touched), np.int64)
        position[rows], number[slack_columns] = np.arange(len(rows)), np.arange(len(slack_columns))
        kept = touched[column]
        row, column, value = row[kept], column[kept], value[kept]
        left = np.where(self.takes_rest[kept], self.low[row] - others[row], value)
        return ResidualRows(
            blocks=blocks,
            nodes=nodes,
            rows=rows,
            low=self.low[rows] - others[rows],
            high=self.high[rows] - others[rows],
            slack_columns=slack_columns,
            entries=(position[row], number[column], left),
            cost=self._slack_cost(inside, used),
        )

    def _slack_cost(self, inside: Flags, used: Reals) -> float:
        """What unfilled sessions, late starts, load and continuity of teams cost on some rows."""
        rows, unfilled_session = self.rows, self.generation.master.unfilled_session
        own = np.flatnonzero(unfilled_session >= 0)
        row = rows.row_of_session[unfilled_session[own]]
        own, row = own[row >= 0], row[row >= 0]  # a team with a choice of starts has a row for each
        short = inside[row] & (used[row] < self.low[row] - 0.5)
        total = float(self.cost[own][short].sum())
        for session, options in rows.flexible_teams.items():
            if inside[options[0][1]]:
                total += self._team_cost(session, options, used)
        rate = rows.problem.costs.load_minute
        for row, aim in rows.load_target.items():
            if inside[row]:
                total += rate * (abs(used[row] - aim) - abs(rows.load_units_around[row][0] - aim))
        wish = rows.problem.costs.discontinuity
        total += rows.cases.cost(used, inside, rows.row_of_session)
        return total - sum(wish for row, _ in rows.continuity_rows if inside[row] and used[row] > 0)

    def _team_cost(self, session: int, options: Sequence[tuple[Option, int]], used: Reals) -> float:
        """What a team with a choice of ways or starts costs for these, or for being unfilled."""
        begun = [option for option, row in options if used[row] >= self.rows.needed[session]]
        if not begun:
            return float(self.cost[self.unfilled_column[session]])
        return float(self.graph.compiled.option_cost(begun[0]))
