"""What makes sense of a credential from elsewhere: its levels, and how long it holds."""

from datetime import date

from foundation.text.message import LazyText, say
from training.domain.certifications import CredentialKind
from training.domain.validity import MONTHS, after_months, last_day

EARLIEST = date(1950, 1, 1)
# Levels or marks of the kinds that have any.
SCORES: dict[CredentialKind, tuple[int, int]] = {
    CredentialKind.TOPIK: (1, 6),
    CredentialKind.COURT: (0, 100),
    CredentialKind.MEDICAL_EXAM: (0, 100),
    CredentialKind.OTHER: (0, 1000),
}
# A TOPIK result is accepted for two years.
TOPIK_MONTHS = 2 * MONTHS


def end_of(kind: CredentialKind, issued_on: date, given: date | None) -> date | None:
    """The first day on which it no longer counts: as given, else as the kind itself says."""
    if given is None and kind is CredentialKind.TOPIK:
        return after_months(issued_on, TOPIK_MONTHS)
    return given


def reason_against_score(kind: CredentialKind, score: int | None) -> LazyText | None:
    """Why a score cannot be one of this kind."""
    if kind is CredentialKind.TOPIK and score is None:
        return say("Enter the level, 1 to 6.")
    if score is None:
        return None
    if kind not in SCORES:
        return say("This credential has no score. Leave it empty.")
    low, high = SCORES[kind]
    if low <= score <= high:
        return None
    if kind is CredentialKind.TOPIK:
        return say("TOPIK levels go from 1 to 6.")
    return say("Enter between %(low)s and %(high)s.", low=low, high=high)


def reason_against_end(
    kind: CredentialKind, issued_on: date, end: date | None, today: date
) -> LazyText | None:
    """Why it cannot end then, or counts no longer; `end` is the first day on which it does not count."""
    if end is None:
        return None
    if end <= issued_on:
        return say("It must end after it starts.")
    longest = after_months(issued_on, TOPIK_MONTHS)
    if kind is CredentialKind.TOPIK and (end - longest).days > 1:
        return say("A TOPIK result holds for two years: until %(day)s.", day=str(last_day(longest)))
    if end <= today:
        return say("It ended on %(day)s. Enter a newer one.", day=str(last_day(end)))
    return None
