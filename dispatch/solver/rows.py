"""The rows that tie interpreters' days together, and the bound that any duals of them prove."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from dispatch.solver.blocks import Blocks, Reals, is_flexible_team, wants_company
from dispatch.solver.days import broken_pin_cost
from dispatch.solver.kernels import Found
from dispatch.solver.problem import week_of

BANNED = -1e9
# What leaving a session unfilled costs where branching demands that it be served.
FORBIDDEN_FACTOR = 20.0

FREE, SERVE, LEAVE = -1, 0, 1
SEVERAL = 2

Indices = NDArray[np.int64]


@dataclass(slots=True)
class Extra:
    """A column of the master that is no route: an unfilled session, a team's start, load."""

    cost: float
    entries: list[tuple[int, float]]
    upper: float = np.inf
    unfilled: int = -1  # the session left unfilled by it


class Rows:
    """Row numbers, right-hand sides and extra columns of the master.

    First the seats: one row per session, or per start of a team that may choose its start. Then
    one row per block, and below them starts of teams, load and caps over several days, and
    continuity of teams.
    """

    def __init__(self, blocks: Blocks) -> None:
        self.blocks = blocks
        self.problem = blocks.days.problem
        self.low: list[float] = []
        self.high: list[float] = []
        self.extras: list[Extra] = []
        self.decision = np.full(len(self.problem.sessions), FREE)
        self.constant = 0.0
        self.idle = 0.0  # what load would cost if nobody worked
        self._seats()
        self.first_block = self._next()
        for _ in range(blocks.count):
            self._row(-np.inf, 1.0)
        self._teams()
        self._load()
        self._caps()
        self._company()
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
        days, sessions = self.blocks.days, self.problem.sessions
        self.seat_row: dict[tuple[int, int], int] = {}
        self.row_of_session = np.full(len(sessions), -1)
        self.flexible: dict[int, list[tuple[int, int]]] = {}
        self.open = np.array([bool(able) for able in days.able], dtype=np.bool_)
        self.needed = np.array([s.needed for s in sessions], dtype=float)
        self.unfilled_cost = np.array([s.unfilled_cost for s in sessions], dtype=float)
        for s, session in enumerate(sessions):
            if not days.able[s]:
                self.constant += session.unfilled_cost * session.needed
            elif is_flexible_team(days, s):
                starts = range(session.earliest_start, session.latest_start + 1, days.grid)
                self.flexible[s] = [(start, self._row(0.0, 0.0)) for start in starts]
                self.seat_row |= {(s, start): row for start, row in self.flexible[s]}
            else:
                row = self._row(session.needed, session.needed)
                self.row_of_session[s] = row
                cost = float(session.unfilled_cost * session.needed)
                entry = [(row, float(session.needed))]
                self.extras.append(Extra(cost, entry, unfilled=s))
        self.fixed_sessions = np.flatnonzero(self.row_of_session >= 0)
        self.node_row = self._node_rows()
        session_of_node: list[int] = self.blocks.session.tolist()
        rows: list[int] = self.node_row.tolist()
        self.session_of_row = dict(zip(rows, session_of_node, strict=True))

    def _node_rows(self) -> Indices:
        rows = self.row_of_session[self.blocks.session].astype(np.int64)
        for n in np.flatnonzero(rows < 0).tolist():
            rows[n] = self.seat_row[int(self.blocks.session[n]), int(self.blocks.start[n])]
        return rows

    def _teams(self) -> None:
        """A team begins at one of its starts, all together."""
        for s, starts in self.flexible.items():
            session = self.problem.sessions[s]
            choice = self._row(1.0, 1.0)
            cost = float(session.unfilled_cost * session.needed)
            self.extras.append(Extra(cost, [(choice, 1.0)], unfilled=s))
            for start, row in starts:
                late = float(self.problem.costs.shift * (start - session.earliest_start))
                entries = [(row, -float(session.needed)), (choice, 1.0)]
                self.extras.append(Extra(late, entries))

    def _load(self) -> None:
        """Minutes near the target, for whoever works on several days; others' days know it.

        Minutes come in units, so that a target between two of them is missed by somebody's choice
        of either: the cost is a line between the two, which no mixture of routes can undercut.
        """
        rate, unit = float(self.problem.costs.load_minute), self.blocks.unit
        self.load_rows: dict[int, int] = {}
        self.target: dict[int, int] = {}  # by row
        self.around: dict[int, tuple[int, int]] = {}  # by row: the units below and above
        for i, person in enumerate(self.problem.interpreters):
            if i in self.blocks.minute:
                continue
            missing = person.target_minutes - person.worked_minutes
            if not rate or len(self.blocks.days_of.get(i, ())) < SEVERAL:
                self.idle += rate * abs(missing)
                continue
            below = max(0, missing // unit * unit)
            above = max(0, -(-missing // unit) * unit)
            row = self.load_rows[i] = self._row(below, below)
            self.target[row], self.around[row] = missing, (below, above)
            self.idle += rate * abs(below - missing)
            self.extras.append(Extra(rate, [(row, -1.0)]))
            self.extras.append(Extra(rate, [(row, 1.0)]))
            if above > below:
                slope = (abs(above - missing) - abs(below - missing)) / (above - below)
                self.extras.append(Extra(rate * slope, [(row, -1.0)], upper=float(above - below)))
        self.constant += self.idle

    def _caps(self) -> None:
        """Minutes of a week, where several days together could exceed the cap."""
        days = self.blocks.days
        self.cap_rows: dict[tuple[int, int], int] = {}
        for (i, week), blocks in self.blocks.weeks_of.items():
            cap = days.week_cap(i, week)
            if len(blocks) > 1 and int(self.blocks.cap[blocks].sum()) * self.blocks.unit > cap:
                self.cap_rows[i, week] = self._row(-np.inf, float(cap))

    def _company(self) -> None:
        """A team with several preferred interpreters counts one of them, once."""
        days, rate = self.blocks.days, float(self.problem.costs.discontinuity)
        self.company: list[tuple[int, Indices]] = []
        broken_pin = broken_pin_cost(self.problem)
        for s, session in enumerate(self.problem.sessions):
            self.constant += rate * bool(session.preferred)
            self.constant += self.problem.costs.change * len(session.held_by)
            self.constant += broken_pin * len(days.pinned[s])
            if rate and days.able[s] and wants_company(days, s):
                row = self._row(0.0, np.inf)
                self.extras.append(Extra(-rate, [(row, -1.0)], upper=1.0))
                nodes = [self.blocks.nodes_of(i, s) for i in sorted(days.preferred[s])]
                self.company.append((row, np.concatenate(nodes).astype(np.int64)))

    def _surplus(self) -> None:
        """A seat given once too often can be given back for little: its dual has a floor.

        Taking a visit out of a route costs no more than `least` says, so that the optimum stays
        where it is while duals cannot run away below zero.
        """
        blocks, costs = self.blocks, self.problem.costs
        value = blocks.least - blocks.base
        if self.load_rows:
            value = value - costs.load_minute * blocks.minutes
        for _, nodes in self.company:
            value[nodes] -= costs.discontinuity
        floor = np.full(self.count, np.inf)
        np.minimum.at(floor, self.node_row, np.minimum(value, 0.0))
        self.floor = np.where(np.isfinite(floor), floor, -np.inf)
        self.seats = np.unique(self.node_row)
        self.extras += [
            Extra(-float(self.floor[row]), [(row, -1.0)])
            for row in self.seats.tolist()
            if np.isfinite(self.floor[row])
        ]
        self.seat_session = np.zeros(self.count, dtype=np.int64)
        self.seat_session[self.node_row] = blocks.session

    def _shared(self) -> None:
        """By block its load and cap rows, by node its company row; below zero where there is none."""
        both = [(self.load_rows.get(i, -1), self._cap_row(i, day)) for i, day in self.blocks.keys]
        self.load_of_block, self.cap_of_block = np.array(both, np.int64).reshape(-1, 2).T
        self.company_of_node = np.full(len(self.node_row), -1, dtype=np.int64)
        for row, nodes in self.company:
            self.company_of_node[nodes] = row

    def _cap_row(self, i: int, day: int) -> int:
        return self.cap_rows.get((i, week_of(day)), -1)

    def block_rows(self, b: int) -> list[int]:
        """The load and cap rows that count a block's minutes."""
        rows = (int(self.load_of_block[b]), int(self.cap_of_block[b]))
        return [row for row in rows if row >= 0]

    def clean(self, duals: Reals) -> Reals:
        """Duals moved to where they prove most: load within its price, caps not above zero."""
        duals = duals.copy()
        rate = float(self.problem.costs.load_minute)
        seats = self.seats
        dearest = self.worst()[self.seat_session[seats]]
        duals[seats] = np.clip(duals[seats], self.floor[seats], dearest)
        left = self.decision[self.seat_session[seats]] == LEAVE
        duals[seats[left]] = BANNED
        loads, caps = list(self.load_rows.values()), list(self.cap_rows.values())
        duals[loads] = np.clip(duals[loads], -rate, rate)
        duals[caps] = np.minimum(duals[caps], 0.0)
        for row, _ in self.company:
            duals[row] = max(0.0, duals[row])
        return duals

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
        left = self.decision == LEAVE
        if left.any():
            gain[left[blocks.session[nodes]]] = BANNED
        return gain

    def lack(self, duals: Reals, found: Found) -> Reals:
        """What each row lacks in the blocks' best routes: the slope of the bound at these duals."""
        blocks = self.blocks
        lack = np.zeros(self.count)
        session = self.seat_session[self.seats]
        wanted = duals[self.seats] < self.worst()[session]
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
        return lack

    def bound(self, duals: Reals, best: Reals) -> float:
        """What cleaned duals prove, given the value of every block's best route under them."""
        total = self.constant - self.idle - float(best.sum())
        total += self._seat_terms(duals) + self.shared_bound(duals)
        rate = float(self.problem.costs.discontinuity)
        return total + sum(min(0.0, float(duals[row]) - rate) for row, _ in self.company)

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
        worst = self.worst()
        fixed = self.fixed_sessions
        reward = np.minimum(worst[fixed], duals[self.row_of_session[fixed]])
        reward = np.where(self.decision[fixed] == LEAVE, self.unfilled_cost[fixed], reward)
        total = float((self.needed[fixed] * reward).sum())
        for s, starts in self.flexible.items():
            session = self.problem.sessions[s]
            if self.decision[s] == LEAVE:
                total += session.unfilled_cost * session.needed
                continue
            rate, first = self.problem.costs.shift, session.earliest_start
            begun = (
                session.needed * float(duals[row]) + rate * (start - first) for start, row in starts
            )
            total += min(session.needed * float(worst[s]), *begun)
        return total

    def worst(self) -> Reals:
        """The price of leaving each session unfilled, per seat, under the branching decisions."""
        factor = np.where(self.decision == SERVE, FORBIDDEN_FACTOR, 1.0)
        return self.unfilled_cost * factor
