"""What an address asks of coverage: its period, and what it is narrowed to."""

from collections.abc import Mapping
from datetime import date
from typing import Any

from dispatch.domain.coverage_periods import CoverageSpan, last_weeks, span_of
from dispatch.domain.reports import LONGEST_DAYS, PeriodKind, ReportPeriod
from dispatch.service.coverage.figures import CoverageWish
from foundation.security.errors import Problems
from foundation.text.message import say
from foundation.times.zones import read_day
from foundation.web.ids import find_id
from interpreters.domain.qualifications import Domain, Modality


def wish_from(asked: Mapping[str, str], today: date) -> CoverageWish:
    """What is wanted; without a period the last four weeks. Refused by field where days make no sense."""
    domain, modality = asked.get("domain", ""), asked.get("modality", "")
    return CoverageWish(
        period=_period(asked, today),
        organisation_id=find_id(asked.get("organisation")),
        domain=Domain(domain) if domain in {*Domain} else None,
        modality=Modality(modality) if modality in {*Modality} else None,
    )


def _period(asked: Mapping[str, str], today: date) -> ReportPeriod:
    chosen = asked.get("period", "")
    span = CoverageSpan(chosen) if chosen in {*CoverageSpan} else CoverageSpan.MONTH
    if span is not CoverageSpan.DAYS:
        return last_weeks(today, span)
    first, last, problems = read_day(asked.get("day")), read_day(asked.get("to")), Problems()
    for field, day in (("day", first), ("to", last)):
        if day is None:
            problems.add(field, say("Enter a date, such as 2026-11-30."))
    if first is not None and last is not None:
        if last < first:
            problems.add("to", say("The last day must not be before the first."))
        elif (last - first).days >= LONGEST_DAYS:
            problems.add("to", say("Choose at most two years."))
    problems.check()
    assert first is not None
    assert last is not None
    return ReportPeriod(kind=PeriodKind.DAYS, first=first, last=last)


def address_of(wish: CoverageWish, today: date) -> dict[str, str]:
    """The same wish as parameters of an address."""
    span = span_of(wish.period, today)
    found = {"period": span.value}
    if span is CoverageSpan.DAYS:
        found |= {"day": wish.period.first.isoformat(), "to": wish.period.last.isoformat()}
    parts: dict[str, Any] = {
        "organisation": wish.organisation_id,
        "domain": wish.domain,
        "modality": wish.modality,
    }
    return found | {name: str(part) for name, part in parts.items() if part is not None}
