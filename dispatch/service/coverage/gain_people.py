"""Who would be more: the usual interpreter of a kind, and people of the roster with a level, hours or a range more."""

import uuid
from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import date, time, timedelta
from statistics import median_low

from accounts.domain.cities import CITIES
from dispatch.domain.gains import HOURS, HourBlock
from dispatch.domain.people import LanguageSkill, Person
from dispatch.domain.settings import DispatchSettings
from dispatch.service.situation.day import Situation
from foundation.config import Settings
from foundation.times.spans import Span, merge
from foundation.times.zones import to_utc
from interpreters.domain.ids import InterpreterId
from interpreters.domain.languages import Direction, Language, Level
from interpreters.domain.profile import Profile
from interpreters.domain.qualifications import CertificationLevel, Modality
from interpreters.domain.standing import Employment, Standing
from training.domain.validity import HeldCertification

# Whose hours the new one is given, week after week in turn: a quarter, half and three quarters up the list of
# speakers by the hours that they are free.
QUARTERS = (2, 1, 3)
ANYWHERE = next(iter(CITIES))


def speakers(people: Mapping[InterpreterId, Person], language: Language) -> list[Person]:
    """Whoever is certified for a language, by code of the roster."""
    return [
        person
        for person in people.values()
        if any(held.language is language for held in person.certifications)
    ]


def usual_interpreters(
    situation: Situation,
    settings: Settings,
    language: Language,
    level: CertificationLevel,
    *,
    turn: int,
) -> dict[str, Person]:
    """Somebody new for each city: at home in its middle, free and working as others of the language do.

    Hours are those of one of them (`QUARTERS`), limits and range what is in the middle among them; where nobody speaks the language, among all.
    """
    alike = speakers(situation.people, language) or list(situation.people.values())
    by_hours = sorted(alike, key=lambda each: (_minutes(each.free), str(each.id)))
    of_hours = by_hours[len(by_hours) * QUARTERS[turn % len(QUARTERS)] // 4] if by_hours else None
    limits = settings.of(DispatchSettings)
    somebody = Person(
        id=InterpreterId(uuid.UUID(int=0)),
        name="",
        employment=Employment.FREELANCE,
        standing=Standing.ACTIVE,
        gender=None,
        home=CITIES[ANYWHERE].point,
        city=ANYWHERE,
        max_travel_km=_middle([each.max_travel_km for each in alike], Profile.max_travel_km),
        modalities=frozenset(Modality),
        max_minutes_per_day=_middle(
            [each.max_minutes_per_day for each in alike], Profile.max_minutes_per_day
        ),
        max_minutes_per_week=_middle(
            [each.max_minutes_per_week for each in alike], Profile.max_minutes_per_week
        ),
        min_break=_middle([each.min_break for each in alike], Profile.min_break_minutes),
        vetted_until=date.max,
        joined_on=situation.first_day,
        languages=(LanguageSkill(language, Level.NATIVE, Direction.BOTH),),
        certifications=(HeldCertification(level, language, date.min, date.max),),
        free=() if of_hours is None else of_hours.free,
        max_heavy_per_day=limits.heavy_sessions_per_day,
        max_away_minutes=limits.away_minutes_per_day,
    )
    return {
        code: replace(somebody, id=InterpreterId(uuid.UUID(int=number)), home=city.point, city=code)
        for number, (code, city) in enumerate(CITIES.items(), start=1)
    }


def with_level(person: Person, language: Language, level: CertificationLevel) -> Person:
    """Somebody certified for a level more, and vetted as its course asks."""
    more = HeldCertification(level, language, date.min, date.max)
    return replace(person, certifications=(*person.certifications, more), vetted_until=date.max)


def with_hours(person: Person, situation: Situation, block: HourBlock) -> Person:
    """Somebody who is also free in a block of hours."""
    begins, ends, weekdays = HOURS[block]
    count = (situation.last_day - situation.first_day).days + 1
    days = [situation.first_day + timedelta(days=n) for n in range(count)]
    more = [
        Span(
            to_utc(day, time.fromisoformat(begins), situation.zone),
            to_utc(day, time.fromisoformat(ends), situation.zone),
        )
        for day in days
        if day.weekday() in weekdays
    ]
    return replace(person, free=tuple(merge((*person.free, *more))))


def with_range(person: Person) -> Person:
    """Somebody who would go as far as the office sends anybody without an approval."""
    return replace(person, max_travel_km=10_000)


def _minutes(free: Sequence[Span]) -> int:
    return sum(span.minutes for span in free)


def _middle(values: Sequence[int], usual: int) -> int:
    return median_low(values) if values else usual
