"""Other calendars: what they block, once confirmed; read again, failing, removed."""

from dataclasses import replace
from datetime import timedelta

import pytest

from accounts.domain.roles import Role
from accounts.store.tables import User
from foundation.calendars.asked import CalendarAnswer, CalendarQuestion, read_here
from foundation.calendars.faults import CalendarFault, CalendarRefused
from foundation.calendars.reading import BusyTimes
from foundation.database.queue import JobRow
from foundation.database.work import Office, UnitOfWork, begin
from foundation.security.errors import Conflict, Forbidden, NotFound, Refused
from foundation.security.permissions import the_system
from foundation.times.spans import Span
from interpreters.store.tables import Interpreter
from scheduling.domain.events import TimesNarrowed
from scheduling.service import availability
from scheduling.service import busy_calendars as calendars
from scheduling.store.busy_calendars import BusyCalendar, BusyTime
from tests.factories import a_user, an_interpreter, as_actor, available
from tests.factories.calendars import a_busy_calendar
from tests.foundation.calendars.test_reading import calendar, event
from tests.scheduling.conftest import People
from tests.scheduling.test_availability_service import listening

ADDRESS = "https://calendar.example/secret.ics"
IN_TWO_DAYS = timedelta(days=2)


def acting(uow: UnitOfWork, user: User) -> UnitOfWork:
    return replace(uow, actor=as_actor(uow, user))


def free(uow: UnitOfWork, who: Interpreter, span: Span) -> list[Span]:
    return availability.free_spans(uow, [who.id], span)[who.id]


def whole(uow: UnitOfWork) -> Span:
    return Span(uow.now, uow.now + timedelta(days=7))


def two_hours(uow: UnitOfWork, after: timedelta = IN_TWO_DAYS) -> Span:
    return Span(uow.now + after, uow.now + after + timedelta(hours=2))


def answer(*spans: Span, mark: str = "") -> CalendarAnswer:
    return CalendarAnswer(BusyTimes(tuple(spans), len(spans)), mark)


def added(uow: UnitOfWork, *spans: Span) -> BusyCalendar:
    asked = calendars.question(uow, address=ADDRESS)
    return calendars.look_at(uow, "가족", asked, answer(*spans))


def test_a_calendar_blocks_once_it_is_confirmed_and_is_free_again_once_removed(
    any_office: Office,
) -> None:
    with begin(any_office, the_system()) as uow:
        user = a_user(uow, Role.INTERPRETER)
        hanh, other = an_interpreter(uow, user=user), an_interpreter(uow, "팜 티 흐엉")
        for person in (hanh, other):
            available(uow, person, starts="00:00", ends="00:00")
        before = free(uow, hanh, whole(uow))
        mine = acting(uow, user)
        row = added(mine, two_hours(uow))
        assert free(uow, hanh, whole(uow)) == before
        assert calendars.lost_by(mine, row) == [two_hours(uow)]
        heard = listening(mine, TimesNarrowed)
        calendars.confirm(mine, row.id)
        calendars.confirm(mine, row.id)
        assert heard == [TimesNarrowed(hanh.id, (two_hours(uow),))]
        assert not any(each.overlaps(two_hours(uow)) for each in free(uow, hanh, whole(uow)))
        assert free(uow, other, whole(uow)) == before
        calendars.remove(mine, row.id)
        assert free(uow, hanh, whole(uow)) == before


def test_the_address_is_kept_encrypted_and_titles_are_not_kept(
    office: Office, people: People
) -> None:
    with begin(office, the_system()) as uow:
        mine = acting(uow, people.user)
        raw = calendar(event("DTSTART:20261203T010000Z", "DURATION:PT1H", "SUMMARY:Dentist"))
        asked = calendars.question(mine, raw=raw)
        row = calendars.look_at(mine, "", asked, read_here(asked))
        assert (row.name, row.host, row.next_at) == ("iCalendar", "", None)
        subscribed = added(mine)
        assert ADDRESS not in subscribed.encrypted_address
        assert (subscribed.host, subscribed.next_at) == (
            "calendar.example",
            uow.now + timedelta(hours=1),
        )
        every = [*BusyCalendar.__table__.columns, *BusyTime.__table__.columns]
        assert not {"title", "summary"} & {column.name for column in every}


def test_whoever_may_not_is_refused(office: Office, people: People) -> None:
    with begin(office, the_system()) as uow:
        row = a_busy_calendar(uow, people.interpreter)
        stranger = a_user(uow, Role.INTERPRETER)
        an_interpreter(uow, "팜 티 흐엉", user=stranger)
        for act in (calendars.get_own, calendars.confirm, calendars.remove, calendars.ask_again):
            with pytest.raises(NotFound):
                act(acting(uow, stranger), row.id)
            with pytest.raises((NotFound, Forbidden)):
                act(acting(uow, people.coordinator), row.id)
        desk = acting(uow, people.coordinator)
        assert len(calendars.list_of(desk, people.interpreter.id)) == 1
        assert calendars.busy_ahead(desk, people.interpreter.id, 14) == [two_hours(uow)]


