"""What somebody asks for, as given, and what follows from it."""

from dataclasses import dataclass, replace
from datetime import date, datetime, time
from enum import StrEnum
from zoneinfo import ZoneInfo

from accounts.domain.ids import OrganisationId, SiteId
from foundation.config import Settings
from foundation.text.codes import normal_code
from foundation.text.i18n import register_labels
from foundation.text.message import say
from foundation.text.normalise import normalise_lines, normalise_text
from foundation.times.hours import DAY_MINUTES, minute_of
from foundation.times.zones import to_utc
from interpreters.domain.languages import Language
from interpreters.domain.qualifications import Domain, Modality, Tier, usual_tier
from interpreters.domain.standing import Gender
from scheduling.domain.availability import GRID_MINUTES
from scheduling.domain.meeting_links import REMOTE
from scheduling.domain.settings import SchedulingSettings
from scheduling.domain.states import Priority, Strictness

LAST_CLOCK = DAY_MINUTES - GRID_MINUTES


class StartWindow(StrEnum):
    """How far the start may be moved, in a requester's words."""

    EXACT = "exact"
    NEAR = "near"
    DAY = "day"


@dataclass(frozen=True, kw_only=True)
class RequestNeed:
    """A wish for an interpreter. Whatever is None was not given; nothing is checked yet.

    `earliest` and `latest` bound the start (None: exactly `start`); `tier` and `team` are derived
    when they are None; people are named by their ids, as text. `other_language` is the name of one that
    nobody on the roster speaks: with it `language` may stay None, and a coordinator decides.
    `other_city` and `address` stand for `site_id` at a place in no list: the city is "" while it was not
    said, and None where the place is one of the list or there is none.
    """

    organisation_id: OrganisationId | None = None
    case_code: str = ""
    language: Language | None = None
    other_language: str = ""
    fallback_language: Language | None = None
    domain: Domain | None = None
    tier: Tier | None = None
    priority: int | None = None
    modalities: tuple[Modality, ...] = ()
    site_id: SiteId | None = None
    other_city: str | None = None
    address: str = ""
    room: str = ""
    day: date | None = None
    start: time | None = None
    earliest: time | None = None
    latest: time | None = None
    minutes: int | None = None
    team: int | None = None
    simultaneous: bool = False
    gender: Gender | None = None
    gender_strictness: Strictness | None = None
    preferred: tuple[str, ...] = ()
    excluded: tuple[str, ...] = ()
    note: str = ""
    trainee_welcome: bool = False
    meeting_link: str = ""
    # somebody certified one level lower may come; None: as it was before, which is no at first
    lower_level_agreed: bool | None = None

    def __post_init__(self) -> None:
        """Take typed text as it was meant: no signs that turn it around or hide it."""
        for name, tidied in (
            ("case_code", normal_code(self.case_code)),
            ("other_language", normalise_text(self.other_language)),
            ("address", normalise_text(self.address)),
            ("room", normalise_text(self.room)),
            ("note", normalise_lines(self.note)),
        ):
            object.__setattr__(self, name, tidied)


@dataclass(frozen=True)
class Moments:
    """The wished start and the window it may be moved in, in UTC."""

    starts_at: datetime
    earliest_start_at: datetime
    latest_start_at: datetime


def moments(need: RequestNeed, zone: ZoneInfo) -> Moments:
    """The instants of a checked need."""
    assert need.day is not None
    assert need.start is not None
    clocks = (need.start, need.earliest or need.start, need.latest or need.start)
    return Moments(*(to_utc(need.day, clock, zone) for clock in clocks))


def tier_of(need: RequestNeed) -> Tier:
    """What the requester said, else what the field usually is."""
    assert need.domain is not None
    return need.tier or usual_tier(need.domain)


def priority_of(need: RequestNeed) -> Priority:
    """What the requester said, else what the field usually is."""
    if need.priority is not None:
        return Priority(need.priority)
    if tier_of(need) in {Tier.T3, Tier.COURT}:
        return Priority.MAJOR
    is_daily = need.domain in {Domain.GENERAL, Domain.ADMINISTRATION}
    return Priority.DAILY if is_daily else Priority.WORK


