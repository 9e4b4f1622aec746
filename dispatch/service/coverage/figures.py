"""What was covered in some weeks, from what is counted each night, for the centre or for the reader's own organisations."""

from collections import Counter
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from fractions import Fraction
from typing import Any
from uuid import UUID

import sqlalchemy as sa

from accounts.service import organisations
from accounts.service.organisations import Organisation
from dispatch.domain.coverage import Covered, Daypart, summed
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
    # Three questions of the counted tables serve the whole page; each answer is added up several times.
    columns = tuple(dict.fromkeys((CoverageBy.LANGUAGE, CoverageBy.CITY, wish.by)))
    cells = queries.tallies(uow.db, scope, *columns)
    days = queries.tallies(
        uow.db,
        replace(scope, first=min(before.first, drawn_from)),
        "day",
        "daypart",
        "outcome",
        "cause",
    )
    fills = queries.median_fills(uow.db, both, now.first)
    pairs = summed(((str(key[0]), str(key[1])), each) for key, each in cells.items())
    place = columns.index(wish.by)
    return CoverageSeen(
        wish=wish,
        taken_at=taken_at(uow),
        organisations=[
            each
            for each in organisations.list_organisations(uow)
            if only is None or each.id in only
        ],
        now=_whole(cells.values()),
        before=_whole(each for key, each in days.items() if before.first <= key[0] <= before.last),
        fill_time=fills.get("now"),
        fill_time_before=fills.get("before"),
        pairs=pairs,
        languages=_most_first(summed((spoken, each) for (spoken, _), each in pairs.items())),
        cities=_most_first(summed((city, each) for (_, city), each in pairs.items())),
        causes=_causes(days, wish.period),
        weeks=dict(
            sorted(
                summed(
                    (monday_of(key[0]), each) for key, each in days.items() if key[0] >= drawn_from
                ).items()
            )
        ),
        times=summed(
            ((key[0].weekday(), Daypart(key[1])), each)
            for key, each in days.items()
            if key[0] >= now.first
        ),
        groups=_most_first(summed((str(key[place]), each) for key, each in cells.items())),
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


def _causes(days: Mapping[tuple[Any, ...], Tally], period: ReportPeriod) -> list[CoverageCause]:
    now, before = Counter[tuple[Covered, str]](), Counter[tuple[Covered, str]]()
    for (day, _, outcome, cause), tally in days.items():
        if cause and day >= period.before.first:
            counted = now if day >= period.first else before
            counted[Covered(outcome), str(cause)] += tally.asked
    causes = [
        CoverageCause(outcome=key[0], code=key[1], now=now[key], before=before[key])
        for key in {*now, *before}
    ]
    return sorted(causes, key=lambda each: (-each.now, -each.before, each.code))


def _whole(tallies: Iterable[Tally]) -> Tally:
    return summed(("", each) for each in tallies).get("", Tally())


def _most_first(counted: Mapping[str, Tally]) -> dict[str, Tally]:
    """What was asked for most often first."""
    in_order = sorted(counted.items(), key=lambda item: (-item[1].asked, item[0]))
    return dict(in_order)
