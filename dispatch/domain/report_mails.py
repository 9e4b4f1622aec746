"""Reports by mail: how often, of which period, and from when on."""

from datetime import date, datetime, time
from enum import StrEnum

from dispatch.domain.deadlines import OfficeTime
from dispatch.domain.reports import QUARTER_MONTHS, PeriodKind, ReportPeriod
from foundation.text.i18n import register_labels
from foundation.text.message import LazyText, say
from foundation.times.zones import to_utc

# So early on the first working day after the period.
MORNING = time(7)


class ReportRhythm(StrEnum):
    """How often a report comes."""

    MONTHLY = "monthly"
    QUARTERLY = "quarterly"


PERIODS = {
    ReportRhythm.MONTHLY: PeriodKind.MONTH,
    ReportRhythm.QUARTERLY: PeriodKind.QUARTER,
}


def last_period(rhythm: ReportRhythm, today: date) -> ReportPeriod:
    """The last one that is over."""
    return ReportPeriod.around(PERIODS[rhythm], today).before


def due_at(period: ReportPeriod, office: OfficeTime) -> datetime:
    """From when on its report may be written: the first working morning after it."""
    return to_utc(office.next_day(period.last), MORNING, office.zone)


def period_name(period: ReportPeriod) -> LazyText:
    """What a month or a quarter is called."""
    year, month = period.first.year, period.first.month
    if period.kind is PeriodKind.QUARTER:
        number = (month - 1) // QUARTER_MONTHS + 1
        return say("quarter %(n)s of %(year)s", n=number, year=year)
    return say("month %(n)s of %(year)s", n=month, year=year)


register_labels(
    {
        ReportRhythm.MONTHLY: say("Every month"),
        ReportRhythm.QUARTERLY: say("Every quarter"),
    }
)
