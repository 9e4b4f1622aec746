"""What the engine is told: the only place where its problems, people and sessions are built.

Plans, repairs, rankings, swaps, the worth of one more interpreter and the practicum all ask
`Translation`. So whatever it says about a person or a session holds for each of them.
"""

from collections import Counter
from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime

from dispatch.domain.calendar_rules import away_of
from dispatch.domain.fit import unfilled_cost
from dispatch.domain.people import Duty, Need, Person, Ways, is_heavy
from dispatch.domain.settings import LOAD_STEP
from dispatch.domain.wishes import MINUTE_COST, Wishes
from dispatch.service.situation.day import Situation
from dispatch.service.situation.minutes import MINUTES_PER_DAY, Minutes
from dispatch.service.situation.planned_ways import PlannedWay
from dispatch.solver.practicum import sittings
from dispatch.solver.problem import problem as engine
from foundation.geo import Point
from foundation.times.spans import Span, merge, subtract
from foundation.times.zones import monday_of
from interpreters.domain.ids import InterpreterId

# What somebody does already is never given up for anything else.
DUTY_COST = 64_000


@dataclass(frozen=True, kw_only=True)
class Roles:
    """Who may, should and must serve a session, and how many it takes.

    This differs between problems about the same session: a plan chooses among all candidates, a
    ranking among those who are free. `candidates` are those of a session with one way; planned ways
    bring their own. `held_way` names the way in which it is settled with the pinned and the holders.
    """

    candidates: Sequence[InterpreterId] = ()
    preferred: Collection[InterpreterId] = frozenset()
    pinned: Sequence[InterpreterId] = ()
    held_by: Sequence[InterpreterId] = ()
    held_way: str = engine.ONLY_WAY
    needed: int = 1


@dataclass(frozen=True, kw_only=True)
class Share:
    """How a person's time and load are divided in one problem.

    `kept` duties stand in it as sessions that stay theirs; sessions of `moving` ones are given
    anew; any other duty only takes its time. `worked` minutes of the first week lie outside the
    problem. `target` is the fair number of minutes, `worked` included.
    """

    kept: Sequence[Duty] = ()
    moving: Sequence[Duty] = ()
    worked: int = 0
    target: int = 0