def keeping_consent(need: RequestNeed, before: RequestNeed) -> RequestNeed:
    """The need with the consent to a lower level that was given before: it holds for the same field and tier."""
    said = need.lower_level_agreed
    agreed = before.lower_level_agreed if said is None else said
    is_same = (need.domain, tier_of(need)) == (before.domain, tier_of(before))
    return replace(need, lower_level_agreed=bool(agreed) and is_same)


# Somebody in danger, or before a court, is not practised upon.
_CLOSED_TO_TRAINEES = frozenset({Tier.T3, Tier.COURT})


def welcomes_trainee(need: RequestNeed) -> bool:
    """What the requester said; never in a crisis or in court, whatever was said."""
    return need.trainee_welcome and tier_of(need) not in _CLOSED_TO_TRAINEES


def meeting_link_of(need: RequestNeed) -> str:
    """What the requester gave; a session that can only be held on site has none."""
    return need.meeting_link if REMOTE & set(need.modalities) else ""


def team_of(need: RequestNeed, settings: Settings) -> int:
    """What the requester said, else two once the dialogue is too long for one."""
    if need.team is not None:
        return need.team
    longest = (
        settings.of(SchedulingSettings).team_simultaneous_minutes
        if need.simultaneous
        else settings.of(SchedulingSettings).team_consecutive_minutes
    )
    return 2 if (need.minutes or 0) > longest else 1


def settled(need: RequestNeed, settings: Settings) -> RequestNeed:
    """A checked need with everything derived written out, as it is stored: for comparing two."""
    on_site = Modality.ON_SITE in need.modalities
    elsewhere = on_site and need.other_city is not None
    return replace(
        need,
        tier=tier_of(need),
        priority=int(priority_of(need)),
        team=team_of(need, settings),
        simultaneous=False,
        earliest=need.earliest or need.start,
        latest=need.latest or need.start,
        gender_strictness=need.gender_strictness if need.gender else None,
        site_id=need.site_id if on_site and not elsewhere else None,
        other_city=need.other_city if elsewhere else None,
        address=need.address if elsewhere else "",
        room=need.room if on_site else "",
        trainee_welcome=welcomes_trainee(need),
        meeting_link=meeting_link_of(need),
    )


def window_clocks(
    window: StartWindow, start: time, minutes: int, settings: Settings
) -> tuple[time, time]:
    """The earliest and the latest start that a requester's words mean."""
    at = minute_of(start)
    if window is StartWindow.EXACT:
        return start, start
    if window is StartWindow.NEAR:
        by = settings.of(SchedulingSettings).near_window_minutes
        # Who wishes to end today is not moved past midnight.
        latest = at + by if at + minutes > DAY_MINUTES else min(at + by, DAY_MINUTES - minutes)
        return clock_of(at - by), clock_of(latest)
    opening, closing = (
        minute_of(time.fromisoformat(c)) for c in settings.of(SchedulingSettings).counselling_hours
    )
    return clock_of(min(opening, at)), clock_of(max(closing - minutes, at))


def window_of(need: RequestNeed, settings: Settings) -> StartWindow | None:
    """The words for a window, or None when it is one of its own."""
    if need.start is None or need.minutes is None:
        return None
    bounds = (need.earliest or need.start, need.latest or need.start)
    for window in StartWindow:
        if window_clocks(window, need.start, need.minutes, settings) == bounds:
            return window
    return None


def clock_of(minutes: int) -> time:
    """The wall clock so many minutes after midnight, kept within the day and on the grid."""
    kept = max(0, min(minutes, LAST_CLOCK)) // GRID_MINUTES * GRID_MINUTES
    return time(kept // 60, kept % 60)


register_labels(
    {
        StartWindow.EXACT: say("This time only"),
        StartWindow.NEAR: say("30 minutes either side"),
        StartWindow.DAY: say("Any time that day"),
    }
)
