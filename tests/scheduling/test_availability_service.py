"""Declaring times, taking leave, and reading them as spans, on a real database."""

from dataclasses import replace
from datetime import date, time, timedelta

import pytest

from accounts.domain.roles import Role
from foundation.database.events import Event
from foundation.database.work import Office, UnitOfWork, begin
from foundation.security.errors import Forbidden, NotFound, Refused
from foundation.security.permissions import Actor, the_system
from foundation.times.spans import Span
from foundation.times.zones import days_span, to_utc
from scheduling.domain.availability import DatedTime, ExceptionReason, WeeklyTime
from scheduling.domain.events import LeaveTaken
from scheduling.service import availability
from tests.factories import a_user, an_interpreter, as_actor, available

MONDAY = date(2026, 11, 30)


def part(weekday: int, starts: str, ends: str) -> WeeklyTime:
    return WeeklyTime(
        weekday=weekday,
        starts=time.fromisoformat(starts),
        ends=time.fromisoformat(ends),
        first_day=date(2026, 1, 1),
    )


def off(first: date, last: date | None = None) -> DatedTime:
    return DatedTime(first_day=first, last_day=last or first, available=False)


def span(uow: UnitOfWork, day: date, starts: str, ends: str) -> Span:
    clocks = (time.fromisoformat(starts), time.fromisoformat(ends))
    return Span(*(to_utc(day, clock, uow.settings.zone) for clock in clocks))


def listening(uow: UnitOfWork, kind: type[Event]) -> list[Event]:
    heard: list[Event] = []

    def hear(_uow: UnitOfWork, event: Event) -> None:
        heard.append(event)

    uow.subscribers = {kind: (hear,)}
    return heard


def test_what_was_declared_is_read_as_spans_on_both_databases(any_office: Office) -> None:
    with begin(any_office, the_system()) as uow:
        hanh, other = an_interpreter(uow), an_interpreter(uow, "팜 티 흐엉")
        availability.declare_weekly(
            uow, hanh.id, [part(0, "09:00", "12:00"), part(0, "13:00", "18:00")]
        )
        availability.take_leave(
            uow,
            hanh.id,
            DatedTime(
                first_day=MONDAY,
                last_day=MONDAY,
                available=False,
                starts=time(14),
                ends=time(15),
            ),
        )
    with begin(any_office, the_system()) as uow:
        week = days_span(MONDAY, MONDAY + timedelta(days=6), uow.settings.zone)
        found = availability.free_spans(uow, [hanh.id, other.id], week)
        assert found[other.id] == []
        assert found[hanh.id] == [
            span(uow, MONDAY, "09:00", "12:00"),
            span(uow, MONDAY, "13:00", "14:00"),
            span(uow, MONDAY, "15:00", "18:00"),
        ]


def test_a_new_pattern_replaces_the_old_one_from_today_on(uow: UnitOfWork) -> None:
    hanh = an_interpreter(uow)
    available(uow, hanh, weekdays=[0])
    last_monday = uow.today - timedelta(days=7)

    availability.declare_weekly(uow, hanh.id, [part(0, "10:00", "11:00")])
    availability.declare_weekly(uow, hanh.id, [part(0, "14:00", "15:00")])

    zone = uow.settings.zone
    past = availability.free_spans(uow, [hanh.id], days_span(last_monday, last_monday, zone))
    future = availability.free_spans(uow, [hanh.id], days_span(MONDAY, MONDAY, zone))
    assert past[hanh.id] == [span(uow, last_monday, "09:00", "18:00")]
    assert future[hanh.id] == [span(uow, MONDAY, "14:00", "15:00")]


@pytest.mark.parametrize(
    ("pattern", "said"),
    [
        ([part(0, "09:00", "12:00"), part(0, "11:00", "13:00")], "overlap"),
        ([part(0, "12:00", "09:00")], "ends before it starts"),
    ],
)
def test_a_pattern_that_makes_no_sense_is_refused_and_nothing_is_stored(
    uow: UnitOfWork, pattern: list[WeeklyTime], said: str
) -> None:
    hanh = an_interpreter(uow)
    with pytest.raises(Refused, match=said) as refused:
        availability.declare_weekly(uow, hanh.id, pattern)
    assert list(refused.value.problems) == [f"weekly-{len(pattern) - 1}"]
    assert availability.list_weekly(uow, hanh.id) == []


@pytest.mark.parametrize(
    ("field", "dated"),
    [
        ("last_day", off(MONDAY, MONDAY - timedelta(days=1))),
        ("first_day", off(date(2026, 11, 20))),
        ("last_day", off(date(2026, 11, 19), date(2026, 11, 20))),
        ("first_day", off(date(2096, 1, 1))),
        ("ends", replace(off(MONDAY), starts=time(12), ends=time(9))),
        ("ends", replace(off(MONDAY), starts=time(12))),
    ],
)
def test_days_that_make_no_sense_are_refused(uow: UnitOfWork, field: str, dated: DatedTime) -> None:
    hanh = an_interpreter(uow)
    with pytest.raises(Refused) as refused:
        availability.take_leave(uow, hanh.id, dated)
    assert list(refused.value.problems) == [field]
    assert availability.list_exceptions(uow, hanh.id) == []


def test_a_preview_of_leave_stores_nothing_and_leave_is_news(uow: UnitOfWork) -> None:
    hanh = an_interpreter(uow)
    heard = listening(uow, LeaveTaken)
    spans = availability.preview_leave(uow, hanh.id, off(MONDAY, MONDAY + timedelta(days=1)))
    assert [s.minutes for s in spans] == [2 * 24 * 60]
    assert (heard, availability.list_exceptions(uow, hanh.id)) == ([], [])

    row = availability.take_leave(uow, hanh.id, off(MONDAY))
    assert row.reason == ExceptionReason.LEAVE
    assert heard == [LeaveTaken(hanh.id, MONDAY, MONDAY)]


def test_extra_time_is_no_news(uow: UnitOfWork) -> None:
    hanh = an_interpreter(uow)
    heard = listening(uow, LeaveTaken)
    availability.add_exception(uow, hanh.id, replace(off(MONDAY), available=True))
    assert heard == []


def test_an_interpreter_changes_her_own_times_only(office: Office) -> None:
    with begin(office, the_system()) as uow:
        user = a_user(uow, Role.INTERPRETER)
        me, somebody = an_interpreter(uow, user=user), an_interpreter(uow)
        theirs = availability.take_leave(uow, somebody.id, off(MONDAY))
        actor = as_actor(uow, user)
    with begin(office, actor) as uow:
        assert availability.own_id(uow) == me.id
        availability.declare_weekly(uow, me.id, [part(0, "09:00", "12:00")])
        with pytest.raises(NotFound):
            availability.declare_weekly(uow, somebody.id, [])
        with pytest.raises(NotFound):
            availability.remove_exception(uow, theirs.id)
        with pytest.raises(NotFound):
            availability.list_exceptions(uow, somebody.id)
    with begin(office, Actor(user.id, "x")) as uow, pytest.raises(Forbidden):
        availability.list_weekly(uow, me.id)
