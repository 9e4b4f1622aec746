"""What could be more, found from what no plan could serve, and what each would open in a week."""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from accounts.domain.cities import CITIES
from dispatch.domain.coverage import Daypart, daypart_of
from dispatch.domain.crowd import Crowd
from dispatch.domain.eligibility import may_serve
from dispatch.domain.fit import unfilled_cost
from dispatch.domain.gains import GainKind, HourBlock
from dispatch.domain.people import Person
from dispatch.service.coverage.gain_people import (
    QUARTERS,
    speakers,
    usual_interpreters,
    with_hours,
    with_level,
    with_range,
)
from dispatch.service.coverage.gain_weeks import (
    GainWeek,
    NewHere,
    PlannedWeek,
    WantedSession,
)
from dispatch.service.situation.planned_ways import PlannedWay
from dispatch.solver.problem.openings import Opening
from dispatch.solver.problem.problem import Interpreter, Way
from foundation.config import Settings
from foundation.times.zones import local_day
from interpreters.domain.ids import InterpreterId
from interpreters.domain.languages import Language
from interpreters.domain.qualifications import CertificationLevel, Modality, level_wanted

# Whoever holds one of these may take a course for a level above.
BELOW = frozenset({CertificationLevel.COMMUNITY, CertificationLevel.RECOGNISED})
ABOVE = frozenset(
    {
        CertificationLevel.LABOUR_LEGAL,
        CertificationLevel.IMMIGRATION,
        CertificationLevel.MEDICAL,
        CertificationLevel.VIOLENCE,
    }
)
SATURDAY = 5


@dataclass(frozen=True, kw_only=True)
class GainCandidate:
    """One thing that could be more. `people` are on the roster; of somebody new there are none."""

    kind: GainKind
    language: Language
    level: CertificationLevel | None = None
    city: str = ""
    hours: HourBlock | None = None
    people: tuple[InterpreterId, ...] = ()

    @property
    def group(self) -> "GainCandidate":
        """The line of the list that it belongs to: single people of one group compete in one line."""
        return self if self.kind not in _SINGLE else replace(self, people=())


_SINGLE = frozenset({GainKind.UPSKILL, GainKind.AVAILABILITY})


def city_of(each: WantedSession) -> str:
    """Where a session is held, or asked for when held by phone or video."""
    session = each.session
    if session.modality is Modality.ON_SITE and session.site is not None:
        return session.site.city
    return session.request.organisation.city


def find_candidates(weeks: Sequence[PlannedWeek]) -> list[GainCandidate]:
    """Everything that could help with what stayed open, what most stayed open for first."""
    kinds: Counter[tuple[Language, CertificationLevel]] = Counter()
    places: Counter[tuple[Language, str]] = Counter()
    hours: Counter[tuple[Language, HourBlock]] = Counter()
    for week in weeks:
        for each in week.unmet:
            request = each.session.request
            language, weight = request.language_planned, unfilled_cost(request.priority)
            kinds[language, level_wanted(request.tier, request.domain)] += weight
            places[language, city_of(each)] += weight
            for block in _blocks(week.week, each):
                hours[language, block] += weight
    found: list[GainCandidate] = []
    # In turn the first of each kind, then the second: a budget that ends early has seen something of all.
    in_turn = [
        _new(kinds, places),
        _upskilled(weeks, kinds),
        _longer_hours(weeks, hours),
        _of_places(places, GainKind.NEIGHBOUR),
        _of_places(places, GainKind.VIDEO),
    ]
    while in_turn:
        left: list[Iterator[GainCandidate]] = []
        for one in in_turn:
            candidate = next(one, None)
            if candidate is not None:
                found.append(candidate)
                left.append(one)
        in_turn = left
    return found


def _new(
    kinds: Counter[tuple[Language, CertificationLevel]], places: Counter[tuple[Language, str]]
) -> Iterator[GainCandidate]:
    """Somebody new of each kind in each city, those cities first where most of the language stayed open."""
    ranked = [kind for kind, _ in kinds.most_common()]
    by_kind = {
        (language, level): sorted(CITIES, key=lambda city: (-places[language, city], city))
        for language, level in ranked
    }
    for k in range(len(CITIES)):
        for language, level in ranked:
            yield GainCandidate(
                kind=GainKind.NEW_INTERPRETER,
                language=language,
                level=level,
                city=by_kind[language, level][k],
            )


def _roster(weeks: Sequence[PlannedWeek]) -> Mapping[InterpreterId, Person]:
    return weeks[0].week.situation.people if weeks else {}


def _upskilled(
    weeks: Sequence[PlannedWeek], kinds: Counter[tuple[Language, CertificationLevel]]
) -> Iterator[GainCandidate]:
    """Each person with the level below and without the one above."""
    people = _roster(weeks)
    for (language, level), _ in kinds.most_common():
        if level in ABOVE:
            for person in speakers(people, language):
                held = {each.level for each in person.certifications if each.language is language}
                if held & BELOW and level not in held:
                    yield GainCandidate(
                        kind=GainKind.UPSKILL, language=language, level=level, people=(person.id,)
                    )


def _longer_hours(
    weeks: Sequence[PlannedWeek], hours: Counter[tuple[Language, HourBlock]]
) -> Iterator[GainCandidate]:
    people = _roster(weeks)
    for (language, block), _ in hours.most_common():
        for person in speakers(people, language):
            yield GainCandidate(
                kind=GainKind.AVAILABILITY, language=language, hours=block, people=(person.id,)
            )


def _of_places(places: Counter[tuple[Language, str]], kind: GainKind) -> Iterator[GainCandidate]:
    for (language, city), _ in places.most_common():
        yield GainCandidate(kind=kind, language=language, city=city)


