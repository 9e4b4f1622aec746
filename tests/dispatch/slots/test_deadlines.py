"""By when an answer is due: the office works Sunday to Thursday, without Korean holidays."""

from datetime import UTC, datetime, time
from zoneinfo import ZoneInfo

import pytest

from dispatch.domain.deadlines import AnswerTimes, Asked, OfficeTime, answer_deadline

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
        ("2026-11-26 10:00", "2026-11-29 10:00", "2026-11-26 16:30"),  # the weekend between
        # one, asked later, or today: urgent
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
