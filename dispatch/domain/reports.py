"""What reports count, each figure defined once: what became of a need, and what is made of many.

`docs/reports.md` says the same in words. The store counts by the same definitions in SQL; a test compares them.
"""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, fields
from datetime import date, timedelta
from enum import StrEnum
from fractions import Fraction

from dispatch.domain.causes import Cause
from foundation.text.i18n import register_labels
from foundation.text.message import say
from scheduling.domain.states import Attendee, RefusalCode, RequestState, SessionState

QUARTER_MONTHS = 3
# From so far back on a report may begin, and so many days it may cover: longer ones are several reports.
LONGEST_DAYS = 732


class PeriodKind(StrEnum):
    """How a period is told."""

    MONTH = "month"
    QUARTER = "quarter"
    YEAR = "year"
    DAYS = "days"


class Dimension(StrEnum):
    """By what figures are told apart."""

    LANGUAGE = "language"
    DOMAIN = "domain"
    CITY = "city"
    MODALITY = "modality"
    ORGANISATION = "organisation"


class NeedFate(StrEnum):
    """What became of a need: of a session that was asked for."""

    FILLED = "filled"
    UNMET = "unmet"
    OPEN = "open"
    CALLED_OFF = "called_off"
    # declined because it was none for this office
    NOT_OURS = "not_ours"


class ExtraCause(StrEnum):
    """Why a need was not met, beside the causes that a search or a coordinator names."""

    INTERPRETER_ABSENT = "interpreter_absent"
    REFERRED = "referred"
    # of a call on demand: nobody was there to be asked, or whoever called gave up before an answer
    NOBODY_ON_DUTY = "nobody_on_duty"
    CALL_ABANDONED = "call_abandoned"
    NOT_SAID = "not_said"


# A request that is declined with one of these was a need that the pool could not meet.
REFUSED_FOR_WANT: Mapping[RefusalCode, Cause] = {
    RefusalCode.NO_SUCH_LANGUAGE: Cause.NO_SUCH_LANGUAGE,
    RefusalCode.TOO_LATE: Cause.TOO_LATE,
}
FILLED_STATES = frozenset({SessionState.STAFFED, SessionState.IN_PROGRESS, SessionState.HELD})
# An interpreter who came and waited in vain has filled the need.
NOBODY_CAME = ("", Attendee.INTERPRETER.value)


def fate_of(
    state: SessionState, request: RequestState, refusal: RefusalCode | None, no_show: str
) -> NeedFate:
    """What became of a need."""
    if request is RequestState.REFUSED:
        return NeedFate.UNMET if refusal in REFUSED_FOR_WANT else NeedFate.NOT_OURS
    if request is RequestState.REFERRED:
        return NeedFate.UNMET
    if state is SessionState.CANCELLED:
        return NeedFate.CALLED_OFF
    if state in FILLED_STATES:
        return NeedFate.FILLED
    if state is SessionState.NOT_DELIVERED:
        return NeedFate.UNMET if no_show in NOBODY_CAME else NeedFate.FILLED
    return NeedFate.OPEN


@dataclass(frozen=True, kw_only=True)
class UnmetNeed:
    """What is known of a need that was not met."""

    request: RequestState
    refusal: RefusalCode | None
    no_show: str
    cause: str
    has_language: bool


def unmet_cause(need: UnmetNeed) -> Cause | ExtraCause:
    """Why it was not met, as one code."""
    refusal, no_show = need.refusal, need.no_show
    if refusal is not None and refusal in REFUSED_FOR_WANT:
        return REFUSED_FOR_WANT[refusal]
    if no_show == Attendee.INTERPRETER:
        return ExtraCause.INTERPRETER_ABSENT
    if need.cause:
        return cause_from(need.cause)
    if not need.has_language:
        return Cause.NO_SUCH_LANGUAGE
    return ExtraCause.REFERRED if need.request is RequestState.REFERRED else ExtraCause.NOT_SAID


def cause_from(code: str) -> Cause | ExtraCause:
    """A stored or counted code again; ValueError for one that nobody knows."""
    return ExtraCause(code) if code in {*ExtraCause} else Cause(code)


@dataclass(frozen=True, kw_only=True)
class ReportPeriod:
    """Some days, both included, and how they are told."""

    kind: PeriodKind
    first: date
    last: date

    @classmethod
    def around(cls, kind: PeriodKind, day: date) -> "ReportPeriod":
        """The month, quarter or year that holds a day."""
        if kind is PeriodKind.YEAR:
            return cls(kind=kind, first=date(day.year, 1, 1), last=date(day.year, 12, 31))
        months = QUARTER_MONTHS if kind is PeriodKind.QUARTER else 1
        month = day.month - (day.month - 1) % months
        first = date(day.year, month, 1)
        return cls(kind=kind, first=first, last=_months_on(first, months) - timedelta(days=1))

    @property
    def before(self) -> "ReportPeriod":
        """The one before: the calendar's for months, quarters and years, else as many days."""
        day = self.first - timedelta(days=1)
        if self.kind is not PeriodKind.DAYS:
            return self.around(self.kind, day)
        return ReportPeriod(
            kind=self.kind, first=self.first - timedelta(days=self.length), last=day
        )

    @property
    def after(self) -> "ReportPeriod":
        """The one after, as `before` is the one before."""
        day = self.last + timedelta(days=1)
        if self.kind is not PeriodKind.DAYS:
            return self.around(self.kind, day)
        return ReportPeriod(kind=self.kind, first=day, last=self.last + timedelta(days=self.length))

    @property
    def length(self) -> int:
        """How many days."""
        return (self.last - self.first).days + 1

    @property
    def code(self) -> str:
        """Short, for names of files: 2026-Q3, 2026-11, 2026, or both days."""
        if self.kind is PeriodKind.QUARTER:
            return f"{self.first.year}-Q{(self.first.month - 1) // QUARTER_MONTHS + 1}"
        if self.kind is PeriodKind.MONTH:
            return f"{self.first:%Y-%m}"
        return str(self.first.year) if self.kind is PeriodKind.YEAR else f"{self.first}_{self.last}"


