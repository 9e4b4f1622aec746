"""Offers in waves: who is asked in which wave, and until when a wave waits. Nothing here asks anybody."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, time, timedelta
from enum import StrEnum
from typing import Any
from zoneinfo import ZoneInfo

from accounts.domain.ids import OrganisationId
from foundation.text.i18n import register_labels
from foundation.text.message import LazyText, say
from foundation.times.zones import local_clock, local_day, to_utc
from interpreters.domain.ids import InterpreterId
from interpreters.domain.qualifications import Tier
from scheduling.domain.states import Priority

MOST_WAVES, MOST_PEOPLE, MOST_MINUTES = 6, 50, 14 * 24 * 60
# Who is woken at night: about a session that starts so soon after the night that the morning is too late.
TOO_LATE_IN_THE_MORNING = timedelta(hours=3)


class WaveKind(StrEnum):
    """Among whom a wave looks. Each kind includes the ones before it."""

    STAFF = "staff"
    ORGANISATION = "organisation"
    PROVINCE = "province"


_WIDTH = {kind: width for width, kind in enumerate(WaveKind)}


class CascadeState(StrEnum):
    """Where the waves for one slot stand; the first two are live, and a slot has one live cascade at most."""

    RUNNING = "running"
    PAUSED = "paused"
    FILLED = "filled"
    EXHAUSTED = "exhausted"
    STOPPED = "stopped"


LIVE_CASCADES = frozenset({CascadeState.RUNNING, CascadeState.PAUSED})


class CascadeEnd(StrEnum):
    """Why a cascade ended without anybody: a code, for the trail and the panel."""

    BY_HAND = "by_hand"
    SESSION_OVER = "session_over"
    SWITCHED_OFF = "switched_off"


@dataclass(frozen=True, kw_only=True)
class Wave:
    """So many at most, of one kind of people, for so long.

    `seconds` None: as long as the table of answer deadlines gives (`dispatch/domain/deadlines.py`).
    """

    kind: WaveKind
    size: int
    seconds: int | None = None

    @property
    def minutes(self) -> int | None:
        """How long in whole minutes, rounded up."""
        return None if self.seconds is None else -(-self.seconds // 60)

    def as_json(self) -> dict[str, Any]:
        """As it is stored."""
        return {"kind": self.kind.value, "size": self.size, "seconds": self.seconds}

    @classmethod
    def parse(cls, stored: Mapping[str, Any]) -> "Wave":
        """As it was stored."""
        return cls(
            kind=WaveKind(stored["kind"]), size=int(stored["size"]), seconds=stored["seconds"]
        )


QUARTER = 15 * 60
# What holds where the office has kept no policy of its own: own people first, then everybody.
USUAL = (
    Wave(kind=WaveKind.STAFF, size=3),
    Wave(kind=WaveKind.ORGANISATION, size=3),
    Wave(kind=WaveKind.PROVINCE, size=5),
)
USUAL_IN_DANGER = (
    Wave(kind=WaveKind.ORGANISATION, size=3, seconds=QUARTER),
    Wave(kind=WaveKind.PROVINCE, size=5, seconds=QUARTER),
)


def usual_waves(priority: int) -> tuple[Wave, ...]:
    """The waves of a request for which no policy is kept."""
    return USUAL_IN_DANGER if priority == Priority.DANGER else USUAL


@dataclass(frozen=True, kw_only=True)
class PolicyScope:
    """To which requests a policy applies; None means every one."""

    organisation_id: OrganisationId | None = None
    priority: int | None = None
    tier: Tier | None = None

    @property
    def key(self) -> str:
        """One text for each scope, so that the database keeps one policy for each."""
        parts = (self.organisation_id, self.priority, self.tier)
        return "/".join("*" if part is None else str(part) for part in parts)

    def covers(self, other: "PolicyScope") -> bool:
        """Whether it applies to a request that is wholly known."""
        return all(
            mine is None or mine == theirs
            for mine, theirs in (
                (self.organisation_id, other.organisation_id),
                (self.priority, other.priority),
                (self.tier, other.tier),
            )
        )

    @property
    def closeness(self) -> tuple[bool, bool, bool]:
        """Of two that apply the greater holds: the organisation's own, then the priority's, then the tier's."""
        return (
            self.organisation_id is not None,
            self.priority is not None,
            self.tier is not None,
        )


@dataclass(frozen=True, kw_only=True)
class Askable:
    """Somebody who may serve, in the order of the ranking: among whom they count, and whether they are asked elsewhere.

    `together` tells those apart who would come in another mode or from another start: one wave asks about one.
    """

    interpreter_id: InterpreterId
    kind: WaveKind
    is_asked_elsewhere: bool = False
    together: object = None


@dataclass(frozen=True)
class NextWave:
    """Whom the next wave may ask, the best first, and the place of its wave in the policy (0 the first)."""

    step: int
    wave: Wave
    people: tuple[InterpreterId, ...]


