"""Rules of the roster, without a database."""

from dataclasses import replace
from datetime import date, timedelta

import pytest

from foundation.security.errors import Refused
from interpreters.domain.languages import Language
from interpreters.domain.profile import Profile, Spoken, check_profile, rounded_home
from interpreters.domain.qualifications import Modality
from interpreters.domain.standing import MOVES, Standing, reason_against_move
from interpreters.domain.validity import applies

S = Standing
TODAY = date(2026, 11, 23)
LAN = Profile(
    full_name="팜 티 란",
    city="siheung",
    latitude=37.38,
    longitude=126.8,
    languages=(Spoken(Language.VIETNAMESE),),
)


@pytest.mark.parametrize(
    ("now", "to", "allowed"),
    [
        (S.APPLICANT, S.TRAINEE, True),
        (S.APPLICANT, S.ACTIVE, True),
        (S.APPLICANT, S.PAUSED, False),
        (S.TRAINEE, S.ACTIVE, True),
        (S.ACTIVE, S.SUSPENDED, True),
        (S.ACTIVE, S.TRAINEE, False),
        (S.SUSPENDED, S.PAUSED, False),
        (S.SUSPENDED, S.ACTIVE, True),
        (S.LEFT, S.ACTIVE, False),
        (S.LEFT, S.APPLICANT, True),
        (S.ACTIVE, S.ACTIVE, False),
    ],
)
def test_standing_moves_along_the_allowed_ways(now: S, to: S, *, allowed: bool) -> None:
    assert (reason_against_move(now, to) is None) is allowed


def test_everybody_can_leave_and_come_back() -> None:
    assert all(S.LEFT in MOVES[now] for now in S if now is not S.LEFT)
    assert MOVES[S.LEFT] == {S.APPLICANT}


def test_a_sensible_profile_passes() -> None:
    check_profile(replace(LAN, joined_on=TODAY), TODAY)


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("full_name", ""),
        ("full_name", "가" * 121),
        ("city", "seoul"),
        ("latitude", 126.8),
        ("longitude", 37.4),
        ("languages", ()),
        ("languages", (Spoken(Language.LAO), Spoken(Language.LAO))),
        ("max_travel_km", -1),
        ("max_travel_km", 301),
        ("modalities", frozenset[Modality]()),
        ("max_minutes_per_day", 1441),
        ("max_minutes_per_week", 10081),
        ("min_break_minutes", 241),
        ("notes", "가" * 501),
        ("full_name", "김민지 🙂"),
        ("joined_on", TODAY + timedelta(days=1)),
    ],
)
def test_what_makes_no_sense_is_named_by_its_field(field: str, value: object) -> None:
    with pytest.raises(Refused) as refused:
        check_profile(replace(LAN, **{field: value}), TODAY)  # pyright: ignore[reportArgumentType]  a table of cases

    assert list(refused.value.problems) == [field]


def test_a_home_is_kept_to_about_a_kilometre() -> None:
    assert rounded_home(37.32194, 126.83087) == (37.32, 126.83)


def test_a_restriction_applies_on_its_last_day_too_and_without_one_for_ever() -> None:
    first, last = date(2026, 3, 1), date(2026, 3, 5)

    assert [applies(first, last, date(2026, 3, day)) for day in (1, 5, 6)] == [True, True, False]
    assert applies(first, None, date(2030, 1, 1))
    assert not applies(first, None, date(2026, 2, 28))