@pytest.mark.parametrize(
    ("given", "reason"),
    [
        ({}, "Enter an address, or choose a file"),
        ({"address": ADDRESS, "raw": b"x"}, "Enter an address, or choose a file"),
        ({"address": "calendar"}, "whole address"),
        ({"raw": b"x" * (2 * 1024 * 1024 + 1)}, "larger than 2 MB"),
    ],
)
def test_what_need_not_be_read_is_refused_before(
    office: Office, people: People, given: dict[str, object], reason: str
) -> None:
    with begin(office, the_system()) as uow, pytest.raises(Refused) as refused:
        calendars.question(acting(uow, people.user), **given)  # pyright: ignore[reportArgumentType]  by name
    assert reason in str(refused.value.problems)


def test_somebody_has_so_many_calendars(office: Office, people: People) -> None:
    with begin(office, the_system()) as uow:
        for _ in range(calendars.MOST_CALENDARS):
            a_busy_calendar(uow, people.interpreter)
        with pytest.raises(Conflict):
            calendars.question(acting(uow, people.user), address=ADDRESS)


def once(office: Office, row: BusyCalendar, said: CalendarAnswer | CalendarRefused) -> list[str]:
    """Read it again by its job; which marks were sent."""
    marks: list[str] = []

    def reader(question: CalendarQuestion) -> CalendarAnswer:
        assert question.address == ADDRESS
        marks.append(question.mark)
        if isinstance(said, CalendarRefused):
            raise said
        return said

    calendars.read_one(office, str(row.id), reader=reader)
    return marks


def test_what_is_read_again_takes_the_place_of_what_was_there(
    office: Office, people: People
) -> None:
    with begin(office, the_system()) as uow:
        row = a_busy_calendar(uow, people.interpreter)
        moved = two_hours(uow, timedelta(days=3))
    assert once(office, row, answer(moved, mark='"v2"')) == [""]
    assert once(office, row, CalendarAnswer(None, '"v2"')) == ['"v2"']
    with begin(office, the_system()) as uow:
        found = calendars.list_of(uow, people.interpreter.id)[0]
        assert calendars.blocked(uow, found) == [moved]
        assert found.next_at == uow.now + timedelta(hours=1)


def test_a_failure_is_shown_and_what_was_read_before_holds_on(
    office: Office, people: People
) -> None:
    with begin(office, the_system()) as uow:
        row = a_busy_calendar(uow, people.interpreter)
    pauses: list[timedelta] = []
    for _ in range(6):
        once(office, row, CalendarRefused(CalendarFault.REFUSED, "404"))
        with begin(office, the_system()) as uow:
            found = calendars.list_of(uow, people.interpreter.id)[0]
            assert found.next_at is not None
            pauses.append(found.next_at - uow.now)
            assert "answered with 404" in str(calendars.fault_of(found))
            assert calendars.blocked(uow, found) == [two_hours(uow)]
    assert pauses == [timedelta(hours=n) for n in (2, 4, 8, 16, 24, 24)]
    once(office, row, answer())
    with begin(office, the_system()) as uow:
        found = calendars.list_of(uow, people.interpreter.id)[0]
        assert (found.failures, calendars.fault_of(found)) == (0, None)


def test_due_calendars_are_asked_for_once(office: Office, people: People) -> None:
    with begin(office, the_system()) as uow:
        a_busy_calendar(uow, people.interpreter)
        calendars.ask_for_due(uow)
        assert not [job for job in uow.db.query(JobRow) if job.name == calendars.READ_ONE]
        late = replace(uow, now=uow.now + timedelta(hours=2))
        calendars.ask_for_due(late)
        calendars.ask_for_due(late)
        assert len([j for j in uow.db.query(JobRow) if j.name == calendars.READ_ONE]) == 1


def test_what_nobody_confirmed_and_what_is_over_is_forgotten(
    office: Office, people: People
) -> None:
    with begin(office, the_system()) as uow:
        mine = acting(uow, people.user)
        added(mine, two_hours(uow))
        kept = a_busy_calendar(uow, people.interpreter)
        calendars.forget_old(replace(uow, now=uow.now + timedelta(days=10)))
        assert [each.id for each in calendars.list_of(mine, people.interpreter.id)] == [kept.id]
        assert calendars.blocked(uow, kept) == []
