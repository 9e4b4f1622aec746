"""From a proposal to a cohort that is prepared: course, place, seats and dates filled in."""

from collections import Counter
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import time
from uuid import UUID

from accounts.service import organisations
from foundation.database.work import UnitOfWork
from foundation.security.errors import Conflict, refuse
from foundation.text.message import say
from foundation.times.zones import to_utc
from interpreters.domain.languages import Language
from training.domain.permissions import TrainingPermission
from training.domain.proposals import (
    CLOSES_AFTER,
    OPENS_AFTER,
    SessionsExpected,
    expected_of,
)
from training.service.catalogue import cohorts, courses
from training.service.catalogue.cohorts import CohortFacts
from training.service.proposals import desk, yields
from training.store.queries import proposals as queries
from training.store.tables import Course, CourseVersion, TrainingProposal

OPENS_AT, CLOSES_AT = time(9), time(18)


@dataclass(frozen=True)
class CohortPlace:
    """Where a cohort would be held: at a site of somebody's, or online."""

    organisation_id: UUID
    site_id: UUID | None
    city: str


def find_course(uow: UnitOfWork, proposal: TrainingProposal) -> Course | None:
    """The course in use that leads to what is proposed."""
    return queries.find_course(uow.db, proposal.level)


def version_of(uow: UnitOfWork, proposal: TrainingProposal) -> CourseVersion | None:
    """The rules that its cohort follows: those of the cohort if there is one, else of the newest version."""
    if proposal.cohort is not None:
        return proposal.cohort.version
    course = find_course(uow, proposal)
    return None if course is None else courses.newest_version(uow, course.id)


def companions(uow: UnitOfWork, proposal: TrainingProposal) -> Sequence[TrainingProposal]:
    """Other open proposals that the same course could serve."""
    uow.require(TrainingPermission.COURSE_MANAGE)
    return queries.list_companions(uow.db, proposal)


def expected(uow: UnitOfWork, proposal: TrainingProposal) -> SessionsExpected:
    """What its course may be expected to bring in a year; what was reckoned when the cohort was drafted stays."""
    if (
        proposal.expected is not None
        and proposal.expected_low is not None
        and proposal.expected_high is not None
    ):
        return SessionsExpected(proposal.expected_low, proposal.expected, proposal.expected_high)
    gained = SessionsExpected(proposal.gained_low, proposal.gained, proposal.gained_high)
    found = yields.expected_yield(uow, proposal.level, proposal.language)
    return expected_of(gained, proposal.seats, (found.low, found.mean, found.high))


def make_draft_cohort(uow: UnitOfWork, proposal_id: UUID, together: Collection[UUID] = ()) -> UUID:
    """Prepare a cohort for a proposal, `together` with others of the same level and city; its id.

    Each language gets the seats that were proposed for it, as its most. Conflict when somebody has acted on one of
    them already; refused, saying the way out, when no course leads to the level.
    """
    uow.require(TrainingPermission.COURSE_MANAGE)
    chosen = [desk.lock(uow, each) for each in sorted({proposal_id, *together})]
    for each in chosen:
        desk.require_open(each)
    first = next(each for each in chosen if each.id == proposal_id)
    if any((each.level, each.city) != (first.level, first.city) for each in chosen):
        raise refuse("together", say("Only proposals of the same level and city share a course."))
    course = find_course(uow, first)
    if course is None:
        raise refuse(
            "course",
            say(
                "No course in use leads to %(level)s. Add a course that prepares for it first.",
                level=first.level,
            ),
        )
    reckoned = {each.id: expected(uow, each) for each in chosen}
    cohort = cohorts.draft(uow, course.id, _facts(uow, first.city, chosen))
    for each in chosen:
        if not queries.take(uow.db, each.id, cohort.id):
            raise Conflict(say("Somebody else has prepared a cohort for this proposal."))
        uow.db.refresh(each)
        found = reckoned[each.id]
        each.expected_low, each.expected, each.expected_high = found.low, found.mean, found.high
        uow.record("proposal.drafted", subject=each.id, cohort=cohort.id, seats=each.seats)
    uow.db.flush()
    return cohort.id


def _facts(uow: UnitOfWork, city: str, chosen: Sequence[TrainingProposal]) -> CohortFacts:
    place, zone = _place(uow, city), uow.settings.zone
    quotas = Counter[Language]()
    for each in chosen:
        quotas[each.language] += each.seats
    seats = quotas.total()
    return CohortFacts(
        organisation_id=place.organisation_id,
        city=place.city,
        site_id=place.site_id,
        online=place.site_id is None,
        capacity=seats,
        minimum=-(-seats // 2),
        opens_at=to_utc(uow.today + OPENS_AFTER, OPENS_AT, zone),
        closes_at=to_utc(uow.today + CLOSES_AFTER, CLOSES_AT, zone),
        quotas=dict(quotas),
    )


def _place(uow: UnitOfWork, city: str) -> CohortPlace:
    """A site in the city, of an organisation that is at home there if one is; else the centre holds it online."""
    sites = [site for site in organisations.list_sites(uow) if site.city == city]
    sites.sort(key=lambda site: (site.organisation.city != city, site.code))
    if sites:
        return CohortPlace(sites[0].organisation_id, sites[0].id, city)
    everybody = organisations.list_organisations(uow)
    centre = organisations.find_centre(uow) or next(iter(everybody), None)
    if centre is None:
        raise refuse(
            "organisation", say("No organisation has a place in this city. Add one first.")
        )
    return CohortPlace(centre.id, None, city or centre.city)
