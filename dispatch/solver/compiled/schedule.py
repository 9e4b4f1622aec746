"""A schedule under construction: everybody's days, and where one more session would fit in.

Cheapest insertion, as in Solomon, "Algorithms for the vehicle routing and scheduling problems with
time window constraints", Operations Research 35 (1987), with the starts of others unmoved.
"""

from bisect import bisect, insort
from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import pairwise

from dispatch.solver.compiled.problem import CompiledProblem, Option
from dispatch.solver.problem.plan import Assignment
from dispatch.solver.problem.problem import week_of

Seat = tuple[int, int]  # (start, way) in a day's order
Place = tuple[int, int, int]  # (interpreter, start, way) of a session's team


@dataclass(frozen=True, slots=True, order=True)
class Insertion:
    """Putting a session into an interpreter's day.

    `cost` is what it adds in cost units, `extra_travel` in minutes, `start` the minute it begins, `way`
    the way in which it is served then.
    """

    cost: int
    extra_travel: int
    interpreter: int
    start: int
    way: int


class Schedule:
    """Everybody's days, lawful as long as `insertion` is asked before `put`.

    `seats[i, day]` holds (start, way) in order of time, `team[s]` who serves a session, from when and in
    which way. Minutes and strain are counted by day, minutes by week too; `minutes[i]` over the whole plan
    with those worked before.
    """

    def __init__(self, compiled: CompiledProblem) -> None:
        self.compiled = compiled
        self.seats: dict[tuple[int, int], list[Seat]] = defaultdict(list)
        self.team: dict[int, list[Place]] = defaultdict(list)
        self.day_minutes: dict[tuple[int, int], int] = defaultdict(int)
        self.day_strain: dict[tuple[int, int], int] = defaultdict(int)
        self.week_minutes: dict[tuple[int, int], int] = defaultdict(int)
        self.minutes = [i.worked_minutes for i in compiled.problem.interpreters]
        self._of_case: list[Counter[int]] = [Counter() for _ in compiled.cases]

    def copy(self) -> "Schedule":
        """An independent schedule with the same days."""
        other = Schedule(self.compiled)
        for (i, _), seats in self.seats.items():
            for start, w in seats:
                other.put(i, (w, start))
        return other

    def put(self, i: int, option: Option) -> None:
        """Add a session, in one of its ways and from a start, to an interpreter's day."""
        w, start = option
        s = self.compiled.session_of[w]
        insort(self.seats[i, self.compiled.problem.sessions[s].day], (start, w))
        self.team[s].append((i, start, w))
        self._count(i, s, 1)

    def take(self, i: int, s: int) -> Option:
        """Take a session out of an interpreter's day; in which way and from when it was served."""
        start, w = next((start, w) for who, start, w in self.team[s] if who == i)
        self.seats[i, self.compiled.problem.sessions[s].day].remove((start, w))
        self.team[s].remove((i, start, w))
        self._count(i, s, -1)
        return w, start

    def _count(self, i: int, s: int, sign: int) -> None:
        session = self.compiled.problem.sessions[s]
        self.day_minutes[i, session.day] += sign * session.minutes
        self.day_strain[i, session.day] += sign * session.strain
        self.week_minutes[i, week_of(session.day)] += sign * session.minutes
        self.minutes[i] += sign * session.minutes
        if self.compiled.case_of[s] >= 0:
            self._of_case[self.compiled.case_of[s]][i] += sign

    def insertion(self, i: int, s: int, option: Option | None = None) -> Insertion | None:
        """The cheapest lawful insertion of a session into an interpreter's day, None where none fits.

        With an option only that way and start are tried; otherwise every way, and of each gap the
        earliest start.
        """
        if any(who == i for who, _, _ in self.team.get(s, ())):
            return None
        if not self._has_minutes(i, s) or not self._bears_strain(i, s):
            return None
        if option is not None:
            w, start = option
            tried = ((w, (start, start)),) if w in self.compiled.ways_for(i, s) else ()
        else:
            ways = self.compiled.ways
            tried = (
                (w, (ways[w].earliest_start, ways[w].latest_start))
                for w in self.compiled.ways_for(i, s)
            )
        found = (self._in_way(i, w, starts) for w, starts in tried)
        return min((one for one in found if one is not None), default=None)

    def _in_way(self, i: int, w: int, starts: tuple[int, int]) -> Insertion | None:
        """The cheapest insertion in one way, between two starts."""
        s = self.compiled.session_of[w]
        earliest, latest = starts
        seats = self.seats.get((i, self.compiled.problem.sessions[s].day), [])
        best: tuple[int, int] | None = None
        for k in range(len(seats) + 1):
            before = seats[k - 1] if k else None
            after = seats[k] if k < len(seats) else None
            if before and before[0] > latest:
                break
            if after and after[0] < earliest:
                continue
            found = self._between(i, w, (before, after), starts)
            if found is not None and (best is None or found < best):
                best = found
        if best is None:
            return None
        extra_travel, start = best
        cost = self._added_cost(i, (w, start), extra_travel) + self._tight_cost(i, (w, start))
        return Insertion(cost=cost, extra_travel=extra_travel, interpreter=i, start=start, way=w)

    def _has_minutes(self, i: int, s: int) -> bool:
        session = self.compiled.problem.sessions[s]
        day, week = session.day, week_of(session.day)
        cap = self.compiled.problem.interpreters[i].max_minutes_per_day
        return self.day_minutes.get((i, day), 0) + session.minutes <= cap and self.week_minutes.get(
            (i, week), 0
        ) + session.minutes <= self.compiled.week_cap(i, week)

    def _bears_strain(self, i: int, s: int) -> bool:
        session = self.compiled.problem.sessions[s]
        if not session.strain:
            return True
        taken = self.day_strain.get((i, session.day), 0)
        return taken + session.strain <= self.compiled.strain_cap(i, session.day)

    def _between(
        self,
        i: int,
        w: int,
        neighbours: tuple[Seat | None, Seat | None],
        window: tuple[int, int],
    ) -> tuple[int, int] | None:
        """Extra travel and first start of a session between two neighbours, if it fits."""
        compiled = self.compiled
        s = compiled.session_of[w]
        minutes = compiled.problem.sessions[s].minutes
        before, after = neighbours
        low, high = window
        there = compiled.travel_minutes(i, before[1] if before else None, w)
        back = compiled.travel_minutes(i, w, after[1] if after else None)
        if before:
            served = compiled.session_of[before[1]]
            last = compiled.problem.sessions[served].minutes
            low = max(low, before[0] + last + compiled.pause(i, served, there))
        if after:
            high = min(high, after[0] - minutes - compiled.pause(i, s, back))
        start = self._first_start(i, s, low, high)
        if start is None or self._is_too_long_away(i, (w, start)):
            return None
        saved = compiled.travel_minutes(
            i, before[1] if before else None, after[1] if after else None
        )
        return there + back - (saved if before or after else 0), start

    def _is_too_long_away(self, i: int, option: Option) -> bool:
        """Whether a day would last too long from home to home with a session more."""
        day = self.compiled.problem.sessions[self.compiled.session_of[option[0]]].day
        seats = ((w, start) for start, w in self.seats.get((i, day), ()))
        return self.compiled.is_too_long_away(i, (option, *seats))

    def _first_start(self, i: int, s: int, low: int, high: int) -> int | None:
        session = self.compiled.problem.sessions[s]
        for first, last in self.compiled.windows.get((i, session.day), ()):
            start = max(low, first)
            if start <= min(high, last - session.minutes):
                return start
        return None

    def _added_cost(self, i: int, option: Option, extra_travel: int) -> int:
        compiled, problem = self.compiled, self.compiled.problem
        w, _ = option
        s = compiled.session_of[w]
        session, rate, person = problem.sessions[s], problem.costs, problem.interpreters[i]
        target, now = person.target_minutes, self.minutes[i]
        load = abs(now + session.minutes - target) - abs(now - target)
        cost = rate.travel_minute * extra_travel + rate.load_minute * load + person.session_cost
        if not self.team.get(s):
            cost += compiled.option_cost(option)
        if i in compiled.preferred[s]:
            cost -= rate.discontinuity
        if compiled.case_of[s] >= 0:
            people = +self._of_case[compiled.case_of[s]]
            cost += rate.discontinuity * (bool(people) and i not in people)
        return cost - rate.change if compiled.held_by[s].get(i) == w else cost

    def _tight_cost(self, i: int, option: Option) -> int:
        """What a session more adds in tight transfers."""
        compiled = self.compiled
        if not compiled.problem.costs.tight_transfer:
            return 0
        w, start = option
        seats = self.seats.get((i, compiled.problem.sessions[compiled.session_of[w]].day), [])
        k = bisect(seats, (start, w))
        near = [*seats[max(0, k - 1) : k], (start, w), *seats[k : k + 1]]
        before = [seat for seat in near if seat != (start, w)]
        added, saved = (
            sum(self._transfer(i, one, other) for one, other in pairwise(some))
            for some in (near, before)
        )
        return added - saved

    def _transfer(self, i: int, one: Seat, other: Seat) -> int:
        compiled = self.compiled
        before = compiled.session_of[one[1]]
        end = one[0] + compiled.problem.sessions[before].minutes
        travel = compiled.travel_minutes(i, one[1], other[1])
        return compiled.tight_cost(i, before, travel, other[0] - end)

    def fill(self, s: int) -> bool:
        """Serve a session with the cheapest whole team, if there is one that costs less than nobody."""
        team, session = self.cheapest_team(s), self.compiled.problem.sessions[s]
        left = session.unfilled_cost * session.needed
        if not session.pinned and sum(one.cost for one in team) > left:
            return False
        for one in team:
            self.put(one.interpreter, (one.way, one.start))
        return bool(team)

    def cheapest_team(self, s: int) -> list[Insertion]:
        """The cheapest whole team in one way from one start, pinned interpreters first; empty if none.

        Of each way the first start with a team is taken.
        """
        compiled = self.compiled
        if compiled.problem.sessions[s].needed == 1:
            return self._team(s, None)
        teams = (self._first_team(w) for w in compiled.ways_of[s] if compiled.able_by_way[w])
        whole = (team for team in teams if team)
        return min(whole, key=lambda team: sum(one.cost for one in team), default=list[Insertion]())

    def _first_team(self, w: int) -> list[Insertion]:
        s = self.compiled.session_of[w]
        teams = (self._team(s, (w, start)) for start in self.compiled.starts(w))
        return next((team for team in teams if team), list[Insertion]())

    def _team(self, s: int, option: Option | None) -> list[Insertion]:
        pinned = self.compiled.pinned[s]
        options = (self.insertion(i, s, option) for i in self.compiled.able[s])
        possible = sorted((o for o in options if o), key=lambda o: (o.interpreter not in pinned, o))
        needed = self.compiled.problem.sessions[s].needed
        if len(possible) < needed or any(o.interpreter in pinned for o in possible[needed:]):
            return []
        return possible[:needed]

    def drop_partial(self) -> None:
        """Take out sessions that are not wholly served."""
        for s, team in list(self.team.items()):
            if 0 < len(team) < self.compiled.problem.sessions[s].needed:
                for i, _, _ in list(team):
                    self.take(i, s)

    def adopt(self, assignments: Iterable[Assignment]) -> None:
        """Take over what is still lawful of an earlier plan."""
        at, who = self.compiled.session_at, self.compiled.interpreter_at
        for a in assignments:
            s, i = at.get(a.session), who.get(a.interpreter)
            w = None if s is None else self.compiled.way_at(s, a.way)
            if s is None or i is None or w not in self.compiled.ways_for(i, s):
                continue
            way = self.compiled.ways[w]
            team = self.team.get(s, ())
            in_window = way.earliest_start <= a.start <= way.latest_start
            together = all((start, other) == (a.start, w) for _, start, other in team)
            wanted = len(team) < self.compiled.problem.sessions[s].needed
            if in_window and together and wanted and self.insertion(i, s, (w, a.start)):
                self.put(i, (w, a.start))
        self.drop_partial()

    def assignments(self) -> tuple[Assignment, ...]:
        """The schedule as assignments, in a fixed order."""
        return tuple(sorted(self._named(self.team.items())))

    def _named(self, teams: Iterable[tuple[int, Sequence[Place]]]) -> Iterable[Assignment]:
        sessions, people = self.compiled.problem.sessions, self.compiled.problem.interpreters
        for s, team in teams:
            for i, start, w in team:
                yield Assignment(sessions[s].id, people[i].id, start, self.compiled.ways[w].name)
