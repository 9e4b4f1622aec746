"""What makes a request one that can be served: tables of cases."""

from dataclasses import replace
from datetime import UTC, date, datetime, time, timedelta
from uuid import uuid4

import pytest

from accounts.domain.ids import OrganisationId, SiteId
from foundation.config import Settings
from interpreters.domain.languages import Language
from interpreters.domain.qualifications import Domain, Modality, Tier
from scheduling.domain.holidays import (
    add_working_days,
    holiday_name,
    is_working_day,
    next_working_day,
    working_days_between,
)
from scheduling.domain.needs import (
    RequestNeed,
    StartWindow,
    moments,
    priority_of,
    team_of,
    tier_of,
    window_clocks,
    window_of,
)
from scheduling.domain.requests import (
    advice_on,
    find_problems,
    is_late_to_cancel,
    missing_facts,
)
from scheduling.domain.series import Scope, is_within, occurrence_days
from scheduling.domain.settings import SchedulingSettings
from scheduling.domain.states import CancelReason, Priority
from scheduling.domain.trail import TRAIL
from tests.conftest import NOON

SETTINGS = Settings()
WEEK = SETTINGS.of(SchedulingSettings).working_weekdays
NEED = RequestNeed(
    organisation_id=OrganisationId(uuid4()),
    case_code="ANS-2026-0412",
    language=Language.VIETNAMESE,
    domain=Domain.MEDICAL,
    modalities=(Modality.ON_SITE, Modality.VIDEO),
    site_id=SiteId(uuid4()),
    day=date(2026, 11, 26),
    start=time(10, 30),
    earliest=time(10),
    latest=time(11),
    minutes=90,
)


def test_a_good_need_has_no_problems() -> None:
    assert find_problems(NEED, NOON, SETTINGS).found == {}


@pytest.mark.parametrize(
    ("field", "said", "changed"),
    [
        ("language", "Choose the language", {"language": None}),
        ("fallback_language", "other than", {"fallback_language": Language.VIETNAMESE}),
        ("domain", "Choose the field", {"domain": None}),
        ("tier", "at least", {"tier": Tier.T1}),
        ("priority", "1 to 4", {"priority": 5}),
        ("modalities", "Choose a mode", {"modalities": ()}),
        ("modalities", "once only", {"modalities": (Modality.VIDEO, Modality.VIDEO)}),
        ("site", "Choose the place", {"site_id": None}),
        ("day", "Choose the day", {"day": None}),
        ("day", "2026-11-22 is past", {"day": date(2026, 11, 22)}),
        ("day", "Too far ahead", {"day": date(2027, 2, 22)}),
        ("start", "is past", {"day": date(2026, 11, 23), "earliest": None}),
        ("start", "five minutes", {"start": time(10, 31)}),
        ("start", "time at which it starts", {"start": None}),
        ("earliest", "after the wished start", {"earliest": time(10, 35)}),
        ("latest", "before the wished start", {"latest": time(10, 25)}),
        ("minutes", "how long", {"minutes": None}),
        ("minutes", "ends before it starts", {"minutes": -30}),
        ("minutes", "ends before it starts", {"minutes": 0}),
        ("minutes", "steps of five", {"minutes": 61}),
        ("minutes", "5 to 720", {"minutes": 725}),
        ("team", "one or two", {"team": 3}),
        ("excluded", "preferred and excluded", {"preferred": ("a",), "excluded": ("a",)}),
        ("case", "No name", {"case_code": "ANS-2026 7"}),
        ("case", "No name", {"case_code": "응우옌하인"}),
        ("case", "No name", {"case_code": "김철수1"}),
        ("case", "No name", {"case_code": "Nguyen1"}),
        ("case", "registration, passport", {"case_code": "900101-1234567"}),
        ("case", "registration, passport", {"case_code": "M12345678"}),
        ("note", "registration, passport", {"note": "외국인등록번호 900101-5123456"}),
        ("note", "registration, passport", {"note": "전화 ０１０‐１２３４‐５６７８"}),
        ("note", "looks like a name", {"note": "김철수 씨와 함께"}),
        ("room", "registration, passport", {"room": "+82 10 1234 5678"}),
        ("note", "500 characters", {"note": "가" * 501}),
    ],
)
def test_a_problem_names_its_field(field: str, said: str, changed: dict[str, object]) -> None:
    need = replace(NEED, **changed)  # pyright: ignore[reportArgumentType]  any field
    found = find_problems(need, NOON, SETTINGS).found
    assert field in found
    assert any(said in str(reason) for reason in found[field]), found


