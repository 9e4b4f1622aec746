"""The day graph: everybody's possible visits as nodes of flat arrays, block by block.

A **block** is one interpreter on one day. Its **nodes** are visits, a session at one start, in order
of their starts; an arc leads to whatever can follow in time. A lawful day is a path, called a route,
which begins and ends at home; so the best one is found by dynamic programming over an acyclic graph
(Irnich and Desaulniers, "Shortest path problems with resource constraints", 2005).
"""

import math
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

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
    """A session at one start in one interpreter's day."""

    start: int
    session: int
    opens: bool  # whether a day may begin here


class DayGraph:
    """Nodes of all blocks, block after block: `ptr[b]` is where block b begins, `ptr[b + 1]` its end.

    By block: `keys` (interpreter, day), `interpreter`, `cap` in units of session minutes, `pause` in
    minutes, `strain_cap`, and `load[b, units]`, the cost of load where somebody has one day only.

    By node: `block`, `session`, `start` and `end` in minutes, `minutes`, `units`, `site` (AT_HOME for
    none), `opens` (whether a day may begin here), `base_profit` and `least_profit` in cost units.

    A day begins with the earliest start of its first session. That is exact: a later start costs
    no less and leaves no more time. A team's start must suit everybody: there every start counts.

    Where load is counted elsewhere, `minute` says by interpreter what a session minute is worth.
    """

    def __init__(
        self, compiled: CompiledProblem, minute: Mapping[int, float] | None = None
    ) -> None:
        self.compiled = compiled
        self.minute = minute or {}
        problem = compiled.problem
        self.keys = sorted(compiled.day_sessions)
        self.index_of = {key: b for b, key in enumerate(self.keys)}
        self.unit = math.gcd(*(s.minutes for s in problem.sessions)) or 1
        nodes = [self._nodes(i, day) for i, day in self.keys]
        flat = [node for block in nodes for node in block]
        self.ptr = np.cumsum([0, *(len(block) for block in nodes)]).astype(np.int32)
        self.block = np.repeat(np.arange(len(nodes), dtype=np.int32), np.diff(self.ptr))
        self.session = np.array([n.session for n in flat], dtype=np.int32)
        self.start = np.array([n.start for n in flat], dtype=np.int32)
        self.opens = np.array([n.opens for n in flat], dtype=np.bool_)
        minutes = np.array([s.minutes for s in problem.sessions], dtype=np.int32)
        self.minutes = minutes[self.session] if flat else np.zeros(0, dtype=np.int32)
        self.units = (self.minutes // self.unit).astype(np.int32)
        strain = np.array([s.strain for s in problem.sessions], dtype=np.int32)
        self.strain = strain[self.session] if flat else np.zeros(0, dtype=np.int32)
        self.end = self.start + self.minutes
        site = np.array(compiled.site or [0], dtype=np.int32)
        self.site = site[self.session] if flat else np.zeros(0, dtype=np.int32)
        self._people()
        self._roads()
        self._seats_by_site()
        self.start_before = self._starts_before()
        self.may_repeat = self._may_repeat()
        self.base_profit = self._base()
        self.least_profit = self._least_profit()

    @property
    def count(self) -> int:
        """How many blocks there are."""
        return len(self.keys)

    def _nodes(self, i: int, day: int) -> list[_Visit]:
        return sorted(
            (node for s in self.compiled.day_sessions[i, day] for node in self._starts(i, s)),
            key=lambda n: (n.start, n.session),
        )

    def _starts(self, i: int, s: int) -> Iterator[_Visit]:
        together = is_flexible_team(self.compiled, s)
        for k, start in enumerate(self.compiled.starts(i, s)):
            yield _Visit(start, s, k == 0 or together)

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
        """Each block's nodes site by site in order of their ends, and where each site begins."""
        order = np.lexsort((self.end, self.site, self.block))
        self.node_at_position = order.astype(np.int32)
        self.position = np.empty(len(order), dtype=np.int32)
        self.position[order] = np.arange(len(order), dtype=np.int32)
        self.end_at_position = self.end[order]
        block, site = self.block[order], self.site[order]
        begins = np.ones(len(order), dtype=np.bool_)
        begins[1:] = (block[1:] != block[:-1]) | (site[1:] != site[:-1])
        self.groups = np.append(np.flatnonzero(begins), len(order)).astype(np.int32)
        self.sites = site[begins]
        counts = np.bincount(block[begins], minlength=self.count)
        self.group_ptr = np.cumsum([0, *counts.tolist()]).astype(np.int32)
        number = np.cumsum(begins) - 1
        self.group = np.empty(len(order), dtype=np.int32)
        self.group[order] = number - self.group_ptr[block]

    def _starts_before(self) -> Ints:
        """Of each node: the start before it at which its session could be taken instead.

        Where a day may begin, and where a team must agree on the start, there is none.
        """
        before = np.full(len(self.start), NEVER, dtype=np.int32)
        order = np.lexsort((self.start, self.session, self.block))
        later = order[1:][~self.opens[order[1:]]]
        before[later] = self.start[order[:-1][~self.opens[order[1:]]]]
        return before

    def _may_repeat(self) -> Flags:
        """By node, whether its session could follow itself later in its own window."""
        sessions = self.compiled.problem.sessions
        width = np.array([s.latest_start - s.earliest_start for s in sessions] or [0])
        return width[self.session] >= self.minutes + self.pause[self.block]

    def _base(self) -> Reals:
        """By node, what a visit saves beside serving: preferences, assignments to keep, pins, lateness."""
        compiled, rate = self.compiled, self.compiled.problem.costs
        base_profit = np.zeros(len(self.session))
        if rate.shift:
            first = np.array([s.earliest_start for s in compiled.problem.sessions], dtype=np.int32)
            alone = np.array([not is_flexible_team(compiled, s) for s in range(len(compiled.able))])
            late = self.start - first[self.session]
            base_profit -= rate.shift * late * alone[self.session]
        worth: dict[tuple[int, int], float] = {}
        broken_pin = broken_pin_cost(compiled.problem)
        for s in range(len(compiled.able)):
            if not needs_continuity_row(compiled, s):
                _add(worth, s, compiled.preferred[s], rate.discontinuity)
            _add(worth, s, compiled.held_by[s], rate.change)
            _add(worth, s, compiled.pinned[s], broken_pin)
        for (s, i), value in worth.items():
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
        least = -(problem.costs.travel_minute * slack + minute).astype(float)
        least[self.minutes < slack + problem.travel.buffer] = -np.inf
        return least

    def nodes_of(self, i: int, s: int) -> Ints:
        """The nodes of a session in an interpreter's day."""
        b = self.index_of.get((i, self.compiled.problem.sessions[s].day))
        if b is None:
            return np.zeros(0, dtype=np.int32)
        first, last = int(self.ptr[b]), int(self.ptr[b + 1])
        return first + np.flatnonzero(self.session[first:last] == s).astype(np.int32)

    def bears_strain(self, b: int, nodes: Sequence[int]) -> bool:
        """Whether the strain of a route stays under the cap of its day.

        Pricing does not ask, so that its bounds are those of a problem with more freedom.
        """
        cap = int(self.strain_cap[b])
        return cap == NO_LIMIT or int(self.strain[list(nodes)].sum()) <= cap

    def travel_minutes(self, b: int, one: int, other: int) -> int:
        """Travel minutes between two nodes of a block, AT_HOME standing for home."""
        i = int(self.interpreter[b])
        start = AT_HOME if one == AT_HOME else int(self.site[one])
        end = AT_HOME if other == AT_HOME else int(self.site[other])
        if start == AT_HOME:
            return 0 if end == AT_HOME else int(self.to_site[i, end])
        return int(self.from_site[i, start]) if end == AT_HOME else int(self.between[start, end])

    def route(self, b: int, seats: list[tuple[int, int]]) -> list[int]:
        """The nodes of (start, session) seats, moved to the earliest start that follows the last.

        Empty when the seats do not form a route of this block.
        """
        path: list[int] = []
        for start, s in sorted(seats):
            nodes = self.nodes_of(int(self.interpreter[b]), s)
            fixed = is_flexible_team(self.compiled, s)
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
        pause = self.compiled.pause(
            int(self.interpreter[b]), self.travel_minutes(b, path[-1], node)
        )
        return int(self.end[path[-1]]) + pause <= int(self.start[node])


def rounding_slack(travel: Travel) -> int:
    """Minutes by which direct travel can be longer than travel with a stop, through rounding alone."""
    steps = estimated_steps(travel, SAME_PLACE_KM)
    return max(1, steps) * travel.round_to


def is_flexible_team(compiled: CompiledProblem, s: int) -> bool:
    """Whether several interpreters must agree on one of several starts."""
    session = compiled.problem.sessions[s]
    return session.needed > 1 and session.latest_start > session.earliest_start


def needs_continuity_row(compiled: CompiledProblem, s: int) -> bool:
    """Whether several preferred interpreters may serve at once, for one discontinuity cost."""
    session = compiled.problem.sessions[s]
    able = compiled.preferred[s].intersection(compiled.able[s])
    return session.needed > 1 and len(able) > 1


def _add(worth: dict[tuple[int, int], float], s: int, people: frozenset[int], value: float) -> None:
    for i in people:
        worth[s, i] = worth.get((s, i), 0.0) + value
