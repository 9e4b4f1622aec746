"""What was covered in some weeks, from what is counted each night, for the centre or for the reader's own organisations."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from fractions import Fraction
from typing import TypeVar
from uuid import UUID

import sqlalchemy as sa

from accounts.service import organisations
from accounts.service.organisations import Organisation
from dispatch.domain.coverage import Covered, Daypart
from dispatch.domain.coverage_asked import CoverageBy, CoverageMeasure, NeedsWanted
from dispatch.domain.permissions import DispatchPermission
from dispatch.domain.reports import ReportPeriod, Tally
from dispatch.store.queries import coverage as queries
from dispatch.store.queries import coverage_counting
from dispatch.store.queries.coverage import CoverageScope
from dispatch.store.tables import CoverageNeed
from foundation.database.work import UnitOfWork
from foundation.security.errors import Forbidden, NotFound
from foundation.times.zones import monday_of
from interpreters.domain.qualifications import Domain, Modality

Key = TypeVar("Key")
ANY, OWN = DispatchPermission.SEE_COVERAGE, DispatchPermission.SEE_COVERAGE_OWN
WEEK = timedelta(weeks=1)
# So many weeks are drawn at least, up to the end of the period.
TREND_WEEKS = 12


@dataclass(frozen=True, kw_only=True)
class CoverageWish:
    """Of which days coverage is wanted, narrowed to what, and how it is shown."""

    period: ReportPeriod
    organisation_id: UUID | None = None
    domain: Domain | None = None
    modality: Modality | None = None
    measure: CoverageMeasure = CoverageMeasure.UNMET
    by: CoverageBy = CoverageBy.DOMAIN


@dataclass(frozen=True, kw_only=True)
class CoverageCause:
    """How many needs were not covered, or in part only, for one cause, now and before."""

    outcome: Covered
    code: str
    now: int
    before: int


@dataclass(frozen=True, kw_only=True)
class CoverageSeen:
    """Coverage as the page shows it; `taken_at` is until when everything is counted, None before the first count."""

    wish: CoverageWish
    taken_at: datetime | None
    organisations: Sequence[Organisation]
    now: Tally
    before: Tally
    fill_time: Fraction | None
    fill_time_before: Fraction | None
    pairs: Mapping[tuple[str, str], Tally]
    languages: Mapping[str, Tally]
    cities: Mapping[str, Tally]
    causes: Sequence[CoverageCause]
    weeks: Mapping[date, Tally]
    # by the day of the week, 0 is Monday, and the part of the day
    times: Mapping[tuple[int, Daypart], Tally]
    groups: Mapping[str, Tally]


def readable(uow: UnitOfWork) -> Collection[UUID] | None:
    """The organisations whose coverage the actor may see; None for all. Forbidden for nobody's."""
    if uow.may(ANY):
        return None
    own = uow.actor.organisations_for(OWN)
    if not own:
        raise Forbidden
    return own


def scope_of(uow: UnitOfWork, wish: CoverageWish, period: ReportPeriod) -> CoverageScope:
    """What of the counted days belongs to a wish; NotFound for an organisation that is not the actor's to see."""
    only = readable(uow)
    if wish.organisation_id is not None:
        if only is not None and wish.organisation_id not in only:
            raise NotFound
        only = {wish.organisation_id}
    return CoverageScope(
        first=period.first, last=period.last, only=only, domain=wish.domain, modality=wish.modality
    )


def see_coverage(uow: UnitOfWork, wish: CoverageWish) -> CoverageSeen:
    """Everything that the page shows of some days."""
    only = readable(uow)
    now, before = wish.period, wish.period.before
    scope = scope_of(uow, wish, now)
    both = replace(scope, first=before.first)
    drawn_from = min(now.first, monday_of(now.last) - (TREND_WEEKS - 1) * WEEK)
    pairs = queries.tallies(uow.db, scope, "language", "city")
    days = queries.tallies(
        uow.db, replace(scope, first=min(before.first, drawn_from)), "day", "daypart"
    )
    fills = queries.median_fills(uow.db, both, now.first)
    return CoverageSeen(
        wish=wish,
        taken_at=taken_at(uow),
        organisations=[
            each
            for each in organisations.list_organisations(uow)
            if only is None or each.id in only
        ],
        now=_sum(pairs.values()),
        before=_sum(each for (day, _), each in days.items() if before.first <= day <= before.last),
        fill_time=fills.get("now"),
        fill_time_before=fills.get("before"),
        pairs={(str(spoken), str(city)): tally for (spoken, city), tally in pairs.items()},
        languages=_most_first(_summed((str(spoken), each) for (spoken, _), each in pairs.items())),
        cities=_most_first(_summed((str(city), each) for (_, city), each in pairs.items())),
        causes=_causes(uow, both, now.first),
        weeks=_summed(
            (monday_of(day), each) for (day, _), each in sorted(days.items()) if day >= drawn_from
        ),
        times=_summed(
            ((day.weekday(), Daypart(part)), each)
            for (day, part), each in days.items()
            if day >= now.first
        ),
        groups=groups_by(uow, wish, wish.by),
    )


def groups_by(uow: UnitOfWork, wish: CoverageWish, by: CoverageBy) -> Mapping[str, Tally]:
    """The figures by one kind, what was asked for most often first."""
    found = queries.tallies(uow.db, scope_of(uow, wish, wish.period), by.value)
    return _most_first({str(key): tally for (key,), tally in found.items()})


def taken_at(uow: UnitOfWork) -> datetime | None:
    """Until when everything is counted; None before the first count."""
    last = coverage_counting.find_last_count(uow.db)
    return None if last is None else last.began_at


def select_needs(
    uow: UnitOfWork, wish: CoverageWish, wanted: NeedsWanted
) -> sa.Select[CoverageNeed]:
    """The needs behind a number, as a question."""
    return queries.select_needs(scope_of(uow, wish, wish.period), wanted)


def _causes(uow: UnitOfWork, scope: CoverageScope, since: date) -> list[CoverageCause]:
    causes = [
        CoverageCause(outcome=outcome, code=code, now=now, before=before)
        for (outcome, code), (now, before) in queries.by_cause(uow.db, scope, since).items()
    ]
    return sorted(causes, key=lambda each: (-each.now, -each.before, each.code))


def _sum(tallies: Iterable[Tally]) -> Tally:
    total = Tally()
    for each in tallies:
        total = total.plus(each)
    return total


def _summed(counted: Iterable[tuple[Key, Tally]]) -> dict[Key, Tally]:
    found = defaultdict[Key, Tally](Tally)
    for key, tally in counted:
        found[key] = found[key].plus(tally)
    return dict(found)


def _most_first(counted: Mapping[str, Tally]) -> dict[str, Tally]:
    """What was asked for most often first."""
    in_order = sorted(counted.items(), key=lambda item: (-item[1].asked, item[0]))
    return dict(in_order)
