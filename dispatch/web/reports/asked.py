"""What an address asks of a report: its period, what it is narrowed to, and which sessions are listed."""

from collections.abc import Mapping
from datetime import date
from typing import Any

from dispatch.domain.report_rows import ReportMeasure, RowsWanted
from dispatch.domain.reports import (
    LONGEST_DAYS,
    Dimension,
    NeedFate,
    PeriodKind,
    ReportPeriod,
    cause_from,
)
from dispatch.service.reports.drawn import key_of
from dispatch.service.reports.figures import DECIDED, ReportWish, usual_wish
from foundation.security.errors import Problems
from foundation.text.message import say
from foundation.times.zones import read_day
from foundation.web.ids import find_id
from interpreters.domain.languages import Language
from interpreters.domain.qualifications import Domain


def wish_from(asked: Mapping[str, str], today: date) -> ReportWish:
    """What is wanted; without a period the last whole quarter. Refused by field where days make no sense."""
    usual = usual_wish(today)
    language, domain = asked.get("language", ""), asked.get("domain", "")
    by = asked.get("by", "")
    return ReportWish(
        period=_period(asked, usual.period),
        organisation_id=find_id(asked.get("organisation")),
        language=Language(language) if language in {*Language} else None,
        domain=Domain(domain) if domain in {*Domain} else None,
        by=Dimension(by) if by in {*Dimension} else usual.by,
    )


def _period(asked: Mapping[str, str], usual: ReportPeriod) -> ReportPeriod:
    if asked.get("period", "") not in {*PeriodKind}:
        return usual
    kind, problems = PeriodKind(asked["period"]), Problems()
    first, last = read_day(asked.get("day")), read_day(asked.get("to"))
    if first is None:
        problems.add("day", say("Enter a date, such as 2026-11-30."))
    if kind is PeriodKind.DAYS:
        if last is None:
            problems.add("to", say("Enter a date, such as 2026-11-30."))
        elif first is not None and last < first:
            problems.add("to", say("The last day must not be before the first."))
        elif first is not None and (last - first).days >= LONGEST_DAYS:
            problems.add("to", say("Choose at most two years."))
    problems.check()
    assert first is not None
    if kind is not PeriodKind.DAYS:
        return ReportPeriod.around(kind, first)
    assert last is not None
    return ReportPeriod(kind=kind, first=first, last=last)


def address_of(wish: ReportWish) -> dict[str, str]:
    """The same wish as parameters of an address."""
    found = {"period": wish.period.kind.value, "day": wish.period.first.isoformat()}
    if wish.period.kind is PeriodKind.DAYS:
        found["to"] = wish.period.last.isoformat()
    parts: dict[str, Any] = {
        "organisation": wish.organisation_id,
        "language": wish.language,
        "domain": wish.domain,
    }
    found |= {name: str(part) for name, part in parts.items() if part is not None}
    return found | {"by": wish.by.value}


def rows_from(asked: Mapping[str, str]) -> RowsWanted:
    """Which sessions; what makes no sense narrows nothing."""
    kind, cause = asked.get("rows", ""), asked.get("cause", "")
    show = asked.get("show", "")
    values = tuple(
        (by, value)
        for by in Dimension
        for value in (asked.get(key_of(by), "").strip()[:60],)
        if value
    )
    return RowsWanted(
        fate=NeedFate(kind) if kind in {*NeedFate} else None,
        cause=cause if _is_cause(cause) else "",
        value_of=values,
        interpreter_id=find_id(asked.get("interpreter")),
        downgraded=kind == "downgraded",
        late=kind == "late",
        in_vain=kind == "in_vain",
        decided=kind == DECIDED,
        measure=ReportMeasure(show) if show in {*ReportMeasure} else None,
    )


def _is_cause(code: str) -> bool:
    try:
        cause_from(code)
    except ValueError:
        return False
    return True
