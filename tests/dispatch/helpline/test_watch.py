"""The watch: nothing urgent is forgotten. Hours pass by an injected clock, and coordinators are told again and again."""

from datetime import UTC, datetime, timedelta

import pytest
import sqlalchemy as sa

from dispatch.domain.watch import UrgentWait, WatchRules, is_due
from dispatch.service.helpline import watch
from dispatch.store.tables import UrgentWatch
from foundation.database.work import UnitOfWork
from foundation.messages.outbox import Message
from foundation.security.errors import Conflict
from scheduling.store.tables import CounsellingSession
from tests.dispatch.acting import acting, assign, later
from tests.factories import a_coordinator, a_session
from tests.factories.dispatch import a_signed_up_interpreter

NOON = datetime(2026, 11, 23, 3, tzinfo=UTC)
MINUTE = timedelta(minutes=1)
RULES = WatchRules(
    urgent_after=10 * MINUTE,
    call_after=2 * MINUTE,
    every=15 * MINUTE,
    taken_for=60 * MINUTE,
    last_call=180 * MINUTE,
)


@pytest.mark.parametrize(
    ("minutes", "told", "taken", "due"),
    [
        (9, None, None, False),
        (10, None, None, True),
        (24, 10, None, False),
        (25, 10, None, True),
        (40, 10, 20, False),
        (79, 10, 20, False),
        (80, 10, 20, True),
        (81, 80, 20, False),
        (95, 80, 20, True),
    ],
)
def test_when_somebody_is_told(
    minutes: int, told: int | None, taken: int | None, due: bool
) -> None:
    waiting = UrgentWait(
        since=NOON,
        starts_at=NOON + timedelta(hours=20),
        told_at=None if told is None else NOON + told * MINUTE,
        taken_at=None if taken is None else NOON + taken * MINUTE,
    )
    assert is_due(waiting, NOON + minutes * MINUTE, RULES, by_day=True) is due


@pytest.mark.parametrize(
    ("hours", "is_call", "due"), [(20, False, False), (3, False, True), (20, True, True)]
)
def test_at_night_only_what_cannot_wait_is_told(hours: int, is_call: bool, due: bool) -> None:
    waiting = UrgentWait(
        since=NOON - 60 * MINUTE, starts_at=NOON + timedelta(hours=hours), is_call=is_call
    )
    assert is_due(waiting, NOON, RULES, by_day=False) is due


def an_urgent_session(uow: UnitOfWork) -> CounsellingSession:
    """Wanted tomorrow morning, asked for now."""
    return a_session(uow, day=uow.today + timedelta(days=1), start="10:00")


def told(uow: UnitOfWork) -> list[Message]:
    """The letters of the watch."""
    found = Message.subject.startswith("Still unfilled")
    return list(uow.db.scalars(sa.select(Message).where(found)))


def pass_hours(uow: UnitOfWork, minutes: int, of: int = 0) -> UnitOfWork:
    """The job runs every minute from one minute on for a while."""
    now = uow
    for n in range(of, minutes + 1):
        now = later(uow, minutes=n)
        watch.alert_due(now)
    return now


def test_an_untouched_request_is_told_of_for_hours(uow: UnitOfWork) -> None:
    a_coordinator(uow, language="en")
    session = an_urgent_session(uow)

    pass_hours(uow, 4 * 60)

    row = uow.db.scalars(sa.select(UrgentWatch)).one()
    assert row.session_id == session.id
    # after 10 minutes, then every 15: 10, 25, 40 ... 235
    assert row.alerts == 16
    assert row.alerted_at == uow.now + 235 * MINUTE
    assert told(uow)


def test_whoever_takes_it_quiets_it_for_an_hour_and_no_longer(uow: UnitOfWork) -> None:
    on_duty, colleague = a_coordinator(uow), a_coordinator(uow)
    session = an_urgent_session(uow)
    pass_hours(uow, 12)
    watch.take(acting(later(uow, minutes=12), on_duty), session.id)

    with pytest.raises(Conflict):
        watch.take(acting(later(uow, minutes=13), colleague), session.id)
    pass_hours(uow, 71, of=13)
    row = uow.db.get_one(UrgentWatch, session.id)
    assert (row.alerts, row.taken_by_id) == (1, on_duty.id)

    pass_hours(uow, 72, of=72)
    assert uow.db.get_one(UrgentWatch, session.id).alerts == 2
    watch.take(acting(later(uow, minutes=73), colleague), session.id)
    assert uow.db.get_one(UrgentWatch, session.id).taken_by_id == colleague.id


def test_given_back_it_is_told_of_at_once(uow: UnitOfWork) -> None:
    on_duty = a_coordinator(uow)
    session = an_urgent_session(uow)
    pass_hours(uow, 12)
    me = acting(later(uow, minutes=12), on_duty)
    watch.take(me, session.id)
    watch.give_back(me, session.id)
    watch.give_back(me, session.id)

    pass_hours(uow, 13, of=13)

    assert uow.db.get_one(UrgentWatch, session.id).alerts == 2


def test_once_somebody_serves_it_there_is_silence(uow: UnitOfWork) -> None:
    on_duty = a_coordinator(uow)
    session = an_urgent_session(uow)
    pass_hours(uow, 10)
    hanh, _ = a_signed_up_interpreter(uow)
    assign(uow, session, hanh)

    pass_hours(uow, 200, of=199)

    assert uow.db.scalars(sa.select(UrgentWatch)).all() == []
    assert watch.list_watched(acting(uow, on_duty)) == []
    assert watch.count_untaken(acting(uow, on_duty)) == (0, 0)
    with pytest.raises(Conflict):
        watch.take(acting(uow, on_duty), session.id)


def test_the_night_is_quiet_until_the_last_call(uow: UnitOfWork) -> None:
    a_coordinator(uow)
    session = an_urgent_session(uow)
    # From 18:00, when the office closes, to 06:59; it starts at 10:00 the next day.
    for n in range(6 * 60, 19 * 60, 10):
        watch.alert_due(later(uow, minutes=n))
    assert uow.db.get_one(UrgentWatch, session.id).alerts == 0

    watch.alert_due(later(uow, minutes=19 * 60 + 1))

    assert uow.db.get_one(UrgentWatch, session.id).alerts == 1
