"""Cohorts: one run of a course, from its draft on. Their moves are in `cohort_moves`."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from uuid import UUID

import sqlalchemy as sa

from accounts.domain.cities import CITIES
from accounts.domain.ids import OrganisationId, SiteId
from accounts.service import organisations
from foundation.database.work import UnitOfWork
from foundation.security.errors import Conflict, NotFound, Problems
from foundation.text.message import say
from interpreters.domain.languages import Language
from training.domain.cohorts import OPEN_TO_CHANGE, SHOWN
from training.domain.courses import CohortStatus, MeetingStatus
from training.domain.permissions import TrainingPermission
from training.service.catalogue import courses
from training.store.queries import courses as queries
from training.store.tables import Cohort, LanguageQuota

MOST_SEATS = 500
LONGEST_CUTOFF_HOURS, LONGEST_OFFER_HOURS = 336, 168


@dataclass(frozen=True, kw_only=True)
class CohortFacts:
    """Who hosts a cohort, where, for how many, and when one may apply.

    `quotas` are the most seats that go to speakers of a language; `cutoff_hours` before the first
    class no seat is offered any more, an offer stands for `offer_hours`.
    """

    organisation_id: UUID
    city: str
    site_id: UUID | None = None
    online: bool = False
    screening: bool = False
    capacity: int
    minimum: int = 0
    opens_at: datetime
    closes_at: datetime
    cutoff_hours: int = 24
    offer_hours: int = 24
    quotas: Mapping[Language, int] = field(default_factory=dict[Language, int])


def get(uow: UnitOfWork, cohort_id: UUID) -> Cohort:
    """One cohort with version, course, organisation, site, quotas and classes.

    A draft, and one called off before anybody heard of it, are known to those who manage courses
    or teach in it.
    """
    found = queries.find_cohort(uow.db, cohort_id)
    if found is None or not _is_known(uow, found):
        raise NotFound
    return found


def _is_known(uow: UnitOfWork, cohort: Cohort) -> bool:
    if cohort.status is not CohortStatus.DRAFT or uow.may(TrainingPermission.COURSE_MANAGE):
        return True
    trainers = {meeting.trainer_id for meeting in cohort.meetings}
    return uow.actor.user_id is not None and uow.actor.user_id in trainers


def list_all(
    uow: UnitOfWork,
    *,
    statuses: Collection[CohortStatus] | None = None,
    course_id: UUID | None = None,
) -> Sequence[Cohort]:
    """Cohorts, newest first; those being prepared only for who manages courses."""
    wanted = frozenset(CohortStatus if statuses is None else statuses)
    if not uow.may(TrainingPermission.COURSE_MANAGE):
        wanted &= SHOWN
    return queries.list_cohorts(uow.db, statuses=wanted, course_id=course_id)


def list_taught(
    uow: UnitOfWork, *, statuses: Collection[CohortStatus] | None = None
) -> Sequence[Cohort]:
    """Cohorts in which the actor is the trainer of a class, newest first."""
    if not uow.may(TrainingPermission.COURSE_MANAGE):
        uow.require(TrainingPermission.ATTENDANCE_MARK)
    if uow.actor.user_id is None:
        return []
    return queries.list_cohorts(uow.db, statuses=statuses, trainer_id=uow.actor.user_id)


def search(uow: UnitOfWork, statuses: Collection[CohortStatus]) -> sa.Select[Cohort]:
    """The question for cohorts in some states, newest first: all for who manages courses, else those one teaches in."""
    if uow.may(TrainingPermission.COURSE_MANAGE):
        return queries.select_cohorts(statuses=statuses)
    uow.require(TrainingPermission.ATTENDANCE_MARK)
    assert uow.actor.user_id is not None
    return queries.select_cohorts(statuses=statuses, trainer_id=uow.actor.user_id)


def get_managed(uow: UnitOfWork, cohort_id: UUID) -> Cohort:
    """A cohort for who changes it: locked until the end of this transaction, read anew."""
    uow.require(TrainingPermission.COURSE_MANAGE)
    queries.lock_cohort(uow.db, cohort_id)
    found = queries.refresh_cohort(uow.db, cohort_id)
    if found is None:
        raise NotFound
    return found


def draft(uow: UnitOfWork, course_id: UUID, facts: CohortFacts) -> Cohort:
    """Prepare a cohort of a course's newest version; nobody is told yet."""
    uow.require(TrainingPermission.COURSE_MANAGE)
    courses.get(uow, course_id)
    problems_of(uow, facts).check()
    version = courses.newest_version(uow, course_id)
    cohort = Cohort(
        course_version_id=version.id,
        number=queries.highest_cohort_number(uow.db, course_id) + 1,
        organisation_id=OrganisationId(facts.organisation_id),
        city=_city(uow, facts),
        capacity=facts.capacity,
        opens_at=facts.opens_at,
        closes_at=facts.closes_at,
        created_at=uow.now,
    )
    _write(uow, cohort, facts)
    cohort.capacity = facts.capacity
    cohort.quotas = [
        LanguageQuota(language=language, seats=seats) for language, seats in facts.quotas.items()
    ]
    uow.db.add(cohort)
    uow.db.flush()
    uow.record("cohort.drafted", subject=cohort.id, course=course_id, number=cohort.number)
    return get(uow, cohort.id)