def test_the_day_is_that_of_the_office_and_not_of_greenwich() -> None:
    late_evening = datetime(2026, 11, 23, 16, 0, tzinfo=UTC)  # 01:00 of the 24th in Seoul
    need = replace(NEED, day=date(2026, 11, 23), start=time(23), earliest=None, latest=None)
    assert "day" in find_problems(replace(need, minutes=30), late_evening, SETTINGS).found


@pytest.mark.parametrize(
    ("domain", "tier", "priority"),
    [
        (Domain.GENERAL, Tier.T1, Priority.DAILY),
        (Domain.EDUCATION, Tier.T1, Priority.WORK),
        (Domain.LABOUR, Tier.T2, Priority.WORK),
        (Domain.VIOLENCE, Tier.T3, Priority.MAJOR),
    ],
)
def test_tier_and_priority_follow_from_the_field(
    domain: Domain, tier: Tier, priority: Priority
) -> None:
    need = replace(NEED, domain=domain)
    assert (tier_of(need), priority_of(need)) == (tier, priority)


@pytest.mark.parametrize(
    ("minutes", "simultaneous", "team"),
    [(120, False, 1), (125, False, 2), (30, True, 1), (35, True, 2)],
)
def test_long_sessions_take_two(minutes: int, simultaneous: bool, team: int) -> None:
    need = replace(NEED, minutes=minutes, simultaneous=simultaneous)
    assert team_of(need, SETTINGS) == team


@pytest.mark.parametrize(
    ("minutes", "said"), [(60, ""), (65, "short break"), (90, "5 minutes in every 40"), (180, "")]
)
def test_one_interpreter_for_long_is_advised_against(minutes: int, said: str) -> None:
    advice = [str(a) for a in advice_on(replace(NEED, minutes=minutes), NOON, SETTINGS)]
    found = [a for a in advice if a.startswith("One interpreter")]
    assert bool(found) is bool(said)
    assert all(said in a for a in found)


def test_a_short_lead_time_is_pointed_out() -> None:
    tuesday = replace(NEED, day=date(2026, 11, 24))
    assert "2 working days" in str(advice_on(tuesday, NOON, SETTINGS)[0])
    filled = advice_on(tuesday, NOON, SETTINGS, is_filled=True)
    assert not any("working days" in str(each) for each in filled)
    rare = replace(NEED, language=Language.LAO)
    assert "5 working days" in str(advice_on(rare, NOON, SETTINGS)[0])


def test_a_crisis_without_a_case_code_waits_for_a_coordinator() -> None:
    crisis = replace(NEED, domain=Domain.VIOLENCE)
    assert missing_facts(crisis) == []
    assert len(missing_facts(replace(crisis, case_code=""))) == 1


@pytest.mark.parametrize(("start", "minutes"), [("23:00", 60), ("23:30", 60), ("22:00", 720)])
def test_a_session_to_midnight_or_over_it_can_be_asked_for(start: str, minutes: int) -> None:
    clock = time.fromisoformat(start)
    need = replace(NEED, start=clock, earliest=None, latest=None, minutes=minutes)
    assert find_problems(need, NOON, SETTINGS).found == {}


@pytest.mark.parametrize(
    ("window", "start", "minutes", "bounds"),
    [
        (StartWindow.EXACT, "10:30", 60, ("10:30", "10:30")),
        (StartWindow.NEAR, "10:30", 60, ("10:00", "11:00")),
        (StartWindow.NEAR, "00:10", 60, ("00:00", "00:40")),
        (StartWindow.NEAR, "22:50", 60, ("22:20", "23:00")),
        (StartWindow.NEAR, "23:00", 60, ("22:30", "23:00")),
        (StartWindow.NEAR, "23:20", 60, ("22:50", "23:50")),
        (StartWindow.NEAR, "23:30", 60, ("23:00", "23:55")),
        (StartWindow.DAY, "10:30", 90, ("09:00", "16:30")),
        (StartWindow.DAY, "07:30", 90, ("07:30", "16:30")),
        (StartWindow.DAY, "19:00", 90, ("09:00", "19:00")),
    ],
)
def test_a_window_stays_within_the_day(
    window: StartWindow, start: str, minutes: int, bounds: tuple[str, str]
) -> None:
    clock = time.fromisoformat(start)
    found = window_clocks(window, clock, minutes, SETTINGS)
    assert found == tuple(time.fromisoformat(b) for b in bounds)
    need = replace(NEED, start=clock, earliest=found[0], latest=found[1], minutes=minutes)
    assert window_of(need, SETTINGS) is window


