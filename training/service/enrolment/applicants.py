"""Everybody who applied for a cohort, for whoever manages it."""

from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID

from foundation.database.work import UnitOfWork
from foundation.security.errors import refuse
from foundation.text.message import say
from interpreters.service import directory
from training.domain.permissions import TrainingPermission
from training.domain.prerequisites import Condition, stands_in_the_way
from training.domain.seats import EnrolmentStatus
from training.service.catalogue import cohorts
from training.service.enrolment import enrolments, prerequisites
from training.store.queries import enrolments as queries
from training.store.tables import Cohort, Enrolment, SeatOffer

E = EnrolmentStatus


@dataclass(frozen=True, kw_only=True)
class Applicant:
    """One person: her enrolment, what is missing, her place in line, the offer that is open."""

    enrolment: Enrolment
    missing: Sequence[Condition] = ()
    position: int = 0
    offer: SeatOffer | None = None

    @property
    def may_leave(self) -> bool:
        """Whether she could still be taken out."""
        return self.enrolment.status in enrolments.LEAVABLE


@dataclass(frozen=True, kw_only=True)
class Applicants:
    """The people of a cohort, by what the reader has to do about them."""

    cohort: Cohort
    undecided: Sequence[Applicant]
    seated: Sequence[Applicant]
    waiting: Sequence[Applicant]
    gone: Sequence[Applicant]


def list_applicants(uow: UnitOfWork, cohort_id: UUID, language: str) -> Applicants:
    """Who waits for a decision (with what is missing), who has a seat, who waits, who left."""
    uow.require(TrainingPermission.COURSE_MANAGE)
    cohort = cohorts.get(uow, cohort_id)
    found = queries.list_of_cohort(uow.db, cohort_id, frozenset(E))
    offers = queries.open_offers(uow.db, [e.id for e in found if e.status is E.OFFERED])
    waiting = [e for e in found if e.status is E.WAITLISTED]
    seated = sorted((e for e in found if e.seat_no is not None), key=lambda e: e.seat_no or 0)
    return Applicants(
        cohort=cohort,
        undecided=[
            Applicant(enrolment=e, missing=_missing(uow, cohort, e, language))
            for e in found
            if e.status is E.APPLIED
        ],
        seated=[Applicant(enrolment=e, offer=offers.get(e.id)) for e in seated],
        waiting=[Applicant(enrolment=e, position=n) for n, e in enumerate(waiting, start=1)],
        gone=[
            Applicant(enrolment=e)
            for e in found
            if e.seat_no is None and e.status not in {E.APPLIED, E.WAITLISTED}
        ],
    )


def _missing(
    uow: UnitOfWork, cohort: Cohort, enrolment: Enrolment, language: str
) -> list[Condition]:
    return stands_in_the_way(prerequisites.checklist(uow, cohort, enrolment.learner, language))


def enter(uow: UnitOfWork, cohort_id: UUID, code: str) -> Enrolment:
    """Enter somebody of the roster by her code, who asked on the phone."""
    uow.require(TrainingPermission.COURSE_MANAGE)
    found = directory.list_by_codes(uow, [code])
    if not found:
        raise refuse("code", say("There is no interpreter “%(code)s”.", code=code.strip()))
    return enrolments.enrol_somebody(uow, cohort_id, found[0].id)
