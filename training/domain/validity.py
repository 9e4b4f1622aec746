"""From when until when a certification counts: whole days on the office's wall, the end not included."""

from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum

from foundation.text.i18n import register_labels
from foundation.text.message import say
from interpreters.domain.languages import Direction, Language
from interpreters.domain.qualifications import CertificationLevel
from training.domain.certifications import Grade

MONTHS = 12


@dataclass(frozen=True)
class HeldCertification:
    """A certification as dispatch looks at it, from `valid_from` up to, not including, `valid_until`."""

    level: CertificationLevel
    language: Language
    valid_from: date
    valid_until: date
    direction: Direction = Direction.BOTH
    grade: Grade = Grade.FULL

    @property
    def last_day(self) -> date:
        """The last day on which it counts: what people are told."""
        return last_day(self.valid_until)


@dataclass(frozen=True)
class Validity:
    """From the first day on which something counts to the first on which it no longer does."""

    valid_from: date
    valid_until: date

    @property
    def last_day(self) -> date:
        """The last day on which it counts: what people are told."""
        return last_day(self.valid_until)


class Phase(StrEnum):
    """Where a granted certification stands on a day; computed from its dates, never stored."""

    COMING = "coming"
    ACTIVE = "valid"
    IN_WINDOW = "in_renewal_window"
    EXPIRED = "expired"


register_labels(
    {
        Phase.COMING: say("Not started yet"),
        Phase.ACTIVE: say("Certification in force"),
        Phase.IN_WINDOW: say("To be renewed"),
        Phase.EXPIRED: say("Certification expired"),
    }
)


def last_day(valid_until: date) -> date:
    """The last day on which something counts that ends before `valid_until`.

    Kept is the first day on which it no longer counts; pages, letters, papers and files give the
    last one on which it does.
    """
    return valid_until - timedelta(days=1)


def end_after(last: date) -> date:
    """What is kept for a last day that people gave; the end of the calendar stands for itself."""
    return last if last == date.max else last + timedelta(days=1)


def is_valid(valid_from: date, valid_until: date, day: date) -> bool:
    """Whether a certification counts on `day`: computed, so that nothing must run for it to end."""
    return valid_from <= day < valid_until


def days_left(valid_until: date, day: date) -> int:
    """How many days it still counts, `day` included; zero or less when it has ended."""
    return (valid_until - day).days


def phase_on(valid_from: date, valid_until: date, window_days: int, day: date) -> Phase:
    """Where a granted certification stands on `day`; renewal opens `window_days` before its end."""
    if day < valid_from:
        return Phase.COMING
    if day >= valid_until:
        return Phase.EXPIRED
    return Phase.IN_WINDOW if day >= window_opens(valid_until, window_days) else Phase.ACTIVE


def window_opens(valid_until: date, window_days: int) -> date:
    """The first day on which a certification can be renewed."""
    return valid_until - timedelta(days=window_days)


def after_months(day: date, months: int) -> date:
    """The same day of the month, `months` later; the first of the next one where there is none."""
    year, month = divmod(day.month - 1 + months, MONTHS)
    try:
        return day.replace(year=day.year + year, month=month + 1)
    except ValueError:  # 29, 30 or 31 of a shorter month
        following = date(day.year + year, month + 1, 28) + timedelta(days=4)
        return following.replace(day=1)


def of_grant(decided_on: date, months: int) -> Validity:
    """The validity of a first grant: from the day of the decision."""
    return Validity(decided_on, after_months(decided_on, months))


def of_renewal(old_until: date, decided_on: date, months: int) -> Validity:
    """The validity of a renewal: in time it follows the old one without a gap, late it starts anew.

    Nobody loses days by renewing early in the window, and nobody is certified for days that have
    passed (training.md, invariant 9).
    """
    start = max(old_until, decided_on)
    return Validity(start, after_months(start, months))
