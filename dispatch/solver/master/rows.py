"""What duals of the master's rows mean: what a visit gains under them, and the bound they prove."""

import numpy as np
from numpy.typing import NDArray

from dispatch.solver.compiled.day_graph import Reals
from dispatch.solver.master.layout import FORBIDDEN_FACTOR, LEAVE, SERVE, Layout
from dispatch.solver.pricing.kernels import PricedRoutes

BANNED = -1e9

Indices = NDArray[np.int64]


class Rows(Layout):
    """The rows with their prices: duals cleaned, turned into gains, and into a bound."""

    def project(self, duals: Reals) -> Reals:
        """Duals moved to where they prove most: load within its price, caps not above zero."""
        duals = duals.copy()
        rate = float(self.problem.costs.load_minute)
        seat_rows = self.seat_rows
        self._clean_tallies(duals)
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

    def _clean_tallies(self, duals: Reals) -> None:
        """Below zero only where a tally has a most, above only where it has a least."""
        rows = slice(self.first_cardinality_row, self.count)
        low, high = np.array(self.low[rows]), np.array(self.high[rows])
        dearest = FORBIDDEN_FACTOR * self.cardinality_unit
        least = np.where(np.isfinite(high), -dearest, 0.0)
        duals[rows] = np.clip(duals[rows], least, np.where(low > 0, dearest, 0.0))

    def reduced_profits(self, duals: Reals) -> Reals:
        """What each node is worth to a route under cleaned duals."""
        return self.reduced_profits_at(duals, np.arange(len(self.node_row)))

    def reduced_profits_at(self, duals: Reals, nodes: Indices) -> Reals:
        """The same for some nodes."""
        graph = self.graph
        profit = duals[self.node_row[nodes]] + graph.base_profit[nodes]
        if self.load_rows or self.cap_rows:
            padded = np.append(duals, 0.0)
            minute = padded[self.load_of_block] + padded[self.cap_of_block]
            profit += minute[graph.block[nodes]] * graph.minutes[nodes]
        if self.continuity_rows:
            profit += np.append(duals, 0.0)[self.continuity_row_of_node[nodes]]
        profit[self.barred[nodes]] = BANNED
        return profit

    def subgradient(self, duals: Reals, priced: PricedRoutes) -> Reals:
        """What each row lacks in the blocks' best routes: the slope of the bound at these duals."""
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
        self._lack_of_tallies(duals, subgradient)
        return subgradient

    def _lack_of_tallies(self, duals: Reals, subgradient: Reals) -> None:
        """What the unfilled sessions of these duals lack of each tally's range."""
        rows = slice(self.first_cardinality_row, self.count)
        low, high = np.array(self.low[rows]), np.array(self.high[rows])
        unfilled = self.decision == LEAVE
        fixed = self.fixed_sessions
        unfilled[fixed] |= duals[self.row_of_session[fixed]] >= self.unfilled_price(duals)[fixed]
        counted = self.cardinality_weight @ (unfilled & self.servable)
        subgradient[rows] = np.maximum(low - counted, 0.0) + np.minimum(high - counted, 0.0)

    def bound(self, duals: Reals, best: Reals) -> float:
        """What cleaned duals prove, given the value of every block's best route under them."""
        total = self.constant - self.idle_load_cost - float(best.sum())
        total += self._seat_terms(duals) + self._tally_terms(duals) + self.shared_bound(duals)
        rate = float(self.problem.costs.discontinuity)
        return total + sum(min(0.0, float(duals[row]) - rate) for row, _ in self.continuity_rows)

    def _tally_terms(self, duals: Reals) -> float:
        price = duals[self.first_cardinality_row : self.count]
        low = np.array(self.low[self.first_cardinality_row :])
        high = np.array(self.high[self.first_cardinality_row :])
        used = price != 0
        return float((price[used] * np.where(price > 0, low, high)[used]).sum())

    def shared_bound(self, duals: Reals) -> float:
        """The part of the bound that belongs to no single day: load and caps over several days."""
        total = self.idle_load_cost
        for row, (below, above) in self.load_units_around.items():
            step = abs(above - self.load_target[row]) - abs(below - self.load_target[row])
            dearer = self.problem.costs.load_minute * step
            total += min(duals[row] * below, dearer + duals[row] * above)
        for (i, week), row in self.cap_rows.items():
            total += duals[row] * self.graph.compiled.week_cap(i, week)
        return total

    def _seat_terms(self, duals: Reals) -> float:
        unfilled_price = self.unfilled_price(duals)
        fixed = self.fixed_sessions
        reward = np.minimum(unfilled_price[fixed], duals[self.row_of_session[fixed]])
        reward = np.where(self.decision[fixed] == LEAVE, unfilled_price[fixed], reward)
        total = float((self.needed[fixed] * reward).sum())
        for s, starts in self.flexible_teams.items():
            session = self.problem.sessions[s]
            if self.decision[s] == LEAVE:
                total += session.needed * float(unfilled_price[s])
                continue
            rate, first = self.problem.costs.shift, session.earliest_start
            begun = (
                session.needed * float(duals[row]) + rate * (start - first) for start, row in starts
            )
            total += min(session.needed * float(unfilled_price[s]), *begun)
        return total

    def unfilled_price(self, duals: Reals | None = None) -> Reals:
        """The price of leaving each session unfilled, per seat, under the branching decisions.

        What a tally pays for each count makes it less.
        """
        factor = np.where(self.decision == SERVE, FORBIDDEN_FACTOR, 1.0)
        price = self.unfilled_cost * factor
        if duals is None:
            return price
        return (
            price
            - duals[self.first_cardinality_row : self.count] @ self.cardinality_weight / self.needed
        )
