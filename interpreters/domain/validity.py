"""From when until when certifications and restrictions count."""

from datetime import date

from interpreters.domain.qualifications import CertificationLevel

L = CertificationLevel
# How many years a rung of the ladder usually counts; the office may give another end.
USUAL_YEARS = {
    L.PROVISIONAL: 1,
    L.COMMUNITY: 3,
    L.RECOGNISED: 2,
    L.LABOUR_LEGAL: 3,
    L.IMMIGRATION: 3,
    L.MEDICAL: 3,
    L.VIOLENCE: 2,
    L.COURT: 2,
    L.MENTOR: 3,
    L.TRANSLATOR: 3,
}


def is_valid(valid_from: date, valid_until: date, day: date) -> bool:
    """Whether a certification counts on `day`: computed, so that nothing must run for it to end."""
    return valid_from <= day < valid_until


def days_left(valid_until: date, day: date) -> int:
    """How many days it still counts, `day` included; zero or less when it has ended."""
    return (valid_until - day).days


def usual_end(level: CertificationLevel, valid_from: date) -> date:
    """When a certification of this level usually ends."""
    year = valid_from.year + USUAL_YEARS[level]
    try:
        return valid_from.replace(year=year)
    except ValueError:  # 29 February
        return date(year, 3, 1)


def applies(first_day: date, last_day: date | None, day: date) -> bool:
    """Whether a restriction applies on `day`; its last day included, without one for ever."""
    return first_day <= day and (last_day is None or day <= last_day)
