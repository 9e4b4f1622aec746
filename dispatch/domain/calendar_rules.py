"""Rules about somebody's time: availability, caps, overlaps, and getting there."""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from dispatch.domain.people import Duty, Need, Person, Ways, is_heavy
from dispatch.domain.reasons import Reason
from foundation.text.message import LazyText, say
from foundation.times.hours import hours_text
from foundation.times.spans import Span
from foundation.times.zones import local_clock, local_day, monday_of


def has_the_time(person: Person, need: Need) -> bool:
    """Whether the whole session lies inside one free span, for some start of its window."""
    earliest, latest, length = need.earliest, need.latest, need.length
    for free in person.free:
        if free.start <= latest and earliest < free.end:
            first = max(free.start, earliest)
            if first <= latest and first + length <= free.end:
                return True
    return False


def is_available(person: Person, need: Need) -> Reason | None:
    """The whole session lies inside one free span, for some start of its window."""
    if has_the_time(person, need):
        return None
    wanted = _clocks(need, need.span(need.earliest))
    hours = [_clocks(need, span) for span in person.free if _touches(need, span)]
    if not hours:
        return Reason(say("Not available on this day."), wanted, say("none"))
    have = LazyText(", ".join(str(part) for part in hours))
    text = say("Available only at %(hours)s.", hours=have)
    return Reason(text, wanted, have)


def _touches(need: Need, span: Span) -> bool:
    last = span.end - timedelta(seconds=1)
    return local_day(span.start, need.zone) <= need.day <= local_day(last, need.zone)


def _clocks(need: Need, span: Span) -> LazyText:
    """A span as the wall shows it, in figures that every reader knows."""
    return LazyText(hours_text(*(local_clock(at, need.zone) for at in (span.start, span.end))))


def keeps_the_day_cap(person: Person, need: Need) -> Reason | None:
    """Session minutes of the day stay under the person's cap."""
    minutes = person.minutes_on(need.day, need.day, need.session_id) + need.minutes
    if minutes <= person.max_minutes_per_day:
        return None
    text = say(
        "Daily limit: %(have)s of %(need)s minutes.", have=minutes, need=person.max_minutes_per_day
    )
    return _over(text, minutes, person.max_minutes_per_day)


def keeps_the_week_cap(person: Person, need: Need) -> Reason | None:
    """Session minutes from Monday to Sunday stay under the person's cap."""
    monday = monday_of(need.day)
    sunday = monday + timedelta(days=6)
    minutes = person.minutes_on(monday, sunday, need.session_id) + need.minutes
    if minutes <= person.max_minutes_per_week:
        return None
    limit = person.max_minutes_per_week
    text = say("Weekly limit: %(have)s of %(need)s minutes.", have=minutes, need=limit)
    return _over(text, minutes, limit)


def keeps_the_heavy_cap(person: Person, need: Need) -> Reason | None:
    """No more heavy sessions on one day than the office allows: violence, and danger to life or health."""
    limit = person.max_heavy_per_day
    if not limit or not is_heavy(need.domain, need.priority):
        return None
    count = person.heavy_on(need.day, need.session_id) + 1
    if count <= limit:
        return None
    text = say("%(have)s heavy sessions that day; the limit is %(need)s.", have=count, need=limit)
    return Reason(text, say("%(n)s sessions", n=limit), say("%(n)s sessions", n=count))


def _over(text: LazyText, minutes: int, limit: int) -> Reason:
    return Reason(text, say("%(n)s minutes", n=limit), say("%(n)s minutes", n=minutes))


def is_not_elsewhere(person: Person, need: Need) -> Reason | None:
    """No other session at the same time, for some start of the window."""
    others = _others(person, need)
    if not others:
        return None
    starts = _starts_in_question(person, need)
    if _clear(starts, others, need):
        return None
    span = need.span(starts[0])
    other = next(d for d in others if d.span.overlaps(span))
    at = _clocks(need, other.span)
    text = say("Booked for another session at %(at)s.", at=at)
    if other in person.counselling:
        text = say("Counsels in a session of their own at %(at)s.", at=at)
    elif other.standby_for is not None:
        text = say("Standby for another session at %(at)s.", at=at)
    elif other.offered:
        text = say("Has an open offer for %(at)s.", at=at)
    elif other.pinned:
        text = say("Booked for another session at %(at)s (pinned).", at=at)
    return Reason(text, _clocks(need, span), at)


def arrives_in_time(person: Person, need: Need) -> Reason | None:
    """Between two sessions there is time for the break, the rest after the first, or the way and its buffer."""
    others = _others(person, need)
    starts = _clear(_starts_in_question(person, need), others, need) if others else []
    if not starts or any(_reachable(person, need, start) for start in starts):
        return None
    span = need.span(starts[0])
    before, after = neighbours(others, span)
    for duty in (before, after):
        tight = _too_tight(person, need, duty, span)
        if duty is not None and tight is not None:
            return _late(need, duty, span, tight)
    return None


@dataclass(frozen=True)
class _TooTight:
    """Minutes between two sessions, and those needed; `rest_after`: the minutes interpreted, if it is the rest."""

    have: int
    need: int
    rest_after: int


