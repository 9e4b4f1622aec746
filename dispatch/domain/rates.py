"""What work pays: rate cards, which of them counts, and the lines of a sum, each with what it rests on.

Money is whole won. Every line is reckoned exactly and rounded once, half a won up.
"""

from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, fields
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from enum import StrEnum
from fractions import Fraction
from itertools import pairwise
from typing import Any
from uuid import UUID

from foundation.text.i18n import register_labels
from foundation.text.message import say
from interpreters.domain.qualifications import CertificationLevel, Domain
from interpreters.domain.standing import Employment

# The night of the surcharge, on the wall clock of the office.
# Certifications by which somebody may be sent to a session.
PAID_LEVELS = tuple(
    level for level in CertificationLevel if level is not CertificationLevel.TRANSLATOR
)
NIGHT_STARTS, NIGHT_ENDS = time(22), time(6)
WEEKEND = frozenset({5, 6})


@dataclass(frozen=True, kw_only=True)
class Rates:
    """What a card pays: won for an hour, a kilometre, a page or a word, minutes, percent of what time or text pays."""

    hour_won: int
    minimum_minutes: int = 60
    step_minutes: int = 30
    travel_hour_won: int = 0
    fare_km_won: int = 0
    night_percent: int = 0
    weekend_percent: int = 0
    holiday_percent: int = 0
    # when it comes otherwise
    waiting_hour_won: int = 0
    late_cancel_percent: int = 0
    no_show_percent: int = 0
    # translation
    page_won: int = 0
    word_won: int = 0
    revision_percent: int = 0
    certified_copy_won: int = 0
    # training
    class_hour_won: int = 0
    mentor_hour_won: int = 0


@dataclass(frozen=True, kw_only=True)
class RateScope:
    """For what a card counts; None stands for all."""

    organisation_id: UUID | None = None
    domain: Domain | None = None
    level: CertificationLevel | None = None

    @property
    def is_general(self) -> bool:
        """Whether it counts wherever no other card does."""
        return self == RateScope()

    @property
    def weight(self) -> tuple[int, bool, bool, bool]:
        """How closely it fits: what names more goes first, then organisation before domain before level."""
        named = (
            self.organisation_id is not None,
            self.domain is not None,
            self.level is not None,
        )
        return sum(named), *named

    def covers(self, work: "WorkPaid") -> bool:
        """Whether work falls under it."""
        return (
            self.organisation_id in (None, work.organisation_id)
            and self.domain in (None, work.domain)
            and (self.level is None or self.level in work.levels)
        )


@dataclass(frozen=True, kw_only=True)
class Card:
    """Rates for a scope from a day on; without rates the scope ends on that day, and a wider card counts."""

    id: UUID
    scope: RateScope
    valid_from: date
    rates: Rates | None


class OffDay(StrEnum):
    """A day that pays more than another."""

    WEEKEND = "weekend"
    HOLIDAY = "holiday"


@dataclass(frozen=True, kw_only=True)
class WorkPaid:
    """Work as it is paid: local start, minutes, the way from home and back; no domain where it has none."""

    starts_at: datetime
    minutes: int
    organisation_id: UUID
    domain: Domain | None
    levels: Collection[CertificationLevel] = ()
    travel_minutes: int = 0
    travel_km: Decimal = Decimal(0)


class PayLineKind(StrEnum):
    """What a line of a sum pays for."""

    TIME = "time"
    NIGHT = "night"
    WEEKEND = "weekend"
    HOLIDAY = "holiday"
    TRAVEL_TIME = "travel_time"
    FARE = "fare"
    WAITING = "waiting"
    LATE_CANCELLATION = "late_cancellation"
    NO_SHOW = "no_show"
    PAGES = "pages"
    WORDS = "words"
    REVISION = "revision"
    CERTIFIED_COPY = "certified_copy"
    CLASS = "class"
    MENTORING = "mentoring"
    STANDBY = "standby"
    CORRECTION = "correction"


@dataclass(frozen=True, kw_only=True)
class PayLine:
    """One line: won, and what it rests on.

    `minutes` are those that are paid or surcharged, `of_minutes` those that were worked where that is
    another number, `rate` the won for one of what is counted or the percent, `km` the kilometres of a fare,
    `units` the pages, words or copies, `of_won` what the percent is of.
    """

    kind: PayLineKind
    won: int
    rate: int
    minutes: int = 0
    of_minutes: int = 0
    km: str = ""
    units: int = 0
    of_won: int = 0

    def kept(self) -> dict[str, Any]:
        """Itself as JSON."""
        return {each.name: getattr(self, each.name) for each in fields(self)}

    @classmethod
    def of(cls, kept: Mapping[str, Any]) -> "PayLine":
        """A line that was kept as JSON."""
        values: dict[str, Any] = {**kept, "kind": PayLineKind(kept["kind"])}
        return cls(**values)


def card_for(work: WorkPaid, cards: Iterable[Card]) -> Card | None:
    """The card that counts for some work on its day: the closest scope, of several levels the dearest hour.

    Of one scope the last that has begun counts. None when nothing covers the work.
    """
    day = work.starts_at.date()
    newest: dict[RateScope, Card] = {}
    for card in sorted(cards, key=lambda card: card.valid_from):
        if card.valid_from <= day and card.scope.covers(work):
            newest[card.scope] = card
    fitting = [card for card in newest.values() if card.rates is not None]
    return max(fitting, key=_closeness, default=None)


