"""The day graph: everybody's possible visits as nodes of flat arrays, block by block.

A **block** is one interpreter on one day. Its **nodes** are visits, a session in one of its ways at one
start, in order of their starts; an arc leads to whatever can follow in time. A lawful day is a path, called a route,
which begins and ends at home; so the best one is found by dynamic programming over an acyclic graph
(Irnich and Desaulniers, "Shortest path problems with resource constraints", 2005).
"""

import math
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray

from dispatch.solver.compiled.problem import AT_HOME, CompiledProblem, broken_pin_cost
from dispatch.solver.problem.problem import (
    NO_LIMIT,
    SAME_PLACE_KM,
    Travel,
    estimated_steps,
    week_of,
)

Ints = NDArray[np.int32]
Reals = NDArray[np.float64]
Flags = NDArray[np.bool_]
NEVER = -(10**6)


@dataclass(frozen=True, slots=True)
class _Visit:
    """A session in one way at one start in one interpreter's day."""

    start: int
    session: int
    way: int
    opens: bool  # whether a day may begin here


class DayGraph:
    """Nodes of all blocks, block after block: `ptr[b]` is where block b begins, `ptr[b + 1]` its end.

    By block: `keys` (interpreter, day), `interpreter`, `cap` in units of session minutes, `pause` in
    minutes, `strain_cap`, `max_away` in minutes, and `load[b, units]`, the cost of load where somebody has one day only.

    By node: `block`, `session`, `way`, `start` and `end` in minutes, `minutes`, `units`, `rest` (the least pause after it), `site` (AT_HOME for
    none), `leaves` and `returns` (when one leaves home for it and is back, were it alone), `opens` (whether a day may begin here), `base_profit` and `least_profit` in cost units.

    A day begins with the earliest start of its first session in its way. That is exact: a later start
    costs no less and leaves no more time. A team's start must suit everybody, and time away from home is
    counted from the first start: there every start counts.

    Where load is counted elsewhere, `minute` says by interpreter what a session minute is worth, and
    `visit` by interpreter and session what serving it is worth beside.
    """

    def __init__(
        self,
        compiled: CompiledProblem,
        minute: Mapping[int, float] | None = None,
        visit: Mapping[tuple[int, int], float] | None = None,
    ) -> None:
        self.compiled = compiled
        self.minute = minute or {}
        self.visit = visit or {}
        problem = compiled.problem
        self.keys = sorted(compiled.day_sessions)
        self.index_of = {key: b for b, key in enumerate(self.keys)}
        self.unit = math.gcd(*(s.minutes for s in problem.sessions)) or 1
        nodes = [self._nodes(i, day) for i, day in self.keys]
        flat = [node for block in nodes for node in block]
        self.ptr = np.cumsum([0, *(len(block) for block in nodes)]).astype(np.int32)
        self.block = np.repeat(np.arange(len(nodes), dtype=np.int32), np.diff(self.ptr))
        self.session = np.array([n.session for n in flat], dtype=np.int32)
        self.way = np.array([n.way for n in flat], dtype=np.int32)
        self.start = np.array([n.start for n in flat], dtype=np.int32)
        self.opens = np.array([n.opens for n in flat], dtype=np.bool_)
        minutes = np.array([s.minutes for s in problem.sessions], dtype=np.int32)
        self.minutes = minutes[self.session] if flat else np.zeros(0, dtype=np.int32)
        self.units = (self.minutes // self.unit).astype(np.int32)
        rest = np.array([s.rest for s in problem.sessions], dtype=np.int32)
        self.rest = rest[self.session] if flat else np.zeros(0, dtype=np.int32)
        strain = np.array([s.strain for s in problem.sessions], dtype=np.int32)
        self.strain = strain[self.session] if flat else np.zeros(0, dtype=np.int32)
        self.end = self.start + self.minutes
        trips = [
            compiled.trip(self.keys[b][0], n.way, n.start)
            for b, block in enumerate(nodes)
            for n in block
        ]
        # In one piece each, however many nodes there are: kernels are compiled for one layout.
        self.leaves, self.returns = np.array(trips, dtype=np.int64).reshape(-1, 2).T.copy()
        site = np.array(compiled.site or [0], dtype=np.int32)
        self.site = site[self.way] if flat else np.zeros(0, dtype=np.int32)
        self._people()
        self._roads()
        self._seats_by_site()
        self.start_before = self._starts_before()
        self.may_repeat = self._may_repeat()
        self.own_groups = self._own_groups()
        self.base_profit = self._base()
        self.least_profit = self._least_profit()

    @property
    def count(self) -> int:
        """How many blocks there are."""
        return len(self.keys)

    def _nodes(self, i: int, day: int) -> list[_Visit]:
        return sorted(
            (node for s in self.compiled.day_sessions[i, day] for node in self._starts(i, s)),
            key=lambda n: (n.start, n.session, n.way),
        )

    def _starts(self, i: int, s: int) -> Iterator[_Visit]:
        # A team must agree on its start, and a day that begins later may end in time.
        capped = self.compiled.problem.interpreters[i].max_away_minutes < NO_LIMIT
        together = capped or is_flexible_team(self.compiled, s)
        last = -1
        for w, start in self.compiled.options(i, s):
            yield _Visit(start, s, w, w != last or together)
            last = w

    def _people(self) -> None:
        """Caps, pauses, and the cost of a day's minutes where a person has one day only."""
        problem, compiled = self.compiled.problem, self.compiled
        self.interpreter = np.array([i for i, _ in self.keys], dtype=np.int32)
        most = [
            sum(problem.sessions[s].minutes for s in compiled.day_sessions[k]) for k in self.keys
        ]
        caps = [
            min(compiled.day_cap(i, day), all_of_them) // self.unit
            for (i, day), all_of_them in zip(self.keys, most, strict=True)
        ]
        self.cap = np.array(caps, dtype=np.int32)
        pauses = [problem.interpreters[i].min_break for i, _ in self.keys]
        self.pause = np.array(pauses, dtype=np.int32)
        # No cap where the day's sessions together cannot exceed it.
        strain_caps = [
            NO_LIMIT if compiled.has_strain_to_spare(i, day) else compiled.strain_cap(i, day)
            for i, day in self.keys
        ]
        self.strain_cap = np.array(strain_caps, dtype=np.int32)
        away = [problem.interpreters[i].max_away_minutes for i, _ in self.keys]
        self.max_away = np.array(away, dtype=np.int64)
        self.days_of: dict[int, list[int]] = {}
        self.weeks_of: dict[tuple[int, int], list[int]] = {}
        for b, (i, day) in enumerate(self.keys):
            self.days_of.setdefault(i, []).append(b)
            self.weeks_of.setdefault((i, week_of(day)), []).append(b)
        width = int(self.cap.max(initial=0)) + 1
        self.load = np.zeros((self.count, width))
        rate = problem.costs.load_minute
        for i, blocks in self.days_of.items():
            if len(blocks) == 1 and i not in self.minute:
                person = problem.interpreters[i]
                missing = person.target_minutes - person.worked_minutes
                spent = np.arange(width) * self.unit
                self.load[blocks[0]] = rate * (np.abs(spent - missing) - abs(missing))

    def _roads(self) -> None:
        roads, homes = self.compiled.roads, np.array(self.compiled.home or [0], dtype=np.int32)
        sites = max(1, len(roads.sites))
        shape = (len(homes), sites)
        self.to_site = np.zeros(shape, dtype=np.int32)
        self.from_site = np.zeros(shape, dtype=np.int32)
        self.between = np.zeros((sites, sites), dtype=np.int32)
        if roads.sites and self.compiled.home:
            self.to_site[:] = roads.to_site[homes]
            self.from_site[:] = roads.from_site[:, homes].T
            self.between[:] = roads.to_site[roads.sites]

    def _seats_by_site(self) -> None:
        """Each block's nodes site by site in order of their ends, and where each site begins.

        Those at one site with another rest stand apart, as if at another site: so whoever comes from
        one group needs the same pause, and is there in the order of the ends.
        """
        order = np.lexsort((self.end, self.rest, self.site, self.block))
        self.node_at_position = order.astype(np.int32)
        self.position = np.empty(len(order), dtype=np.int32)
        self.position[order] = np.arange(len(order), dtype=np.int32)
        self.end_at_position = self.end[order]
        block, site, rest = self.block[order], self.site[order], self.rest[order]
        begins = np.ones(len(order), dtype=np.bool_)
        begins[1:] = (block[1:] != block[:-1]) | (site[1:] != site[:-1]) | (rest[1:] != rest[:-1])
        self.groups = np.append(np.flatnonzero(begins), len(order)).astype(np.int32)
        self.sites = site[begins]
        counts = np.bincount(block[begins], minlength=self.count)
        self.group_ptr = np.cumsum([0, *counts.tolist()]).astype(np.int32)
        number = np.cumsum(begins) - 1
        self.group = np.empty(len(order), dtype=np.int32)
        self.group[order] = number - self.group_ptr[block]

    def _starts_before(self) -> Ints:
        """Of each node: the start before it at which its session could be taken instead, in the same way.

        Where a day may begin, and where a team must agree on the start, there is none.
        """
        before = np.full(len(self.start), NEVER, dtype=np.int32)
        order = np.lexsort((self.start, self.way, self.block))
        if self.compiled.problem.costs.tight_transfer:
            return before  # a later start may leave more time to spare
        later = order[1:][~self.opens[order[1:]]]
        before[later] = self.start[order[:-1][~self.opens[order[1:]]]]
        return before

    def _may_repeat(self) -> Flags:
        """By node, whether its session could follow itself later, in the same way or in another."""
        sessions = self.compiled.problem.sessions
        width = np.array([s.latest_start - s.earliest_start for s in sessions] or [0])
        return width[self.session] >= self.minutes + np.maximum(self.pause[self.block], self.rest)

    def _own_groups(self) -> Ints:
        """By node, the numbers of its session's sites within its block, -1 where there are no more."""
        triples = np.stack([self.block, self.session, self.group], axis=1)
        triples, at = np.unique(triples, axis=0, return_inverse=True)
        begins = np.ones(len(triples), dtype=np.bool_)
        begins[1:] = (triples[1:, :2] != triples[:-1, :2]).any(axis=1)
        pair = np.cumsum(begins) - 1
        place = np.arange(len(triples)) - np.flatnonzero(begins)[pair] if len(triples) else pair
        groups = np.full((int(begins.sum()), int(place.max(initial=0)) + 1), -1, dtype=np.int32)
        groups[pair, place] = triples[:, 2]
        return groups[pair[at.reshape(-1)]]

    def _base(self) -> Reals:
        """By node, what a visit saves beside serving: preferences, assignments to keep, pins, lateness."""
        compiled, rate = self.compiled, self.compiled.problem.costs
        base_profit = np.zeros(len(self.session))
        first = np.array([way.earliest_start for way in compiled.ways] or [0], dtype=np.int32)
        cost = np.array([way.cost for way in compiled.ways] or [0], dtype=float)
        alone = np.array(
            [not is_flexible_team(compiled, s) for s in range(len(compiled.able))] or [0]
        )
        late = rate.shift * (self.start - first[self.way])
        base_profit -= (cost[self.way] + late) * alone[self.session]
        person = np.array([p.session_cost for p in compiled.problem.interpreters] or [0])
        base_profit -= person[self.interpreter[self.block]]
        broken_pin = broken_pin_cost(compiled.problem)
        for s in range(len(compiled.able)):
            if not needs_continuity_row(compiled, s):
                for i in compiled.preferred[s]:
                    base_profit[self.nodes_of(i, s)] += rate.discontinuity
            for settled, value in (
                (compiled.held_by[s], rate.change),
                (compiled.pinned[s], broken_pin),
            ):
                for i, w in settled.items():
                    base_profit[self.nodes_of(i, s, w)] += value
        for i, s in compiled.alone_in_case():
            base_profit[self.nodes_of(i, s)] -= rate.discontinuity
        for (i, s), value in self.visit.items():
            base_profit[self.nodes_of(i, s)] += value
        minute = np.array([self.minute.get(i, 0.0) for i, _ in self.keys])
        return base_profit + minute[self.block] * self.minutes if self.minute else base_profit

    def _least_profit(self) -> Reals:
        """By node, the reduced profit below which it can be left out of any route without loss.

        Leaving a visit out never lengthens travel by more than the rounding of travel times, and
        never costs more load than its minutes; where travel is given as a matrix, or a visit is
        shorter than what leaving it out could cost in time, nothing is left out.
        """
        problem = self.compiled.problem
        if problem.travel.minutes is not None:
            return np.full(len(self.session), -np.inf)
        slack = rounding_slack(problem.travel)
        minute = problem.costs.load_minute * self.minutes
        tight = problem.costs.tight_transfer
        least = -(problem.costs.travel_minute * slack + minute + tight).astype(float)
        least[self.minutes < slack + problem.travel.buffer] = -np.inf
        return least

    def nodes_of(self, i: int, s: int, w: int | None = None) -> Ints:
        """The nodes of a session in an interpreter's day, in one of its ways or in all."""
        b = self.index_of.get((i, self.compiled.problem.sessions[s].day))
        if b is None:
            return np.zeros(0, dtype=np.int32)
        first, last = int(self.ptr[b]), int(self.ptr[b + 1])
        same = self.session[first:last] == s if w is None else self.way[first:last] == w
        return first + np.flatnonzero(same).astype(np.int32)

    def keeps_day_caps(self, b: int, nodes: Sequence[int]) -> bool:
        """Whether strain and time away from home of a route stay under the caps of its day.

        Pricing does not ask, so that its bounds are those of a problem with more freedom.
        """
        cap, longest, route = int(self.strain_cap[b]), int(self.max_away[b]), list(nodes)
        if cap < NO_LIMIT and int(self.strain[route].sum()) > cap:
            return False
        away = int(self.returns[route].max(initial=0) - self.leaves[route].min(initial=NO_LIMIT))
        return longest == NO_LIMIT or away <= longest

    def travel_minutes(self, b: int, one: int, other: int) -> int:
        """Travel minutes between two nodes of a block, AT_HOME standing for home."""
        i = int(self.interpreter[b])
        start = AT_HOME if one == AT_HOME else int(self.site[one])
        end = AT_HOME if other == AT_HOME else int(self.site[other])
        if start == AT_HOME:
            return 0 if end == AT_HOME else int(self.to_site[i, end])
        return int(self.from_site[i, start]) if end == AT_HOME else int(self.between[start, end])

    def tight_cost(self, b: int, nodes: Sequence[int]) -> int:
        """What the transfers of a route cost for being tight."""
        if not self.compiled.problem.costs.tight_transfer:
            return 0
        i = int(self.interpreter[b])
        return sum(
            self.compiled.tight_cost(
                i,
                int(self.session[one]),
                self.travel_minutes(b, one, other),
                int(self.start[other] - self.end[one]),
            )
            for one, other in pairwise(nodes)
        )

    def route(self, b: int, seats: list[tuple[int, int]]) -> list[int]:
        """The nodes of (start, way) seats, moved to the earliest start that follows the last.

        Empty when the seats do not form a route of this block.
        """
        # Earlier is not always better: it may make a transfer tight, or the day too long.
        is_fixed = (
            self.compiled.problem.costs.tight_transfer > 0 or int(self.max_away[b]) < NO_LIMIT
        )
        path: list[int] = []
        for start, w in sorted(seats):
            s = self.compiled.session_of[w]
            nodes = self.nodes_of(int(self.interpreter[b]), s, w)
            fixed = is_fixed or is_flexible_team(self.compiled, s)
            fits = [
                int(n)
                for n in nodes
                if self._follows(b, path, int(n)) and (not fixed or int(self.start[n]) == start)
            ]
            if not fits:
                return []
            path.append(fits[0])
        return path

    def _follows(self, b: int, path: list[int], node: int) -> bool:
        if not path:
            return True
        last = path[-1]
        travel = self.travel_minutes(b, last, node)
        pause = self.compiled.pause(int(self.interpreter[b]), int(self.session[last]), travel)
        return int(self.end[last]) + pause <= int(self.start[node])


def rounding_slack(travel: Travel) -> int:
    """Minutes by which direct travel can be longer than travel with a stop, through rounding alone."""
    steps = estimated_steps(travel, SAME_PLACE_KM)
    return max(1, steps) * travel.round_to


def is_flexible_team(compiled: CompiledProblem, s: int) -> bool:
    """Whether several interpreters must agree on a way and a start, among several or at a cost."""
    if compiled.problem.sessions[s].needed == 1:
        return False
    options = compiled.team_options(s)
    return len(options) > 1 or any(compiled.option_cost(option) for option in options)


def needs_continuity_row(compiled: CompiledProblem, s: int) -> bool:
    """Whether several preferred interpreters may serve at once, for one discontinuity cost."""
    session = compiled.problem.sessions[s]
    able = compiled.preferred[s].intersection(compiled.able[s])
    return session.needed > 1 and len(able) > 1
