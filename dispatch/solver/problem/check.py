"""The checker: every rule and every cost of a plan, from the problem alone, without a solver.

A plan's own numbers are never believed: `judge` starts from its assignments.
"""

from collections import defaultdict
from collections.abc import Iterator, Mapping
from functools import cached_property
from itertools import pairwise

from dispatch.solver.problem.plan import Assignment, CostTerms, Plan
from dispatch.solver.problem.problem import (
    Interpreter,
    Problem,
    Session,
    Way,
    travel_minutes,
    week_of,
)


class _Reading:
    """A plan laid beside its problem, indexed once for all rules."""

    def __init__(self, problem: Problem, assignments: tuple[Assignment, ...]) -> None:
        self.problem = problem
        self.session_of = {s.id: s for s in problem.sessions}
        self.interpreter_of = {i.id: i for i in problem.interpreters}
        self.position_of = {p.id: k for k, p in enumerate(problem.places)}
        self.unknown: list[str] = []
        self.team: dict[str, list[Assignment]] = defaultdict(list)
        self.days: dict[tuple[str, int], list[Assignment]] = defaultdict(list)
        for a in assignments:
            self._file(a)
        for day in self.days.values():
            day.sort(key=lambda a: (a.start, a.session))

    def _file(self, a: Assignment) -> None:
        if a.session not in self.session_of:
            self.unknown.append(f"{a.session}: no such session")
        elif a.interpreter not in self.interpreter_of:
            self.unknown.append(f"{a.session}: no such interpreter as {a.interpreter}")
        elif self.session_of[a.session].way(a.way) is None:
            self.unknown.append(f"{a.session}: no such way as {a.way}")
        else:
            self.team[a.session].append(a)
            self.days[a.interpreter, self.session_of[a.session].day].append(a)

    def way(self, a: Assignment) -> Way:
        """The way in which an assignment is served; unknown ones are not filed."""
        found = self.session_of[a.session].way(a.way)
        assert found is not None
        return found

    def travel(self, interpreter: Interpreter, one: str | None, other: str | None) -> int:
        """Minutes between two sites of an interpreter's day, None being home."""
        start = self.position_of[one or interpreter.home]
        end = self.position_of[other or interpreter.home]
        return travel_minutes(self.problem, start, end)

    def day_travel(self, interpreter: Interpreter, day: list[Assignment]) -> int:
        """Minutes on the road from home to home."""
        places = [None, *(self.way(a).place for a in day), None]
        pairs = pairwise(places)
        return sum(self.travel(interpreter, one, other) for one, other in pairs)

    def minutes(self, day: list[Assignment]) -> int:
        """Session minutes of a day."""
        return sum(self.session_of[a.session].minutes for a in day)


def _team_is_whole(session: Session, team: list[Assignment]) -> Iterator[str]:
    """Served by exactly as many different interpreters as needed, or by nobody."""
    people = {a.interpreter for a in team}
    if len(people) != len(team):
        yield f"{session.id}: the same interpreter twice"
    if team and len(team) != session.needed:
        yield f"{session.id}: served by {len(team)} of {session.needed}"


def _team_starts_together(session: Session, team: list[Assignment]) -> Iterator[str]:
    """All from the same start and in the same way, inside the window of that way."""
    if len({a.start for a in team}) > 1:
        yield f"{session.id}: the team does not start together"
    if len({a.way for a in team}) > 1:
        yield f"{session.id}: the team does not serve in one way"
    for a in team:
        way = session.way(a.way)
        if way is not None and not way.earliest_start <= a.start <= way.latest_start:
            yield f"{session.id}: start {a.start} is outside the window"


def _candidates_only(session: Session, team: list[Assignment]) -> Iterator[str]:
    """Only candidates of the way serve."""
    for a in team:
        way = session.way(a.way)
        if way is not None and a.interpreter not in way.candidates:
            yield f"{session.id}: {a.interpreter} is not a candidate"


def _pins_hold(session: Session, team: list[Assignment]) -> Iterator[str]:
    """Every pinned interpreter serves, in the way that is settled."""
    people = {(a.interpreter, a.way) for a in team}
    for pin in session.pinned:
        if (pin.interpreter, pin.way) not in people:
            yield f"{session.id}: pinned {pin.interpreter} does not serve"


def _inside_availability(
    reading: _Reading, who: Interpreter, day: list[Assignment]
) -> Iterator[str]:
    """Each session lies inside one availability window."""
    for a in day:
        end = a.start + reading.session_of[a.session].minutes
        if not any(first <= a.start and end <= last for first, last in who.available):
            yield f"{a.session}: {who.id} is not available from {a.start} to {end}"


