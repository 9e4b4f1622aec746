"""P3: seats are never oversold, and what comes free goes to the next in line; raced on both databases."""

import re
import uuid
from collections import Counter
from collections.abc import Callable, Mapping
from datetime import timedelta
from itertools import chain
from threading import Barrier
from uuid import UUID

import pytest
import sqlalchemy as sa

import app as roof
from accounts.domain.roles import Role
from accounts.store.tables import User
from foundation.database.work import Office, UnitOfWork, begin, reading
from foundation.security.errors import Conflict, Gone
from foundation.security.permissions import Actor, the_system
from tests.conftest import SetClock
from tests.factories import a_user, an_organisation, as_actor
from tests.factories.training import a_cohort
from tests.threads import at_once
from training.domain.seats import SEAT_HOLDING, EnrolmentStatus, SeatOfferStatus
from training.domain.waiting import Waiter, in_line
from training.service.enrolment import enrolments, seat_offers
from training.store.queries.enrolments import list_waiting
from training.store.tables import Cohort, Enrolment, Learner, SeatOffer

SEATS, THREADS = 30, 16
E = EnrolmentStatus
UNIQUE_SEAT = re.compile(r",\s*CONSTRAINT \w+ UNIQUE \(cohort_id, seat_no\)")


def a_crowd(uow: UnitOfWork, count: int) -> list[Actor]:
    """Trainees who are learners already, written in two statements."""
    home = an_organisation(uow)
    ids = [uuid.uuid4() for _ in range(count)]
    uow.db.execute(
        sa.insert(User),
        [
            {
                "id": i,
                "email": f"{i}@ieum.example",
                "full_name": "강마루",
                "language": "ko",
                "password_hash": "",
                "active": True,
                "created_at": uow.now,
            }
            for i in ids
        ],
    )
    learners = [
        {
            "id": uuid.uuid4(),
            "user_id": i,
            "full_name": "강마루",
            "latin_name": "",
            "own_script_name": "",
        }
        for i in ids
    ]
    uow.db.execute(sa.insert(Learner), learners)
    return [Actor(i, "강마루", "ko", ((home.id, Role.TRAINEE),), roof.GRANTS) for i in ids]


def do_all(acts: list[Callable[[], object]]) -> list[object]:
    """Do them all, many at the same time; a refusal is an answer too."""

    def do(act: Callable[[], object]) -> object:
        try:
            return act()
        except (Conflict, Gone) as refused:
            return type(refused)

    return at_once(do, acts, THREADS)


def rows(office: Office) -> list[Enrolment]:
    """Every enrolment."""
    with reading(office, the_system()) as uow:
        return list(uow.db.scalars(sa.select(Enrolment)))


def enrol_all(office: Office, cohort_id: UUID, crowd: list[Actor]) -> None:
    """Everybody presses the button."""

    def press(actor: Actor) -> Callable[[], object]:
        def act() -> object:
            with begin(office, actor) as uow:
                return enrolments.enrol(uow, cohort_id).id

        return act

    do_all([press(actor) for actor in crowd])


@pytest.mark.parametrize("people", [60, pytest.param(500, marks=pytest.mark.wide)])
def test_enrolments_on_30_seats_fill_30_seats_and_the_rest_wait_in_order(
    any_office: Office, people: int
) -> None:
    """Invariant 1: numbered seats, never more than there are."""
    with begin(any_office, the_system()) as uow:
        cohort_id = a_cohort(uow, capacity=SEATS).id
        crowd = a_crowd(uow, people)

    enrol_all(any_office, cohort_id, crowd)

    found = rows(any_office)
    assert Counter(e.status for e in found) == {E.CONFIRMED: SEATS, E.WAITLISTED: people - SEATS}
    assert sorted(e.seat_no for e in found if e.seat_no) == list(range(1, SEATS + 1))
    line = in_line(Waiter(e.id, e.priority, e.joined_at) for e in found if e.seat_no is None)
    with reading(any_office, the_system()) as uow:
        assert [e.id for e in list_waiting(uow.db, cohort_id)] == [waiter.id for waiter in line]


