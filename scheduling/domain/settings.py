"""Settings of requests and times."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from urllib.parse import urlsplit

from foundation.config import Fault, at_least_one
from foundation.times.zones import WEEKDAYS, is_clock


@dataclass(frozen=True, kw_only=True)
class SchedulingSettings:
    """Settings of requests and times. Each is read from `IEUM_<NAME>`; docs/operations.md describes them."""

    # the working week, and how far and how short before a request may lie
    working_weekdays: tuple[str, ...] = ("sun", "mon", "tue", "wed", "thu")
    horizon_days: int = 90
    lead_working_days: int = 2
    rare_lead_working_days: int = 5
    note_retention_days: int = 7
    proposal_hours: int = 24

    # other calendars of people: how far ahead they are read, and how often one that is subscribed
    calendar_weeks: int = 26
    calendar_minutes: int = 60

    # requests (see docs/glossary.md)
    urgent_hours: int = 24  # a request that starts within so many hours is urgent
    counselling_hours: tuple[str, ...] = ("09:00", "18:00")  # what "any time that day" means
    near_window_minutes: int = 30
    team_simultaneous_minutes: int = 30
    team_consecutive_minutes: int = 120
    team_warning_minutes: int = 60
    team_break_minutes: int = 90
    free_cancel_hours: int = 24
    free_cancel_long_hours: int = 48
    free_cancel_remote_hours: int = 4
    long_session_minutes: int = 390

    # rooms for sessions by video, on a Jitsi server of the office's; without an address none are made
    jitsi_url: str = ""
    jitsi_app_id: str = "ieum"
    jitsi_secret: str = field(default="", repr=False)
    jitsi_token_minutes: int = 10
    video_minutes_before: int = 15
    video_minutes_after: int = 30

    def faults(self) -> Iterator[Fault]:
        """Values that mean nothing."""
        if not self.working_weekdays or not {*self.working_weekdays} <= {*WEEKDAYS}:
            yield "working_weekdays", f"choose from {','.join(WEEKDAYS)}"
        hours = self.counselling_hours
        if (
            len(hours) != len(("from", "to"))
            or not all(map(is_clock, hours))
            or hours[0] >= hours[1]
        ):
            yield "counselling_hours", "give the first and the last time of the day, as 09:00,18:00"
        server = urlsplit(self.jitsi_url)
        if self.jitsi_url and (server.scheme != "https" or not server.hostname or server.query):
            yield "jitsi_url", "give the address of the server, such as https://meet.example.kr"
        if self.jitsi_secret and not self.jitsi_url:
            yield "jitsi_secret", "needs IEUM_JITSI_URL too"
        if not 15 <= self.calendar_minutes <= 1440:  # noqa: PLR2004  a quarter of an hour, a day
            yield "calendar_minutes", "expected 15 to 1440 minutes"
        yield from at_least_one(
            self, "horizon_days", "proposal_hours", "jitsi_token_minutes", "calendar_weeks"
        )
