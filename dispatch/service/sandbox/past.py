"""A past period as it was wanted, and as it would have been by other rules."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, time, timedelta
from math import ceil
from uuid import UUID

from accounts.domain.cities import CITIES
from dispatch.domain.people import Person
from dispatch.domain.rates import Card, OffDay
from dispatch.domain.sandbox import CourseHeld, SandboxRules
from dispatch.service.plans.worth import another_interpreter
from dispatch.service.rates import cards
from dispatch.service.rates.estimates import Estimates
from dispatch.service.situation.day import Situation
from dispatch.service.situation.reading import read_situation, who_knows
from dispatch.store.queries import plans as plan_queries
from foundation.config import Settings
from foundation.database.work import UnitOfWork
from foundation.times.spans import Span, merge
from foundation.times.zones import days_span, local_day, to_utc
from interpreters.domain.ids import InterpreterId
from interpreters.domain.qualifications import Modality
from scheduling.domain.states import SessionState
from scheduling.service import sessions
from training.domain.validity import HeldCertification

# Wanted to the end, whatever became of it.
WANTED = frozenset(SessionState) - {SessionState.CANCELLED}
# Going to another city, people also go somewhere in it.
WITHIN_A_CITY_KM = 10
ONE_MORE = InterpreterId(UUID(int=1))


@dataclass(frozen=True, kw_only=True)
class PastPeriod:
    """Some days that are over, with nobody sent anywhere yet, and what work paid on them."""

    situation: Situation
    settings: Settings
    cards: Sequence[Card]
    off_days: Mapping[date, OffDay | None]


def read_past(uow: UnitOfWork, first_day: date, last_day: date) -> PastPeriod:
    """All that was wanted in some days and not called off, for the people of today with the hours that they had then.

    Nobody is sent anywhere in them: they are planned anew as a whole, by somebody who knows everything. Whoever had
    given no hours for these days yet has those of the same weekdays ahead.
    """
    read = read_situation(uow, first_day, last_day)
    later = _weeks_until(first_day, uow.today)
    ahead = read_situation(uow, first_day + later, last_day + later).people
    listed = [
        each
        for each in sessions.list_sessions(uow, first_day, last_day, WANTED)
        if not each.on_demand and each.request.language is not None
    ]
    estimates = Estimates(uow, ())
    # A session may run on into the night after the last day.
    days = [first_day + timedelta(days=n) for n in range((last_day - first_day).days + 2)]
    return PastPeriod(
        situation=replace(
            read,
            now=days_span(first_day, first_day, read.zone).start - timedelta(days=1),
            is_replay=True,
            sessions={each.id: each for each in listed},
            holdings={},
            waves={},
            declined=frozenset(plan_queries.declined_pairs(uow.db, [each.id for each in listed])),
            known=who_knows(uow, listed),
            people={
                who: replace(person, duties=(), free=person.free or _earlier(ahead[who], later))
                for who, person in read.people.items()
            },
        ),
        settings=uow.settings,
        cards=cards.known(uow),
        off_days={day: estimates.off_day(day) for day in days},
    )


def _weeks_until(first_day: date, today: date) -> timedelta:
    """Whole weeks from the days to the first ones that lie ahead as a whole."""
    return timedelta(weeks=(today - first_day).days // 7 + 1)


def _earlier(person: Person, by: timedelta) -> tuple[Span, ...]:
    """Somebody's free time, so much earlier."""
    return tuple(Span(span.start - by, span.end - by) for span in person.free)


def by_rules(past: PastPeriod, rules: SandboxRules) -> Situation:
    """The same days by other rules."""
    situation = past.situation
    people = {who: _changed(situation, person, rules) for who, person in situation.people.items()}
    if rules.course is not None:
        people |= _taught(people, rules.course)
    if rules.one_more is not None:
        more = rules.one_more
        person = another_interpreter(situation, past.settings, more.language, more.level, more.city)
        people[ONE_MORE] = _changed(situation, replace(person, id=ONE_MORE), rules)
    more_modes = (Modality.VIDEO,) if rules.video else ()
    return replace(situation, people=people, more_modes=more_modes)


def _changed(situation: Situation, person: Person, rules: SandboxRules) -> Person:
    """Somebody as they would work."""
    reach = max(person.max_travel_km, rules.radius_km)
    if person.city in rules.pooled:
        one, other = (CITIES[city].point for city in rules.pooled)
        reach = max(reach, ceil(situation.ways.road_km(one, other)) + WITHIN_A_CITY_KM)
    modes = person.modalities | {Modality.VIDEO} if rules.video else person.modalities
    free = person.free
    if rules.hours:
        free = tuple(merge((*free, *_hours(situation, person, rules.hours))))
    return replace(person, max_travel_km=reach, modalities=modes, free=free)


def _hours(situation: Situation, person: Person, hours: Sequence[str]) -> Sequence[Span]:
    """The hours of the days on which somebody works at all."""
    zone = situation.zone
    first, last = (time.fromisoformat(clock) for clock in hours)
    days = {local_day(span.start, zone) for span in person.free}
    return [Span(to_utc(day, first, zone), to_utc(day, last, zone)) for day in sorted(days)]


def _taught(
    people: Mapping[InterpreterId, Person], course: CourseHeld
) -> dict[InterpreterId, Person]:
    """Whoever would have been certified: of those who speak the language and do not hold the level those with most certifications."""
    able = [
        person
        for person in people.values()
        if person.speaks(course.language)
        and not any(
            (held.language, held.level) == (course.language, course.level)
            for held in person.certifications
        )
    ]
    able.sort(key=lambda person: (-len(person.certifications), str(person.id)))
    held = HeldCertification(course.level, course.language, date.min, date.max)
    return {
        person.id: replace(
            person, certifications=(*person.certifications, held), vetted_until=date.max
        )
        for person in able[: course.people]
    }