def _blocks(week: GainWeek, each: WantedSession) -> Iterator[HourBlock]:
    zone, starts_at = week.situation.zone, each.session.wished_start
    if local_day(starts_at, zone).weekday() >= SATURDAY:
        yield HourBlock.WEEKEND
    elif daypart_of(starts_at, zone) is Daypart.EVENING:
        yield HourBlock.EVENING


def opening_of(
    candidate: GainCandidate, week: GainWeek, settings: Settings, *, turn: int, seats: int = 1
) -> Opening:
    """What a candidate would open in a week; `turn` says whose hours somebody new has, `seats` how many they are."""
    if candidate.kind is GainKind.NEW_INTERPRETER:
        return _with_new(candidate, week, settings, turn, seats)
    if candidate.kind is GainKind.NEIGHBOUR:
        return Opening("more", serves=frozenset(_lent(candidate, week)))
    if candidate.kind is GainKind.VIDEO:
        return Opening("more", ways=tuple(_by_video(candidate, week)))
    return _with_changed(candidate, week)


def _with_new(
    candidate: GainCandidate, week: GainWeek, settings: Settings, turn: int, seats: int
) -> Opening:
    assert candidate.level is not None
    rows: list[Interpreter] = []
    serves: set[tuple[str, str, str]] = set()
    for k in range(seats):
        new = _new_here(week, settings, candidate.language, candidate.level, turn + k)
        here = new[candidate.city]
        row = _row(here.person, week, f"new/{k}")
        rows.append(row)
        serves |= {(row.id, key, way) for key, way in here.serves}
    home = week.translation.engine_place(CITIES[candidate.city].point)
    return Opening("more", tuple(rows), (home,), frozenset(serves))


def _new_here(
    week: GainWeek, settings: Settings, language: Language, level: CertificationLevel, turn: int
) -> Mapping[str, NewHere]:
    """Somebody new in every city, asked once for all of what they could serve."""
    key = language, level, turn % len(QUARTERS)
    if key not in week.found:
        people = usual_interpreters(week.situation, settings, language, level, turn=turn)
        crowd, serves = Crowd(people.values()), dict[str, list[tuple[str, str]]]()
        for each in week.wanted.values():
            for way in each.ways:
                if language in {way.need.language, way.need.fallback_language}:
                    for person in crowd.able(way.need):
                        serves.setdefault(person.city, []).append((each.key, way.name))
        week.found[key] = {
            city: NewHere(person=person, serves=serves.get(city, ()))
            for city, person in people.items()
        }
    return week.found[key]


def _with_changed(candidate: GainCandidate, week: GainWeek) -> Opening:
    """People of the roster with a level or hours more."""
    rows: list[Interpreter] = []
    serves: set[tuple[str, str, str]] = set()
    for who in candidate.people:
        before = week.situation.people.get(who)
        if before is None:
            continue
        if candidate.hours is not None:
            person = with_hours(before, week.situation, candidate.hours)
        else:
            assert candidate.level is not None
            person = with_level(before, candidate.language, candidate.level)
        rows.append(_row(person, week))
        serves |= {(str(who), key, way) for key, way in _more(person, before, week)}
    return Opening("more", tuple(rows), serves=frozenset(serves))


def _row(person: Person, week: GainWeek, name: str = "") -> Interpreter:
    """Somebody as the engine sees them where only need and travel count."""
    return replace(week.translation.engine_person(person, name=name), session_cost=0)


def _more(person: Person, before: Person, week: GainWeek) -> Iterator[tuple[str, str]]:
    """What somebody could serve who could not before: what they could have had and had not, they would not have now."""
    for each, way in _ways(week, person):
        if may_serve(person, way.need) and not may_serve(before, way.need):
            yield each.key, way.name


def _ways(week: GainWeek, person: Person) -> Iterator[tuple[WantedSession, PlannedWay]]:
    spoken = {skill.language for skill in person.languages}
    for each in week.wanted.values():
        for way in each.ways:
            if {way.need.language, way.need.fallback_language} & spoken:
                yield each, way


def _lent(candidate: GainCandidate, week: GainWeek) -> Iterator[tuple[str, str, str]]:
    """Whoever speaks the language and lives too far away for a city, as if they went there too."""
    for each in _there(candidate, week):
        for way in each.ways:
            for person in speakers(week.situation.people, candidate.language):
                if may_serve(with_range(person), way.need) and not may_serve(person, way.need):
                    yield str(person.id), each.key, way.name


def _there(candidate: GainCandidate, week: GainWeek) -> Iterable[WantedSession]:
    return (
        each
        for each in week.wanted.values()
        if each.session.request.language_planned is candidate.language
        and city_of(each) == candidate.city
    )


def _by_video(candidate: GainCandidate, week: GainWeek) -> Iterator[tuple[str, Way]]:
    """Sessions in a city that their requesters want on site only, by video too."""
    situation = week.situation
    for each in _there(candidate, week):
        if all(way.way.modality is Modality.ON_SITE for way in each.ways):
            need = situation.need(each.session, Modality.VIDEO)
            able = tuple(
                person.id
                for person in speakers(situation.people, candidate.language)
                if may_serve(person, need) and not _passed_over(person, each)
            )
            video = replace(
                each.ways[0],
                way=replace(each.ways[0].way, modality=Modality.VIDEO),
                need=need.starting_at(each.ways[0].need.earliest),
                candidates=able,
            )
            yield each.key, week.translation.engine_ways([video])[0]


def _passed_over(person: Person, each: WantedSession) -> bool:
    """Whether somebody could have had it as it was asked for, and had not."""
    return any(person.id not in way.candidates and may_serve(person, way.need) for way in each.ways)
