"""What is asked of coverage: whole weeks that have ended or chosen days, told apart by what, and which needs are listed."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum

from dispatch.domain.coverage import Covered, Daypart
from dispatch.domain.reports import PeriodKind, ReportPeriod
from foundation.text.i18n import register_labels
from foundation.text.message import say
from foundation.times.zones import monday_of
from interpreters.domain.qualifications import CertificationLevel


class CoverageSpan(StrEnum):
    """How far back."""

    MONTH = "4w"
    QUARTER = "12w"
    YEAR = "52w"
    DAYS = "days"


WEEKS: Mapping[CoverageSpan, int] = {
    CoverageSpan.MONTH: 4,
    CoverageSpan.QUARTER: 12,
    CoverageSpan.YEAR: 52,
}


def last_weeks(today: date, span: CoverageSpan) -> ReportPeriod:
    """So many whole weeks from a Monday to a Sunday, the last of which has ended."""
    end = monday_of(today)
    first = end - timedelta(weeks=WEEKS[span])
    return ReportPeriod(kind=PeriodKind.DAYS, first=first, last=end - timedelta(days=1))


def span_of(period: ReportPeriod, today: date) -> CoverageSpan:
    """How a period would be chosen."""
    found = [span for span in WEEKS if last_weeks(today, span) == period]
    return found[0] if found else CoverageSpan.DAYS


class CoverageBy(StrEnum):
    """By what figures are told apart; each is a column of the counted days."""

    LANGUAGE = "language"
    DOMAIN = "domain"
    LEVEL = "level"
    CITY = "city"
    MODALITY = "modality"
    ORGANISATION = "organisation_id"


class CoverageMeasure(StrEnum):
    """What the cells of the table and of the map show."""

    UNMET = "unmet"
    RATE = "rate"
    ASKED = "asked"


@dataclass(frozen=True, kw_only=True)
class NeedsWanted:
    """Which needs of a scope are listed; empty narrows nothing. `weekday` counts from Monday, 0."""

    language: str = ""
    city: str = ""
    level: CertificationLevel | None = None
    daypart: Daypart | None = None
    weekday: int | None = None
    outcomes: frozenset[Covered] = frozenset()
    cause: str = ""
    on_the_way: bool = False


register_labels(
    {
        CoverageSpan.MONTH: say("Last 4 weeks"),
        CoverageSpan.QUARTER: say("Last 12 weeks"),
        CoverageSpan.YEAR: say("Last 52 weeks"),
        CoverageSpan.DAYS: say("From one day to another"),
    }
)
register_labels(
    {
        CoverageBy.LANGUAGE: say("Language"),
        CoverageBy.DOMAIN: say("Field"),
        CoverageBy.LEVEL: say("Certification level"),
        CoverageBy.CITY: say("City"),
        CoverageBy.MODALITY: say("Mode"),
        CoverageBy.ORGANISATION: say("Organisation"),
        CoverageMeasure.UNMET: say("Not filled"),
        CoverageMeasure.RATE: say("Fill rate"),
        CoverageMeasure.ASKED: say("Requested sessions"),
    }
)
