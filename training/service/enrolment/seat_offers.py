"""Answers to the offer of a seat, and what happens when none comes."""

from collections.abc import Iterable
from uuid import UUID

from foundation.database.work import UnitOfWork
from foundation.messages import outbox
from foundation.security.errors import Conflict, DomainError, Gone
from foundation.text.message import say
from training.domain.seats import EnrolmentStatus, SeatOfferStatus
from training.service.catalogue import time_taken
from training.service.catalogue.time_taken import TimeTaken
from training.service.enrolment import interest, seats
from training.service.enrolment.enrolments import get_own
from training.service.enrolment.notices import EnrolmentNotice, about, notify_enrolled
from training.store.queries import enrolments as queries
from training.store.tables import Cohort, Enrolment, SeatOffer

E = EnrolmentStatus
# How many overdue offers one run of the job ends; the next run follows within a minute.
AT_ONCE = 200


def accept(uow: UnitOfWork, enrolment_id: UUID) -> Enrolment:
    """Take the seat that is offered. Only an offer that is open and in time is answered."""
    enrolment = _own_locked(uow, enrolment_id)
    if enrolment.status is E.CONFIRMED:
        return enrolment
    in_time = SeatOffer.expires_at > uow.now
    if queries.end_offer(uow.db, enrolment.id, SeatOfferStatus.ACCEPTED, uow.now, in_time) is None:
        raise _why_not_open(enrolment)
    seats.move(uow, enrolment, E.CONFIRMED)
    interest.forget(uow, enrolment.cohort.version.course_id, enrolment.learner)
    notify_enrolled(uow, enrolment.cohort, enrolment, EnrolmentNotice.CONFIRMED)
    return enrolment


def preview(uow: UnitOfWork, enrolment_id: UUID) -> TimeTaken:
    """The time of the classes to come that the seat would take from the actor."""
    enrolment = get_own(uow, enrolment_id)
    if enrolment.status is not E.OFFERED:
        return {}
    who = queries.interpreter_of(uow.db, enrolment.id)
    return time_taken.by_seat(uow, enrolment.cohort_id, who)


def decline(uow: UnitOfWork, enrolment_id: UUID) -> Enrolment:
    """Leave the seat to the next in line, who is asked in the same transaction."""
    enrolment = _own_locked(uow, enrolment_id)
    if enrolment.status is E.DECLINED:
        return enrolment
    if queries.end_offer(uow.db, enrolment.id, SeatOfferStatus.DECLINED, uow.now) is None:
        raise _why_not_open(enrolment)
    seats.move(uow, enrolment, E.DECLINED)
    outbox.withdraw(uow, about(enrolment.id))
    seats.promote(uow, enrolment.cohort)
    return enrolment


def expire_due(uow: UnitOfWork) -> None:
    """End every offer whose time has run out and offer its seat on; a job does this every minute.

    Repeating it changes nothing. Cohorts are taken in one order, so that two runs cannot block
    each other.
    """
    due = queries.list_due(uow.db, uow.now, AT_ONCE)
    for cohort in queries.lock_cohorts(uow.db, {cohort_id for _, cohort_id in due}):
        _expire(uow, cohort, [enrolment for enrolment, home in due if home == cohort.id])
        seats.promote(uow, cohort)


def _expire(uow: UnitOfWork, cohort: Cohort, enrolments: Iterable[UUID]) -> None:
    for enrolment_id in enrolments:
        late = SeatOffer.expires_at <= uow.now
        ended = queries.end_offer(uow.db, enrolment_id, SeatOfferStatus.EXPIRED, uow.now, late)
        enrolment = queries.find_enrolment(uow.db, enrolment_id)
        if ended is None or enrolment is None:
            continue
        seats.move(uow, enrolment, E.OFFER_EXPIRED)
        notify_enrolled(uow, cohort, enrolment, EnrolmentNotice.EXPIRED)


def _own_locked(uow: UnitOfWork, enrolment_id: UUID) -> Enrolment:
    """The actor's own enrolment, read after its cohort was taken."""
    cohort = seats.lock_cohort(uow, get_own(uow, enrolment_id).cohort_id)
    enrolment = get_own(uow, enrolment_id)
    enrolment.cohort = cohort
    return enrolment


def _why_not_open(enrolment: Enrolment) -> DomainError:
    if enrolment.status in {E.OFFERED, E.OFFER_EXPIRED}:
        return Gone(say("The time for this seat has run out. It goes to the next in line."))
    return Conflict(say("This enrolment is “%(state)s” now.", state=enrolment.status))
