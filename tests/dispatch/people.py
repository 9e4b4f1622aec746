"""People and needs for the tests of the rules, with sensible defaults and no database."""

from dataclasses import replace
from datetime import date, datetime, time, timedelta
from typing import Any
from uuid import UUID, uuid4
from zoneinfo import ZoneInfo

from accounts.domain.cities import CITIES
from accounts.domain.consents import ConsentPurpose
from accounts.domain.ids import OrganisationId
from dispatch.domain.people import (
    Bar,
    Duty,
    HeldCertification,
    LanguageSkill,
    MissingSignature,
    Need,
    Person,
    Ways,
)
from foundation.geo import Point, TravelModel
from foundation.times.spans import Span
from foundation.times.zones import to_utc
from interpreters.domain.ids import InterpreterId
from interpreters.domain.languages import Direction, Language, Level
from interpreters.domain.qualifications import CertificationLevel, Domain, Modality, Tier
from interpreters.domain.standing import Employment, RestrictionKind, Standing
from scheduling.domain.ids import SessionId
from scheduling.domain.states import Priority

SEOUL = ZoneInfo("Asia/Seoul")
DAY = date(2026, 11, 24)  # a Tuesday
ANSAN = CITIES["ansan"].point
SUWON = CITIES["suwon"].point
POCHEON = CITIES["pocheon"].point
WAYS = Ways(TravelModel(kmh=40, detour=1.35, round_to=5), buffer=15)
ORGANISATION = OrganisationId(UUID(int=1))
PERSON = InterpreterId(UUID(int=2))
L2 = HeldCertification(
    CertificationLevel.COMMUNITY, Language.VIETNAMESE, date(2025, 1, 1), date(2028, 1, 1)
)
UNSIGNED = (MissingSignature(ConsentPurpose.SECRECY, date(2026, 11, 1)),)


def at(clock: str, day: date = DAY) -> datetime:
    """A time on the wall of the day."""
    return to_utc(day, time.fromisoformat(clock), SEOUL)


def between(start: str, end: str, day: date = DAY) -> Span:
    """A part of the day."""
    return Span(at(start, day), at(end, day))


def a_person(**changes: Any) -> Person:
    """A Vietnamese interpreter in Ansan, certified for general counselling, free from nine to six."""
    person = Person(
        id=PERSON,
        name="응우옌 티 하인",
        employment=Employment.FREELANCE,
        standing=Standing.ACTIVE,
        gender=None,
        home=ANSAN,
        city="ansan",
        max_travel_km=30,
        modalities=frozenset(Modality),
        max_minutes_per_day=360,
        max_minutes_per_week=1200,
        min_break=10,
        vetted_until=None,
        joined_on=date(2025, 1, 1),
        languages=(LanguageSkill(Language.VIETNAMESE, Level.NATIVE, Direction.BOTH),),
        certifications=(L2,),
        free=(between("09:00", "18:00"),),
    )
    return replace(person, **changes)


def a_need(start: str = "10:00", latest: str = "", **changes: Any) -> Need:
    """One hour of general counselling in Vietnamese, on site in Ansan."""
    need = Need(
        session_id=SessionId(UUID(int=3)),
        day=DAY,
        earliest=at(start),
        latest=at(latest or start),
        minutes=60,
        language=Language.VIETNAMESE,
        domain=Domain.GENERAL,
        tier=Tier.T1,
        priority=Priority.WORK,
        modality=Modality.ON_SITE,
        organisation_id=ORGANISATION,
        ways=WAYS,
        zone=SEOUL,
        point=ANSAN,
        case_code="ANS-1",
    )
    return replace(need, **changes)


def a_duty(
    start: str, end: str, *, day: date = DAY, point: Point | None = ANSAN, **changes: Any
) -> Duty:
    """Another session at the same place."""
    duty = Duty(SessionId(uuid4()), between(start, end, day), day, point)
    return replace(duty, **changes)


def a_bar(kind: RestrictionKind = RestrictionKind.EXCLUSION, **changes: Any) -> Bar:
    """A restriction for everybody, from a week ago, without an end."""
    return replace(Bar(kind, None, "", DAY - timedelta(days=7), None), **changes)
