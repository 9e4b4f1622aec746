"""What was covered in some weeks, from what is counted each night, for the centre or for the reader's own organisations."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from accounts.service import organisations
from accounts.service.organisations import Organisation
from dispatch.domain.permissions import DispatchPermission
from dispatch.domain.reports import ReportPeriod, Tally
from dispatch.store.queries import coverage as queries
from dispatch.store.queries import coverage_counting
from dispatch.store.queries.coverage import CoverageScope
from foundation.database.work import UnitOfWork
from foundation.security.errors import Forbidden, NotFound
from interpreters.domain.qualifications import Domain, Modality

ANY, OWN = DispatchPermission.SEE_COVERAGE, DispatchPermission.SEE_COVERAGE_OWN


@dataclass(frozen=True, kw_only=True)
class CoverageWish:
    """Of which days coverage is wanted, and narrowed to what."""

    period: ReportPeriod
    organisation_id: UUID | None = None
    domain: Domain | None = None
    modality: Modality | None = None


@dataclass(frozen=True, kw_only=True)
class CoverageSeen:
    """Coverage as the page shows it; `taken_at` is until when everything is counted, None before the first count."""

    wish: CoverageWish
    taken_at: datetime | None
    organisations: Sequence[Organisation]
    now: Tally
    before: Tally
    pairs: Mapping[tuple[str, str], Tally]


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
    now, before = (scope_of(uow, wish, each) for each in (wish.period, wish.period.before))
    last = coverage_counting.find_last_count(uow.db)
    return CoverageSeen(
        wish=wish,
        taken_at=None if last is None else last.began_at,
        organisations=[
            each
            for each in organisations.list_organisations(uow)
            if only is None or each.id in only
        ],
        now=queries.total(uow.db, now),
        before=queries.total(uow.db, before),
        pairs=queries.tallies(uow.db, now, "language", "city"),
    )
