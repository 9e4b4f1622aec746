"""The compiled problem: positions instead of ids, and what everybody could serve on each day.

Times are whole minutes from the plan's first midnight. `s` is the position of a session, `i` that of
an interpreter, `w` that of a way among all ways of all sessions, here and in all rooms above.
"""

from collections import Counter, defaultdict
from collections.abc import Iterable
from itertools import accumulate, pairwise

from dispatch.solver.compiled.roads import Roads
from dispatch.solver.compiled.steps import steps_of
from dispatch.solver.problem.problem import (
    MINUTES_PER_DAY,
    NO_LIMIT,
    Agreement,
    Problem,
    Way,
    is_tight,
    pause_minutes,
    week_of,
)

AT_HOME = -1

Option = tuple[int, int]  # a way and a start in it


def broken_pin_cost(problem: Problem) -> int:
    """A cost, in cost units, above all that a plan could gain by breaking a pin.

    The master may break pins at this cost, so that it always has a solution. A lawful plan breaks
    none, so that bounds still hold.
    """
    dearest = max((s.unfilled_cost * s.needed for s in problem.sessions), default=0)
    return 10 * dearest + 100_000


class CompiledProblem:
    """What all methods ask of a problem, worked out once.

    `ways` are those of all sessions one after the other, `ways_of[s]` the positions of a session's,
    `session_of[w]` the session of a way, and `site[w]` its site of `roads`, AT_HOME for telephone and
    video. `able_by_way[w]` lists who could serve in a way alone, `able[s]` who could in any,
    `day_sessions[i, day]` what an interpreter could serve on a day. A way with fewer able interpreters
    than the session needs has none, nor has one that is not the way of a pin: no plan uses it.
    `home[i]` is a place. `windows[i, day]` holds the times of availability, `steps[i]` the step
    on which all earliest starts of an interpreter lie. `pinned[s]` and `held_by[s]` give the way that is settled with each
    interpreter. `cases` lists the sessions that one person should serve together, `case_of[s]` which of
    these lists holds a session, -1 for none.
    """

    def __init__(self, problem: Problem) -> None:
        self.problem = problem
        self.roads = Roads(problem)
        self.session_at = {s.id: k for k, s in enumerate(problem.sessions)}
        self.interpreter_at = {i.id: k for k, i in enumerate(problem.interpreters)}
        place_of = self.roads.place_of_id
        self.home = [place_of[i.home] for i in problem.interpreters]
        self.ways: list[Way] = [way for s in problem.sessions for way in s.ways]
        ends = [*accumulate((len(s.ways) for s in problem.sessions), initial=0)]
        self.ways_of = [range(first, last) for first, last in pairwise(ends)]
        self.session_of = [s for s, ways in enumerate(self.ways_of) for _ in ways]
        site_of = self.roads.site_of_place
        self.site = [
            AT_HOME if way.place is None else site_of[place_of[way.place]] for way in self.ways
        ]
        self.preferred = [self._positions(s.preferred) for s in problem.sessions]
        self.pinned = [self._settled(s, one.pinned) for s, one in enumerate(problem.sessions)]
        self.held_by = [self._settled(s, one.held_by) for s, one in enumerate(problem.sessions)]
        self.windows = self._windows()
        self.able: list[list[int]] = [[] for _ in problem.sessions]
        self.able_by_way: list[list[int]] = [[] for _ in self.ways]
        self.day_sessions: dict[tuple[int, int], list[int]] = defaultdict(list)
        self._ways_for: dict[tuple[int, int], list[int]] = defaultdict(list)
        self._match()
        self.cases = self._cases()
        self.case_of = [-1] * len(problem.sessions)
        for number, sessions in enumerate(self.cases):
            for s in sessions:
                self.case_of[s] = number
        self.steps = steps_of(problem, self._windowed_teams(), self._times())

    def _positions(self, ids: Iterable[str]) -> frozenset[int]:
        return frozenset(self.interpreter_at[name] for name in ids if name in self.interpreter_at)

    def _settled(self, s: int, agreements: Iterable[Agreement]) -> dict[int, int]:
        """By interpreter the way that is settled with them."""
        named = {self.ways[w].name: w for w in self.ways_of[s]}
        return {
            self.interpreter_at[one.interpreter]: named[one.way]
            for one in agreements
            if one.interpreter in self.interpreter_at and one.way in named
        }

    def way_at(self, s: int, name: str) -> int | None:
        """The position of a session's way by its name."""
        return next((w for w in self.ways_of[s] if self.ways[w].name == name), None)

    def _windows(self) -> dict[tuple[int, int], list[tuple[int, int]]]:
        """Availability by day; a window over midnight belongs to both days."""
        windows: dict[tuple[int, int], list[tuple[int, int]]] = defaultdict(list)
        for i, person in enumerate(self.problem.interpreters):
            for first, last in sorted(person.available):
                for day in range(first // MINUTES_PER_DAY, (last - 1) // MINUTES_PER_DAY + 1):
                    windows[i, day].append((first, last))
        return windows

    def _match(self) -> None:
        for s, session in enumerate(self.problem.sessions):
            settled = set(self.pinned[s].values())
            for w in self.ways_of[s]:
                if settled and settled != {w}:
                    continue
                candidates = sorted(self._positions(self.ways[w].candidates))
                able = [i for i in candidates if self._could_serve(i, w)]
                if len(able) >= session.needed:
                    self.able_by_way[w] = able
                    for i in able:
                        self._ways_for[i, s].append(w)
            self.able[s] = sorted({i for w in self.ways_of[s] for i in self.able_by_way[w]})
            for i in self.able[s]:
                self.day_sessions[i, session.day].append(s)

    def _could_serve(self, i: int, w: int) -> bool:
        session, way = self.problem.sessions[self.session_of[w]], self.ways[w]
        if session.minutes > self.day_cap(i, session.day):
            return False
        if session.strain > self.strain_cap(i, session.day):
            return False
        left, back = self.trip(i, w, 0)
        if back - left > self.problem.interpreters[i].max_away_minutes:
            return False
        return any(
            max(way.earliest_start, first) <= min(way.latest_start, last - session.minutes)
            for first, last in self.windows.get((i, session.day), ())
        )

    def _cases(self) -> list[list[int]]:
        """Sessions for one person that have a case in common, those that nobody can serve left out."""
        by_case: dict[str, list[int]] = defaultdict(list)
        for s, session in enumerate(self.problem.sessions):
            if session.case and session.needed == 1 and self.able[s]:
                by_case[session.case].append(s)
        worth = self.problem.costs.discontinuity
        return [some for some in by_case.values() if len(some) > 1 and worth]

    def alone_in_case(self) -> list[tuple[int, int]]:
        """Whoever could serve one session of a case only, with that session: it can save them nothing."""
        found: list[tuple[int, int]] = []
        for sessions in self.cases:
            count = Counter(i for s in sessions for i in self.able[s])
            found += [(i, s) for s in sessions for i in self.able[s] if count[i] == 1]
        return found

    def ways_for(self, i: int, s: int) -> list[int]:
        """The ways in which an interpreter could serve a session."""
        return self._ways_for.get((i, s), [])

    def day_cap(self, i: int, day: int) -> int:
        """Session minutes an interpreter may take on a day when the rest of the week is empty."""
        return min(
            self.problem.interpreters[i].max_minutes_per_day,
            self.week_cap(i, week_of(day)),
        )

    def week_cap(self, i: int, week: int) -> int:
        """Session minutes an interpreter may still take in a week."""
        person = self.problem.interpreters[i]
        return person.max_minutes_per_week - (person.worked_minutes if week == 0 else 0)

    def strain_cap(self, i: int, day: int) -> int:
        """Strain an interpreter may still take on a day, not below zero."""
        return max(0, self.problem.interpreters[i].strain_cap(day))

    def has_strain_to_spare(self, i: int, day: int) -> bool:
        """Whether an interpreter could serve all sessions of a day without too much strain."""
        sessions = self.problem.sessions
        whole_day = sum(sessions[s].strain for s in self.day_sessions[i, day])
        return whole_day <= self.strain_cap(i, day)

    def _windowed_teams(self) -> list[list[int]]:
        """Whoever could serve a session for several together whose start may be chosen."""
        return [
            self.able[s]
            for s, session in enumerate(self.problem.sessions)
            if session.needed > 1
            and any(
                self.ways[w].latest_start > self.ways[w].earliest_start for w in self.ways_of[s]
            )
        ]

    def _times(self) -> list[set[int]]:
        """By interpreter, the lengths, rests and earliest starts of what they could serve."""
        times: list[set[int]] = [set() for _ in self.home]
        for (i, s), ways in self._ways_for.items():
            times[i].update((self.problem.sessions[s].minutes, self.problem.sessions[s].rest))
            times[i].update(self.ways[w].earliest_start for w in ways)
        return times

    def _starts(self, w: int, i: int) -> range:
        """Every start of a way on the grid of an interpreter."""
        way = self.ways[w]
        return range(way.earliest_start, way.latest_start + 1, self.steps[i])

    def starts(self, w: int) -> range:
        """Every start of a way from which a team could serve; all who could be in it have one grid."""
        return self._starts(w, self.able_by_way[w][0]) if self.able_by_way[w] else range(0)

    def options(self, i: int, s: int) -> list[Option]:
        """In which ways and from which starts an interpreter could serve a session."""
        return [
            (w, start)
            for w in self.ways_for(i, s)
            for start in self._starts(w, i)
            if self.is_available(i, s, start)
        ]

    def team_options(self, s: int) -> list[Option]:
        """In which ways and from which starts a whole session could be served, by anybody."""
        return [(w, start) for w in self.ways_of[s] for start in self.starts(w)]

    def option_cost(self, option: Option) -> int:
        """What it costs, once, that a session is served in this way and from this start."""
        w, start = option
        way = self.ways[w]
        return way.cost + self.problem.costs.shift * (start - way.earliest_start)

    def is_available(self, i: int, s: int, start: int) -> bool:
        """Whether a session from this start lies inside one availability window."""
        session = self.problem.sessions[s]
        end = start + session.minutes
        windows = self.windows.get((i, session.day), ())
        return any(first <= start and end <= last for first, last in windows)

    def travel_minutes(self, i: int, one: int | None, other: int | None) -> int:
        """Travel minutes in an interpreter's day between sessions in two ways, None being home."""
        start = AT_HOME if one is None else self.site[one]
        end = AT_HOME if other is None else self.site[other]
        if start == AT_HOME:
            return 0 if end == AT_HOME else self.roads.to_site_rows[self.home[i]][end]
        if end == AT_HOME:
            return self.roads.from_site_rows[start][self.home[i]]
        return self.roads.to_site_rows[self.roads.sites[start]][end]

    def trip(self, i: int, w: int, start: int) -> tuple[int, int]:
        """When an interpreter leaves home for a session and is back, were it the only one of the day.

        Served at home it is no trip: back before leaving.
        """
        if self.site[w] == AT_HOME:
            return NO_LIMIT, -NO_LIMIT
        end = start + self.problem.sessions[self.session_of[w]].minutes
        return start - self.travel_minutes(i, None, w), end + self.travel_minutes(i, w, None)

    def is_too_long_away(self, i: int, options: Iterable[Option]) -> bool:
        """Whether sessions in these ways from these starts keep an interpreter from home too long on a day."""
        cap = self.problem.interpreters[i].max_away_minutes
        if cap == NO_LIMIT:
            return False
        trips = [self.trip(i, w, start) for w, start in options]
        return max(back for _, back in trips) - min(left for left, _ in trips) > cap

    def transfer(self, i: int, one: Option, other: Option) -> int | None:
        """What it costs to serve two sessions one right after the other; None where that is not possible."""
        before, after = self.session_of[one[0]], self.session_of[other[0]]
        gap = other[1] - one[1] - self.problem.sessions[before].minutes
        travel = self.travel_minutes(i, one[0], other[0])
        if before == after or gap < self.pause(i, before, travel):
            return None
        return self.problem.costs.travel_minute * travel + self.tight_cost(i, before, travel, gap)

    def tight_cost(self, i: int, before: int, travel: int, gap: int) -> int:
        """What a transfer after a session costs for being tight: so much travel, so many minutes between two sessions."""
        costs = self.problem.costs
        if not costs.tight_transfer:
            return 0
        return costs.tight_transfer * is_tight(costs, travel, gap - self.pause(i, before, travel))

    def pause(self, i: int, before: int, travel: int) -> int:
        """Minutes that must lie between a session of an interpreter and the next, so much travel apart."""
        person, rest = self.problem.interpreters[i], self.problem.sessions[before].rest
        return pause_minutes(person.min_break, rest, travel, self.problem.travel.buffer)

    def visit_pairs(self) -> int:
        """Roughly how many pairs of visits, one after the other, an exact model of everybody's days holds."""
        sizes = (
            sum(len(self.options(i, s)) for s in sessions)
            for (i, _), sessions in self.day_sessions.items()
        )
        return sum(size * size // 2 for size in sizes)
