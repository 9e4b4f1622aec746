"""A schedule under construction: everybody's days, and where one more session would fit in.

Cheapest insertion, as in Solomon, "Algorithms for the vehicle routing and scheduling problems with
time window constraints", Operations Research 35 (1987), with the starts of others unmoved.
"""

from bisect import insort
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from dispatch.solver.compiled.problem import CompiledProblem
from dispatch.solver.problem.plan import Assignment
from dispatch.solver.problem.problem import week_of

Seat = tuple[int, int]  # (start, session) in a day's order


@dataclass(frozen=True, slots=True, order=True)
class Insertion:
    """Putting a session into an interpreter's day.

    `cost` is what it adds in cost units, `extra_travel` in minutes, `start` the minute it begins.
    """

    cost: int
    extra_travel: int
    interpreter: int
    start: int


class Schedule:
    """Everybody's days, lawful as long as `insertion` is asked before `put`.

    `seats[i, day]` holds (start, session) in order of time, `team[s]` who serves a session and from
    when. Minutes and strain are counted by day, minutes by week too; `minutes[i]` over the whole plan
    with those worked before.
    """

    def __init__(self, compiled: CompiledProblem) -> None:
        self.compiled = compiled
        self.seats: dict[tuple[int, int], list[Seat]] = defaultdict(list)
        self.team: dict[int, list[tuple[int, int]]] = defaultdict(list)
        self.day_minutes: dict[tuple[int, int], int] = defaultdict(int)
        self.day_strain: dict[tuple[int, int], int] = defaultdict(int)
        self.week_minutes: dict[tuple[int, int], int] = defaultdict(int)
        self.minutes = [i.worked_minutes for i in compiled.problem.interpreters]

    def copy(self) -> "Schedule":
        """An independent schedule with the same days."""
        other = Schedule(self.compiled)
        for (i, _), seats in self.seats.items():
            for start, s in seats:
                other.put(i, s, start)
        return other

    def put(self, i: int, s: int, start: int) -> None:
        """Add a session to an interpreter's day."""
        insort(self.seats[i, self.compiled.problem.sessions[s].day], (start, s))
        self.team[s].append((i, start))
        self._count(i, s, 1)

    def take(self, i: int, s: int) -> None:
        """Take a session out of an interpreter's day."""
        start = next(start for who, start in self.team[s] if who == i)
        self.seats[i, self.compiled.problem.sessions[s].day].remove((start, s))
        self.team[s].remove((i, start))
        self._count(i, s, -1)

    def _count(self, i: int, s: int, sign: int) -> None:
        session = self.compiled.problem.sessions[s]
        self.day_minutes[i, session.day] += sign * session.minutes
        self.day_strain[i, session.day] += sign * session.strain
        self.week_minutes[i, week_of(session.day)] += sign * session.minutes
        self.minutes[i] += sign * session.minutes

    def insertion(self, i: int, s: int, start: int | None = None) -> Insertion | None:
        """The cheapest lawful insertion of a session into an interpreter's day, None where none fits.

        With `start` only that minute is tried; otherwise of each gap the earliest start.
        """
        session = self.compiled.problem.sessions[s]
        if any(who == i for who, _ in self.team.get(s, ())):
            return None
        if not self._has_minutes(i, s) or not self._bears_strain(i, s):
            return None
        earliest = session.earliest_start if start is None else start
        latest = session.latest_start if start is None else start
        seats = self.seats.get((i, session.day), [])
        best: tuple[int, int] | None = None
        for k in range(len(seats) + 1):
            before = seats[k - 1] if k else None
            after = seats[k] if k < len(seats) else None
            if before and before[0] > latest:
                break
            if after and after[0] < earliest:
                continue
            found = self._between(i, s, (before, after), (earliest, latest))
            if found is not None and (best is None or found < best):
                best = found
        if best is None:
            return None
        cost = self._added_cost(i, s, *best)
        return Insertion(cost=cost, extra_travel=best[0], interpreter=i, start=best[1])

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
        s: int,
        neighbours: tuple[Seat | None, Seat | None],
        window: tuple[int, int],
    ) -> tuple[int, int] | None:
        """Extra travel and first start of a session between two neighbours, if it fits."""
        compiled, session = self.compiled, self.compiled.problem.sessions[s]
        before, after = neighbours
        low, high = window
        there = compiled.travel_minutes(i, before[1] if before else None, s)
        back = compiled.travel_minutes(i, s, after[1] if after else None)
        if before:
            ends = before[0] + compiled.problem.sessions[before[1]].minutes
            low = max(low, ends + compiled.pause(i, there))
        if after:
            high = min(high, after[0] - session.minutes - compiled.pause(i, back))
        start = self._first_start(i, s, low, high)
        if start is None:
            return None
        saved = compiled.travel_minutes(
            i, before[1] if before else None, after[1] if after else None
        )
        return there + back - (saved if before or after else 0), start

    def _first_start(self, i: int, s: int, low: int, high: int) -> int | None:
        session = self.compiled.problem.sessions[s]
        for first, last in self.compiled.windows.get((i, session.day), ()):
            start = max(low, first)
            if start <= min(high, last - session.minutes):
                return start
        return None

    def _added_cost(self, i: int, s: int, extra_travel: int, start: int) -> int:
        problem = self.compiled.problem
        session, rate = problem.sessions[s], problem.costs
        target, now = problem.interpreters[i].target_minutes, self.minutes[i]
        load = abs(now + session.minutes - target) - abs(now - target)
        cost = rate.travel_minute * extra_travel + rate.load_minute * load
        if not self.team.get(s):
            cost += rate.shift * (start - session.earliest_start)
        if i in self.compiled.preferred[s]:
            cost -= rate.discontinuity
        return cost - rate.change if i in self.compiled.held_by[s] else cost

    def fill(self, s: int) -> bool:
        """Serve a session with the cheapest whole team, if there is one."""
        team = self.cheapest_team(s)
        for one in team:
            self.put(one.interpreter, s, one.start)
        return bool(team)

    def cheapest_team(self, s: int) -> list[Insertion]:
        """The cheapest whole team from one start, pinned interpreters first; empty if none."""
        session = self.compiled.problem.sessions[s]
        if session.needed == 1 or session.earliest_start == session.latest_start:
            return self._team_at(s, None)
        starts = range(session.earliest_start, session.latest_start + 1, self.compiled.grid)
        return next(
            (team for start in starts if (team := self._team_at(s, start))),
            list[Insertion](),
        )

    def _team_at(self, s: int, start: int | None) -> list[Insertion]:
        pinned = self.compiled.pinned[s]
        options = (self.insertion(i, s, start) for i in self.compiled.able[s])
        possible = sorted((o for o in options if o), key=lambda o: (o.interpreter not in pinned, o))
        needed = self.compiled.problem.sessions[s].needed
        if len(possible) < needed or any(o.interpreter in pinned for o in possible[needed:]):
            return []
        return possible[:needed]

    def drop_partial(self) -> None:
        """Take out sessions that are not wholly served."""
        for s, team in list(self.team.items()):
            if 0 < len(team) < self.compiled.problem.sessions[s].needed:
                for i, _ in list(team):
                    self.take(i, s)

    def adopt(self, assignments: Iterable[Assignment]) -> None:
        """Take over what is still lawful of an earlier plan."""
        at, who = self.compiled.session_at, self.compiled.interpreter_at
        for a in assignments:
            s, i = at.get(a.session), who.get(a.interpreter)
            if s is None or i is None or i not in self.compiled.able[s]:
                continue
            session = self.compiled.problem.sessions[s]
            in_window = session.earliest_start <= a.start <= session.latest_start
            together = all(start == a.start for _, start in self.team.get(s, ()))
            wanted = len(self.team.get(s, ())) < session.needed
            if in_window and together and wanted and self.insertion(i, s, a.start):
                self.put(i, s, a.start)
        self.drop_partial()

    def assignments(self) -> tuple[Assignment, ...]:
        """The schedule as assignments, in a fixed order."""
        return tuple(sorted(self._named(self.team.items())))

    def _named(
        self, teams: Iterable[tuple[int, Sequence[tuple[int, int]]]]
    ) -> Iterable[Assignment]:
        sessions, people = self.compiled.problem.sessions, self.compiled.problem.interpreters
        for s, team in teams:
            for i, start in team:
                yield Assignment(sessions[s].id, people[i].id, start)
