"""What the rules look at: a person with what fills their time, and what a session needs."""

from dataclasses import dataclass, field, replace
from datetime import date, datetime, timedelta
from functools import cached_property
from uuid import UUID
from zoneinfo import ZoneInfo

from accounts.domain.consents import ConsentPurpose
from accounts.domain.ids import OrganisationId
from foundation.geo import Point, TravelModel, road_km, travel_minutes
from foundation.times.spans import Span
from foundation.times.zones import local_day
from interpreters.domain.ids import InterpreterId
from interpreters.domain.languages import Direction, Language, Level
from interpreters.domain.qualifications import Domain, Modality, Tier
from interpreters.domain.standing import Employment, Gender, RestrictionKind, Standing
from scheduling.domain.ids import SessionId
from scheduling.domain.states import Priority, Strictness
from training.domain.validity import HeldCertification

# Starts inside a window are tried on this grid, the one on which sessions are booked.
STEP = timedelta(minutes=5)
# Stands for a session that is only asked about.
NO_SESSION = SessionId(UUID(int=0))


@dataclass(frozen=True)
class Ways:
    """How long ways take, how many minutes to spare after one, and which ways are long.

    A way from home to a session over `long_minutes` or over `long_km` of road needs a coordinator's
    approval; 0: none does. A transfer with fewer than `tight` minutes beyond what is necessary is tight.
    Whoever has interpreted rests `rest_per_block` minutes for each whole `rest_block` minutes; 0: not at all.
    """

    travel: TravelModel
    buffer: int
    long_minutes: int = 0
    long_km: int = 0
    tight: int = 15
    rest_block: int = 40
    rest_per_block: int = 0

    def minutes(self, one: Point, other: Point) -> int:
        """Minutes on the road."""
        return travel_minutes(one, other, self.travel)

    def road_km(self, one: Point, other: Point) -> float:
        """Kilometres of road."""
        return road_km(one, other, self.travel)

    def with_buffer(self, one: Point, other: Point) -> int:
        """Minutes to allow for a way; none where there is no way."""
        way = self.minutes(one, other)
        return way + self.buffer if way else 0

    def rest_after(self, minutes: int) -> int:
        """The least pause after so many minutes of interpreting."""
        return minutes // self.rest_block * self.rest_per_block if self.rest_per_block else 0

    def pause(self, min_break: int, one: Point, other: Point, rest: int) -> int:
        """Minutes that must lie between two sessions of one person: the longest of break, rest and way.

        `rest` is the one after the first of the two.

        The office's only statement of this rule. The engine has its own in
        dispatch/solver/problem/problem.py, and its checker another; a test compares the three.
        """
        return max(min_break, rest, self.with_buffer(one, other))


@dataclass(frozen=True)
class LanguageSkill:
    """A language somebody speaks."""

    language: Language
    level: Level
    direction: Direction


@dataclass(frozen=True)
class Bar:
    """A restriction between a person and an organisation or case; empty means all."""

    kind: RestrictionKind
    organisation_id: OrganisationId | None
    case_code: str
    first_day: date
    last_day: date | None

    def concerns(self, need: "Need") -> bool:
        """Whether it speaks of this session on its day."""
        return (
            self.organisation_id in {None, need.organisation_id}
            and self.case_code in {"", need.case_code}
            and self.first_day <= need.day
            and (self.last_day is None or need.day <= self.last_day)
        )


@dataclass(frozen=True)
class MissingSignature:
    """A text that the office wants signed before anything new is offered, and since when it has these words."""

    purpose: ConsentPurpose
    published_on: date


def is_heavy(domain: Domain | None, priority: Priority | None) -> bool:
    """Whether interpreting it weighs on people: violence, or danger to life or health."""
    return domain is Domain.VIOLENCE or priority is Priority.DANGER


@dataclass(frozen=True)
class Duty:
    """A session somebody serves already; without a point it is served at home.

    Without a domain they interpret nothing there: a trainee beside a mentor, or a standby (`standby_for`
    is the session that they would take over, which does not count it against them).
    """

    session_id: SessionId
    span: Span
    day: date
    point: Point | None
    pinned: bool = False
    offered: bool = False
    domain: Domain | None = None
    case_code: str = ""
    standby_for: SessionId | None = None
    priority: Priority | None = None

    def is_of(self, session_id: SessionId | None) -> bool:
        """Whether it is this session itself, or the standby for it."""
        return session_id is not None and session_id in {self.session_id, self.standby_for}

    @property
    def is_heavy(self) -> bool:
        """Whether what they interpret there weighs on people."""
        return self.domain is not None and is_heavy(self.domain, self.priority)

    @property
    def minutes(self) -> int:
        """Its length."""
        return self.span.minutes

    def rest(self, ways: Ways) -> int:
        """The least pause after it, where they interpret in it."""
        return ways.rest_after(self.minutes) if self.domain is not None else 0

    @property
    def earliest(self) -> datetime:
        """Its start: what is agreed does not move."""
        return self.span.start

    @property
    def latest(self) -> datetime:
        """Its start, again."""
        return self.span.start