def _late(need: Need, duty: Duty, span: Span, tight: _TooTight) -> Reason:
    gap, pause = tight.have, tight.need
    is_before = duty.span.start < span.start
    clock = local_clock(duty.span.end if is_before else duty.span.start, need.zone)
    if tight.rest_after and is_before:
        text = say(
            "The session before ends at %(clock)s: after %(minutes)s minutes of interpreting %(need)s minutes of rest are needed, %(have)s are left.",
            clock=clock,
            minutes=tight.rest_after,
            need=pause,
            have=gap,
        )
    elif tight.rest_after:
        text = say(
            "The session after begins at %(clock)s: after %(minutes)s minutes of interpreting %(need)s minutes of rest are needed, %(have)s are left.",
            clock=clock,
            minutes=tight.rest_after,
            need=pause,
            have=gap,
        )
    elif is_before:
        text = say(
            "The session before ends at %(clock)s: %(need)s minutes are needed, %(have)s are left.",
            clock=clock,
            need=pause,
            have=gap,
        )
    else:
        text = say(
            "The session after begins at %(clock)s: %(need)s minutes are needed, %(have)s are left.",
            clock=clock,
            need=pause,
            have=gap,
        )
    return _over(text, gap, pause)


def _too_tight(person: Person, need: Need, duty: Duty | None, span: Span) -> _TooTight | None:
    """What lies between a duty and the session, when that is too little."""
    if duty is None:
        return None
    first, second = sorted((duty.span, span))
    gap = first.minutes_until(second)
    place = need.point
    if place is None and duty in person.counselling:
        # Whoever counsels at the office takes the telephone there.
        place = duty.point
    served: Duty | Need = duty if duty.span == first else need
    rest = served.rest(need.ways)
    pause = person.pause(need.ways, duty.point, place, rest)
    if gap >= pause:
        return None
    is_rest = pause > person.pause(need.ways, duty.point, place, 0)
    return _TooTight(gap, pause, served.minutes if is_rest else 0)


def _others(person: Person, need: Need) -> list[Duty]:
    """What fills the calendar beside the session: nobody interprets in one in which they counsel."""
    return [*(d for d in person.duties if not d.is_of(need.session_id)), *person.counselling]


def is_home_in_time(person: Person, need: Need) -> Reason | None:
    """From leaving home for the first session on site until back after the last, within the office's limit."""
    limit = person.max_away_minutes
    if not limit or need.point is None:
        return None
    minutes = minutes_away(person, need)
    if minutes <= limit:
        return None
    text = say(
        "Away from home for %(have)s minutes that day, travel included; the limit is %(need)s.",
        have=minutes,
        need=limit,
    )
    return _over(text, minutes, limit)


def minutes_away(person: Person, need: Need) -> int:
    """How long somebody would be away from home that day with the session, at the start that is best for it.

    Only starts at which they get there count, if there are any.
    """
    others = _others(person, need)
    starts = _starts_in_question(person, need)
    starts = _clear(starts, others, need) or starts
    starts = [start for start in starts if _reachable(person, need, start)] or starts
    day = [d for d in person.duties if d.day == need.day and not d.is_of(need.session_id)]
    return min(away_of(person, [*day, need.duty(start)], need.ways) for start in starts)


def away_of(person: Person, duties: Iterable[Duty], ways: Ways) -> int:
    """Minutes from leaving home for the first of a day's duties on site until back after the last."""
    out = sorted((duty for duty in duties if duty.point is not None), key=lambda d: d.span)
    if not out:
        return 0
    there = ways.minutes(person.home, out[0].point or person.home)
    back = ways.minutes(out[-1].point or person.home, person.home)
    return there + int((out[-1].span.end - out[0].span.start).total_seconds() // 60) + back


def free_starts(person: Person, need: Need) -> list[datetime]:
    """The starts at which the whole session lies in one free span."""
    return [s for s in need.starts() if any(f.covers(need.span(s)) for f in person.free)]


def _starts_in_question(person: Person, need: Need) -> list[datetime]:
    """The free starts; all of them when none is free, so that each rule stands for itself."""
    return free_starts(person, need) or need.starts()


def _clear(starts: list[datetime], duties: list[Duty], need: Need) -> list[datetime]:
    spans = [d.span for d in duties]
    return [s for s in starts if not any(need.span(s).overlaps(span) for span in spans)]


def _reachable(person: Person, need: Need, start: datetime) -> bool:
    span = need.span(start)
    around = neighbours(_others(person, need), span)
    return all(_too_tight(person, need, duty, span) is None for duty in around)


def reaches_from_counselling(person: Person, need: Need) -> bool:
    """Whether no free start of the window comes too soon after, or before, what they counsel in themselves.

    Stricter than a rule, which asks for one start: the engine is told of the time that counselling takes
    and not of its place, so whichever start it chooses has to do.
    """
    alone = replace(person, duties=())
    starts = _clear(_starts_in_question(alone, need), list(person.counselling), need)
    return all(_reachable(alone, need, start) for start in starts)


def neighbours(duties: Iterable[Duty], span: Span) -> tuple[Duty | None, Duty | None]:
    """The last duty before a span and the first after it."""
    before = [d for d in duties if d.span.end <= span.start]
    after = [d for d in duties if d.span.start >= span.end]
    return (
        max(before, key=lambda d: d.span.end, default=None),
        min(after, key=lambda d: d.span.start, default=None),
    )
