"""The rows of the master: their right-hand sides and slack columns, and what their duals mean.

The master is a set-partitioning programme over routes (Desaulniers, Desrosiers and Solomon, "Column
Generation", Springer 2005): it minimises the cost of the plan, each session is served whole or
left unfilled, and each block takes at most one route. Some rows tie blocks together: load near a
target and caps over a week, teams that choose their start, preferences of teams.

Duals are vectors with one entry a row, in cost units for each unit of the row. Positive means: one
more unit of the right-hand side would make the plan dearer. So the dual of a session's row is what
it pays each route that serves it (never negative in an optimum but for a small surplus); the dual
of a cap is zero or below.
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from dispatch.solver.compiled.day_graph import (
    DayGraph,
    Reals,
    is_flexible_team,
    needs_continuity_row,
)
from dispatch.solver.compiled.problem import Option, broken_pin_cost
from dispatch.solver.master.cardinality import ANY, Decisions, cardinality_rows
from dispatch.solver.master.case_rows import CaseRows
from dispatch.solver.params import DEFAULT, Params
from dispatch.solver.pricing.kernels import PricedRoutes
from dispatch.solver.problem.problem import week_of

# What leaving a session unfilled costs, in times of its own cost, where branching demands that it be
# served; and the reduced profit of a node that no route may use.
FORBIDDEN_FACTOR = 20.0
BANNED = -1e9

FREE, SERVE, LEAVE = -1, 0, 1
SEVERAL = 2

Indices = NDArray[np.int64]


@dataclass(slots=True)
class SlackColumn:
    """A column of the master that is no route: an unfilled session, a team's start, load.

    `cost` in cost units for each unit of the column, which lies between 0 and `upper`; `entries`
    are its rows and values.
    """

    cost: float
    entries: list[tuple[int, float]]
    upper: float = np.inf
    unfilled_session: int = -1  # the session that it leaves unfilled, if it does so


class MasterRows:
    """The master's rows under the branching decisions in force, and what duals of them prove.

    Order of the rows, `count` in all:

    1. seats: one for each session, or for each way and start of a team that may choose among them;
    2. blocks: one each, from `first_block`;
    3. the choice of a start, load, caps of weeks, continuity of teams, cases;
    4. cardinality rows, which count unfilled sessions, from `first_cardinality_row`.

    Arrays by session: `needed` seats, `unfilled_cost` for each of them, `servable`, `decision`. By
    node: `node_row` is its seat's row, `barred` whether branching forbids it.
    """

    def __init__(self, graph: DayGraph, params: Params = DEFAULT) -> None:
        self.graph = graph
        self.problem = graph.compiled.problem
        self.low: list[float] = []
        self.high: list[float] = []
        self.slack_columns: list[SlackColumn] = []
        self.decision = np.full(len(self.problem.sessions), FREE)
        self.barred = np.zeros(len(graph.session), dtype=np.bool_)
        self.constant = 0.0
        self.idle_load_cost = 0.0  # what load would cost if nobody worked
        self._add_seats()
        self.first_block = self._next()
        for _ in range(graph.count):
            self._row(-np.inf, 1.0)
        self._add_team_starts()
        self._add_load()
        self._add_week_caps()
        self._add_continuity()
        self._add_cases()
        self.first_cardinality_row = self._next()
        self._add_cardinality(params.tree.most_kinds if params.uses("counts") else 0)
        self.count = self._next()
        self._add_surplus()
        self._index_shared_rows()

    def _next(self) -> int:
        return len(self.low)

    def _row(self, low: float, high: float) -> int:
        self.low.append(low)
        self.high.append(high)
        return len(self.low) - 1

    def _add_seats(self) -> None:
        """Every session served whole or left unfilled."""
        compiled, sessions = self.graph.compiled, self.problem.sessions
        self.seat_row: dict[Option, int] = {}
        self.row_of_session = np.full(len(sessions), -1)
        self.flexible_teams: dict[int, list[tuple[Option, int]]] = {}
        self.servable = np.array([bool(able) for able in compiled.able], dtype=np.bool_)
        self.needed = np.array([s.needed for s in sessions], dtype=float)
        self.unfilled_cost = np.array([s.unfilled_cost for s in sessions], dtype=float)
        for s, session in enumerate(sessions):
            if not compiled.able[s]:
                self.constant += session.unfilled_cost * session.needed
            elif is_flexible_team(compiled, s):
                options = compiled.team_options(s)
                self.flexible_teams[s] = [(option, self._row(0.0, 0.0)) for option in options]
                self.seat_row |= dict(self.flexible_teams[s])
            else:
                row = self._row(session.needed, session.needed)
                self.row_of_session[s] = row
                cost = float(session.unfilled_cost * session.needed)
                entry = [(row, float(session.needed))]
                self.slack_columns.append(SlackColumn(cost, entry, unfilled_session=s))
        self.fixed_sessions = np.flatnonzero(self.row_of_session >= 0)
        self.node_row = self._node_rows()

    def _node_rows(self) -> Indices:
        rows = self.row_of_session[self.graph.session].astype(np.int64)
        for n in np.flatnonzero(rows < 0).tolist():
            rows[n] = self.seat_row[int(self.graph.way[n]), int(self.graph.start[n])]
        return rows

    def _add_team_starts(self) -> None:
        """A team serves in one of its ways from one of its starts, all together."""
        for s, options in self.flexible_teams.items():
            session = self.problem.sessions[s]
            choice = self._row(1.0, 1.0)
            cost = float(session.unfilled_cost * session.needed)
            self.slack_columns.append(SlackColumn(cost, [(choice, 1.0)], unfilled_session=s))
            for option, row in options:
                cost = float(self.graph.compiled.option_cost(option))
                entries = [(row, -float(session.needed)), (choice, 1.0)]
                self.slack_columns.append(SlackColumn(cost, entries))

    def _add_load(self) -> None:
        """Minutes near the target, for people with several days; with one day its routes pay for it.

        Minutes come in units of the greatest common divisor. A target between two of them can only
        be missed: between the two the cost is a straight line, which is convex and exact at both.
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

    def _add_week_caps(self) -> None:
        """Minutes of a week at most the cap, where several days together could exceed it."""
        compiled = self.graph.compiled
        self.cap_rows: dict[tuple[int, int], int] = {}
        for (i, week), blocks in self.graph.weeks_of.items():
            cap = compiled.week_cap(i, week)
            if len(blocks) > 1 and int(self.graph.cap[blocks].sum()) * self.graph.unit > cap:
                self.cap_rows[i, week] = self._row(-np.inf, float(cap))

    def _add_continuity(self) -> None:
        """Discontinuity is paid once for a team, however many of its preferred interpreters serve."""
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

    def _add_cases(self) -> None:
        """Each further person of a case costs a discontinuity; see `case_rows`."""
        self.cases = CaseRows(self.graph, self._row)
        for slack in self.slack_columns:
            row = self.cases.row_of_session[slack.unfilled_session]
            if slack.unfilled_session >= 0 and row >= 0:
                slack.entries.append((int(row), 1.0))
        self.slack_columns += [
            SlackColumn(cost, entries, upper=1.0) for cost, entries in self.cases.columns()
        ]

    def _add_cardinality(self, most_kinds: int) -> None:
        """Counts of unfilled sessions; outside its range a count costs as much as breaking a decision."""
        total = np.rint(self.unfilled_cost * self.needed * self.servable).astype(np.int64)
        counts = cardinality_rows(total, most_kinds)
        # Where a day's rows begin, counted from the first: days are branched on apart.
        self.cardinality_of_day: dict[int, int] = {}
        days = {day for _, day in self.graph.keys}
        for day in sorted(days) if len(days) > 1 else ():
            self.cardinality_of_day[day] = len(counts)
            own = np.array([s.day == day for s in self.problem.sessions], dtype=np.bool_)
            counts += cardinality_rows(np.where(own, total, 0), most_kinds)
        shape = (len(counts), len(total))
        self.cardinality_weight = np.array([c.weight for c in counts], dtype=float).reshape(shape)
        self.cardinality_unit = np.array([c.unit for c in counts], dtype=float)
        first = self.first_cardinality_row
        for slack in self.slack_columns:
            if slack.unfilled_session >= 0:
                weights: list[float] = self.cardinality_weight[:, slack.unfilled_session].tolist()
                slack.entries += [(first + k, w) for k, w in enumerate(weights) if w]
        for count in counts:
            row = self._row(*ANY)
            self.slack_columns += [
                SlackColumn(FORBIDDEN_FACTOR * count.unit, [(row, g)]) for g in (-1.0, 1.0)
            ]

    def apply(self, decisions: Decisions) -> None:
        """Put branching decisions into force, in place of those before."""
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

    def _add_surplus(self) -> None:
        """A surplus column for each seat row, so that its dual has a floor.

        A seat given once too often can be given back at the cost of taking a visit out of a route,
        of which `least_profit` is an upper bound: the optimum stays where it is, while duals cannot
        run away below zero. Slack columns from `first_surplus` on are these.
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
        self.first_surplus = len(self.slack_columns)
        self.slack_columns += [
            SlackColumn(-float(self.dual_floor[row]), [(row, -1.0)])
            for row in self.seat_rows.tolist()
            if np.isfinite(self.dual_floor[row])
        ]
        self.seat_session = np.zeros(self.count, dtype=np.int64)
        self.seat_session[self.node_row] = graph.session

    def _index_shared_rows(self) -> None:
        """By block its load and cap rows, by node its row of continuity or case; -1 where there is none."""
        both = [(self.load_rows.get(i, -1), self._cap_row(i, day)) for i, day in self.graph.keys]
        self.load_of_block, self.cap_of_block = np.array(both, np.int64).reshape(-1, 2).T
        self.wish_rows = [*self.continuity_rows, *self.cases.visits]
        self.wish_row_of_node = np.full(len(self.node_row), -1, dtype=np.int64)
        for row, nodes in self.wish_rows:
            self.wish_row_of_node[nodes] = row

    def _cap_row(self, i: int, day: int) -> int:
        return self.cap_rows.get((i, week_of(day)), -1)

    def block_rows(self, b: int) -> list[int]:
        """The load and cap rows in which a block's minutes count."""
        rows = (int(self.load_of_block[b]), int(self.cap_of_block[b]))
        return [row for row in rows if row >= 0]

    def project(self, duals: Reals) -> Reals:
        """Duals moved to the nearest that are feasible for all columns but routes.

        Outside, a slack column would earn without end and nothing would be proven. Seats come to at
        most the price of staying unfilled, load within its rate, caps to zero or below. Only the
        starts of teams are left to `bound`, which takes the best start itself.
        """
        duals = duals.copy()
        rate = float(self.problem.costs.load_minute)
        seat_rows = self.seat_rows
        self._project_cardinality(duals)
        self.cases.project(duals)
        dearest = self.unfilled_price(duals)[self.seat_session[seat_rows]]
        duals[seat_rows] = np.clip(duals[seat_rows], self.dual_floor[seat_rows], dearest)
        left = self.decision[self.seat_session[seat_rows]] == LEAVE
        duals[seat_rows[left]] = BANNED
        loads, caps = list(self.load_rows.values()), list(self.cap_rows.values())
        duals[loads] = np.clip(duals[loads], -rate, rate)
        duals[caps] = np.minimum(duals[caps], 0.0)
        for row, _ in self.continuity_rows:
            duals[row] = max(0.0, duals[row])
        return duals

    def _project_cardinality(self, duals: Reals) -> None:
        """Below zero only where a count has an upper end, above only where it has a lower one."""
        rows = slice(self.first_cardinality_row, self.count)
        low, high = np.array(self.low[rows]), np.array(self.high[rows])
        dearest = FORBIDDEN_FACTOR * self.cardinality_unit
        least = np.where(np.isfinite(high), -dearest, 0.0)
        duals[rows] = np.clip(duals[rows], least, np.where(low > 0, dearest, 0.0))

    def reduced_profits(self, duals: Reals) -> Reals:
        """By node, what a visit adds to a route's reduced profit under projected duals.

        A route's reduced profit is the sum of these less its travel and load cost: minus its reduced
        cost, without the dual of its block's row. Pricing maximises it.
        """
        return self.reduced_profits_at(duals, np.arange(len(self.node_row)))

    def reduced_profits_at(self, duals: Reals, nodes: Indices) -> Reals:
        """The same for some nodes only, in their order."""
        graph = self.graph
        profit = duals[self.node_row[nodes]] + graph.base_profit[nodes]
        if self.load_rows or self.cap_rows:
            padded = np.append(duals, 0.0)
            minute = padded[self.load_of_block] + padded[self.cap_of_block]
            profit += minute[graph.block[nodes]] * graph.minutes[nodes]
        if self.wish_rows:
            profit += np.append(duals, 0.0)[self.wish_row_of_node[nodes]]
        profit[self.barred[nodes]] = BANNED
        return profit

    def subgradient(self, duals: Reals, priced: PricedRoutes) -> Reals:
        """By row, a subgradient of the Lagrangian bound at these duals: right-hand side less use.

        Positive where the blocks' best routes and the cheapest slack columns give a row too little:
        there a higher dual may prove more.
        """
        graph = self.graph
        subgradient = np.zeros(self.count)
        session = self.seat_session[self.seat_rows]
        wanted = duals[self.seat_rows] < self.unfilled_price(duals)[session]
        left = self.seat_rows[self.decision[session] == LEAVE]
        subgradient[self.seat_rows] = np.where(wanted, self.needed[session], 0.0)
        for row, target in self.load_target.items():
            subgradient[row] = target
        for (i, week), row in self.cap_rows.items():
            subgradient[row] = graph.compiled.week_cap(i, week)
        used = np.flatnonzero(priced.values[:, 0] > 0)
        lengths: Indices = priced.lengths[used, 0]
        inside = np.less(np.arange(int(priced.routes.shape[2])), lengths[:, None])
        nodes = priced.routes[used, 0][inside]
        np.subtract.at(subgradient, self.node_row[nodes], 1.0)
        minutes = np.bincount(graph.block[nodes], graph.minutes[nodes], graph.count)
        for b in used.tolist() if self.load_rows or self.cap_rows else ():
            for row in self.block_rows(b):
                subgradient[row] -= minutes[b]
        subgradient[left] = 0.0
        self._cardinality_subgradient(duals, subgradient)
        return subgradient

    def _cardinality_subgradient(self, duals: Reals, subgradient: Reals) -> None:
        """What the sessions unfilled under these duals lack of each count's range."""
        rows = slice(self.first_cardinality_row, self.count)
        low, high = np.array(self.low[rows]), np.array(self.high[rows])
        unfilled = self.decision == LEAVE
        fixed = self.fixed_sessions
        unfilled[fixed] |= duals[self.row_of_session[fixed]] >= self.unfilled_price(duals)[fixed]
        counted = self.cardinality_weight @ (unfilled & self.servable)
        subgradient[rows] = np.maximum(low - counted, 0.0) + np.minimum(high - counted, 0.0)

    def bound(self, duals: Reals, best: Reals) -> float:
        """The Lagrangian bound of projected duals: no plan under the decisions in force costs less.

        `best` holds by block the reduced profit of its best route, zero for staying at home. The rows
        are relaxed with the duals as prices; what is left falls apart into blocks and slack columns.
        """
        total = self.constant - self.idle_load_cost - float(best.sum())
        total += self._seat_terms(duals) + self._cardinality_terms(duals) + self.shared_bound(duals)
        rate = float(self.problem.costs.discontinuity)
        return total + sum(min(0.0, float(duals[row]) - rate) for row, _ in self.continuity_rows)

    def _cardinality_terms(self, duals: Reals) -> float:
        price = duals[self.first_cardinality_row : self.count]
        low = np.array(self.low[self.first_cardinality_row :])
        high = np.array(self.high[self.first_cardinality_row :])
        used = price != 0
        return float((price[used] * np.where(price > 0, low, high)[used]).sum())

    def shared_bound(self, duals: Reals) -> float:
        """The part of the bound that belongs to no single day: load, caps and cases."""
        total = self.idle_load_cost
        for row, (below, above) in self.load_units_around.items():
            step = abs(above - self.load_target[row]) - abs(below - self.load_target[row])
            dearer = self.problem.costs.load_minute * step
            total += min(duals[row] * below, dearer + duals[row] * above)
        for (i, week), row in self.cap_rows.items():
            total += duals[row] * self.graph.compiled.week_cap(i, week)
        return total + self.cases.bound(duals)

    def _seat_terms(self, duals: Reals) -> float:
        unfilled_price = self.unfilled_price(duals)
        fixed = self.fixed_sessions
        reward = np.minimum(unfilled_price[fixed], duals[self.row_of_session[fixed]])
        reward = np.where(self.decision[fixed] == LEAVE, unfilled_price[fixed], reward)
        total = float((self.needed[fixed] * reward).sum())
        for s, options in self.flexible_teams.items():
            session = self.problem.sessions[s]
            if self.decision[s] == LEAVE:
                total += session.needed * float(unfilled_price[s])
                continue
            cost = self.graph.compiled.option_cost
            begun = (session.needed * float(duals[row]) + cost(option) for option, row in options)
            total += min(session.needed * float(unfilled_price[s]), *begun)
        return total

    def unfilled_price(self, duals: Reals | None = None) -> Reals:
        """By session, what leaving it unfilled costs for each seat under the branching decisions.

        With duals, less what the rows of counts and cases pay for it.
        """
        factor = np.where(self.decision == SERVE, FORBIDDEN_FACTOR, 1.0)
        price = self.unfilled_cost * factor
        if duals is None:
            return price
        counts = duals[self.first_cardinality_row : self.count] @ self.cardinality_weight
        return price - counts / self.needed - np.append(duals, 0.0)[self.cases.row_of_session]
