"""Coverage is counted by a job each night, and whenever somebody asks: the days on which anything has changed.

Each month of days is a transaction of its own. An outcome that comes late changes its session, and so brings back
its day; what changes while it counts is counted the next time, because a count begins a little before the last.
"""

from collections import defaultdict
from collections.abc import Sequence
from datetime import date, timedelta
from itertools import groupby
from typing import Any

from dispatch.domain.coverage import (
    FILLED,
    Covered,
    ServedSlots,
    covered_as,
    daypart_of,
    empty_slots,
)
from dispatch.domain.permissions import DispatchPermission
from dispatch.domain.reports import UnmetNeed, fate_of, unmet_cause
from dispatch.store.queries import coverage_counting as queries
from dispatch.store.queries.coverage_counting import NeedRow
from dispatch.store.tables import CoverageCount, CoverageDay, CoverageNeed
from foundation.database.work import Office, UnitOfWork, begin
from foundation.security.permissions import the_system
from interpreters.domain.qualifications import level_wanted

COUNT_COVERAGE = "dispatch.count_coverage"
# A transaction that began before the last count may have been committed after it.
OVERLAP = timedelta(hours=1)
# What sessions that are counted together have in common, and what is added up of them.
_ALIKE = (
    "day",
    "organisation_id",
    "language",
    "city",
    "domain",
    "level",
    "modality",
    "daypart",
    "outcome",
    "cause",
)
_SUMS = ("slots", "empty_slots", "minutes", "ways", "way_minutes")


def ask_for_count(uow: UnitOfWork) -> None:
    """Have it counted now; once, however often it is asked for within a minute."""
    uow.require(DispatchPermission.SEE_COVERAGE)
    key = f"{COUNT_COVERAGE}@{uow.now:%Y-%m-%dT%H:%M}"
    if uow.enqueue(COUNT_COVERAGE, dedupe_key=key) is not None:
        uow.record("coverage.asked_for")


def count_coverage(office: Office) -> None:
    """The job: bring everything up to date."""
    count_changed(office)


def count_changed(office: Office) -> int:
    """Bring everything up to date; how many sessions were counted anew. Safe to repeat."""
    system = the_system("coverage")
    with begin(office, system) as uow:
        began_at, last = uow.now, queries.find_last_count(uow.db)
        since = None if last is None else last.began_at - OVERLAP
        days = queries.list_changed_days(uow.db, since, uow.today)
    count = 0
    for _, some in groupby(days, key=lambda day: (day.year, day.month)):
        with begin(office, system) as uow:
            count += count_days(uow, list(some))
    with begin(office, system) as uow:
        uow.db.add(CoverageCount(began_at=began_at, days=len(days), sessions=count))
        uow.record("coverage.counted", days=len(days), sessions=count)
    return count


def count_days(uow: UnitOfWork, days: Sequence[date]) -> int:
    """Count some days anew; how many sessions they hold."""
    queries.lock_counting(uow.db)
    first, last = min(days), max(days)
    served = queries.served_of(uow.db, first, last)
    needs = [
        _need(uow, row, served.get(row.session_id, ServedSlots()))
        for row in queries.needs_of(uow.db, first, last, set(days))
    ]
    queries.replace_days(uow.db, days, needs, _together(needs))
    return len(needs)


def _need(uow: UnitOfWork, row: NeedRow, served: ServedSlots) -> CoverageNeed:
    outcome, cause = covered_as(
        fate_of(row.state, row.request_state, row.refusal, row.no_show), served, row.team
    )
    if outcome is Covered.NOT:
        cause = unmet_cause(
            UnmetNeed(
                request=row.request_state,
                refusal=row.refusal,
                no_show=row.no_show,
                cause=row.cause,
                has_language=row.language is not None,
            )
        ).value
    return CoverageNeed(
        session_id=row.session_id,
        day=row.day,
        daypart=daypart_of(row.starts_at, uow.settings.zone),
        organisation_id=row.organisation_id,
        language=row.other_language if row.language is None else row.language.value,
        city=row.city,
        domain=row.domain,
        level=level_wanted(row.tier, row.domain),
        modality=row.modality,
        outcome=outcome,
        cause=cause,
        slots=row.team,
        empty_slots=empty_slots(outcome, served, row.team),
        minutes=row.minutes,
        ways=served.ways,
        way_minutes=served.way_minutes,
        fill_seconds=int((served.filled_at - row.submitted_at).total_seconds())
        if outcome in FILLED and served.filled_at is not None
        else None,
    )


def _together(needs: Sequence[CoverageNeed]) -> list[CoverageDay]:
    """What is alike, counted."""
    found = defaultdict[tuple[Any, ...], list[CoverageNeed]](list)
    for each in needs:
        found[tuple(getattr(each, name) for name in _ALIKE)].append(each)
    counts: list[CoverageDay] = []
    for key, some in found.items():
        sums = {name: sum(getattr(each, name) for each in some) for name in _SUMS}
        values: dict[str, Any] = dict(zip(_ALIKE, key, strict=True)) | sums
        counts.append(CoverageDay(**values, sessions=len(some)))
    return counts
