"""Calendars of strangers are read in a process of their own, which ends when it takes too long."""

import sys
from datetime import date

import pytest

from foundation.calendars.apart import read_apart
from foundation.calendars.asked import CalendarQuestion, answer_line
from foundation.calendars.faults import CalendarFault, CalendarRefused
from tests.foundation.calendars.test_reading import UTC_HOUR, calendar, event

# It looks for a Wednesday on every seventh day from a Tuesday on, until the year 9999.
NEVER_TRUE = "RRULE:FREQ=DAILY;INTERVAL=7;BYDAY=WE"
NEVER = event(*UTC_HOUR, NEVER_TRUE)


def asked(raw: bytes = b"", address: str = "") -> CalendarQuestion:
    return CalendarQuestion(
        days=(date(2026, 12, 1), date(2026, 12, 14)),
        zone="Asia/Seoul",
        own_host="ieum.example",
        raw=raw,
        address=address,
    )


def test_it_answers_with_the_times_or_with_what_is_wrong() -> None:
    answer = read_apart(asked(calendar(event(*UTC_HOUR))))
    assert answer.busy is not None
    assert [span.minutes for span in answer.busy.spans] == [60]


def test_what_never_ends_is_ended() -> None:
    program = (sys.executable, "-c", "import time; time.sleep(60)")
    with pytest.raises(CalendarRefused) as refused:
        read_apart(asked(calendar(NEVER)), program=program, seconds=0.2)
    assert refused.value.fault is CalendarFault.TOO_LONG
    with pytest.raises(CalendarRefused) as refused:
        read_apart(asked(address="https://slow.example/"), program=program, seconds=0.2)
    assert refused.value.fault is CalendarFault.NO_ANSWER


@pytest.mark.wide
def test_a_rule_that_never_comes_true_costs_its_process_only() -> None:
    # Entries of their own, so many that no machine is through with them in that time.
    entries = [event(*UTC_HOUR, NEVER_TRUE, uid=str(n)) for n in range(400)]
    with pytest.raises(CalendarRefused) as refused:
        read_apart(asked(calendar(*entries)), seconds=2)
    assert refused.value.fault is CalendarFault.TOO_LONG


@pytest.mark.parametrize(
    ("line", "fault"),
    [
        ('"raw": "", "address": "http://127.0.0.1/"', "not_public"),
        ('"raw": "aGVsbG8=", "address": ""', "not_a_calendar"),
    ],
)
def test_the_child_says_what_is_wrong(line: str, fault: str) -> None:
    rest = '"days": ["2026-12-01", "2026-12-02"], "zone": "Asia/Seoul", "own_host": "x", "mark": ""'
    assert f'"fault": "{fault}"' in answer_line("{" + rest + ", " + line + "}")
