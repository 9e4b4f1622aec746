"""By when an answer is due: the office works Sunday to Thursday, without Korean holidays."""

import random
from dataclasses import replace
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest

from dispatch.domain.deadlines import AnswerTimes, Asked, OfficeTime, answer_deadline
from foundation.times.zones import to_utc

SEOUL = ZoneInfo("Asia/Seoul")
OFFICE = OfficeTime(zone=SEOUL, weekdays=("sun", "mon", "tue", "wed", "thu"))
TIMES = AnswerTimes()


def seoul(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=SEOUL).astimezone(UTC)


def due(now: str, starts_at: str, *, remote: bool = False) -> str:
    asked = Asked(now=seoul(now), starts_at=seoul(starts_at), remote=remote)
    deadline = answer_deadline(asked, OFFICE, TIMES)
    return f"{deadline.astimezone(SEOUL):%Y-%m-%d %H:%M}"


@pytest.mark.parametrize(
    ("now", "starts_at", "expected"),
    [
        # ten working days and more: two working days, same time of day
        ("2026-11-23 12:00", "2026-12-07 10:00", "2026-11-25 12:00"),
        ("2026-11-23 12:00", "2027-01-20 10:00", "2026-11-25 12:00"),
        ("2026-11-25 17:10", "2026-12-20 10:00", "2026-11-29 17:10"),  # over the weekend
        # two to nine: the next working day at three
        ("2026-11-23 12:00", "2026-12-06 10:00", "2026-11-24 15:00"),
        ("2026-11-23 09:00", "2026-11-25 10:00", "2026-11-24 15:00"),
        ("2026-11-26 18:00", "2026-12-01 10:00", "2026-11-29 15:00"),  # Thursday to Sunday
        # one, asked before two: today at half past four
        ("2026-11-23 12:00", "2026-11-24 10:00", "2026-11-23 16:30"),
        ("2026-11-23 13:59", "2026-11-24 10:00", "2026-11-23 16:30"),
        ("2026-11-23 00:10", "2026-11-24 10:00", "2026-11-23 16:30"),
        # the weekend between: until the office closes, or the day before if it is late already
        ("2026-11-26 10:00", "2026-11-29 10:00", "2026-11-26 18:00"),
        ("2026-11-26 15:00", "2026-11-29 10:00", "2026-11-28 15:00"),
        ("2026-11-26 19:00", "2026-11-29 14:00", "2026-11-29 10:00"),
        ("2026-11-27 12:00", "2026-11-29 09:30", "2026-11-29 09:30"),
        ("2026-11-25 15:00", "2026-11-27 10:00", "2026-11-26 15:00"),  # a day off itself
        ("2026-11-26 11:00", "2026-11-28 10:00", "2026-11-26 18:00"),
        # tomorrow, asked later, or today: urgent
        ("2026-11-23 14:00", "2026-11-24 10:00", "2026-11-23 14:15"),
        ("2026-11-23 12:00", "2026-11-23 15:00", "2026-11-23 12:15"),
        ("2026-11-27 12:00", "2026-11-28 10:00", "2026-11-27 12:15"),  # nobody works in between
    ],
)
def test_the_nearer_the_session_the_sooner_the_answer(
    now: str, starts_at: str, expected: str
) -> None:
    assert due(now, starts_at) == expected


def test_a_holiday_is_no_day_to_answer_on() -> None:
    """Seollal 2027 is from 6 to 9 February (the 9th a substitute): Sunday to Tuesday are free."""
    assert due("2027-02-04 10:00", "2027-02-15 10:00") == "2027-02-10 15:00"


@pytest.mark.parametrize(
    ("now", "starts_at", "expected"),
    [
        ("2027-02-04 10:00", "2027-02-09 10:00", "2027-02-04 18:00"),
        ("2027-02-04 14:00", "2027-02-09 10:00", "2027-02-08 15:00"),
        ("2027-02-04 23:00", "2027-02-10 10:00", "2027-02-10 10:00"),
        ("2027-02-06 10:00", "2027-02-09 10:00", "2027-02-08 15:00"),  # from one holiday to another
        ("2027-02-07 10:00", "2027-02-08 10:00", "2027-02-07 10:15"),
        ("2027-02-04 10:00", "2027-02-05 10:00", "2027-02-04 16:30"),
    ],
)
def test_over_a_row_of_holidays_nobody_has_minutes_only(
    now: str, starts_at: str, expected: str
) -> None:
    assert due(now, starts_at) == expected


def test_a_closing_day_is_no_day_to_answer_on() -> None:
    asked = Asked(now=seoul("2026-11-23 12:00"), starts_at=seoul("2026-11-26 10:00"), remote=False)
    closed = replace(OFFICE, closed={date(2026, 11, 24)})
    assert answer_deadline(asked, OFFICE, TIMES) == seoul("2026-11-24 15:00")
    assert answer_deadline(asked, closed, TIMES) == seoul("2026-11-25 15:00")


@pytest.mark.parametrize("week", [OFFICE.weekdays, ("mon", "tue", "wed", "thu", "fri")])
def test_a_question_can_be_read_in_office_hours_unless_its_session_is_today_or_tomorrow(
    week: tuple[str, ...],
) -> None:
    chance = random.Random(20270204)
    office = replace(OFFICE, weekdays=week)
    for _ in range(2_000):
        now = seoul("2026-11-20 00:00") + timedelta(minutes=5 * chance.randrange(288 * 120))
        starts_at = now + timedelta(minutes=5 * chance.randrange(1, 288 * 25))
        asked = Asked(now=now, starts_at=starts_at, remote=chance.random() < 0.5)
        deadline = answer_deadline(asked, office, TIMES)
        assert now < deadline <= starts_at
        today, day = (at.astimezone(SEOUL).date() for at in (now, starts_at))
        if (day - today).days > 1:
            assert deadline - now > timedelta(minutes=15) or deadline == starts_at
            read = office_minutes(office, now, deadline)
            assert read > 0 or office_minutes(office, now, starts_at) == 0, (now, starts_at)


def office_minutes(office: OfficeTime, first: datetime, last: datetime) -> int:
    """Minutes of office hours between two instants."""
    day, found = first.astimezone(SEOUL).date(), 0
    while day <= last.astimezone(SEOUL).date():
        if office.works_on(day):
            opens, closes = (to_utc(day, at, SEOUL) for at in (office.opens, office.closes))
            found += max(0, int((min(closes, last) - max(opens, first)).total_seconds() // 60))
        day += timedelta(days=1)
    return found


def test_somebody_asked_for_a_call_right_now_has_five_minutes() -> None:
    assert due("2026-11-23 12:00", "2026-11-23 12:40", remote=True) == "2026-11-23 12:05"
    assert due("2026-11-23 12:00", "2026-11-23 12:40", remote=False) == "2026-11-23 12:15"


def test_the_deadline_is_never_after_the_start() -> None:
    assert due("2026-11-23 12:00", "2026-11-23 12:03", remote=True) == "2026-11-23 12:03"
    assert due("2026-11-23 08:00", "2026-11-24 00:30") == "2026-11-23 16:30"
    assert due("2026-11-22 09:00", "2026-11-24 10:00") == "2026-11-23 15:00"


def test_an_office_with_other_times_answers_by_those() -> None:
    asked = Asked(now=seoul("2026-11-23 12:00"), starts_at=seoul("2026-11-25 10:00"), remote=False)
    times = AnswerTimes(next_day_by=time(11))
    assert answer_deadline(asked, OFFICE, times) == seoul("2026-11-24 11:00")
