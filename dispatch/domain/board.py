"""The board of a day: where each session stands, and what fills each person's hours."""

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from enum import StrEnum
from itertools import pairwise
from zoneinfo import ZoneInfo

from dispatch.domain.people import Person, Ways
from foundation.geo import Point
from foundation.text.i18n import register_labels
from foundation.text.message import say
from foundation.times.spans import Span, intersect, subtract
from foundation.times.zones import to_utc
from interpreters.domain.qualifications import Modality
from scheduling.domain.ids import SessionId

# The whole day of a board; sessions before or after it make it longer.
OPENS, CLOSES = 7, 22
SLOT, HOUR = timedelta(minutes=5), timedelta(hours=1)
# Shorter stretches of free time are of no use to a dispatcher.
WORTH_ASKING = timedelta(minutes=60)
# Being off for less than this at the edge of a day goes without saying.
WORTH_SAYING = timedelta(minutes=60)
# Between these a board always shows the hours, sessions or not.
BUSY_HOURS = (9, 18)


class BoardState(StrEnum):
    """Where a session stands: its least settled slot decides."""

    CONFIRMED = "confirmed"
    WAITING = "waiting"
    DRAFT = "draft"
    UNFILLED = "unfilled"


_FROM_SETTLED = list(BoardState)


class Look(StrEnum):
    """What a block on somebody's line stands for."""

    CONFIRMED = "confirmed"
    ON_THE_WAY = "on the way"
    LATE = "late"
    ARRIVED = "arrived"
    RUNNING = "running"
    OVER = "over"
    MISSED = "missed"
    WAITING = "waiting"
    DRAFT = "draft"
    LEAVING = "leaving"


class Off(StrEnum):
    """Why somebody cannot be asked at a time."""

    HOURS = "hours"
    LEAVE = "leave"
    CLASS = "class"


@dataclass(frozen=True, kw_only=True)
class Slots:
    """The slots of one session: how many, and which are held, asked for, or changed by a draft."""

    team: int
    held: Collection[int] = ()
    asked: Collection[int] = ()
    drafted: Collection[int] = ()

    def state_of(self, slot_no: int) -> BoardState:
        """Where one slot stands; a draft counts before what it would change."""
        if slot_no in self.drafted:
            return BoardState.DRAFT
        if slot_no in self.held:
            return BoardState.CONFIRMED
        return BoardState.WAITING if slot_no in self.asked else BoardState.UNFILLED

    @property
    def state(self) -> BoardState:
        """Where the session stands."""
        slots = (self.state_of(n) for n in range(1, self.team + 1))
        return max(slots, key=_FROM_SETTLED.index)


@dataclass(frozen=True, kw_only=True)
class Block:
    """A session, or the question about one, on somebody's line; no point means at home."""

    session_id: SessionId
    span: Span
    look: Look
    point: Point | None
    pinned: bool = False
    # asked, or to be asked, but out of reach of the app
    to_call: bool = False
    # somebody has it, or is asked, though they are in a class, away or not free then
    clashes: bool = False
    modality: Modality = Modality.ON_SITE


@dataclass(frozen=True)
class RoadBar:
    """The road to a block, just before it."""

    span: Span
    minutes: int
    tight: bool


@dataclass(frozen=True)
class RestBar:
    """The rest after a block, until it is over or whatever comes next begins."""

    span: Span
    rest: int


@dataclass(frozen=True)
class Stretch:
    """Time at which somebody cannot be asked; the plain edges of a day are not worth words."""

    span: Span
    off: Off
    worth_saying: bool


Item = Block | RoadBar | RestBar | Stretch


