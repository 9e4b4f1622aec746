"""Pins that cannot all hold: named with the fewest that contradict each other, and with the rule that says so.

Everything is judged by the checker, on the pinned sessions alone. Whatever is said to be impossible is so. Where
a search through windows of starts and teams takes too long, nothing is said.
"""

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from enum import StrEnum
from itertools import combinations
from typing import Any

from dispatch.solver.problem.check import judge
from dispatch.solver.problem.plan import Assignment
from dispatch.solver.problem.problem import (
    NO_LIMIT,
    Interpreter,
    Problem,
    Session,
    Travel,
    pause_minutes,
    travel_minutes,
    week_of,
)

# So often the checker is asked about one knot of pins before nothing is said of it.
MOST_CHECKS = 20_000


class PinRule(StrEnum):
    """Why pins cannot hold: the rule without which they could."""

    NOT_A_CANDIDATE = "not_a_candidate"
    NOT_FREE = "not_free"
    TEAM = "team"
    DAY_CAP = "day_cap"
    WEEK_CAP = "week_cap"
    STRAIN_CAP = "strain_cap"
    AWAY_CAP = "away_cap"
    TOO_CLOSE = "too_close"
    SAME_TIME = "same_time"
    SEVERAL = "several"


_WORDS = {
    PinRule.NOT_A_CANDIDATE: "is not a candidate",
    PinRule.NOT_FREE: "is not free then",
    PinRule.TEAM: "the rest of the team cannot be found",
    PinRule.DAY_CAP: "more minutes than allowed on the day",
    PinRule.WEEK_CAP: "more minutes than allowed in the week",
    PinRule.STRAIN_CAP: "more strain than allowed on the day",
    PinRule.AWAY_CAP: "longer away from home than allowed",
    PinRule.TOO_CLOSE: "not enough time between them for the break and the way",
    PinRule.SAME_TIME: "at the same time",
    PinRule.SEVERAL: "several rules together",
}


@dataclass(frozen=True, slots=True, order=True)
class Pin:
    """One interpreter who must serve one session."""

    session: str
    interpreter: str


@dataclass(frozen=True, slots=True)
class PinConflict:
    """Pins of which one must go: without any one of them the others could hold."""

    pins: tuple[Pin, ...]
    rule: PinRule

    def line(self) -> str:
        """The conflict in one line of English."""
        named = ", ".join(f"{pin.session} with {pin.interpreter}" for pin in self.pins)
        return f"impossible pins: {named}: {_WORDS[self.rule]}"


def pin_conflicts(problem: Problem) -> list[PinConflict]:
    """Which pins cannot all hold, the fewest at a time; an empty list when all can, as far as is known."""
    found: list[PinConflict] = []
    for knot in _knots(problem):
        pins = [Pin(s.id, one.interpreter) for s in knot.sessions for one in s.pinned]
        while not _can_hold(_with_pins(knot, pins)):
            least = _fewest(knot, pins)
            found.append(PinConflict(tuple(sorted(least)), _rule(_with_pins(knot, least))))
            pins = [pin for pin in pins if pin not in least]
    return found


def _knots(problem: Problem) -> Iterator[Problem]:
    """The pinned sessions in groups that share nobody in any week, each as a problem of its own."""
    settled = (_in_its_way(s) for s in problem.sessions if s.pinned)
    pinned = sorted(settled, key=lambda s: (s.earliest_start, s.id))
    leader = list(range(len(pinned)))

    def find(k: int) -> int:
        while leader[k] != k:
            leader[k] = leader[leader[k]]
            k = leader[k]
        return k

    first: dict[tuple[str, int], int] = {}
    for k, session in enumerate(pinned):
        is_whole = len(session.pinned) >= session.needed
        people = _pinned_to(session)
        for who in people if is_whole else {*people, *session.candidates}:
            leader[find(k)] = find(first.setdefault((who, week_of(session.day)), k))
    groups: dict[int, list[Session]] = defaultdict(list)
    for k, session in enumerate(pinned):
        groups[find(k)].append(session)
    for group in groups.values():
        named = {who for s in group for who in (*_pinned_to(s), *s.candidates)}
        people = tuple(i for i in problem.interpreters if i.id in named)
        yield replace(problem, interpreters=people, sessions=tuple(group))


def _with_pins(knot: Problem, pins: Iterable[Pin]) -> Problem:
    """The sessions of some pins, with these pins alone."""
    kept = set(pins)
    sessions = (
        replace(s, pinned=tuple(one for one in s.pinned if Pin(s.id, one.interpreter) in kept))
        for s in knot.sessions
    )
    return replace(knot, sessions=tuple(s for s in sessions if s.pinned))


def _pinned_to(session: Session) -> tuple[str, ...]:
    return tuple(one.interpreter for one in session.pinned)


def _in_its_way(session: Session) -> Session:
    """A pinned session with the way alone that its pins name."""
    return replace(session, ways=(session.way(session.pinned[0].way) or session.ways[0],))


def _fewest(knot: Problem, pins: list[Pin]) -> list[Pin]:
    """Of pins that cannot hold, some that cannot either and of which every one is needed for that."""
    size = len(pins)
    while size > 1:
        size = (size + 1) // 2
        k = 0
        while k < len(pins):
            rest = pins[:k] + pins[k + size :]
            if rest and not _can_hold(_with_pins(knot, rest)):
                pins = rest
            else:
                k += size
    return pins


class _TakesTooLong(Exception):
    """The checker has been asked too often."""


def _can_hold(problem: Problem) -> bool:
    """Whether all pinned sessions can be served together by whole teams; True also when that is not known."""
    try:
        return _Search(problem).can_go_on((), problem.sessions, (-1, -1))
    except _TakesTooLong:
        return True


