"""Instants to the whole minutes of the engine and back."""

from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from foundation.times.zones import local_day, to_utc

MINUTES_PER_DAY = 1440


@dataclass(frozen=True)
class Minutes:
    """Counts from the first midnight: day d is [1440 d, 1440 d + 1440), whatever clocks do."""

    first_day: date
    zone: ZoneInfo

    def day(self, day: date) -> int:
        """The number of a day."""
        return (day - self.first_day).days

    def of(self, instant: datetime) -> int:
        """The minute of an instant, within its own local day."""
        day = local_day(instant, self.zone)
        since = instant - to_utc(day, time.min, self.zone)
        minute = int(since.total_seconds() // 60)
        return self.day(day) * MINUTES_PER_DAY + min(minute, MINUTES_PER_DAY - 1)

    def at(self, minute: int) -> datetime:
        """The instant of a minute."""
        number, rest = divmod(minute, MINUTES_PER_DAY)
        midnight = to_utc(self.first_day + timedelta(days=number), time.min, self.zone)
        return (midnight + timedelta(minutes=rest)).astimezone(UTC)