def _closeness(card: Card) -> tuple[tuple[int, bool, bool, bool], int, str]:
    assert card.rates is not None
    return card.scope.weight, card.rates.hour_won, str(card.id)


def pay_lines(
    work: WorkPaid, rates: Rates, off_day: Callable[[date], OffDay | None]
) -> Sequence[PayLine]:
    """The lines that some work pays, by the rates that count on its day.

    Time is paid from the shortest time up in steps. A surcharge is a percent of what the time pays, for the
    share of the session that lies in the night, on a weekend or on a holiday; a holiday on a weekend pays
    as a holiday, and a night adds to either.
    """
    paid = paid_minutes(work.minutes, rates)
    basis = Fraction(paid * rates.hour_won, 60)
    lines = [_line(PayLineKind.TIME, basis, rates.hour_won, minutes=paid, of=work.minutes)]
    for kind, minutes, percent in _surcharges(work, rates, off_day):
        if minutes and percent:
            won = basis * Fraction(minutes, work.minutes) * Fraction(percent, 100)
            lines.append(_line(kind, won, percent, minutes=minutes, of=work.minutes))
    if work.travel_minutes and rates.travel_hour_won:
        won = Fraction(work.travel_minutes * rates.travel_hour_won, 60)
        lines.append(
            _line(PayLineKind.TRAVEL_TIME, won, rates.travel_hour_won, minutes=work.travel_minutes)
        )
    if work.travel_km and rates.fare_km_won:
        won = Fraction(work.travel_km) * rates.fare_km_won
        lines.append(_line(PayLineKind.FARE, won, rates.fare_km_won, km=f"{work.travel_km:f}"))
    return lines


def sum_of(lines: Iterable[PayLine]) -> int:
    """The won of some lines together."""
    return sum(line.won for line in lines)


def whole_won(won: Fraction) -> int:
    """Won without a fraction, half a won up."""
    return (2 * won.numerator + won.denominator) // (2 * won.denominator)


def paid_minutes(minutes: int, rates: Rates) -> int:
    """The minutes that are paid for a session of this length."""
    step = rates.step_minutes
    return -(-max(minutes, rates.minimum_minutes) // step) * step


def is_paid(employment: Employment) -> bool:
    """Whether somebody is paid for a session; staff interpret in their working hours."""
    return employment is not Employment.STAFF


def _line(
    kind: PayLineKind, won: Fraction, rate: int, *, minutes: int = 0, of: int = 0, km: str = ""
) -> PayLine:
    return PayLine(kind=kind, won=whole_won(won), rate=rate, minutes=minutes, of_minutes=of, km=km)


def _surcharges(
    work: WorkPaid, rates: Rates, off_day: Callable[[date], OffDay | None]
) -> list[tuple[PayLineKind, int, int]]:
    night = weekend = holiday = 0
    for first, last in _pieces(work.starts_at, work.minutes):
        minutes = (last - first) // timedelta(minutes=1)
        if first.time() >= NIGHT_STARTS or first.time() < NIGHT_ENDS:
            night += minutes
        off = off_day(first.date())
        holiday += minutes * (off is OffDay.HOLIDAY)
        weekend += minutes * (off is OffDay.WEEKEND)
    return [
        (PayLineKind.NIGHT, night, rates.night_percent),
        (PayLineKind.WEEKEND, weekend, rates.weekend_percent),
        (PayLineKind.HOLIDAY, holiday, rates.holiday_percent),
    ]


def _pieces(start: datetime, minutes: int) -> list[tuple[datetime, datetime]]:
    """A session cut at midnight and where a night begins or ends."""
    end = start + timedelta(minutes=minutes)
    cuts = {start, end}
    day = start.date()
    while day <= end.date():
        for clock in (time(0), NIGHT_ENDS, NIGHT_STARTS):
            cut = datetime.combine(day, clock, start.tzinfo)
            if start < cut < end:
                cuts.add(cut)
        day += timedelta(days=1)
    ordered = sorted(cuts)
    return list(pairwise(ordered))


register_labels(
    {
        PayLineKind.TIME: say("Time interpreted"),
        PayLineKind.NIGHT: say("Night"),
        PayLineKind.WEEKEND: say("Weekend"),
        PayLineKind.HOLIDAY: say("Public holiday"),
        PayLineKind.TRAVEL_TIME: say("Travel time"),
        PayLineKind.FARE: say("Fare"),
        PayLineKind.WAITING: say("Waiting"),
        PayLineKind.LATE_CANCELLATION: say("Cancelled late"),
        PayLineKind.NO_SHOW: say("Somebody else did not come"),
        PayLineKind.PAGES: say("Pages translated"),
        PayLineKind.WORDS: say("Words translated"),
        PayLineKind.REVISION: say("Revision"),
        PayLineKind.CERTIFIED_COPY: say("Certified copies"),
        PayLineKind.CLASS: say("Class taught"),
        PayLineKind.MENTORING: say("Mentoring"),
        PayLineKind.STANDBY: say("Standby"),
        PayLineKind.CORRECTION: say("Correction"),
    }
)
