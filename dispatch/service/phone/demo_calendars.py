"""What the demo does with calendars: a phone that reads one's own, and other calendars that block times."""

from dataclasses import replace
from datetime import time, timedelta

from accounts.service import calendar_feeds
from foundation.calendars.asked import CalendarAnswer, read_here
from foundation.calendars.faults import CalendarFault, CalendarRefused
from foundation.calendars.writing import CalendarEntry, calendar_file
from foundation.database.work import UnitOfWork
from foundation.security.permissions import Actor
from foundation.times.zones import to_utc
from scheduling.service import busy_calendars

FAMILY, SHARED = "https://calendar.example/family-hanh.ics", "https://calendar.example/shared.ics"


def connect_calendars(uow: UnitOfWork, *, interpreter: Actor, trainee: Actor) -> None:
    """One person with a feed read yesterday and two other calendars; one whose subscribed calendar fails."""
    yesterday = replace(uow, now=uow.now - timedelta(hours=17))
    mine = replace(yesterday, actor=interpreter)
    calendar_feeds.make(mine)
    feed = calendar_feeds.find_own(mine)
    assert feed is not None
    calendar_feeds.open_feed(mine, feed.address.partition("key=")[2])
    _add(replace(uow, actor=interpreter), "가족", FAMILY, days=(3, 6, 13), hour=8)
    _add(replace(uow, actor=interpreter), "컴퓨터 강좌", "", days=(12, 19, 26), hour=16)
    theirs = replace(yesterday, actor=trainee)
    failing = _add(theirs, "남편과 같이 쓰는 달력", SHARED, days=(5, 12), hour=9)
    again = replace(uow, actor=trainee)
    asked = busy_calendars.ask_again(again, failing.id)
    for _ in range(2):
        refused = CalendarRefused(CalendarFault.REFUSED, "404")
        busy_calendars.note(again, failing.id, asked, refused)


def _add(
    uow: UnitOfWork, name: str, address: str, *, days: tuple[int, ...], hour: int
) -> busy_calendars.BusyCalendar:
    """A calendar with an hour and a half on some of the coming days, as if it had been fetched."""
    zone = uow.settings.zone
    starts = [to_utc(uow.today + timedelta(days=n), time(hour), zone) for n in days]
    raw = calendar_file(
        (
            CalendarEntry(
                uid=f"{n}@calendar.example",
                starts=at,
                ends=at + timedelta(minutes=90),
                title=name,
            )
            for n, at in enumerate(starts)
        ),
        zone,
    ).encode()
    asked = busy_calendars.question(uow, address=address, raw=b"" if address else raw)
    answer: CalendarAnswer = read_here(replace(asked, address="", raw=raw))
    calendar = busy_calendars.look_at(uow, name, asked, answer)
    busy_calendars.confirm(uow, calendar.id)
    return calendar
