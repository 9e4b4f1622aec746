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

    def clean(self, duals: Reals) -> Reals:
        """Duals moved to where they prove most: load within its price, caps not above zero."""
        duals = duals.copy()
        rate = float(self.problem.costs.load_minute)
        seats = self.seats
        self._clean_tallies(duals)
        dearest = self.worst(duals)[self.seat_session[seats]]
        duals[seats] = np.clip(duals[seats], self.floor[seats], dearest)
        left = self.decision[self.seat_session[seats]] == LEAVE
        duals[seats[left]] = BANNED
        loads, caps = list(self.load_rows.values()), list(self.cap_rows.values())
        duals[loads] = np.clip(duals[loads], -rate, rate)
        duals[caps] = np.minimum(duals[caps], 0.0)
        for row, _ in self.company:
            duals[row] = max(0.0, duals[row])
        return duals

    def _clean_tallies(self, duals: Reals) -> None:
        """Below zero only where a tally has a most, above only where it has a least."""
        rows = slice(self.first_tally, self.count)
        low, high = np.array(self.low[rows]), np.array(self.high[rows])
        dearest = FORBIDDEN_FACTOR * self.tally_unit
        least = np.where(np.isfinite(high), -dearest, 0.0)
        duals[rows] = np.clip(duals[rows], least, np.where(low > 0, dearest, 0.0))

    def gains(self, duals: Reals) -> Reals:
        """What each node is worth to a route under cleaned duals."""
        return self.gains_at(duals, np.arange(len(self.node_row)))

    def gains_at(self, duals: Reals, nodes: Indices) -> Reals:
        """The same for some nodes."""
        blocks = self.blocks
        gain = duals[self.node_row[nodes]] + blocks.base[nodes]
        if self.load_rows or self.cap_rows:
            padded = np.append(duals, 0.0)
            minute = padded[self.load_of_block] + padded[self.cap_of_block]
            gain += minute[blocks.block[nodes]] * blocks.minutes[nodes]
        if self.company:
            gain += np.append(duals, 0.0)[self.company_of_node[nodes]]
        gain[self.barred[nodes]] = BANNED
        return gain

    def lack(self, duals: Reals, found: PricedRoutes) -> Reals:
        """What each row lacks in the blocks' best routes: the slope of the bound at these duals."""
        blocks = self.blocks
        lack = np.zeros(self.count)
        session = self.seat_session[self.seats]
        wanted = duals[self.seats] < self.worst(duals)[session]
        left = self.seats[self.decision[session] == LEAVE]
        lack[self.seats] = np.where(wanted, self.needed[session], 0.0)
        for row, target in self.target.items():
            lack[row] = target
        for (i, week), row in self.cap_rows.items():
            lack[row] = blocks.days.week_cap(i, week)
        used = np.flatnonzero(found.values[:, 0] > 0)
        lengths: Indices = found.lengths[used, 0]
        inside = np.less(np.arange(int(found.routes.shape[2])), lengths[:, None])
        nodes = found.routes[used, 0][inside]
        np.subtract.at(lack, self.node_row[nodes], 1.0)
        minutes = np.bincount(blocks.block[nodes], blocks.minutes[nodes], blocks.count)
        for b in used.tolist() if self.load_rows or self.cap_rows else ():
            for row in self.block_rows(b):
                lack[row] -= minutes[b]
        lack[left] = 0.0
        self._lack_of_tallies(duals, lack)
        return lack

    def _lack_of_tallies(self, duals: Reals, lack: Reals) -> None:
        """What the unfilled sessions of these duals lack of each tally's range."""
        rows = slice(self.first_tally, self.count)
        low, high = np.array(self.low[rows]), np.array(self.high[rows])
        unfilled = self.decision == LEAVE
        fixed = self.fixed_sessions
        unfilled[fixed] |= duals[self.row_of_session[fixed]] >= self.worst(duals)[fixed]
        counted = self.tally_weight @ (unfilled & self.open)
        lack[rows] = np.maximum(low - counted, 0.0) + np.minimum(high - counted, 0.0)

    def bound(self, duals: Reals, best: Reals) -> float:
        """What cleaned duals prove, given the value of every block's best route under them."""
        total = self.constant - self.idle - float(best.sum())
        total += self._seat_terms(duals) + self._tally_terms(duals) + self.shared_bound(duals)
        rate = float(self.problem.costs.discontinuity)
        return total + sum(min(0.0, float(duals[row]) - rate) for row, _ in self.company)

    def _tally_terms(self, duals: Reals) -> float:
        price = duals[self.first_tally : self.count]
        low = np.array(self.low[self.first_tally :])
        high = np.array(self.high[self.first_tally :])
        used = price != 0
        return float((price[used] * np.where(price > 0, low, high)[used]).sum())

    def shared_bound(self, duals: Reals) -> float:
        """The part of the bound that belongs to no single day: load and caps over several days."""
        total = self.idle
        for row, (below, above) in self.around.items():
            step = abs(above - self.target[row]) - abs(below - self.target[row])
            dearer = self.problem.costs.load_minute * step
            total += min(duals[row] * below, dearer + duals[row] * above)
        for (i, week), row in self.cap_rows.items():
            total += duals[row] * self.blocks.days.week_cap(i, week)
        return total

    def _seat_terms(self, duals: Reals) -> float:
        worst = self.worst(duals)
        fixed = self.fixed_sessions
        reward = np.minimum(worst[fixed], duals[self.row_of_session[fixed]])
        reward = np.where(self.decision[fixed] == LEAVE, worst[fixed], reward)
        total = float((self.needed[fixed] * reward).sum())
        for s, starts in self.flexible.items():
            session = self.problem.sessions[s]
            if self.decision[s] == LEAVE:
                total += session.needed * float(worst[s])
                continue
            rate, first = self.problem.costs.shift, session.earliest_start
            begun = (
                session.needed * float(duals[row]) + rate * (start - first) for start, row in starts
            )
            total += min(session.needed * float(worst[s]), *begun)
        return total

    def worst(self, duals: Reals | None = None) -> Reals:
        """The price of leaving each session unfilled, per seat, under the branching decisions.

        What a tally pays for each count makes it less.
        """
        factor = np.where(self.decision == SERVE, FORBIDDEN_FACTOR, 1.0)
        price = self.unfilled_cost * factor
        if duals is None:
            return price
        return price - duals[self.first_tally : self.count] @ self.tally_weight / self.needed