def last_quarter(today: date) -> ReportPeriod:
    """The last whole quarter."""
    return ReportPeriod.around(PeriodKind.QUARTER, today).before


def _months_on(first: date, months: int) -> date:
    ahead = first.month - 1 + months
    return date(first.year + ahead // 12, ahead % 12 + 1, 1)


@dataclass(frozen=True, kw_only=True)
class Tally:
    """Counts of needs, and sums over the sessions that were filled."""

    asked: int = 0
    filled: int = 0
    unmet: int = 0
    open: int = 0
    called_off: int = 0
    called_off_late: int = 0
    not_ours: int = 0
    # filled, but the service user or the counsellor did not come
    waited_in_vain: int = 0
    # filled in another language or one level lower than asked
    downgraded: int = 0
    # minutes of the filled sessions as they were planned
    minutes: int = 0
    # assignments on site that were served, and the minutes of their ways there
    ways: int = 0
    way_minutes: int = 0

    def plus(self, other: "Tally") -> "Tally":
        """Both together."""
        return Tally(
            **{
                each.name: getattr(self, each.name) + getattr(other, each.name)
                for each in fields(self)
            }
        )


def fill_rate(tally: Tally) -> Fraction | None:
    """Filled of those that were decided: open, called off and declined ones are left out. None of nothing."""
    decided = tally.filled + tally.unmet
    return Fraction(tally.filled, decided) if decided else None


def way_of_a_session(tally: Tally) -> Fraction | None:
    """Minutes on the way to one session on site. None where nobody went anywhere."""
    return Fraction(tally.way_minutes, tally.ways) if tally.ways else None


def middle(values: Collection[int]) -> Fraction | None:
    """The median, exactly: of an even number the mean of the two in the middle. None of nothing."""
    ordered = sorted(values)
    if not ordered:
        return None
    half = len(ordered) // 2
    if len(ordered) % 2:
        return Fraction(ordered[half])
    return Fraction(ordered[half - 1] + ordered[half], 2)


def percent(share: Fraction | None) -> str:
    """A share as a percentage with one digit, half up; a dash for none."""
    if share is None:
        return "-"
    tenths = (share * 2000 + 1) // 2
    return f"{tenths // 10}.{tenths % 10}"


@dataclass(frozen=True, kw_only=True)
class LoadSpread:
    """How evenly the minutes served are spread over the people who served."""

    people: int
    median: int
    # what the tenth with the least and the tenth with the most carry
    low: int
    high: int
    # of all minutes, what the busiest tenth of the people carried
    top_share: Fraction


def load_spread(minutes: Sequence[int]) -> LoadSpread | None:
    """The spread of the minutes of everybody who served. None of nobody."""
    ordered = sorted(minutes)
    if not ordered:
        return None
    count, total = len(ordered), sum(ordered)
    tenth = max(1, round(count / 10))
    return LoadSpread(
        people=count,
        median=int(middle(ordered) or 0),
        low=ordered[(count - 1) // 10],
        high=ordered[count - 1 - (count - 1) // 10],
        top_share=Fraction(sum(ordered[-tenth:]), total) if total else Fraction(0),
    )


register_labels(
    {
        PeriodKind.MONTH: say("Month"),
        PeriodKind.QUARTER: say("Quarter"),
        PeriodKind.YEAR: say("Year"),
        PeriodKind.DAYS: say("From one day to another"),
        Dimension.LANGUAGE: say("Language"),
        Dimension.DOMAIN: say("Field"),
        Dimension.CITY: say("City"),
        Dimension.MODALITY: say("Mode"),
        Dimension.ORGANISATION: say("Organisation"),
        ExtraCause.INTERPRETER_ABSENT: say("The interpreter did not come"),
        ExtraCause.REFERRED: say("Passed on to another organisation"),
        ExtraCause.NOBODY_ON_DUTY: say("Nobody was on duty"),
        ExtraCause.CALL_ABANDONED: say("Cancelled before an answer"),
        ExtraCause.NOT_SAID: say("Cause not entered yet"),
    }
)
register_labels(
    {
        NeedFate.FILLED: say("Filled"),
        NeedFate.UNMET: say("Not filled"),
        NeedFate.OPEN: say("Still open"),
        NeedFate.CALLED_OFF: say("Cancelled"),
        NeedFate.NOT_OURS: say("Declined, not for this office"),
    }
)
