"""What an address asks of coverage: its period, and what it is narrowed to."""

from collections.abc import Mapping
from datetime import date
from typing import Any

from dispatch.domain.causes import Cause
from dispatch.domain.coverage import FILLED, Covered, Daypart, PartlyBecause
from dispatch.domain.coverage_asked import (
    CoverageBy,
    CoverageMeasure,
    CoverageSpan,
    NeedsWanted,
    last_weeks,
    span_of,
)
from dispatch.domain.reports import LONGEST_DAYS, ExtraCause, PeriodKind, ReportPeriod
from dispatch.service.coverage.figures import CoverageWish
from foundation.security.errors import Problems
from foundation.text.message import say
from foundation.times.zones import read_day
from foundation.web.ids import find_id
from interpreters.domain.qualifications import CertificationLevel, Domain, Modality


def wish_from(asked: Mapping[str, str], today: date) -> CoverageWish:
    """What is wanted; without a period the last four weeks. Refused by field where days make no sense."""
    domain, modality = asked.get("domain", ""), asked.get("modality", "")
    measure, by = asked.get("show", ""), asked.get("by", "")
    return CoverageWish(
        period=_period(asked, today),
        organisation_id=find_id(asked.get("organisation")),
        domain=Domain(domain) if domain in {*Domain} else None,
        modality=Modality(modality) if modality in {*Modality} else None,
        measure=CoverageMeasure(measure)
        if measure in {*CoverageMeasure}
        else CoverageMeasure.UNMET,
        by=CoverageBy(by) if by in {*CoverageBy} else CoverageBy.DOMAIN,
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
    found |= {name: str(part) for name, part in parts.items() if part is not None}
    if wish.measure is not CoverageMeasure.UNMET:
        found["show"] = wish.measure.value
    return found if wish.by is CoverageBy.DOMAIN else found | {"by": wish.by.value}


# Which outcomes an address asks for; any of `Covered` by its own name too.
OUTCOMES: Mapping[str, frozenset[Covered]] = {
    "filled": FILLED,
    "decided": FILLED | {Covered.NOT},
    **{each.value: frozenset({each}) for each in Covered},
}
WEEKDAY_DIGITS = "0123456"


def _cause(code: str) -> str:
    """A cause that there is."""
    known = {each.value for kind in (Cause, ExtraCause, PartlyBecause) for each in kind}
    return code if code in known else ""


def needs_from(asked: Mapping[str, str]) -> NeedsWanted:
    """Which needs; what makes no sense narrows nothing."""
    level, daypart, weekday = (asked.get(name, "") for name in ("level", "daypart", "weekday"))
    return NeedsWanted(
        language=asked.get("language", "").strip()[:40],
        city=asked.get("city", "").strip()[:20],
        level=CertificationLevel(level) if level in {*CertificationLevel} else None,
        daypart=Daypart(daypart) if daypart in {*Daypart} else None,
        weekday=int(weekday) if len(weekday) == 1 and weekday in WEEKDAY_DIGITS else None,
        outcomes=OUTCOMES.get(asked.get("outcome", ""), frozenset()),
        cause=_cause(asked.get("cause", "")),
        on_the_way=asked.get("ways", "") == "1",
    )
