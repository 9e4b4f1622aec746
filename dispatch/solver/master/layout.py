"""The rows that tie interpreters' days together: their numbers, right-hand sides and extra columns."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from dispatch.solver.compiled.day_graph import DayGraph, is_flexible_team, needs_continuity_row
from dispatch.solver.compiled.problem import broken_pin_cost
from dispatch.solver.master.cardinality import ANY, Decisions, cardinality_rows
from dispatch.solver.problem.problem import week_of

# What leaving a session unfilled costs where branching demands that it be served.
FORBIDDEN_FACTOR = 20.0

FREE, SERVE, LEAVE = -1, 0, 1
SEVERAL = 2

Indices = NDArray[np.int64]


@dataclass(slots=True)
class SlackColumn:
    """A column of the master that is no route: an unfilled session, a team's start, load."""

    cost: float
    entries: list[tuple[int, float]]
    upper: float = np.inf
    unfilled_session: int = -1  # the session left unfilled by it


class Layout:
    """Row numbers, right-hand sides and extra columns of the master.

    First the seats: one row per session, or per start of a team that may choose its start. Then
    one row per block, and below them starts of teams, load and caps over several days,
    continuity of teams, and last the tallies of unfilled sessions.
    """

    def __init__(self, graph: DayGraph) -> None:
        self.graph = graph
        self.problem = graph.compiled.problem
        self.low: list[float] = []
        self.high: list[float] = []
        self.slack_columns: list[SlackColumn] = []
        self.decision = np.full(len(self.problem.sessions), FREE)
        self.barred = np.zeros(len(graph.session), dtype=np.bool_)
        self.constant = 0.0
        self.idle_load_cost = 0.0  # what load would cost if nobody worked
        self._seats()
        self.first_block = self._next()
        for _ in range(graph.count):
            self._row(-np.inf, 1.0)
        self._teams()
        self._load()
        self._caps()
        self._company()
        self.first_cardinality_row = self._next()
        self._tallies()
        self.count = self._next()
        self._surplus()
        self._shared()

    def _next(self) -> int:
        return len(self.low)

    def _row(self, low: float, high: float) -> int:
        self.low.append(low)
        self.high.append(high)
        return len(self.low) - 1

    def _seats(self) -> None:
        """Every session served whole or left unfilled."""
        compiled, sessions = self.graph.compiled, self.problem.sessions
        self.seat_row: dict[tuple[int, int], int] = {}
        self.row_of_session = np.full(len(sessions), -1)
        self.flexible_teams: dict[int, list[tuple[int, int]]] = {}
        self.servable = np.array([bool(able) for able in compiled.able], dtype=np.bool_)
        self.needed = np.array([s.needed for s in sessions], dtype=float)
        self.unfilled_cost = np.array([s.unfilled_cost for s in sessions], dtype=float)
        for s, session in enumerate(sessions):
            if not compiled.able[s]:
                self.constant += session.unfilled_cost * session.needed
            elif is_flexible_team(compiled, s):
                starts = range(session.earliest_start, session.latest_start + 1, compiled.grid)
                self.flexible_teams[s] = [(start, self._row(0.0, 0.0)) for start in starts]
                self.seat_row |= {(s, start): row for start, row in self.flexible_teams[s]}
            else:
                row = self._row(session.needed, session.needed)
                self.row_of_session[s] = row
                cost = float(session.unfilled_cost * session.needed)
                entry = [(row, float(session.needed))]
                self.slack_columns.append(SlackColumn(cost, entry, unfilled_session=s))
        self.fixed_sessions = np.flatnonzero(self.row_of_session >= 0)
        self.node_row = self._node_rows()
        session_of_node: list[int] = self.graph.session.tolist()
        rows: list[int] = self.node_row.tolist()
        self.session_of_row = dict(zip(rows, session_of_node, strict=True))

    def _node_rows(self) -> Indices:
        rows = self.row_of_session[self.graph.session].astype(np.int64)
        for n in np.flatnonzero(rows < 0).tolist():
            rows[n] = self.seat_row[int(self.graph.session[n]), int(self.graph.start[n])]
        return rows

    def _teams(self) -> None:
        """A team begins at one of its starts, all together."""
        for s, starts in self.flexible_teams.items():
            session = self.problem.sessions[s]
            choice = self._row(1.0, 1.0)
            cost = float(session.unfilled_cost * session.needed)
            self.slack_columns.append(SlackColumn(cost, [(choice, 1.0)], unfilled_session=s))
            for start, row in starts:
                late = float(self.problem.costs.shift * (start - session.earliest_start))
                entries = [(row, -float(session.needed)), (choice, 1.0)]
                self.slack_columns.append(SlackColumn(late, entries))

    def _load(self) -> None:
        """Minutes near the target, for whoever works on several days; others' days know it.

        Minutes come in units, so that a target between two of them is missed by somebody's choice
        of either: the cost is a line between the two, which no mixture of routes can undercut.
        """
        rate, unit = float(self.problem.costs.load_minute), self.graph.unit
        self.load_rows: dict[int, int] = {}
        self.load_target: dict[int, int] = {}  # by row
        self.load_units_around: dict[int, tuple[int, int]] = {}  # by row: the units below and above
        for i, person in enumerate(self.problem.interpreters):
            if i in self.graph.minute:
                continue
            missing = person.target_minutes - person.worked_minutes
            if not rate or len(self.graph.days_of.get(i, ())) < SEVERAL:
                self.idle_load_cost += rate * abs(missing)
                continue
            below = max(0, missing // unit * unit)
            above = max(0, -(-missing // unit) * unit)
            row = self.load_rows[i] = self._row(below, below)
            self.load_target[row], self.load_units_around[row] = missing, (below, above)
            self.idle_load_cost += rate * abs(below - missing)
            self.slack_columns.append(SlackColumn(rate, [(row, -1.0)]))
            self.slack_columns.append(SlackColumn(rate, [(row, 1.0)]))
            if above > below:
                slope = (abs(above - missing) - abs(below - missing)) / (above - below)
                self.slack_columns.append(
                    SlackColumn(rate * slope, [(row, -1.0)], upper=float(above - below))
                )
        self.constant += self.idle_load_cost

    def _caps(self) -> None:
        """Minutes of a week, where several days together could exceed the cap."""
        compiled = self.graph.compiled
        self.cap_rows: dict[tuple[int, int], int] = {}
        for (i, week), blocks in self.graph.weeks_of.items():
            cap = compiled.week_cap(i, week)
            if len(blocks) > 1 and int(self.graph.cap[blocks].sum()) * self.graph.unit > cap:
                self.cap_rows[i, week] = self._row(-np.inf, float(cap))

    def _company(self) -> None:
        """A team with several preferred interpreters counts one of them, once."""
        compiled, rate = self.graph.compiled, float(self.problem.costs.discontinuity)
        self.continuity_rows: list[tuple[int, Indices]] = []
        broken_pin = broken_pin_cost(self.problem)
        for s, session in enumerate(self.problem.sessions):
            self.constant += rate * bool(session.preferred)
            self.constant += self.problem.costs.change * len(session.held_by)
            self.constant += broken_pin * len(compiled.pinned[s])
            if rate and compiled.able[s] and needs_continuity_row(compiled, s):
                row = self._row(0.0, np.inf)
                self.slack_columns.append(SlackColumn(-rate, [(row, -1.0)], upper=1.0))
                nodes = [self.graph.nodes_of(i, s) for i in sorted(compiled.preferred[s])]
                self.continuity_rows.append((row, np.concatenate(nodes).astype(np.int64)))

    def _tallies(self) -> None:
        """Unfilled sessions counted; what lies outside a range costs as much as breaking a decision."""
        total = np.rint(self.unfilled_cost * self.needed * self.servable).astype(np.int64)
        found = cardinality_rows(total)
        shape = (len(found), len(total))
        self.cardinality_weight = np.array([t.weight for t in found], dtype=float).reshape(shape)
        self.cardinality_unit = np.array([t.unit for t in found], dtype=float)
        first = self.first_cardinality_row
        for slack in self.slack_columns:
            if slack.unfilled_session >= 0:
                weights: list[float] = self.cardinality_weight[:, slack.unfilled_session].tolist()
                slack.entries += [(first + k, w) for k, w in enumerate(weights) if w]
        for tally in found:
            row = self._row(*ANY)
            self.slack_columns += [
                SlackColumn(FORBIDDEN_FACTOR * tally.unit, [(row, g)]) for g in (-1.0, 1.0)
            ]

    def apply(self, decisions: Decisions) -> None:
        """Put branching decisions into force, and no others."""
        self.decision[:] = FREE
        for session, decision in decisions.sessions.items():
            self.decision[session] = decision
        graph = self.graph
        self.barred = (self.decision == LEAVE)[graph.session]
        for (session, block), is_served in decisions.pairs.items():
            own = graph.block == block
            self.barred |= (graph.session == session) & (own != is_served)
            if is_served:
                self.decision[session] = SERVE
        for k in range(len(self.cardinality_unit)):
            row = self.first_cardinality_row + k
            self.low[row], self.high[row] = decisions.ranges.get(k, ANY)

    def _surplus(self) -> None:
        """A seat given once too often can be given back for little: its dual has a floor.

        Taking a visit out of a route costs no more than `least` says, so that the optimum stays
        where it is while duals cannot run away below zero.
        """
        graph, costs = self.graph, self.problem.costs
        value = graph.least_profit - graph.base_profit
        if self.load_rows:
            value = value - costs.load_minute * graph.minutes
        for _, nodes in self.continuity_rows:
            value[nodes] -= costs.discontinuity
        dual_floor = np.full(self.count, np.inf)
        np.minimum.at(dual_floor, self.node_row, np.minimum(value, 0.0))
        self.dual_floor = np.where(np.isfinite(dual_floor), dual_floor, -np.inf)
        self.seat_rows = np.unique(self.node_row)
        self.slack_columns += [
            SlackColumn(-float(self.dual_floor[row]), [(row, -1.0)])
            for row in self.seat_rows.tolist()
            if np.isfinite(self.dual_floor[row])
        ]
        self.seat_session = np.zeros(self.count, dtype=np.int64)
        self.seat_session[self.node_row] = graph.session

    def _shared(self) -> None:
        """By block its load and cap rows, by node its company row; below zero where there is none."""
        both = [(self.load_rows.get(i, -1), self._cap_row(i, day)) for i, day in self.graph.keys]
        self.load_of_block, self.cap_of_block = np.array(both, np.int64).reshape(-1, 2).T
        self.continuity_row_of_node = np.full(len(self.node_row), -1, dtype=np.int64)
        for row, nodes in self.continuity_rows:
            self.continuity_row_of_node[nodes] = row

    def _cap_row(self, i: int, day: int) -> int:
        return self.cap_rows.get((i, week_of(day)), -1)

    def block_rows(self, b: int) -> list[int]:
        """The load and cap rows that count a block's minutes."""
        rows = (int(self.load_of_block[b]), int(self.cap_of_block[b]))
        return [row for row in rows if row >= 0]
