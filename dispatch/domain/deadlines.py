"""By when an offer must be answered: the nearer the session, the sooner.

How near a session is, the calendar says first: what lies today or tomorrow is urgent. All else leaves time to
read the question in office hours, however few working days lie between.
"""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from foundation.times.zones import local_clock, local_day, to_utc
from scheduling.domain.holidays import (
    add_working_days,
    is_working_day,
    next_working_day,
    working_days_between,
)

# A session by phone or video that starts within this time was asked for on demand.
ON_DEMAND = timedelta(minutes=60)
# Whoever can read a question only on the morning of its session has so long from the opening of the office.
MORNING = timedelta(minutes=60)


@dataclass(frozen=True, kw_only=True)
class AnswerTimes:
    """How long somebody may think, by working days ahead."""

    far_days: int = 10
    far_within_days: int = 2
    near_days: int = 2
    next_day_by: time = time(15)
    same_day_asked_before: time = time(14)
    same_day_by: time = time(16, 30)
    wave_minutes: int = 15
    on_demand_minutes: int = 5


@dataclass(frozen=True, kw_only=True)
class OfficeTime:
    """The office's wall clock, its working week and hours, and the days on which it is closed besides."""

    zone: ZoneInfo
    weekdays: Collection[str]
    closed: Collection[date] = frozenset()
    opens: time = time(9)
    closes: time = time(18)

    def works_on(self, day: date) -> bool:
        """Whether somebody is there."""
        return is_working_day(day, self.weekdays, self.closed)

    def next_day(self, day: date) -> date:
        """The first working day after `day`."""
        return next_working_day(day, self.weekdays, self.closed)


@dataclass(frozen=True, kw_only=True)
class Asked:
    """When a question is put, about a session that starts when, and whether by phone or video."""

    now: datetime
    starts_at: datetime
    remote: bool


def answer_deadline(asked: Asked, office: OfficeTime, times: AnswerTimes) -> datetime:
    """The instant until which an answer counts; never after the session's start."""
    return min(_by_lead_time(asked, office, times), asked.starts_at)


def _by_lead_time(asked: Asked, office: OfficeTime, times: AnswerTimes) -> datetime:
    zone = office.zone
    today, clock = local_day(asked.now, zone), local_clock(asked.now, zone)
    day = local_day(asked.starts_at, zone)
    if (day - today).days <= 1:
        return _urgent(asked, office, times)
    ahead = working_days_between(today, day, office.weekdays, office.closed)
    if ahead >= times.far_days:
        last = add_working_days(today, times.far_within_days, office.weekdays, office.closed)
        return to_utc(last, clock, zone)
    if ahead >= times.near_days or office.next_day(today) < day:
        return to_utc(office.next_day(today), times.next_day_by, zone)
    return _over_days_off(asked, office, times)


def _urgent(asked: Asked, office: OfficeTime, times: AnswerTimes) -> datetime:
    """Today or tomorrow: until this afternoon if it is early enough, else within minutes."""
    zone = office.zone
    today, day = local_day(asked.now, zone), local_day(asked.starts_at, zone)
    is_early = local_clock(asked.now, zone) < times.same_day_asked_before
    if day > today and is_early and (office.works_on(today) or office.works_on(day)):
        return to_utc(today, times.same_day_by, zone)
    if asked.remote and asked.starts_at - asked.now <= ON_DEMAND:
        return asked.now + timedelta(minutes=times.on_demand_minutes)
    return asked.now + timedelta(minutes=times.wave_minutes)


def _over_days_off(asked: Asked, office: OfficeTime, times: AnswerTimes) -> datetime:
    """No working day lies between: what is left of today, else the day before, else its own morning."""
    zone = office.zone
    today, clock = local_day(asked.now, zone), local_clock(asked.now, zone)
    day = local_day(asked.starts_at, zone)
    is_read_today = office.works_on(today) and clock < office.closes
    if is_read_today and clock < times.same_day_asked_before:
        return to_utc(today, office.closes, zone)
    if is_read_today or not office.works_on(day):
        return to_utc(day - timedelta(days=1), times.next_day_by, zone)
    return to_utc(day, office.opens, zone) + MORNING