class _Search:
    """Goes through starts and teams in order of time, each session as early as it can be.

    Earlier never hinders what comes later, so that of each team only the first lawful start is tried, unless
    somebody's time away from home has a cap: that may want a later one.
    """

    def __init__(self, problem: Problem) -> None:
        self._problem = problem
        self._number = {s.id: k for k, s in enumerate(problem.sessions)}
        self._person = {i.id: i for i in problem.interpreters}
        self._place = {p.id: k for k, p in enumerate(problem.places)}
        self._checks = MOST_CHECKS

    def can_go_on(
        self, done: tuple[Assignment, ...], rest: tuple[Session, ...], last: tuple[int, int]
    ) -> bool:
        """Whether the rest can follow; `last` is the start and number of the session served last."""
        if any((s.latest_start, self._number[s.id]) < last for s in rest):
            return False
        first_to_close = min((s.latest_start for s in rest), default=0)
        for session in rest:
            if session.earliest_start > first_to_close:
                continue
            others = tuple(s for s in rest if s is not session)
            for added in self._served(session, done, last):
                here = (added[0].start, self._number[session.id])
                if self.can_go_on((*done, *added), others, here):
                    return True
        return not rest

    def _served(
        self, session: Session, done: tuple[Assignment, ...], last: tuple[int, int]
    ) -> Iterator[tuple[Assignment, ...]]:
        """Whole teams from a start after the last one, against which the checker has nothing."""
        low = max(session.earliest_start, last[0] + (self._number[session.id] < last[1]))
        way = session.pinned[0].way
        for team in self._teams(session):
            starts = {low, *self._beginnings(session, team, done)}
            may_wait = any(self._person[who].max_away_minutes < NO_LIMIT for who in team)
            every = range(low, session.latest_start + 1)
            for start in every if may_wait else sorted(starts.intersection(every)):
                added = tuple(Assignment(session.id, who, start, way) for who in team)
                if self._is_lawful((*done, *added)):
                    yield added
                    if not may_wait:
                        break

    def _teams(self, session: Session) -> Iterator[tuple[str, ...]]:
        people = _pinned_to(session)
        others = [who for who in session.candidates if who not in people]
        missing = session.needed - len(people)
        if missing >= 0:
            for more in combinations(others, missing):
                yield (*people, *more)

    def _beginnings(
        self, session: Session, team: tuple[str, ...], done: tuple[Assignment, ...]
    ) -> Iterator[int]:
        """When somebody of the team begins to be free, or can be there after what they served before."""
        for who in team:
            person = self._person[who]
            yield from (first for first, _ in person.available)
            for a in done:
                before = self._problem.sessions[self._number[a.session]]
                if a.interpreter == who and before.day == session.day:
                    yield a.start + before.minutes + self._pause(person, before, session)

    def _pause(self, who: Interpreter, before: Session, after: Session) -> int:
        one, other = (self._place[s.ways[0].place or who.home] for s in (before, after))
        travel = travel_minutes(self._problem, one, other)
        return pause_minutes(who.min_break, before.rest, travel, self._problem.travel.buffer)

    def _is_lawful(self, assignments: tuple[Assignment, ...]) -> bool:
        self._checks -= 1
        if self._checks < 0:
            raise _TakesTooLong
        served = {a.session for a in assignments}
        sessions = tuple(s for s in self._problem.sessions if s.id in served)
        return not judge(replace(self._problem, sessions=sessions), assignments).violations


def _rule(problem: Problem) -> PinRule:
    """The one rule without which pins could hold that cannot."""
    for rule, lifted in _LIFTED.items():
        if _can_hold(lifted(problem)):
            return rule
    for lifted in _LIFTED.values():
        problem = lifted(problem)
    return PinRule.SEVERAL if _can_hold(problem) else PinRule.SAME_TIME


def _of_people(**changes: Any) -> Callable[[Problem], Problem]:
    """Lifts a rule of people."""

    def lifted(problem: Problem) -> Problem:
        people = (replace(i, **changes) for i in problem.interpreters)
        return replace(problem, interpreters=tuple(people))

    return lifted


def _anybody(problem: Problem) -> Problem:
    sessions = (
        replace(s, ways=(replace(s.ways[0], candidates=(*s.candidates, *_pinned_to(s))),))
        for s in problem.sessions
    )
    return replace(problem, sessions=tuple(sessions))


def _any_team(problem: Problem) -> Problem:
    sessions = (replace(s, needed=len(s.pinned)) for s in problem.sessions)
    return replace(problem, sessions=tuple(sessions))


def _at_once(problem: Problem) -> Problem:
    count = len(problem.places)
    nowhere = Travel(minutes=((0,) * count,) * count, buffer=0)
    unrested = tuple(replace(s, rest=0) for s in problem.sessions)
    return replace(_of_people(min_break=0)(problem), sessions=unrested, travel=nowhere)


_LIFTED: Mapping[PinRule, Callable[[Problem], Problem]] = {
    PinRule.NOT_A_CANDIDATE: _anybody,
    PinRule.NOT_FREE: _of_people(available=((0, NO_LIMIT),)),
    PinRule.TEAM: _any_team,
    PinRule.DAY_CAP: _of_people(max_minutes_per_day=NO_LIMIT),
    PinRule.WEEK_CAP: _of_people(max_minutes_per_week=NO_LIMIT),
    PinRule.STRAIN_CAP: _of_people(max_strain_per_day=NO_LIMIT, strain_taken=()),
    PinRule.AWAY_CAP: _of_people(max_away_minutes=NO_LIMIT),
    PinRule.TOO_CLOSE: _at_once,
}
