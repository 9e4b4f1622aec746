"""Invariants of seats: order of promotion, one transaction, the cut-off, capacity."""

from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta

import pytest
import sqlalchemy as sa
from sqlalchemy.exc import DBAPIError

from foundation.database.work import Office, UnitOfWork, begin
from foundation.messages.outbox import Message, MessageState
from foundation.security.permissions import the_system
from tests.factories import a_learner, an_enrolment, as_actor
from tests.factories.training import a_cohort
from tests.transactions import failing
from training.domain.courses import CohortStatus
from training.domain.seats import EnrolmentStatus, SeatOfferStatus
from training.service.enrolment import enrolments, seat_offers, seats
from training.service.teaching import cohort_moves
from training.store.tables import Cohort, Enrolment, Learner, SeatOffer

E = EnrolmentStatus


def acting_as(uow: UnitOfWork, learner: Learner) -> UnitOfWork:
    """The same transaction in the hands of somebody who learns."""
    assert learner.user is not None
    return replace(uow, actor=as_actor(uow, learner.user))


def leave(uow: UnitOfWork, enrolment: Enrolment) -> None:
    """Let somebody give her place back."""
    enrolments.withdraw(acting_as(uow, enrolment.learner), enrolment.id)


def waiting(uow: UnitOfWork, cohort: Cohort, **values: object) -> Enrolment:
    """Somebody on the waiting list, who joined an hour later than the one before."""
    count = uow.db.scalar(sa.select(sa.func.count()).select_from(Enrolment)) or 0
    joined = uow.now + timedelta(hours=count)
    language = str(values.pop("language", "vi"))
    learner = a_learner(uow, language=language)
    return an_enrolment(
        uow, cohort, learner, status="waitlisted", **{"joined_at": joined, "priority": 4, **values}
    )


def statuses(*found: Enrolment) -> list[EnrolmentStatus]:
    return [each.status for each in found]


def messages(uow: UnitOfWork, enrolment: Enrolment) -> list[str]:
    """What somebody is told; what was overtaken before it went out is withdrawn."""
    query = sa.select(Message).where(Message.state == MessageState.WAITING)
    found = uow.db.scalars(query.where(Message.about == f"enrolment:{enrolment.id}")).all()
    return [message.subject for message in found]


def test_invariant_1_the_database_refuses_a_seat_beyond_and_a_seat_twice(
    any_office: Office,
) -> None:
    with begin(any_office, the_system()) as uow:
        cohort = a_cohort(uow, capacity=2)
        an_enrolment(uow, cohort)
    for number in (1, 3):
        with failing(any_office, DBAPIError) as uow:
            again = uow.db.get_one(Cohort, cohort.id)
            an_enrolment(uow, again, seat_no=number)


def test_invariant_2_promotion_goes_by_class_then_joining_and_passes_over_a_full_quota(
    uow: UnitOfWork,
) -> None:
    cohort = a_cohort(uow, capacity=3, quotas={"vi": 1})
    held = [an_enrolment(uow, cohort, a_learner(uow, language=code)) for code in ("vi", "th", "th")]
    full_quota = waiting(uow, cohort, priority=1)
    open_class = waiting(uow, cohort, language="th", joined_at=uow.now - timedelta(days=9))
    needed_late = waiting(uow, cohort, language="km", priority=1)
    decliner = waiting(uow, cohort, language="mn", priority=2)

    leave(uow, held[1])
    assert statuses(needed_late, full_quota, open_class) == [E.OFFERED, E.WAITLISTED, E.WAITLISTED]
    leave(uow, held[2])
    assert decliner.status is E.OFFERED

    # Declining leaves the queue; the one who was passed over is still the first in line.
    seat_offers.decline(acting_as(uow, decliner.learner), decliner.id)
    assert statuses(decliner, open_class, full_quota) == [E.DECLINED, E.OFFERED, E.WAITLISTED]
    leave(uow, held[0])
    assert full_quota.status is E.OFFERED


def test_invariant_3_freeing_a_seat_and_offering_it_on_are_one_transaction(office: Office) -> None:
    with begin(office, the_system()) as uow:
        cohort = a_cohort(uow, capacity=1)
        holder, next_one = an_enrolment(uow, cohort), waiting(uow, cohort)
    with failing(office, ZeroDivisionError) as uow:
        leave(uow, holder)
        assert uow.db.get_one(Enrolment, next_one.id).status is E.OFFERED
        raise ZeroDivisionError
    with begin(office, the_system()) as uow:
        found = [uow.db.get_one(Enrolment, each.id) for each in (holder, next_one)]
        assert statuses(*found) == [E.CONFIRMED, E.WAITLISTED]
        assert messages(uow, next_one) == []
        leave(uow, holder)
    with begin(office, the_system()) as uow:
        found = [uow.db.get_one(Enrolment, each.id) for each in (holder, next_one)]
        assert statuses(*found) == [E.WITHDRAWN, E.OFFERED]
        assert found[1].seat_no == 1
        assert len(messages(uow, next_one)) == 1


@pytest.mark.parametrize(
    ("hours_to_class", "offered"), [(100, True), (25, True), (24, False), (1, False)]
)
def test_invariant_4_no_seat_is_offered_after_the_cutoff(
    uow: UnitOfWork, hours_to_class: int, offered: bool
) -> None:
    start = uow.now + timedelta(hours=hours_to_class)
    cohort = a_cohort(uow, capacity=1, first_class=start)
    holder, next_one = an_enrolment(uow, cohort), waiting(uow, cohort)

    leave(uow, holder)

    assert (next_one.status is E.OFFERED) is offered
    for offer in uow.db.scalars(sa.select(SeatOffer)):
        assert offer.expires_at <= start - timedelta(hours=24)