def _spare_minutes(
    reading: _Reading, who: Interpreter, before: Assignment, after: Assignment
) -> tuple[int, int, int]:
    """Between two sessions: the minutes on the road, those needed, and those there are.

    Written out here on purpose, and not taken from `pause_minutes`, which the engine plans by.
    """
    travel = reading.travel(who, reading.way(before).place, reading.way(after).place)
    buffer = reading.problem.travel.buffer if travel > 0 else 0
    first = reading.session_of[before.session]
    gap = after.start - before.start - first.minutes
    return travel, max(who.min_break, first.rest, travel + buffer), gap


def _time_to_get_there(reading: _Reading, who: Interpreter, day: list[Assignment]) -> Iterator[str]:
    """Between two sessions there is time for the break, the rest after the first, the way and its buffer."""
    for before, after in pairwise(day):
        _, needed, gap = _spare_minutes(reading, who, before, after)
        if gap < needed:
            yield f"{after.session}: {who.id} has {gap} of {needed} minutes after {before.session}"


def _time_away(reading: _Reading, who: Interpreter, day: list[Assignment]) -> Iterator[str]:
    """From leaving home for a session at a place to being back from another, no longer than the cap."""
    trips: list[tuple[int, int]] = []
    for a in day:
        place, minutes = reading.way(a).place, reading.session_of[a.session].minutes
        if place is not None:
            there, back = reading.travel(who, None, place), reading.travel(who, place, None)
            trips.append((a.start - there, a.start + minutes + back))
    if trips:
        away = max(back for _, back in trips) - min(left for left, _ in trips)
        if away > who.max_away_minutes:
            number = reading.session_of[day[0].session].day
            yield f"{who.id}: {away} of {who.max_away_minutes} minutes away from home on day {number}"


def _day_cap(reading: _Reading, who: Interpreter, day: list[Assignment]) -> Iterator[str]:
    """Session minutes of a day stay under the cap."""
    minutes = reading.minutes(day)
    if minutes > who.max_minutes_per_day:
        number = reading.session_of[day[0].session].day
        yield f"{who.id}: {minutes} of {who.max_minutes_per_day} minutes on day {number}"


def _strain_cap(reading: _Reading, who: Interpreter, day: list[Assignment]) -> Iterator[str]:
    """Strain of a day stays under the cap, what is served outside the problem counting too."""
    number = reading.session_of[day[0].session].day
    strain = sum(reading.session_of[a.session].strain for a in day)
    cap = who.strain_cap(number)
    if strain > max(0, cap):
        yield f"{who.id}: strain {strain} of {cap} on day {number}"


def _week_cap(reading: _Reading) -> Iterator[str]:
    """Minutes of a week stay under the cap, those already worked counting for the first."""
    weeks: dict[tuple[str, int], int] = defaultdict(int)
    for (who, day), list_of_day in reading.days.items():
        weeks[who, week_of(day)] += reading.minutes(list_of_day)
    for (who, week), minutes in weeks.items():
        person = reading.interpreter_of[who]
        total = minutes + (person.worked_minutes if week == 0 else 0)
        if total > person.max_minutes_per_week:
            yield f"{who}: {total} of {person.max_minutes_per_week} minutes in week {week}"


TEAM_RULES = (_team_is_whole, _team_starts_together, _candidates_only, _pins_hold)
DAY_RULES = (_inside_availability, _time_to_get_there, _time_away, _day_cap, _strain_cap)
WEEK_RULES = (_week_cap,)


def _load(problem: Problem, reading: _Reading) -> int:
    worked = {i.id: i.worked_minutes for i in problem.interpreters}
    for (who, _), day in reading.days.items():
        worked[who] += reading.minutes(day)
    return sum(abs(worked[i.id] - i.target_minutes) for i in problem.interpreters)


def _misses_continuity(session: Session, team: list[Assignment]) -> bool:
    people = {a.interpreter for a in team}
    return bool(session.preferred) and people.isdisjoint(session.preferred)


def _further_people(problem: Problem, reading: _Reading) -> int:
    """How many people serve each case beyond one, sessions of teams not counted."""
    people: dict[str, set[str]] = defaultdict(set)
    for session in problem.sessions:
        if session.case and session.needed == 1:
            people[session.case].update(a.interpreter for a in reading.team.get(session.id, ()))
    return sum(max(0, len(some) - 1) for some in people.values())


def _changes(problem: Problem, reading: _Reading) -> int:
    """How many of the assignments to keep, those of `held_by`, are dropped or served another way."""
    held = {(s.id, one.interpreter, one.way) for s in problem.sessions for one in s.held_by}
    kept = {(a.session, a.interpreter, a.way) for team in reading.team.values() for a in team}
    return len(held - kept)