@dataclass(frozen=True, kw_only=True)
class Person:
    """Somebody on the roster, with free time and duties around the days in question."""

    id: InterpreterId
    name: str
    employment: Employment
    standing: Standing
    gender: Gender | None
    home: Point
    city: str
    max_travel_km: int
    modalities: frozenset[Modality]
    max_minutes_per_day: int
    max_minutes_per_week: int
    min_break: int
    vetted_until: date | None
    joined_on: date
    languages: tuple[LanguageSkill, ...]
    certifications: tuple[HeldCertification, ...]
    bars: tuple[Bar, ...] = ()
    # of the texts that the office wants signed first; none where it asks for none
    unsigned: tuple[MissingSignature, ...] = ()
    free: tuple[Span, ...] = ()
    duties: tuple[Duty, ...] = ()
    # sessions that somebody asked for as a counsellor: they take time, and are no interpreting
    counselling: tuple[Duty, ...] = ()
    # session minutes served over the last days that count for fairness
    served_minutes: int = 0
    # 0: as many as there are
    max_heavy_per_day: int = 0
    # from leaving home until back there, on a day with sessions on site; 0: as long as it takes
    max_away_minutes: int = 0

    def pause(self, ways: Ways, one: Point | None, other: Point | None, rest: int) -> int:
        """Minutes that must lie between two sessions, None being their home; `rest`: after the first."""
        return ways.pause(self.min_break, one or self.home, other or self.home, rest)

    def is_tight(
        self, ways: Ways, one: Point | None, other: Point | None, *, gap: int, rest: int
    ) -> bool:
        """Whether so many minutes between two sessions leave hardly any to spare beside the way."""
        way = ways.minutes(one or self.home, other or self.home)
        return way > 0 and gap < self.pause(ways, one, other, rest) + ways.tight

    def speaks(self, language: Language | None) -> LanguageSkill | None:
        """How a language is spoken, if at all."""
        return next((s for s in self.languages if s.language == language), None)

    def serves(self, session_id: SessionId) -> bool:
        """Whether one of their duties is this session."""
        return any(duty.session_id == session_id for duty in self.duties)

    def minutes_on(self, first: date, last: date, but: SessionId | None) -> int:
        """Session minutes of the days from `first` to `last`, one session not counted."""
        if not self.duties:
            return 0
        found = (d for d in self.duties if first <= d.day <= last and not d.is_of(but))
        return sum(d.minutes for d in found)

    def heavy_on(self, day: date, but: SessionId | None) -> int:
        """Heavy sessions of a day, one session not counted."""
        return sum(d.is_heavy for d in self.duties if d.day == day and d.session_id != but)


@dataclass(frozen=True, kw_only=True)
class Need:
    """What one session asks of whoever serves it, in the modality it is planned with."""

    session_id: SessionId | None
    day: date
    earliest: datetime
    latest: datetime
    minutes: int
    language: Language
    domain: Domain
    tier: Tier
    priority: Priority
    modality: Modality
    organisation_id: OrganisationId
    ways: Ways
    zone: ZoneInfo
    point: Point | None = None
    fallback_language: Language | None = None
    case_code: str = ""
    # the requester's consent to somebody certified one level lower
    lower_level_agreed: bool = False
    gender: Gender | None = None
    gender_strictness: Strictness | None = None
    excluded: frozenset[InterpreterId] = field(default_factory=frozenset[InterpreterId])
    declined: frozenset[InterpreterId] = field(default_factory=frozenset[InterpreterId])
    # asked for by the requester, or known from the same case
    wanted: frozenset[InterpreterId] = field(default_factory=frozenset[InterpreterId])
    known: frozenset[InterpreterId] = field(default_factory=frozenset[InterpreterId])

    @cached_property
    def length(self) -> timedelta:
        """How long it takes."""
        return timedelta(minutes=self.minutes)

    @cached_property
    def last_moment_day(self) -> date:
        """The day on which it ends at the latest."""
        return local_day(self.latest + self.length, self.zone)

    def rest(self, ways: Ways) -> int:
        """The least pause after it."""
        return ways.rest_after(self.minutes)

    def span(self, start: datetime) -> Span:
        """Its time when it begins at `start`."""
        return Span(start, start + self.length)

    def duty(self, start: datetime) -> Duty:
        """What it is to whoever serves it from a start."""
        session_id = self.session_id or NO_SESSION
        return Duty(
            session_id,
            self.span(start),
            self.day,
            self.point,
            domain=self.domain,
            case_code=self.case_code,
            priority=self.priority,
        )

    def starting_at(self, start: datetime) -> "Need":
        """The same need, once its start is settled."""
        return replace(self, earliest=start, latest=start)

    def starts(self) -> list[datetime]:
        """Every start on the grid inside its window."""
        count = (self.latest - self.earliest) // STEP
        return [self.earliest + k * STEP for k in range(count + 1)]
