"""The seats of a cohort: who gets one, who waits, and offering on what comes free.

Whatever changes who holds a seat takes the cohort's row first (`lock_cohort`), so that two people never
count the same seat as free; the numbers and the database's guards stand behind that.
"""

from collections.abc import Mapping, Sequence
from uuid import UUID

from foundation.database.work import UnitOfWork
from foundation.security.errors import Conflict, NotFound
from foundation.text.message import say
from interpreters.domain.languages import Language
from training.domain.seats import ENROLMENT_MOVES, SEAT_HOLDING, EnrolmentStatus
from training.domain.waiting import PROMOTING, Waiter, lowest_free, next_in_line, offer_until
from training.service.catalogue import time_taken
from training.service.enrolment import interest
from training.service.enrolment.notices import EnrolmentNotice, first_class, notify_enrolled
from training.store.queries import enrolments as queries
from training.store.tables import Cohort, Enrolment, SeatOffer

E = EnrolmentStatus


def lock_cohort(uow: UnitOfWork, cohort_id: UUID) -> Cohort:
    """The cohort as it stands now; nobody else moves its seats until this transaction ends."""
    found = queries.lock_cohorts(uow.db, [cohort_id])
    if not found:
        raise NotFound
    return found[0]


def free(uow: UnitOfWork, cohort: Cohort) -> int:
    """How many seats nobody holds; an open offer holds its seat."""
    return len(lowest_free(queries.seats_taken(uow.db, cohort.id), cohort.capacity))


def move(
    uow: UnitOfWork,
    enrolment: Enrolment,
    to: EnrolmentStatus,
    *,
    seat_no: int | None = None,
    reason: str = "",
) -> None:
    """Carry an allowed move out and record it; leaving the seat-holding states frees the seat."""
    if to not in ENROLMENT_MOVES[enrolment.status]:
        raise Conflict(say("This enrolment is “%(state)s” now.", state=enrolment.status))
    enrolment.status, enrolment.changed_at = to, uow.now
    if reason:
        enrolment.reason = reason
    if to not in SEAT_HOLDING:
        enrolment.seat_no = None
    elif seat_no is not None:
        enrolment.seat_no = seat_no
    uow.db.flush()
    uow.record(f"enrolment.{to}", subject=enrolment.id, cohort=enrolment.cohort_id)
    if to is E.CONFIRMED:
        enrolment.confirmed_at = uow.now
        who = queries.interpreter_of(uow.db, enrolment.id)
        time_taken.announce(uow, time_taken.by_seat(uow, enrolment.cohort_id, who))


def place(uow: UnitOfWork, cohort: Cohort, enrolment: Enrolment) -> None:
    """Give somebody eligible a seat, or the place on the waiting list that is hers; and say which.

    The cohort must be held. A free seat is hers unless somebody before her is waiting for it.
    """
    taken = queries.seats_taken(uow.db, cohort.id)
    numbers = lowest_free(taken, cohort.capacity)
    if numbers:
        waiting = [*queries.list_waiting(uow.db, cohort.id), enrolment]
        chosen = next_in_line(map(_waiter, waiting), len(numbers), _room(cohort, taken))
        if any(waiter.id == enrolment.id for waiter in chosen):
            move(uow, enrolment, E.CONFIRMED, seat_no=numbers[0])
            # Only a seat meets the wish to hear of the next cohort; on the waiting list it stays.
            interest.forget(uow, cohort.version.course_id, enrolment.learner)
            notify_enrolled(uow, cohort, enrolment, EnrolmentNotice.CONFIRMED)
            return
    move(uow, enrolment, E.WAITLISTED)
    if numbers:
        _offer_on(uow, cohort)
    if enrolment.status is E.WAITLISTED:
        position = queries.position_of(uow.db, enrolment)
        notify_enrolled(uow, cohort, enrolment, EnrolmentNotice.WAITLISTED, position=position)


def promote(uow: UnitOfWork, cohort: Cohort) -> Sequence[SeatOffer]:
    """Offer every free seat to the next in line, in the transaction that freed it.

    Nothing is offered after the cut-off or in a cohort that is called off or under way. An offer
    holds its seat until it is answered or runs out.
    """
    return _offer_on(uow, lock_cohort(uow, cohort.id))


def _offer_on(uow: UnitOfWork, cohort: Cohort) -> Sequence[SeatOffer]:
    first = first_class(cohort)
    until = offer_until(uow.now, cohort.offer_hours, first, cohort.cutoff_hours)
    if cohort.status not in PROMOTING or until is None:
        return []
    taken = queries.seats_taken(uow.db, cohort.id)
    numbers = lowest_free(taken, cohort.capacity)
    if not numbers:
        return []
    waiting = {each.id: each for each in queries.list_of_cohort(uow.db, cohort.id, {E.WAITLISTED})}
    chosen = next_in_line(map(_waiter, waiting.values()), len(numbers), _room(cohort, taken))
    offers: list[SeatOffer] = []
    for number, waiter in zip(numbers, chosen, strict=False):
        enrolment = waiting[waiter.id]
        move(uow, enrolment, E.OFFERED, seat_no=number)
        offer = SeatOffer(enrolment_id=enrolment.id, offered_at=uow.now, expires_at=until)
        uow.db.add(offer)
        uow.db.flush()
        notify_enrolled(uow, cohort, enrolment, EnrolmentNotice.OFFERED, until=until)
        offers.append(offer)
    return offers


def _waiter(enrolment: Enrolment) -> Waiter:
    return Waiter(enrolment.id, enrolment.priority, enrolment.joined_at, enrolment.language)


def _room(cohort: Cohort, taken: Mapping[int, Language | None]) -> dict[Language, int]:
    """What is left of each language's own quota."""
    room = {quota.language: quota.seats for quota in cohort.quotas}
    for language in taken.values():
        if language is not None and language in room:
            room[language] -= 1
    return room
