"""What a calendar file says of somebody's time; with `writing.py` the only file that speaks icalendar.

A file is data of strangers: reading may take for ever (a repetition that never comes true is looked for until
the year 9999), so whoever reads one from outside does it through `apart.py`.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any, cast
from zoneinfo import ZoneInfo

import recurring_ical_events
from icalendar import Calendar

from foundation.calendars.faults import CalendarFault, CalendarRefused
from foundation.times.spans import Span, merge
from foundation.times.zones import days_span

LARGEST_BYTES = 2 * 1024 * 1024
MOST_ENTRIES = 5_000
# Entries that still repeat, times the days that are looked at.
MOST_REPEATED = 200_000
# Dates that are listed one by one (RDATE, EXDATE, free and busy periods).
MOST_LISTED = 20_000
MOST_SPANS = 3_000
GRID = timedelta(minutes=5)
_FASTER_THAN_DAILY = {"SECONDLY", "MINUTELY", "HOURLY"}
_DATES = ("DTSTART", "DTEND", "DURATION", "RECURRENCE-ID", "RDATE", "EXDATE")
_WITHIN_A_DAY = {"BYSECOND", "BYMINUTE", "BYHOUR"}
# A component of the library, which is half typed.
Component = Any


@dataclass(frozen=True)
class BusyTimes:
    """When a calendar says that somebody is busy: merged, in order, on the grid of five minutes.

    `entries` is how many of its entries lie in the time that was asked for.
    """

    spans: tuple[Span, ...]
    entries: int


def read_busy(raw: bytes, days: tuple[date, date], zone: ZoneInfo, *, own_host: str) -> BusyTimes:
    """The busy times of the days from first to last; CalendarRefused when there is anything it cannot say.

    Entries that are free or cancelled do not count, nor those that come from us (their ids end in `@own_host`).
    Times without a zone are those of `zone`.
    """
    if len(raw) > LARGEST_BYTES:
        raise CalendarRefused(CalendarFault.TOO_LARGE)
    window = days_span(*days, zone)
    spans: list[Span] = []
    entries = 0
    for calendar in _calendars(raw):
        _check(calendar, days)
        _leave_out_ours(calendar, own_host)
        for starts, ends in _busy(calendar, days, zone):
            entries += 1
            part = Span(starts, ends).clipped(window) if starts < ends else None
            if part is not None:
                spans.append(_on_the_grid(part))
    merged = merge(spans)
    if len(merged) > MOST_SPANS:
        raise CalendarRefused(CalendarFault.TOO_MANY)
    return BusyTimes(tuple(merged), entries)


def _calendars(raw: bytes) -> list[Component]:
    try:
        text = raw.decode("utf-8-sig")
    except UnicodeDecodeError:
        raise CalendarRefused(CalendarFault.NOT_A_CALENDAR) from None
    if text.count("BEGIN:VEVENT") > MOST_ENTRIES:
        raise CalendarRefused(CalendarFault.TOO_MANY)
    if not text.rstrip().upper().endswith("END:VCALENDAR"):
        # It was cut off: what is left of it would look like a calendar with fewer entries.
        raise CalendarRefused(CalendarFault.NOT_A_CALENDAR)
    try:
        found: list[Component] = Calendar.from_ical(text, multiple=True)
    except (ValueError, IndexError, KeyError, TypeError, AttributeError, RecursionError):
        # Whatever the library says of such a file, to its owner it is no calendar.
        raise CalendarRefused(CalendarFault.NOT_A_CALENDAR) from None
    calendars = [each for each in found if each.name == "VCALENDAR"]
    if not calendars:
        raise CalendarRefused(CalendarFault.NOT_A_CALENDAR)
    return calendars


def _check(calendar: Component, days: tuple[date, date]) -> None:
    """Refuse what cannot be read, and what would never end."""
    events = calendar.walk("VEVENT")
    repeated = listed = 0
    for number, event in enumerate(events, start=1):
        if any(name in {None, "RRULE", *_DATES} for name, _ in event.errors):
            raise CalendarRefused(CalendarFault.BROKEN, str(number))
        if "DTSTART" not in event:
            raise CalendarRefused(CalendarFault.NO_START, str(number))
        _check_zones(event)
        _check_order(event, number)
        repeated += _count_rules(event, number, days[0])
        listed += sum(len(each.dts) for name in ("RDATE", "EXDATE") for each in _each(event, name))
    if repeated * ((days[1] - days[0]).days + 1) > MOST_REPEATED or listed > MOST_LISTED:
        raise CalendarRefused(CalendarFault.TOO_MANY)


def _count_rules(event: Component, number: int, first: date) -> int:
    rules = _each(event, "RRULE")
    for rule in rules:
        if _names(rule.get("FREQ")) & _FASTER_THAN_DAILY or _WITHIN_A_DAY & {*rule}:
            raise CalendarRefused(CalendarFault.TOO_OFTEN, str(number))
        if any(int(every) < 1 for every in _list(rule.get("INTERVAL", 1))):
            raise CalendarRefused(CalendarFault.BROKEN, str(number))
    return sum(_last_day(rule) >= first for rule in rules)


def _last_day(rule: Any) -> date:
    """The last day on which a rule may come true."""
    until = [each.date() if isinstance(each, datetime) else each for each in rule.get("UNTIL", ())]
    return min(until, default=date.max)


def _check_zones(event: Component) -> None:
    """The library takes a time in a zone that it does not know for one without any."""
    for name in _DATES:
        for value in _each(event, name):
            zone = value.params.get("TZID")
            for at in _moments(value):
                if zone is not None and isinstance(at, datetime) and at.tzinfo is None:
                    raise CalendarRefused(CalendarFault.UNKNOWN_ZONE, str(zone)[:60])


def _check_order(event: Component, number: int) -> None:
    starts, ends = event["DTSTART"], event.get("DTEND")
    if isinstance(ends, list) or isinstance(starts, list):
        raise CalendarRefused(CalendarFault.BROKEN, str(number))
    lasts = event.get("DURATION")
    if lasts is not None and lasts.dt < timedelta(0):
        raise CalendarRefused(CalendarFault.ENDS_BEFORE, str(number))
    if ends is None:
        return
    first, last = starts.dt, ends.dt
    if isinstance(first, datetime) != isinstance(last, datetime):
        raise CalendarRefused(CalendarFault.BROKEN, str(number))
    if isinstance(first, datetime) and (first.tzinfo is None) != (last.tzinfo is None):
        raise CalendarRefused(CalendarFault.BROKEN, str(number))
    if last < first:
        raise CalendarRefused(CalendarFault.ENDS_BEFORE, str(number))


def _leave_out_ours(calendar: Component, own_host: str) -> None:
    """Somebody whose calendar shows our feed would else be kept from the very sessions that she has."""
    calendar.subcomponents = [
        each
        for each in calendar.subcomponents
        if not str(each.get("UID", "")).endswith(f"@{own_host}")
    ]


def _busy(
    calendar: Component, days: tuple[date, date], zone: ZoneInfo
) -> Iterator[tuple[datetime, datetime]]:
    """Start and end of each entry that takes time, repetitions included."""
    window = days_span(*days, zone)
    try:
        found: list[Component] = recurring_ical_events.of(calendar, components=["VEVENT"]).between(
            window.start, window.end
        )
    except (ValueError, TypeError, KeyError, AttributeError, OverflowError):
        raise CalendarRefused(CalendarFault.NOT_A_CALENDAR) from None
    for event in found:
        if _takes_time(event):
            yield _instant(event["DTSTART"].dt, zone), _instant(event["DTEND"].dt, zone)
    for component in calendar.walk("VFREEBUSY"):
        for value in _each(component, "FREEBUSY"):
            if str(value.params.get("FBTYPE", "BUSY")).upper() != "FREE":
                starts = _instant(value.start, zone)
                yield starts, _instant(value.end, zone)


def _takes_time(event: Component) -> bool:
    said = {
        name: str(event.get(name, "")).upper()
        for name in ("STATUS", "TRANSP", "X-MICROSOFT-CDO-BUSYSTATUS")
    }
    return (
        said["STATUS"] != "CANCELLED"
        and said["TRANSP"] != "TRANSPARENT"
        and said["X-MICROSOFT-CDO-BUSYSTATUS"] != "FREE"
    )


def _instant(at: datetime | date, zone: ZoneInfo) -> datetime:
    if not isinstance(at, datetime):
        return days_span(at, at, zone).start
    return at if at.tzinfo is not None else at.replace(tzinfo=zone)


def _on_the_grid(span: Span) -> Span:
    """Outwards: whoever is busy from 10:07 is not free at 10:05."""
    start = datetime.fromtimestamp(
        span.start.timestamp() // GRID.total_seconds() * GRID.total_seconds(), tz=span.start.tzinfo
    )
    rest = span.end.timestamp() % GRID.total_seconds()
    end = span.end + (GRID - timedelta(seconds=rest) if rest else timedelta(0))
    return Span(start, end)


def _each(component: Component, name: str) -> Sequence[Any]:
    found: Any = component.get(name)
    return () if found is None else _list(found)


def _moments(value: Any) -> Iterable[datetime | date]:
    listed: Any = getattr(value, "dts", None)
    if listed is None:
        return (value.dt,)
    # A period has its start in front.
    return [_start(each.dt) for each in listed]


def _start(moment: object) -> Any:
    return cast("tuple[Any, ...]", moment)[0] if isinstance(moment, tuple) else moment


def _names(values: Any) -> set[str]:
    return {str(each).upper() for each in _list(values)}


def _list(values: object) -> list[Any]:
    if isinstance(values, list):
        return cast("list[Any]", values)
    return [values]