def test_a_window_of_its_own_has_no_name() -> None:
    assert window_of(replace(NEED, earliest=time(10, 15)), SETTINGS) is None


def test_the_wished_clock_is_that_of_the_office() -> None:
    at = moments(NEED, SETTINGS.zone)
    assert at.starts_at == datetime(2026, 11, 26, 1, 30, tzinfo=UTC)


@pytest.mark.parametrize(
    ("hours", "minutes", "modality", "late"),
    [
        (25, 60, Modality.ON_SITE, False),
        (23, 60, Modality.ON_SITE, True),
        (47, 390, Modality.ON_SITE, True),
        (5, 60, Modality.PHONE, False),
        (3, 60, Modality.VIDEO, True),
    ],
)
def test_late_cancelling_depends_on_how_it_is_held(
    hours: int, minutes: int, modality: Modality, late: bool
) -> None:
    start = NOON + timedelta(hours=hours)
    assert is_late_to_cancel(start, minutes, modality, NOON, SETTINGS) is late


@pytest.mark.parametrize(
    ("day", "name"),
    [
        (date(2026, 2, 17), "설날"),
        (date(2026, 9, 25), "추석"),
        (date(2026, 5, 24), "부처님오신날"),
        (date(2026, 8, 17), "광복절 대체 휴일"),
        (date(2026, 11, 23), None),
    ],
)
def test_lunar_and_substitute_holidays_are_known(day: date, name: str | None) -> None:
    assert holiday_name(day) == name


def test_the_working_week_is_a_setting_and_holidays_are_not_in_it() -> None:
    assert is_working_day(date(2026, 11, 22), WEEK)  # a Sunday
    assert not is_working_day(date(2026, 11, 27), WEEK)  # a Friday
    assert not is_working_day(date(2026, 2, 17), WEEK)
    assert next_working_day(date(2026, 11, 26), WEEK) == date(2026, 11, 29)
    assert add_working_days(date(2026, 11, 26), 2, WEEK) == date(2026, 11, 30)
    assert working_days_between(date(2026, 11, 26), date(2026, 11, 30), WEEK) == 2


def test_a_series_occurs_on_the_same_weekday_up_to_its_last_day() -> None:
    first = date(2026, 11, 26)
    assert occurrence_days(first, date(2026, 12, 10)) == [
        first,
        date(2026, 12, 3),
        date(2026, 12, 10),
    ]
    assert occurrence_days(first, date(2026, 12, 9), 2) == [first]
    assert occurrence_days(first, date(2026, 11, 1)) == []


@pytest.mark.parametrize(
    ("scope", "days"), [(Scope.THIS, {2}), (Scope.FOLLOWING, {2, 3}), (Scope.ALL, {1, 2, 3})]
)
def test_a_change_reaches_as_far_as_was_chosen(scope: Scope, days: set[int]) -> None:
    chosen = date(2026, 12, 2)
    reached = {d for d in (1, 2, 3) if is_within(date(2026, 12, d), chosen, scope)}
    assert reached == days


def test_typed_text_is_taken_as_it_was_meant() -> None:
    need = RequestNeed(case_code="A\u202e-1", room="3\u2066층\x07", note="첫째\u202e\n둘째\u200e")
    assert (need.case_code, need.room, need.note) == ("A-1", "3층", "첫째\n둘째")


def test_why_a_request_was_called_off_stands_in_the_trail_in_words() -> None:
    reason = TRAIL.facts["reason"]
    for code in CancelReason:
        assert reason.value_in(code.value, "ko") not in {"", code.value}