def next_wave(
    waves: Sequence[Wave],
    last_step: int | None,
    ranked: Sequence[Askable],
    asked: Collection[InterpreterId],
) -> NextWave | None:
    """The wave after `last_step` (None: the first) that finds anybody not yet asked; None when there is none.

    A wave whose kind has nobody left is passed over. The last wave comes again until everybody was asked. More
    people than its size are named: who cannot be asked at the last moment makes room for the next.
    """
    left = [each for each in ranked if each.interpreter_id not in asked]
    first = 0 if last_step is None else min(last_step + 1, len(waves) - 1)
    for step in range(first, len(waves)):
        found = _of_kind(left, waves[step].kind)
        if found:
            return NextWave(step, waves[step], tuple(each.interpreter_id for each in found))
    return None


def _of_kind(left: Sequence[Askable], kind: WaveKind) -> list[Askable]:
    """Those of a kind who can be asked together, whoever is asked elsewhere at that time last."""
    found = [each for each in left if _WIDTH[each.kind] <= _WIDTH[kind]]
    found.sort(key=lambda each: each.is_asked_elsewhere)
    return [each for each in found if each.together == found[0].together]


@dataclass(frozen=True, kw_only=True)
class ReadingTime:
    """From when until when somebody can be expected to read a question, on any day, on the office's wall clock."""

    zone: ZoneInfo
    begins: time = time(8)
    ends: time = time(21)

    def opening(self, now: datetime) -> datetime:
        """`now` if questions are read then, else the next morning."""
        day, clock = local_day(now, self.zone), local_clock(now, self.zone)
        if clock < self.begins:
            return to_utc(day, self.begins, self.zone)
        if clock >= self.ends:
            return to_utc(day + timedelta(days=1), self.begins, self.zone)
        return now

    def next_morning(self, now: datetime) -> datetime:
        """When questions are read again after the coming night, or after the one that it is."""
        day = local_day(now, self.zone)
        if local_clock(now, self.zone) >= self.begins:
            day += timedelta(days=1)
        return to_utc(day, self.begins, self.zone)

    def after(self, now: datetime, length: timedelta) -> datetime:
        """The instant by which so much reading time has passed."""
        at, left = self.opening(now), length
        while True:
            closing = to_utc(local_day(at, self.zone), self.ends, self.zone)
            if at + left <= closing:
                return at + left
            left -= closing - at
            at = self.opening(closing)


def is_pressing(
    now: datetime, starts_at: datetime, reading: ReadingTime, *, is_urgent: bool
) -> bool:
    """Whether nobody may wait for the next morning: it is urgent, or starts too soon after the night."""
    return is_urgent or reading.next_morning(now) + TOO_LATE_IN_THE_MORNING > starts_at


def goes_at(
    now: datetime, starts_at: datetime, reading: ReadingTime, *, is_urgent: bool
) -> datetime:
    """When a wave that is due may go: now, or in the morning when the night can be waited for."""
    if is_pressing(now, starts_at, reading, is_urgent=is_urgent):
        return now
    return reading.opening(now)


@dataclass(frozen=True, kw_only=True)
class WaveCourse:
    """A wave that goes now: about a session that starts when, and until when the table of deadlines waits."""

    now: datetime
    starts_at: datetime
    by_the_table: datetime
    is_urgent: bool


def waits_until(wave: Wave, course: WaveCourse, reading: ReadingTime) -> datetime:
    """Until when a wave waits for its answers; never after the session's start.

    Its minutes are counted while people can read, but for what cannot wait for the morning.
    """
    now, length = course.now, timedelta(seconds=wave.seconds or 0)
    pressing = is_pressing(now, course.starts_at, reading, is_urgent=course.is_urgent)
    if wave.seconds is None:
        until = course.by_the_table if pressing else reading.opening(course.by_the_table)
    else:
        until = now + length if pressing else reading.after(now, length)
    return min(until, course.starts_at)


def preview(waves: Sequence[Wave]) -> list[LazyText]:
    """What a policy does, a sentence a wave."""
    said = [_said(number, wave) for number, wave in enumerate(waves, start=1)]
    said.append(say("The last wave is repeated until an offer is accepted or everyone was asked."))
    return said


def _said(number: int, wave: Wave) -> LazyText:
    if wave.minutes is None:
        return say(
            "%(n)s. %(kind)s: up to %(size)s people, until the usual answer deadline.",
            n=number,
            kind=wave.kind,
            size=wave.size,
        )
    return say(
        "%(n)s. %(kind)s: up to %(size)s people, %(minutes)s minutes.",
        n=number,
        kind=wave.kind,
        size=wave.size,
        minutes=wave.minutes,
    )


register_labels(
    {
        WaveKind.STAFF: say("Own staff"),
        WaveKind.ORGANISATION: say("Own organisation"),
        WaveKind.PROVINCE: say("Whole province"),
        CascadeState.RUNNING: say("Asking in waves"),
        CascadeState.PAUSED: say("Waves paused"),
        CascadeState.FILLED: say("Filled by waves"),
        CascadeState.EXHAUSTED: say("Everyone was asked"),
        CascadeState.STOPPED: say("Waves stopped"),
        CascadeEnd.BY_HAND: say("Stopped by the office"),
        CascadeEnd.SESSION_OVER: say("The session is over or cancelled"),
        CascadeEnd.SWITCHED_OFF: say("Automatic work was switched off"),
    }
)
