"""By when an offer must be answered: the nearer the session, the sooner."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime, time, timedelta
from zoneinfo import ZoneInfo

from foundation.times.zones import local_clock, local_day, to_utc
from scheduling.domain.holidays import add_working_days, next_working_day, working_days_between

# A session by phone or video that starts within this time was asked for on demand.
ON_DEMAND = timedelta(minutes=60)


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
    """The office's wall clock and its working week."""

    zone: ZoneInfo
    weekdays: Collection[str]


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
    zone, weekdays = office.zone, office.weekdays
    today, clock = local_day(asked.now, zone), local_clock(asked.now, zone)
    ahead = working_days_between(today, local_day(asked.starts_at, zone), weekdays)
    if ahead >= times.far_days:
        return to_utc(add_working_days(today, times.far_within_days, weekdays), clock, zone)
    if ahead >= times.near_days:
        return to_utc(next_working_day(today, weekdays), times.next_day_by, zone)
    if ahead == 1 and clock < times.same_day_asked_before:
        return to_utc(today, times.same_day_by, zone)
    if asked.remote and asked.starts_at - asked.now <= ON_DEMAND:
        return asked.now + timedelta(minutes=times.on_demand_minutes)
    return asked.now + timedelta(minutes=times.wave_minutes)
