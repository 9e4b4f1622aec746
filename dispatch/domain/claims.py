"""What is claimed for work that is done: its kinds, the life of a claim, and the lines that each kind pays."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import replace
from datetime import date
from enum import StrEnum
from fractions import Fraction

from dispatch.domain.rates import (
    OffDay,
    PayLine,
    PayLineKind,
    Rates,
    WorkPaid,
    pay_lines,
    sum_of,
    whole_won,
)
from foundation.text.i18n import register_labels
from foundation.text.message import say

LONGEST_SAID = 500
MOST_CORRECTED = 10_000_000
OffDayOf = Callable[[date], OffDay | None]


class ClaimKind(StrEnum):
    """What a claim is for."""

    SESSION = "session"
    LATE_CANCELLATION = "late_cancellation"
    NO_SHOW = "no_show"
    TRANSLATION = "translation"
    CLASS = "class"
    MENTORING = "mentoring"
    STANDBY = "standby"
    CORRECTION = "correction"


class ClaimState(StrEnum):
    """Where a claim stands. Approved, it is never reckoned again; dropped, its work turned out not to be paid."""

    PROPOSED = "proposed"
    CONFIRMED = "confirmed"
    DISPUTED = "disputed"
    HALF_APPROVED = "half_approved"
    APPROVED = "approved"
    DENIED = "denied"
    DROPPED = "dropped"


S = ClaimState
# Nobody of the office has decided on these: they follow the work.
UNDECIDED = frozenset({S.PROPOSED, S.CONFIRMED, S.DISPUTED})
CONFIRMABLE = frozenset({S.PROPOSED, S.DISPUTED})
DISPUTABLE = frozenset({S.PROPOSED, S.CONFIRMED, S.DENIED})
DENIABLE = frozenset({S.PROPOSED, S.CONFIRMED, S.DISPUTED, S.HALF_APPROVED})
# What is paid for the time itself; cancelled or waited in vain, a percent of these is paid.
_OF_TIME = frozenset(
    {PayLineKind.TIME, PayLineKind.NIGHT, PayLineKind.WEEKEND, PayLineKind.HOLIDAY}
)


def session_lines(
    work: WorkPaid, rates: Rates, off_day: OffDayOf, *, waited_minutes: int = 0
) -> Sequence[PayLine]:
    """What a session pays that took place: its minutes, the way, and the minutes that others let somebody wait."""
    return [*pay_lines(work, rates, off_day), *_waiting(waited_minutes, rates)]


def late_cancellation_lines(
    planned: WorkPaid, rates: Rates, off_day: OffDayOf, *, had_set_out: bool
) -> Sequence[PayLine]:
    """What a session pays that was cancelled late: a share of its planned time, and the way once begun."""
    if not had_set_out:
        planned = replace(planned, travel_minutes=0, travel_km=planned.travel_km * 0)
    kind, percent = PayLineKind.LATE_CANCELLATION, rates.late_cancel_percent
    return _instead(planned, rates, off_day, kind, percent)


def no_show_lines(
    planned: WorkPaid, rates: Rates, off_day: OffDayOf, *, waited_minutes: int
) -> Sequence[PayLine]:
    """What is paid to whoever came while somebody else did not: a share of the time, the waiting, the way."""
    kind, percent = PayLineKind.NO_SHOW, rates.no_show_percent
    found = _instead(planned, rates, off_day, kind, percent)
    return [*found, *_waiting(waited_minutes, rates)]


def translation_lines(
    rates: Rates,
    *,
    pages: int = 0,
    words: int = 0,
    hours: int = 0,
    copies: int = 0,
    is_second: bool = False,
) -> Sequence[PayLine]:
    """What a text pays by its pages, words or hours: all of it, or the share of whoever checks, revises or reviews."""
    kinds = ((PayLineKind.PAGES, pages, rates.page_won), (PayLineKind.WORDS, words, rates.word_won))
    lines = [_units(kind, units, won) for kind, units, won in kinds if units and won]
    lines += hours_line(PayLineKind.TIME, hours * 60, rates.hour_won)
    if is_second:
        of = sum_of(lines)
        lines = [_share(PayLineKind.REVISION, of, rates.revision_percent)] if of else []
    if copies and rates.certified_copy_won:
        lines.append(_units(PayLineKind.CERTIFIED_COPY, copies, rates.certified_copy_won))
    return [line for line in lines if line.won]


def hours_line(kind: PayLineKind, minutes: int, hour_won: int) -> Sequence[PayLine]:
    """Minutes at won an hour, to the minute; none where they are not paid."""
    if not minutes or not hour_won:
        return []
    won = whole_won(Fraction(minutes * hour_won, 60))
    return [PayLine(kind=kind, won=won, rate=hour_won, minutes=minutes, of_minutes=minutes)]


def needs_two(won: int, limit_won: int) -> bool:
    """Whether two people approve a sum: above the limit, 0 stands for no limit."""
    return bool(limit_won) and abs(won) > limit_won


def _instead(
    planned: WorkPaid, rates: Rates, off_day: OffDayOf, kind: PayLineKind, percent: int
) -> list[PayLine]:
    lines = pay_lines(planned, rates, off_day)
    of = sum_of(line for line in lines if line.kind in _OF_TIME)
    found = [_share(kind, of, percent)] if of and percent else []
    return [*found, *(line for line in lines if line.kind not in _OF_TIME)]


def _share(kind: PayLineKind, of_won: int, percent: int) -> PayLine:
    won = whole_won(Fraction(of_won * percent, 100))
    return PayLine(kind=kind, won=won, rate=percent, of_won=of_won)


def _units(kind: PayLineKind, units: int, each_won: int) -> PayLine:
    return PayLine(kind=kind, won=units * each_won, rate=each_won, units=units)


def _waiting(minutes: int, rates: Rates) -> Iterable[PayLine]:
    return hours_line(PayLineKind.WAITING, minutes, rates.waiting_hour_won)


register_labels(
    {
        ClaimKind.SESSION: say("Session interpreted"),
        ClaimKind.LATE_CANCELLATION: say("Session cancelled late"),
        ClaimKind.NO_SHOW: say("Somebody else did not come"),
        ClaimKind.TRANSLATION: say("Translation"),
        ClaimKind.CLASS: say("Class taught"),
        ClaimKind.MENTORING: say("Mentoring"),
        ClaimKind.STANDBY: say("Standby"),
        ClaimKind.CORRECTION: say("Correction"),
    }
)
register_labels(
    {
        S.PROPOSED: say("To confirm"),
        S.CONFIRMED: say("Confirmed by the interpreter"),
        S.DISPUTED: say("Disputed"),
        S.HALF_APPROVED: say("Awaiting second approval"),
        S.APPROVED: say("Approved"),
        S.DENIED: say("Denied"),
        S.DROPPED: say("Not paid"),
    }
)