def axis_of(day: date, zone: ZoneInfo, spans: Iterable[Span] = (), *, whole: bool = False) -> Span:
    """The full hours of a day that the board shows: the working hours, or all, and every session."""
    midnight = to_utc(day, time(0), zone)
    first, last = (OPENS, CLOSES) if whole else BUSY_HOURS
    for span in spans:
        first = min(first, max(0, (span.start - midnight) // HOUR))
        last = max(last, min(24, -(-(span.end - midnight) // HOUR)))
    return Span(midnight + first * HOUR, midnight + last * HOUR)


def busy_hours(day: date, zone: ZoneInfo) -> Span:
    """The hours in which being away is worth a word."""
    midnight = to_utc(day, time(0), zone)
    return Span(midnight + BUSY_HOURS[0] * HOUR, midnight + BUSY_HOURS[1] * HOUR)


def columns(span: Span, axis: Span) -> tuple[int, int] | None:
    """First column, counted from 1, and width in five-minute columns; None when it is out of sight."""
    seen = span.clipped(axis)
    if seen is None:
        return None
    first = (seen.start - axis.start) // SLOT
    return first + 1, max(1, -(-(seen.end - axis.start) // SLOT) - first)


def ways_between(person: Person, blocks: Iterable[Block], ways: Ways) -> list[RoadBar]:
    """The roads between blocks at different places.

    One is tight when less is left to spare than the office wishes, as in the measures of a plan.
    """
    staying = sorted((b for b in blocks if b.look is not Look.LEAVING), key=lambda b: b.span)
    found: list[RoadBar] = []
    for one, other in pairwise(staying):
        minutes = ways.minutes(one.point or person.home, other.point or person.home)
        gap = other.span.start - one.span.end
        if minutes and gap > timedelta(0):
            start = max(one.span.end, other.span.start - timedelta(minutes=minutes))
            tight = person.is_tight(
                ways,
                one.point,
                other.point,
                gap=gap // timedelta(minutes=1),
                rest=ways.rest_after(one.span.minutes),
            )
            found.append(RoadBar(Span(start, other.span.start), minutes, tight))
    return found


def rests_after(blocks: Iterable[Block], roads: Iterable[RoadBar], ways: Ways) -> list[RestBar]:
    """The rest after each block, as far as it is seen: whoever is on the way rests too."""
    staying = [b for b in blocks if b.look is not Look.LEAVING]
    nexts = [*(b.span.start for b in staying), *(road.span.start for road in roads)]
    found: list[RestBar] = []
    for block in staying:
        minutes, end = ways.rest_after(block.span.minutes), block.span.end
        following = [at for at in nexts if at >= end]
        until = min([end + timedelta(minutes=minutes), *following])
        if until > end:
            found.append(RestBar(Span(end, until), minutes))
    return found


def stretches(
    axis: Span, busy: Span, free: Sequence[Span], leave: Sequence[Span], classes: Sequence[Span]
) -> list[Stretch]:
    """The hours of the board in which somebody is off, each with its reason, in words if felt in `busy`."""
    off = subtract([axis], free)
    learning = intersect(off, classes)
    away = subtract(intersect(off, leave), learning)
    rest = subtract(subtract(off, learning), away)
    named = [(Off.CLASS, learning), (Off.LEAVE, away), (Off.HOURS, rest)]
    return [
        Stretch(span, why, why is not Off.HOURS or _is_felt(span, busy))
        for why, spans in named
        for span in spans
    ]


def _is_felt(span: Span, busy: Span) -> bool:
    part = span.clipped(busy)
    return part is not None and part.end - part.start >= WORTH_SAYING


def in_order(items: Iterable[Item]) -> list[Item]:
    """By start; the road before the block that it leads to."""
    return sorted(items, key=lambda item: (item.span.start, isinstance(item, Block)))


def has_free_time(person: Person, blocks: Iterable[Block]) -> bool:
    """Whether a stretch worth asking for is left."""
    left = subtract(person.free, (b.span for b in blocks if b.look is not Look.LEAVING))
    return any(span.end - span.start >= WORTH_ASKING for span in left)


def block_span(starts_at: datetime, minutes: int) -> Span:
    """The time of a session from a start."""
    return Span(starts_at, starts_at + timedelta(minutes=minutes))


# Text enumerations with equal values are equal as keys: one call for each.
register_labels(
    {
        BoardState.CONFIRMED: say("Confirmed"),
        BoardState.WAITING: say("Awaiting answer"),
        BoardState.DRAFT: say("Draft"),
        BoardState.UNFILLED: say("Unfilled"),
    }
)
register_labels(
    {
        Look.CONFIRMED: say("Confirmed"),
        Look.ON_THE_WAY: say("On the way"),
        Look.LATE: say("Late"),
        Look.ARRIVED: say("Arrived"),
        Look.RUNNING: say("In progress"),
        Look.OVER: say("Over"),
        Look.MISSED: say("Did not come"),
        Look.WAITING: say("Awaiting answer"),
        Look.DRAFT: say("Draft"),
        Look.LEAVING: say("Reassigned in the draft"),
    }
)
register_labels(
    {
        Off.HOURS: say("Not available"),
        Off.LEAVE: say("Leave"),
        Off.CLASS: say("Class"),
    }
)
