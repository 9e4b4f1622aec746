"""The compiled problem: positions instead of ids, and what everybody could serve on each day.

Times are whole minutes from the plan's first midnight. `s` is the position of a session, `i` that of
an interpreter, here and in all rooms above.
"""

import math
from collections import defaultdict
from itertools import chain

from dispatch.solver.compiled.roads import Roads
from dispatch.solver.problem.problem import MINUTES_PER_DAY, Problem, pause_minutes, week_of

AT_HOME = -1


def broken_pin_cost(problem: Problem) -> int:
    """A cost, in cost units, above all that a plan could gain by breaking a pin.

    The master may break pins at this cost, so that it always has a solution. A lawful plan breaks
    none, so that bounds still hold.
    """
    dearest = max((s.unfilled_cost * s.needed for s in problem.sessions), default=0)
    return 10 * dearest + 100_000


class CompiledProblem:
    """What all methods ask of a problem, worked out once.

    `able[s]` lists who could serve a session alone, `day_sessions[i, day]` what an interpreter could
    serve on a day. A session with fewer able interpreters than it needs has none: no plan serves it.
    `home[i]` is a place, `site[s]` a site of `roads` or AT_HOME for telephone and video. `windows[i,
    day]` holds the times of availability, `grid` the step on which all earliest starts lie.
    """

    def __init__(self, problem: Problem) -> None:
        self.problem = problem
        self.roads = Roads(problem)
        self.session_at = {s.id: k for k, s in enumerate(problem.sessions)}
        self.interpreter_at = {i.id: k for k, i in enumerate(problem.interpreters)}
        place_of = self.roads.place_of_id
        self.home = [place_of[i.home] for i in problem.interpreters]
        site_of = self.roads.site_of_place
        self.site = [
            AT_HOME if s.place is None else site_of[place_of[s.place]] for s in problem.sessions
        ]
        self.preferred = [self._positions(s.preferred) for s in problem.sessions]
        self.pinned = [self._positions(s.pinned) for s in problem.sessions]
        self.held_by = [self._positions(s.held_by) for s in problem.sessions]
        self.windows = self._windows()
        self.able: list[list[int]] = [[] for _ in problem.sessions]
        self.day_sessions: dict[tuple[int, int], list[int]] = defaultdict(list)
        self._match()
        self.grid = self._grid()

    def _positions(self, ids: tuple[str, ...]) -> frozenset[int]:
        return frozenset(self.interpreter_at[name] for name in ids if name in self.interpreter_at)

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
            able = [
                i for i in sorted(self._positions(session.candidates)) if self._could_serve(i, s)
            ]
            if len(able) >= session.needed:
                self.able[s] = able
                for i in able:
                    self.day_sessions[i, session.day].append(s)

    def _could_serve(self, i: int, s: int) -> bool:
        session = self.problem.sessions[s]
        if session.minutes > self.day_cap(i, session.day):
            return False
        if session.strain > self.strain_cap(i, session.day):
            return False
        return any(
            max(session.earliest_start, first) <= min(session.latest_start, last - session.minutes)
            for first, last in self.windows.get((i, session.day), ())
        )

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

    def _grid(self) -> int:
        """The step on which every earliest start of every day lies: times are sums of these."""
        travel = self.problem.travel
        steps: list[int] = [travel.round_to]
        if travel.minutes is not None:
            steps = list({minutes for row in travel.minutes for minutes in row})
        sessions, people = self.problem.sessions, self.problem.interpreters
        times = chain(
            steps,
            (travel.buffer,),
            (minute for s in sessions for minute in (s.earliest_start, s.minutes)),
            (i.min_break for i in people),
            (first for i in people for first, _ in i.available),
        )
        return max(1, math.gcd(*times))

    def starts(self, i: int, s: int) -> list[int]:
        """The starts at which an interpreter could serve a session."""
        session = self.problem.sessions[s]
        return [
            start
            for start in range(session.earliest_start, session.latest_start + 1, self.grid)
            if self.is_available(i, s, start)
        ]

    def is_available(self, i: int, s: int, start: int) -> bool:
        """Whether a session from this start lies inside one availability window."""
        session = self.problem.sessions[s]
        end = start + session.minutes
        windows = self.windows.get((i, session.day), ())
        return any(first <= start and end <= last for first, last in windows)

    def travel_minutes(self, i: int, one: int | None, other: int | None) -> int:
        """Travel minutes in an interpreter's day between two sessions, None being home."""
        start = AT_HOME if one is None else self.site[one]
        end = AT_HOME if other is None else self.site[other]
        if start == AT_HOME:
            return 0 if end == AT_HOME else self.roads.to_site_rows[self.home[i]][end]
        if end == AT_HOME:
            return self.roads.from_site_rows[start][self.home[i]]
        return self.roads.to_site_rows[self.roads.sites[start]][end]

    def pause(self, i: int, travel: int) -> int:
        """Minutes that must lie between two sessions of an interpreter, so much travel apart."""
        person = self.problem.interpreters[i]
        return pause_minutes(person.min_break, travel, self.problem.travel.buffer)

    def visit_pairs(self) -> int:
        """Roughly how many pairs of visits, one after the other, an exact model of everybody's days holds."""
        sizes = (
            sum(len(self.starts(i, s)) for s in sessions)
            for (i, _), sessions in self.day_sessions.items()
        )
        return sum(size * size // 2 for size in sizes)
