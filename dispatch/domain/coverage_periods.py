"""The periods that coverage is shown of: whole weeks that have ended, or chosen days."""

from collections.abc import Mapping
from datetime import date, timedelta
from enum import StrEnum

from dispatch.domain.reports import PeriodKind, ReportPeriod
from foundation.text.i18n import register_labels
from foundation.text.message import say
from foundation.times.zones import monday_of


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


register_labels(
    {
        CoverageSpan.MONTH: say("Last 4 weeks"),
        CoverageSpan.QUARTER: say("Last 12 weeks"),
        CoverageSpan.YEAR: say("Last 52 weeks"),
        CoverageSpan.DAYS: say("From one day to another"),
    }
)