def test_raced_withdrawals_answers_and_expiries_leave_no_seat_twice_and_none_free(
    any_office: Office, clock: SetClock
) -> None:
    """Promotion raced: 10 withdraw while 50 accept, decline or run out of time."""
    with begin(any_office, the_system()) as uow:
        cohort_id = a_cohort(uow, capacity=SEATS, offer_hours=24).id
        crowd = a_crowd(uow, 70)
    enrol_all(any_office, cohort_id, crowd[:20])
    whose = dict(zip((a.user_id for a in crowd), crowd, strict=True))
    withdrawn = [_leave(any_office, e.id, _owner(any_office, e, whose)) for e in rows(any_office)]
    # The last ten seats are on offer, half of them run out during the race.
    enrol_all(any_office, cohort_id, crowd[20:])
    do_all(withdrawn[:10])
    offered = [e for e in rows(any_office) if e.status is E.OFFERED]
    assert len(offered) == 10
    clock.now += timedelta(hours=25)
    with begin(any_office, the_system()) as uow:
        uow.db.execute(
            sa.update(SeatOffer)
            .where(SeatOffer.enrolment_id.in_([e.id for e in offered[:5]]))
            .values(expires_at=clock.now + timedelta(hours=1))
        )
    answers = [
        _answer(any_office, e.id, _owner(any_office, e, whose), accept=turn % 2 == 0)
        for turn in range(4)
        for e in offered
    ]
    expiries = [_expire(any_office) for _ in range(10)]

    do_all(list(chain.from_iterable(zip(withdrawn[10:20], expiries, strict=True))) + answers)

    found = rows(any_office)
    held = [e.seat_no for e in found if e.status in SEAT_HOLDING]
    assert sorted(n for n in held if n) == list(range(1, SEATS + 1))
    assert any(e.status is E.WAITLISTED for e in found)
    assert Counter(e.status for e in found)[E.WITHDRAWN] == 20
    with reading(any_office, the_system()) as uow:
        still_open = uow.db.scalars(
            sa.select(SeatOffer.enrolment_id).where(SeatOffer.status == SeatOfferStatus.OPEN)
        ).all()
    assert sorted(still_open) == sorted(e.id for e in found if e.status is E.OFFERED)


def _owner(office: Office, enrolment: Enrolment, whose: Mapping[UUID | None, Actor]) -> Actor:
    with reading(office, the_system()) as uow:
        return whose[uow.db.get_one(Learner, enrolment.learner_id).user_id]


def _leave(office: Office, enrolment_id: UUID, actor: Actor) -> Callable[[], object]:
    def act() -> object:
        with begin(office, actor) as uow:
            return enrolments.withdraw(uow, enrolment_id)

    return act


def _answer(
    office: Office, enrolment_id: UUID, actor: Actor, *, accept: bool
) -> Callable[[], object]:
    def act() -> object:
        with begin(office, actor) as uow:
            return (seat_offers.accept if accept else seat_offers.decline)(uow, enrolment_id)

    return act


def _expire(office: Office) -> Callable[[], object]:
    def act() -> object:
        with begin(office, the_system()) as uow:
            return seat_offers.expire_due(uow)

    return act


def test_one_person_who_presses_twenty_times_has_one_seat_and_is_one_learner(
    any_office: Office,
) -> None:
    with begin(any_office, the_system()) as uow:
        cohort_id = a_cohort(uow, capacity=SEATS).id
        somebody = as_actor(uow, a_user(uow, Role.TRAINEE))

    enrol_all(any_office, cohort_id, [somebody] * 20)

    assert [e.seat_no for e in rows(any_office)] == [1]
    with reading(any_office, the_system()) as uow:
        assert len(uow.db.scalars(sa.select(Learner.id)).all()) == 1


def test_counting_without_the_lock_and_the_guards_oversells(any_office: Office) -> None:
    """The control: read first, write then, with no row taken and no number guarded."""
    crowd_size, seats = 12, 4
    with begin(any_office, the_system()) as uow:
        cohort_id = a_cohort(uow, capacity=seats).id
        crowd = a_crowd(uow, crowd_size)
        ids = [uow.db.scalars(_learner_of(a)).one() for a in crowd]
    unguard(any_office)
    everybody_has_read = Barrier(crowd_size, timeout=30)

    def enrol_naively(learner_id: UUID) -> bool:
        with reading(any_office, the_system()) as uow:
            capacity = uow.db.get_one(Cohort, cohort_id).capacity
            held = uow.db.scalars(
                sa.select(sa.func.count()).where(Enrolment.cohort_id == cohort_id)
            ).one()
        everybody_has_read.wait()
        if held >= capacity:
            return False
        with begin(any_office, the_system()) as uow:
            at = uow.now
            uow.db.add(
                Enrolment(
                    cohort_id=cohort_id,
                    learner_id=learner_id,
                    status=E.CONFIRMED,
                    applied_at=at,
                    joined_at=at,
                    changed_at=at,
                    seat_no=held + 1,
                )
            )
        return True

    sold = sum(at_once(enrol_naively, ids, crowd_size))
    assert sold == crowd_size > seats


def _learner_of(actor: Actor) -> sa.Select[UUID]:
    return sa.select(Learner.id).where(Learner.user_id == actor.user_id)


def unguard(office: Office) -> None:
    """Let one seat be given twice: an enrolment table without its unique seat and its triggers."""
    with office.engine.begin() as connection:
        if connection.dialect.name == "postgresql":
            connection.exec_driver_sql(
                "ALTER TABLE enrolment DROP CONSTRAINT uq_enrolment_cohort_id_seat_no"
            )
            return
        connection.exec_driver_sql("DROP TRIGGER enrolment_seat_insert")
        sql = connection.exec_driver_sql(
            "SELECT sql FROM sqlite_master WHERE name = 'enrolment'"
        ).scalar_one()
        connection.exec_driver_sql("DROP TABLE enrolment")
        unguarded, times = UNIQUE_SEAT.subn("", sql)
        assert times == 1
        connection.exec_driver_sql(unguarded)