def test_invariant_4_calling_off_offers_nothing_and_tells_the_waiting_too(uow: UnitOfWork) -> None:
    cohort = a_cohort(uow, capacity=1)
    holder, next_one, last = an_enrolment(uow, cohort), waiting(uow, cohort), waiting(uow, cohort)
    applied = an_enrolment(uow, cohort, status="applied")
    leave(uow, holder)

    cohort_moves.cancel(uow, cohort.id, "강사 사정")

    assert statuses(next_one, last, applied) == [E.CANCELLED] * 3
    assert {e.seat_no for e in (next_one, last, applied)} == {None}
    offers = uow.db.scalars(sa.select(SeatOffer.status)).all()
    assert list(offers) == [SeatOfferStatus.WITHDRAWN]
    for each in (next_one, last, applied):
        assert messages(uow, each)[0].startswith("폐강")
    assert seats.promote(uow, cohort) == []


def test_invariant_5_raising_capacity_promotes_in_the_same_transaction(uow: UnitOfWork) -> None:
    cohort = a_cohort(uow, capacity=1)
    an_enrolment(uow, cohort)
    line = [waiting(uow, cohort) for _ in range(3)]

    cohort_moves.set_seats(uow, cohort.id, 3, {})

    assert statuses(*line) == [E.OFFERED, E.OFFERED, E.WAITLISTED]
    assert [each.seat_no for each in line] == [2, 3, None]


def test_invariant_5_the_database_keeps_capacity_above_the_seats_held(any_office: Office) -> None:
    with begin(any_office, the_system()) as uow:
        cohort = a_cohort(uow, capacity=2)
        an_enrolment(uow, cohort)
        an_enrolment(uow, cohort)
    with failing(any_office, DBAPIError) as uow:
        uow.db.execute(sa.update(Cohort).where(Cohort.id == cohort.id).values(capacity=1))


@pytest.fixture
def offered(uow: UnitOfWork) -> Enrolment:
    """Somebody with an open offer of the only seat, one more waiting behind."""
    cohort = a_cohort(uow, capacity=1)
    holder, first = an_enrolment(uow, cohort), waiting(uow, cohort)
    waiting(uow, cohort)
    leave(uow, holder)
    assert first.status is E.OFFERED
    return first


def second_in_line(uow: UnitOfWork, offered: Enrolment) -> Enrolment:
    others = sa.select(Enrolment).where(Enrolment.id != offered.id, Enrolment.status != E.WITHDRAWN)
    return uow.db.scalars(others).one()


def test_accepting_confirms_the_seat_that_was_held_and_twice_is_once(
    uow: UnitOfWork, offered: Enrolment
) -> None:
    mine = acting_as(uow, offered.learner)
    seat_offers.accept(mine, offered.id)
    seat_offers.accept(mine, offered.id)

    assert (offered.status, offered.seat_no) == (E.CONFIRMED, 1)
    assert second_in_line(uow, offered).status is E.WAITLISTED


@pytest.mark.parametrize("late_by", [timedelta(0), timedelta(hours=3)])
def test_after_its_time_a_seat_cannot_be_taken_even_before_the_job_has_run(
    uow: UnitOfWork, offered: Enrolment, late_by: timedelta
) -> None:
    uow.now += timedelta(hours=24) + late_by
    with pytest.raises(seat_offers.Gone):
        seat_offers.accept(acting_as(uow, offered.learner), offered.id)


def test_an_offer_that_runs_out_goes_on_in_the_same_run_and_running_again_changes_nothing(
    uow: UnitOfWork, offered: Enrolment
) -> None:
    uow.now += timedelta(hours=25)
    after = second_in_line(uow, offered)
    for _ in range(2):
        seat_offers.expire_due(uow)
        assert statuses(offered, after) == [E.OFFER_EXPIRED, E.OFFERED]
        assert (offered.seat_no, after.seat_no) == (None, 1)
    assert messages(uow, offered)[0].startswith("자리가 넘어갔어요")
    assert len(messages(uow, after)) == 1


ANSWERS: list[Callable[[UnitOfWork, Enrolment], object]] = [
    lambda uow, e: seat_offers.accept(uow, e.id),
    lambda uow, e: seat_offers.decline(uow, e.id),
    lambda uow, e: enrolments.withdraw(uow, e.id),
]


@pytest.mark.parametrize("answer", ANSWERS)
def test_nobody_answers_for_somebody_else(
    uow: UnitOfWork, offered: Enrolment, answer: Callable[[UnitOfWork, Enrolment], object]
) -> None:
    stranger = acting_as(uow, a_learner(uow))
    with pytest.raises(enrolments.NotFound):
        answer(stranger, offered)


def test_when_the_first_class_starts_seats_attend_and_the_waiting_hear_of_the_next_cohort(
    uow: UnitOfWork,
) -> None:
    cohort = a_cohort(uow, capacity=1, status=CohortStatus.CONFIRMED)
    holder, next_one = an_enrolment(uow, cohort), waiting(uow, cohort)

    assert enrolments.begin(uow, cohort) == 1

    assert statuses(holder, next_one) == [E.ATTENDING, E.WITHDRAWN]
    assert messages(uow, next_one)[0].startswith("자리가 나지 않았어요")
    leave(uow, holder)
    assert (holder.status, holder.seat_no) == (E.DROPPED, 1)