def change(uow: UnitOfWork, cohort_id: UUID, facts: CohortFacts) -> Cohort:
    """Change everything but the seats of a cohort that is not over; `facts.capacity` is as it is."""
    cohort = get_managed(uow, cohort_id)
    require_open(cohort)
    problems = problems_of(uow, facts)
    first = first_class(cohort)
    if cohort.status is not CohortStatus.DRAFT and first and first < facts.closes_at:
        problems.add("closes", say("Enrolment must close before the first class."))
    problems.check()
    _write(uow, cohort, facts)
    uow.record("cohort.changed", subject=cohort.id)
    return cohort


def first_class(cohort: Cohort) -> datetime | None:
    """When the first class begins that takes place."""
    starts = (m.starts_at for m in cohort.meetings if m.status is not MeetingStatus.CANCELLED)
    return min(starts, default=None)


def require_open(cohort: Cohort) -> None:
    """Raise when a cohort is over or called off."""
    if cohort.status not in OPEN_TO_CHANGE:
        raise Conflict(say("This cohort is “%(state)s” now.", state=cohort.status))


def _city(uow: UnitOfWork, facts: CohortFacts) -> str:
    """Where people have to go: the city of the place, when one is chosen."""
    return facts.city if facts.site_id is None else organisations.get_site(uow, facts.site_id).city


def _write(uow: UnitOfWork, cohort: Cohort, facts: CohortFacts) -> None:
    cohort.organisation_id = OrganisationId(facts.organisation_id)
    cohort.city = _city(uow, facts)
    cohort.online, cohort.screening = facts.online, facts.screening
    cohort.site_id = None if facts.site_id is None else SiteId(facts.site_id)
    cohort.minimum = facts.minimum
    cohort.opens_at, cohort.closes_at = facts.opens_at, facts.closes_at
    cohort.cutoff_hours, cohort.offer_hours = facts.cutoff_hours, facts.offer_hours


def problems_of(uow: UnitOfWork, facts: CohortFacts) -> Problems:
    """What is wrong with how a cohort is planned."""
    problems = Problems()
    _add_problems_of_place(problems, uow, facts)
    _add_problems_of_seats(problems, facts)
    if facts.opens_at >= facts.closes_at:
        problems.add("closes", say("Enrolment closes before it opens."))
    if not 0 <= facts.cutoff_hours <= LONGEST_CUTOFF_HOURS:
        problems.add("cutoff_hours", say("Enter from 0 to %(n)s hours.", n=LONGEST_CUTOFF_HOURS))
    if not 1 <= facts.offer_hours <= LONGEST_OFFER_HOURS:
        problems.add("offer_hours", say("Enter from 1 to %(n)s hours.", n=LONGEST_OFFER_HOURS))
    return problems


def _add_problems_of_place(problems: Problems, uow: UnitOfWork, facts: CohortFacts) -> None:
    known = {organisation.id for organisation in organisations.list_organisations(uow)}
    if facts.organisation_id not in known:
        problems.add("organisation", say("Choose who hosts it."))
    if facts.city not in CITIES:
        problems.add("city", say("There is no city “%(city)s”.", city=facts.city))
    if facts.site_id is not None:
        organisations.get_site(uow, facts.site_id)
    elif not facts.online:
        problems.add("site", say("Choose a place, or hold it online."))


def _add_problems_of_seats(problems: Problems, facts: CohortFacts) -> None:
    if not 0 < facts.capacity <= MOST_SEATS:
        problems.add("capacity", say("Enter from 1 to %(n)s seats.", n=MOST_SEATS))
    if facts.minimum < 0:
        problems.add("minimum", say("Enter a whole number."))
    if facts.minimum > facts.capacity:
        problems.add("minimum", say("The minimum is more than there are seats."))
    if any(not 0 <= seats <= facts.capacity for seats in facts.quotas.values()):
        problems.add("quotas", say("A language cannot have more seats than there are."))