def _shifted_minutes(reading: _Reading) -> int:
    """Minutes by which served sessions start after the earliest start of their way, each counted once."""
    served = (team[0] for team in reading.team.values() if team)
    return sum(abs(a.start - reading.way(a).earliest_start) for a in served)


def _way_costs(reading: _Reading) -> int:
    """What it costs that sessions are not held as was wished for first, each counted once."""
    return sum(reading.way(team[0]).cost for team in reading.team.values() if team)


def _person_costs(reading: _Reading) -> int:
    """What it costs that these people serve, once for each of their sessions."""
    people = reading.interpreter_of
    return sum(people[a.interpreter].session_cost for team in reading.team.values() for a in team)


def _tight_transfers(reading: _Reading) -> int:
    """How many transfers between two places leave less than `tight_minutes` to spare."""
    least, count = reading.problem.costs.tight_minutes, 0
    for (who, _), day in reading.days.items():
        for before, after in pairwise(day):
            person = reading.interpreter_of[who]
            travel, needed, gap = _spare_minutes(reading, person, before, after)
            count += travel > 0 and gap - needed < least
    return count


class Judgement:
    """What the checker says about some assignments; each part is found when it is first asked for."""

    def __init__(self, problem: Problem, assignments: tuple[Assignment, ...]) -> None:
        self._problem = problem
        self.assignments = assignments
        self._reading = _Reading(problem, assignments)

    @cached_property
    def violations(self) -> list[str]:
        """Every broken rule, one line each; an empty list means the assignments are lawful."""
        reading = self._reading
        found = list(reading.unknown)
        for session in self._problem.sessions:
            for team_rule in TEAM_RULES:
                found += team_rule(session, reading.team.get(session.id, []))
        for (who, _), day in sorted(reading.days.items()):
            for day_rule in DAY_RULES:
                found += day_rule(reading, reading.interpreter_of[who], day)
        for week_rule in WEEK_RULES:
            found += week_rule(reading)
        return found

    @cached_property
    def terms(self) -> CostTerms:
        """Every cost, recomputed from the problem."""
        problem, reading = self._problem, self._reading
        rate = problem.costs
        empty = [s for s in problem.sessions if not reading.team.get(s.id)]
        days = reading.days.items()
        missed = sum(_misses_continuity(s, reading.team.get(s.id, [])) for s in problem.sessions)
        missed += _further_people(problem, reading)
        return CostTerms(
            unfilled=sum(s.unfilled_cost * s.needed for s in empty),
            travel=rate.travel_minute
            * sum(reading.day_travel(reading.interpreter_of[who], day) for (who, _), day in days),
            load=rate.load_minute * _load(problem, reading),
            discontinuity=rate.discontinuity * missed,
            change=rate.change * self.changes,
            shift=rate.shift * _shifted_minutes(reading),
            way=_way_costs(reading),
            person=_person_costs(reading),
            tight=rate.tight_transfer * _tight_transfers(reading) if rate.tight_transfer else 0,
        )

    @cached_property
    def unfilled(self) -> tuple[str, ...]:
        """The sessions nobody serves, in the problem's order."""
        served = {a.session for a in self.assignments}
        return tuple(s.id for s in self._problem.sessions if s.id not in served)

    @property
    def rank(self) -> tuple[int, int]:
        """Smaller is better: how many rules are broken, then the cost."""
        return len(self.violations), self.terms.total

    @cached_property
    def changes(self) -> int:
        """How many of the assignments to keep are dropped."""
        return _changes(self._problem, self._reading)

    def plan(
        self,
        *,
        bound: int = 0,
        seconds: float = 0.0,
        seed: int = 0,
        engine: str = "",
        marginal: Mapping[str, Mapping[str, int]] | None = None,
    ) -> Plan:
        """The assignments as a plan with their cost; optimal when they are lawful and cost the bound.

        `bound` is a cost below which no plan of the whole problem can lie, 0 when nothing is proven.
        """
        proven = bound >= self.terms.total and not self.violations
        return Plan(
            problem=self._problem.name,
            status="optimal" if proven else "feasible",
            assignments=self.assignments,
            unfilled=self.unfilled,
            cost=self.terms.total,
            bound=bound,
            terms=self.terms,
            seconds=seconds,
            seed=seed,
            engine=engine,
            marginal=marginal or {},
        )


def judge(problem: Problem, assignments: tuple[Assignment, ...]) -> Judgement:
    """The rules that some assignments break, what they cost, and what they leave unfilled."""
    return Judgement(problem, assignments)


def violations(problem: Problem, plan: Plan) -> list[str]:
    """Every broken rule of a plan, one line each; an empty list means the plan is lawful."""
    return judge(problem, plan.assignments).violations
