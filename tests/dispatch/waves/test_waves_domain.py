"""Who is in which wave, and until when a wave waits."""

from datetime import UTC, datetime, timedelta
from uuid import UUID
from zoneinfo import ZoneInfo

import pytest

from accounts.domain.ids import OrganisationId
from dispatch.domain.waves import (
    Askable,
    PolicyScope,
    ReadingTime,
    Wave,
    WaveCourse,
    WaveKind,
    goes_at,
    next_wave,
    waits_until,
)
from interpreters.domain.ids import InterpreterId
from interpreters.domain.qualifications import Tier

SEOUL = ZoneInfo("Asia/Seoul")
READING = ReadingTime(zone=SEOUL)
WAVES = (
    Wave(kind=WaveKind.STAFF, size=1, seconds=3600),
    Wave(kind=WaveKind.ORGANISATION, size=2, seconds=3600),
    Wave(kind=WaveKind.PROVINCE, size=2, seconds=3600),
)


def person(number: int, kind: WaveKind, **values: bool | str) -> Askable:
    """Somebody known by a number."""
    return Askable(interpreter_id=InterpreterId(UUID(int=number)), kind=kind, **values)  # pyright: ignore[reportArgumentType]  a test's shorthand


def numbers(people: tuple[InterpreterId, ...]) -> list[int]:
    """Who they are."""
    return [who.int for who in people]


RANKED = [
    person(1, WaveKind.PROVINCE),
    person(2, WaveKind.STAFF),
    person(3, WaveKind.ORGANISATION),
    person(4, WaveKind.STAFF),
    person(5, WaveKind.PROVINCE),
]


def ids(*people: int) -> set[InterpreterId]:
    """Who was asked."""
    return {InterpreterId(UUID(int=number)) for number in people}


@pytest.mark.parametrize(
    ("last", "asked", "step", "people"),
    [
        (None, ids(), 0, [2, 4]),
        # whoever was left over comes with the wider kind, in the order of the ranking
        (0, ids(2), 1, [3, 4]),
        (1, ids(2, 3, 4), 2, [1, 5]),
        # a kind that has nobody is passed over
        (0, ids(2, 3, 4), 2, [1, 5]),
        # the last wave comes again
        (2, ids(1, 2, 3, 4), 2, [5]),
    ],
)
def test_a_wave_asks_those_of_its_kind_who_were_not_asked(
    last: int | None, asked: set[InterpreterId], step: int, people: list[int]
) -> None:
    found = next_wave(WAVES, last, RANKED, asked)

    assert found is not None
    assert (found.step, numbers(found.people)) == (step, people)


def test_nobody_left_is_no_wave() -> None:
    assert next_wave(WAVES, 2, RANKED, ids(1, 2, 3, 4, 5)) is None


def test_one_wave_asks_about_one_start_and_whoever_is_asked_elsewhere_comes_last() -> None:
    ranked = [
        person(1, WaveKind.PROVINCE, is_asked_elsewhere=True, together="video"),
        person(2, WaveKind.PROVINCE, together="phone"),
        person(3, WaveKind.PROVINCE, together="video"),
        person(4, WaveKind.PROVINCE, is_asked_elsewhere=True, together="phone"),
    ]

    found = next_wave(WAVES, 1, ranked, ())

    assert found is not None
    assert numbers(found.people) == [2, 4]


def at(text: str) -> datetime:
    """An instant by Seoul's wall clock."""
    return datetime.fromisoformat(text).replace(tzinfo=SEOUL).astimezone(UTC)


NEXT_WEEK = at("2026-12-01 10:00")


@pytest.mark.parametrize(
    ("now", "starts_at", "is_urgent", "goes"),
    [
        ("2026-11-23 12:00", NEXT_WEEK, False, "2026-11-23 12:00"),
        ("2026-11-23 23:00", NEXT_WEEK, False, "2026-11-24 08:00"),
        ("2026-11-24 05:00", NEXT_WEEK, False, "2026-11-24 08:00"),
        # urgent ones go at night, and so does what starts too soon after it
        ("2026-11-23 23:00", NEXT_WEEK, True, "2026-11-23 23:00"),
        ("2026-11-23 23:00", at("2026-11-24 10:00"), False, "2026-11-23 23:00"),
        ("2026-11-23 23:00", at("2026-11-24 14:00"), False, "2026-11-24 08:00"),
    ],
)
def test_a_wave_waits_for_the_morning_if_the_session_can(
    now: str, starts_at: datetime, is_urgent: bool, goes: str
) -> None:
    assert goes_at(at(now), starts_at, READING, is_urgent=is_urgent) == at(goes)


@pytest.mark.parametrize(
    ("now", "starts_at", "seconds", "until"),
    [
        ("2026-11-23 12:00", NEXT_WEEK, 3600, "2026-11-23 13:00"),
        # minutes count while people can read
        ("2026-11-23 20:30", NEXT_WEEK, 3600, "2026-11-24 08:30"),
        ("2026-11-23 20:30", NEXT_WEEK, 26 * 3600, "2026-11-25 20:30"),
        # never after the start, and straight on where the night cannot be waited for
        ("2026-11-23 12:00", at("2026-11-23 12:30"), 3600, "2026-11-23 12:30"),
        ("2026-11-23 20:30", at("2026-11-24 09:00"), 3600, "2026-11-23 21:30"),
        # without minutes, as the table says, but never at night
        ("2026-11-23 12:00", NEXT_WEEK, None, "2026-11-24 08:00"),
    ],
)
def test_a_wave_waits_for_its_answers(
    now: str, starts_at: datetime, seconds: int | None, until: str
) -> None:
    wave = Wave(kind=WaveKind.PROVINCE, size=3, seconds=seconds)
    course = WaveCourse(
        now=at(now), starts_at=starts_at, by_the_table=at("2026-11-23 22:00"), is_urgent=False
    )

    assert waits_until(wave, course, READING) == at(until)


def test_sixty_seconds_are_sixty_seconds() -> None:
    wave = Wave(kind=WaveKind.PROVINCE, size=3, seconds=60)
    now = at("2026-11-23 23:30") + timedelta(seconds=17)
    course = WaveCourse(now=now, starts_at=NEXT_WEEK, by_the_table=now, is_urgent=True)

    assert waits_until(wave, course, READING) == now + timedelta(seconds=60)
    assert Wave.parse(wave.as_json()) == wave


def test_the_closest_policy_holds() -> None:
    here = OrganisationId(UUID(int=1))
    request = PolicyScope(organisation_id=here, priority=1, tier=Tier.T2)
    scopes = [
        PolicyScope(),
        PolicyScope(tier=Tier.T2),
        PolicyScope(priority=1),
        PolicyScope(organisation_id=here),
        PolicyScope(organisation_id=here, priority=2),
    ]

    covering = [scope for scope in scopes if scope.covers(request)]

    assert max(covering, key=lambda scope: scope.closeness) == PolicyScope(organisation_id=here)
    assert scopes[4] not in covering
    assert len({scope.key for scope in scopes}) == len(scopes)
