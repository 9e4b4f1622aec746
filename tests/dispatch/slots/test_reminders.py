"""Reminders: two days before (on a Friday four), an hour before, once, after an interruption too."""

from datetime import date, timedelta

import pytest
import sqlalchemy as sa

from accounts.domain.roles import Role
from dispatch.domain.reminders import last_day_reminded
from dispatch.jobs import JOBS
from dispatch.service.slots import assignments_ending, reminding, watching
from dispatch.store.tables import Assignment
from foundation.database.work import Office, UnitOfWork, begin, reading
from foundation.jobs import by_name, put_due, run_until_idle
from foundation.messages.outbox import Message, MessageState
from foundation.security.permissions import the_system
from scheduling.service import requests
from tests.conftest import SetClock
from tests.dispatch.acting import acting, assign
from tests.factories import a_coordinator, a_session, a_user
from tests.factories.dispatch import a_signed_up_interpreter
from tests.threads import at_once

MONDAY, DAY = date(2026, 11, 23), timedelta(days=1)
REMIND = by_name([job for job in JOBS if job.name == "dispatch.remind"])


@pytest.mark.parametrize(
    ("today", "last"), [(0, 2), (1, 3), (2, 4), (3, 5), (4, 8), (5, 7), (6, 8)]
)
def test_a_weekend_is_covered_on_friday(today: int, last: int) -> None:
    assert last_day_reminded(MONDAY + today * DAY) == MONDAY + last * DAY


def booked(uow: UnitOfWork, days: int) -> Assignment:
    """Somebody booked yesterday for a session in so many days."""
    person, _ = a_signed_up_interpreter(uow)
    requester = a_user(uow, Role.COUNSELLOR)
    session = a_session(uow, day=MONDAY + days * DAY, start="16:00", requester=requester)
    made = assign(uow, session, person)
    made.created_at = uow.now - 2 * DAY
    uow.db.execute(sa.delete(Message))
    uow.db.flush()
    return made


def reminded(uow: UnitOfWork) -> int:
    return uow.db.scalars(
        sa.select(sa.func.count())
        .select_from(Message)
        .where(Message.subject.startswith("미리 알림") | Message.subject.startswith("곧 시작"))
    ).one()


def test_both_are_reminded_once_two_days_before(uow: UnitOfWork) -> None:
    booked(uow, 3)
    reminding.remind(uow)
    assert reminded(uow) == 0
    uow.now += DAY
    reminding.remind(uow)
    reminding.remind(uow)
    assert reminded(uow) == 2
    uow.now += DAY
    reminding.remind(uow)
    assert reminded(uow) == 2


def test_not_at_night_and_not_of_what_was_booked_today(uow: UnitOfWork) -> None:
    made = booked(uow, 1)
    uow.now += timedelta(hours=10)
    reminding.remind(uow)
    assert reminded(uow) == 0
    uow.now -= timedelta(hours=10)
    made.created_at = uow.now
    uow.db.flush()
    reminding.remind(uow)
    assert reminded(uow) == 0


@pytest.mark.parametrize(("late", "told"), [(0, 2), (59, 2), (61, 0)])
def test_after_an_interruption_the_last_hour_is_told_while_it_is_of_use(
    uow: UnitOfWork, late: int, told: int
) -> None:
    made = booked(uow, 0)
    uow.now = made.starts_at - timedelta(hours=1) + timedelta(minutes=late)
    reminding.remind(uow)
    reminding.remind(uow)
    assert reminded(uow) == told


def test_what_is_released_before_it_went_out_is_held_back(uow: UnitOfWork) -> None:
    made = booked(uow, 2)
    reminding.remind(uow)
    assert reminded(uow) == 2
    assignments_ending.release(acting(uow, a_coordinator(uow)), made.id)
    about = sa.select(Message.state).where(Message.subject.startswith("미리 알림"))
    assert set(uow.db.scalars(about)) == {MessageState.WITHDRAWN}
    uow.now += timedelta(minutes=5)
    reminding.remind(uow)
    assert reminded(uow) == 2


@pytest.mark.database
def test_of_what_is_ending_in_this_moment_nobody_is_reminded(postgres_office: Office) -> None:
    """It is kept back in the transaction that ends it, which would not find a reminder written meanwhile."""
    with begin(postgres_office, the_system()) as uow:
        made, colleague = booked(uow, 2), a_coordinator(uow)
    with begin(postgres_office, the_system()) as ending:
        assignments_ending.release(acting(ending, colleague), made.id)
        with begin(postgres_office, the_system()) as uow:
            reminding.remind(uow)
            assert reminded(uow) == 0


@pytest.mark.database
def test_of_what_is_being_called_off_nobody_hears_that_it_is_unfilled(
    postgres_office: Office,
) -> None:
    with begin(postgres_office, the_system()) as uow:
        session = a_session(uow, start="16:00")
        session.request.submitted_at -= 20 * DAY
        requester, request_id = session.request.requester, session.request_id
    with begin(postgres_office, the_system()) as cancelling:
        requests.cancel(acting(cancelling, requester), request_id)
        with begin(postgres_office, the_system()) as uow:
            watching.warn_of_unfilled(uow)
            about = Message.about.startswith("session:") | Message.about.startswith("desk:")
            assert uow.db.scalars(sa.select(Message.subject).where(about)).all() == []


def test_a_moved_session_is_reminded_of_at_its_new_time(uow: UnitOfWork) -> None:
    made = booked(uow, 2)
    reminding.remind(uow)
    made.starts_at += timedelta(minutes=30)
    made.ends_at += timedelta(minutes=30)
    made.busy_to += timedelta(minutes=30)
    uow.db.flush()
    reminding.remind(uow)
    assert reminded(uow) == 4


def test_down_for_an_hour_each_job_is_done_once_and_by_four_at_once_no_reminder_twice(
    any_office: Office, clock: SetClock
) -> None:
    """P9: an hour without any process, then four clocks at once."""
    with begin(any_office, the_system()) as uow:
        made = booked(uow, 0)
        at = made.starts_at
    clock.now = at - timedelta(minutes=5)
    job = REMIND["dispatch.remind"]

    def tick(_number: int = 0) -> None:
        with begin(any_office, the_system("clock")) as uow:
            put_due(uow, job)
        run_until_idle(any_office, REMIND)

    at_once(tick, range(4), 4)
    with reading(any_office, the_system()) as uow:
        assert reminded(uow) == 2
    tick()
    with reading(any_office, the_system()) as uow:
        assert reminded(uow) == 2