@dataclass
class Translation:
    """One translation in progress: ids become texts, times whole minutes, points places.

    Places are numbered as they are met; `places` holds those that the problem knows already.
    """

    minutes: Minutes
    ways: Ways
    wishes: Wishes
    places: dict[Point, str] = field(default_factory=dict[Point, str])

    @classmethod
    def of(cls, situation: Situation, day: date | None = None) -> "Translation":
        """From the Monday of a day, or of the first: the engine's weeks are those of the caps."""
        monday = monday_of(day or situation.first_day)
        return cls(Minutes(monday, situation.zone), situation.ways, situation.wishes)

    def engine_session(
        self, key: str, asked: Need | Duty | Sequence[PlannedWay], roles: Roles
    ) -> engine.Session:
        """A session as the engine sees it: of the day on which it begins, though it may end on the next."""
        if isinstance(asked, Need | Duty):
            first = asked
            ways = (self._way(engine.ONLY_WAY, asked, roles.candidates),)
        else:
            first = asked[0].need
            ways = self.engine_ways(asked)
        able = [who for way in ways for who in way.candidates]
        preferred = set(_names(roles.preferred))
        return engine.Session(
            id=key,
            minutes=first.minutes,
            day=ways[0].earliest_start // MINUTES_PER_DAY,
            ways=ways,
            needed=roles.needed,
            unfilled_cost=DUTY_COST if isinstance(first, Duty) else unfilled_cost(first.priority),
            preferred=tuple(who for who in dict.fromkeys(able) if who in preferred),
            pinned=_agreed(roles.pinned, roles.held_way),
            held_by=_agreed(roles.held_by, roles.held_way),
            strain=int(is_heavy(first.domain, first.priority)),
            case=first.case_code,
            rest=first.rest(self.ways),
        )

    def engine_ways(self, planned: Sequence[PlannedWay]) -> tuple[engine.Way, ...]:
        """Ways of a session as the engine sees them."""
        return tuple(self._way(w.name, w.need, w.candidates, w.cost) for w in planned)

    def _way(
        self, name: str, asked: Need | Duty, candidates: Iterable[InterpreterId], cost: int = 0
    ) -> engine.Way:
        first = self.minutes.of(asked.earliest)
        last_minute = (first // MINUTES_PER_DAY + 1) * MINUTES_PER_DAY - 1
        return engine.Way(
            name=name,
            place=None if asked.point is None else self._place(asked.point),
            earliest_start=first,
            latest_start=max(first, min(self.minutes.of(asked.latest), last_minute)),
            candidates=_names(candidates),
            cost=cost,
        )

    def engine_person(
        self, person: Person, share: Share | None = None, name: str = ""
    ) -> engine.Interpreter:
        """Somebody as the engine sees them, by their id unless they have another name in it."""
        share = share or Share()
        return engine.Interpreter(
            id=name or str(person.id),
            home=self._place(person.home),
            available=tuple(self._windows(_available(person, share))),
            max_minutes_per_day=person.max_minutes_per_day,
            max_minutes_per_week=person.max_minutes_per_week,
            worked_minutes=share.worked,
            target_minutes=share.target,
            min_break=person.min_break,
            max_strain_per_day=person.max_heavy_per_day or engine.NO_LIMIT,
            strain_taken=tuple(self._strain_taken(person, share)),
            session_cost=MINUTE_COST * self.wishes.for_being(person.employment),
            max_away_minutes=person.max_away_minutes or engine.NO_LIMIT,
        )

    def _strain_taken(self, person: Person, share: Share) -> Iterator[tuple[int, int]]:
        """By day, the heavy sessions outside the problem, as far as kept ones leave room."""
        limit = person.max_heavy_per_day
        inside = {duty.session_id for duty in (*share.kept, *share.moving)}
        outside = Counter(d.day for d in _heavy(person.duties) if d.session_id not in inside)
        kept = Counter(d.day for d in _heavy(share.kept))
        for day, count in sorted(outside.items()):
            if limit and day >= self.minutes.first_day:
                yield self.minutes.day(day), min(count, limit - kept[day])

    def engine_trainee(
        self, person: Person, *, name: str, missing: tuple[int, int], speaks_from: datetime | None
    ) -> sittings.Trainee:
        """Somebody in training, with the minutes still missing of observing and of speaking."""
        known = self.engine_person(person)
        observe, supervised = missing
        return sittings.Trainee(
            id=name,
            person=known.id,
            home=known.home,
            observe=observe,
            supervised=supervised,
            min_break=known.min_break,
            speaks_from=0 if speaks_from is None else self.minutes.of(speaks_from),
        )

    def engine_seat(
        self, key: str, duty: Duty, *, trainee: str, speaks: bool
    ) -> sittings.MentorSession:
        """A place beside a mentor's duty; its minutes count whole, past midnight too."""
        known = self.engine_session(key, duty, Roles())
        return sittings.MentorSession(
            trainee=trainee,
            session=known.id,
            place=known.ways[0].place,
            start=known.earliest_start,
            minutes=duty.minutes,
            speaks=speaks,
        )

    def engine_problem(
        self, name: str, people: Iterable[engine.Interpreter], sessions: Iterable[engine.Session]
    ) -> engine.Problem:
        """The whole problem; its people and sessions must come from this translation."""
        # Both first: going through them may still number places.
        interpreters, asked = tuple(people), tuple(sessions)
        return engine.Problem(
            name=name,
            places=self.engine_places(),
            interpreters=interpreters,
            sessions=asked,
            travel=self._travel(),
            costs=self._costs(),
        )

    def pairing_problem(
        self, trainees: Iterable[sittings.Trainee], seats: Iterable[sittings.MentorSession]
    ) -> sittings.PairingProblem:
        """The whole problem of the practicum; its parts must come from this translation."""
        people, offered = tuple(trainees), tuple(seats)
        return sittings.PairingProblem(self.engine_places(), people, offered, self._travel())

    def engine_places(self) -> tuple[engine.Place, ...]:
        """Every place met so far."""
        return tuple(
            engine.Place(name, at.latitude, at.longitude) for at, name in self.places.items()
        )

    def engine_place(self, at: Point) -> engine.Place:
        """One place."""
        return engine.Place(self._place(at), at.latitude, at.longitude)

    def _costs(self) -> engine.Costs:
        wishes = self.wishes
        return engine.Costs(
            travel_minute=MINUTE_COST,
            load_minute=wishes.even_load // LOAD_STEP,
            discontinuity=MINUTE_COST * wishes.same_person,
            change=MINUTE_COST * wishes.change,
            tight_transfer=MINUTE_COST * wishes.tight,
            tight_minutes=self.ways.tight,
        )

    def _travel(self) -> engine.Travel:
        travel = self.ways.travel
        return engine.Travel(travel.kmh, travel.detour, travel.round_to, self.ways.buffer)

    def _place(self, point: Point) -> str:
        return self.places.setdefault(point, f"p{len(self.places)}")

    def _windows(self, spans: Iterable[Span]) -> Iterable[tuple[int, int]]:
        for span in spans:
            first = self.minutes.of(span.start)
            if span.minutes:
                yield first, first + span.minutes


def _names(people: Iterable[InterpreterId]) -> tuple[str, ...]:
    return tuple(str(who) for who in people)


def _agreed(people: Iterable[InterpreterId], way: str) -> tuple[engine.Agreement, ...]:
    return tuple(engine.Agreement(name, way) for name in _names(people))


def _heavy(duties: Iterable[Duty]) -> list[Duty]:
    return [duty for duty in duties if duty.is_heavy]


def _available(person: Person, share: Share) -> list[Span]:
    """Free time, with the time of kept duties, without that of duties outside and of own counselling."""
    inside = {duty.session_id for duty in (*share.kept, *share.moving)}
    outside = [duty.span for duty in person.duties if duty.session_id not in inside]
    outside += [duty.span for duty in person.counselling]
    return merge([*subtract(person.free, outside), *(duty.span for duty in share.kept)])


def lawful_duties(person: Person, duties: Iterable[Duty], ways: Ways) -> tuple[Duty, ...]:
    """Of somebody's duties those that keep the rules among themselves, in order of time.

    One that breaks a rule, as agreed with a logged reason, would make a problem unsolvable: it
    stays as it is, and in the problem only takes its time. A call of some seconds takes no minute at all.
    """
    kept: list[Duty] = []
    for duty in sorted(duties, key=lambda d: d.span):
        if duty.minutes and _keeps_rules(person, [*kept, duty], ways):
            kept.append(duty)
    return tuple(kept)


def _keeps_rules(person: Person, duties: Sequence[Duty], ways: Ways) -> bool:
    last = duties[-1]
    if last.day in {d.day for d in duties[:-1]}:
        before = duties[-2]
        pause = person.pause(ways, before.point, last.point, before.rest(ways))
        if before.span.minutes_until(last.span) < pause:
            return False
    today = [d for d in duties if d.day == last.day]
    if 0 < person.max_away_minutes < away_of(person, today, ways):
        return False
    heavy = sum(d.day == last.day for d in _heavy(duties))
    if person.max_heavy_per_day and heavy > person.max_heavy_per_day:
        return False
    day = sum(d.minutes for d in duties if d.day == last.day)
    week = sum(d.minutes for d in duties if monday_of(d.day) == monday_of(last.day))
    return day <= person.max_minutes_per_day and week <= person.max_minutes_per_week
