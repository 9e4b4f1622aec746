"""Steps told on the day: when they make sense, told twice they count once, and nothing is kept of a place."""

from datetime import timedelta

import pytest
import sqlalchemy as sa
from sqlalchemy.exc import DatabaseError, IntegrityError

from dispatch.domain.live import DayProgress, Reporter, Step, rounded_distance, steps_open
from dispatch.domain.states import AssignmentState, ReturnReason
from dispatch.service.live import dropping_out, progress
from dispatch.service.situation.reading import Pair, read_pair
from dispatch.store.queries import assignments as queries
from dispatch.store.tables import Assignment, LiveStep, Offer
from foundation.database.work import UnitOfWork
from foundation.geo import Point
from foundation.security.errors import Conflict, NotFound, Refused
from scheduling.domain.states import SessionState
from tests.conftest import NOON
from tests.dispatch.acting import acting, subjects
from tests.dispatch.live.days import Day, a_day
from tests.factories import a_session
from tests.factories.dispatch import a_signed_up_interpreter


def a_progress(**values: object) -> DayProgress:
    given: dict[str, object] = {
        "starts_at": NOON + timedelta(hours=2),
        "ends_at": NOON + timedelta(hours=3),
        "is_remote": False,
        **values,
    }
    return DayProgress(**given)  # pyright: ignore[reportArgumentType]  columns by name


@pytest.mark.parametrize(
    ("minutes", "told", "open_"),
    [
        (-181, {}, []),
        (-180, {}, [Step.ON_THE_WAY, Step.ARRIVED, Step.LATE]),
        (-30, {"set_out_at": NOON}, [Step.ARRIVED, Step.LATE]),
        (-30, {"is_remote": True}, [Step.ARRIVED, Step.LATE]),
        (-16, {"arrived_at": NOON}, []),
        (-15, {"arrived_at": NOON}, [Step.BEGAN]),
        (10, {"arrived_at": NOON, "began_at": NOON}, []),
        (60, {}, []),
    ],
)
def test_only_what_makes_sense_can_be_told(
    minutes: int, told: dict[str, object], open_: list[Step]
) -> None:
    it = a_progress(**told)
    assert steps_open(it, it.starts_at + timedelta(minutes=minutes), 3) == open_


def test_on_the_way_arrived_begun(uow: UnitOfWork) -> None:
    day = a_day(uow)
    progress.tell(day.at(day.user, minutes=-60), day.assignment.id, Step.ON_THE_WAY)
    assert day.assignment.is_under_way
    there = progress.tell(day.at(day.user, minutes=-5), day.assignment.id, Step.ARRIVED)
    assert (there.state, day.session.state) == (AssignmentState.CHECKED_IN, SessionState.STAFFED)
    progress.tell(day.at(day.user, minutes=2), day.assignment.id, Step.BEGAN)
    assert day.session.state is SessionState.IN_PROGRESS


def test_told_twice_it_is_told_once(uow: UnitOfWork) -> None:
    day = a_day(uow)
    for minutes in (-9, -8):
        progress.tell(day.at(day.user, minutes=minutes), day.assignment.id, Step.ARRIVED)
    assert day.assignment.arrived_at == day.session.starts_at - timedelta(minutes=9)
    assert len(uow.db.scalars(sa.select(LiveStep)).all()) == 1


def test_too_early_and_too_late_are_refused_in_words(uow: UnitOfWork) -> None:
    day = a_day(uow)
    with pytest.raises(Conflict, match="opens 3 hours before"):
        progress.tell(day.at(day.user, hours=-4), day.assignment.id, Step.ON_THE_WAY)
    with pytest.raises(Conflict, match="is over"):
        progress.tell(day.at(day.user, hours=1), day.assignment.id, Step.ARRIVED)


def test_a_mistake_is_a_line_more_and_the_guard_holds(uow: UnitOfWork) -> None:
    day = a_day(uow)
    progress.tell(day.at(day.user, minutes=-20), day.assignment.id, Step.ARRIVED)
    progress.take_back(day.at(day.user, minutes=-19), day.assignment.id, Step.ARRIVED)
    assert day.assignment.state is AssignmentState.CONFIRMED
    lines = uow.db.scalars(sa.select(LiveStep).order_by(LiveStep.version)).all()
    assert [(line.version, line.at is None) for line in lines] == [(1, False), (2, True)]
    with pytest.raises(DatabaseError, match="append_only"):
        uow.db.execute(sa.update(LiveStep).values(minutes=1))


def test_of_a_place_only_the_distance_is_kept(uow: UnitOfWork) -> None:
    day = a_day(uow)
    site = day.session.site
    assert site is not None
    near = Point(site.point.latitude + 0.001, site.point.longitude)
    progress.tell(day.at(day.user, minutes=-5), day.assignment.id, Step.ARRIVED, here=near)
    assert uow.db.scalars(sa.select(LiveStep.distance_m)).one() == 100
    assert "latitude" not in {column.name for column in LiveStep.__table__.columns}
    assert rounded_distance(0.976) == 1000


def test_being_late_is_told_to_the_counsellor(uow: UnitOfWork) -> None:
    day = a_day(uow)
    progress.tell(day.at(day.user, minutes=-15), day.assignment.id, Step.LATE, late_minutes=10)
    assert day.assignment.late_minutes == 10
    assert any("late" in subject for subject in subjects(uow, day.counsellor))
    with pytest.raises(Refused):
        progress.tell(day.at(day.user), day.assignment.id, Step.LATE)


def test_a_coordinator_tells_what_she_heard_on_the_telephone(uow: UnitOfWork) -> None:
    day = a_day(uow)
    progress.tell_for(day.at(day.desk, minutes=-10), day.assignment.id, Step.ON_THE_WAY)
    assert uow.db.scalars(sa.select(LiveStep.said_as)).one() is Reporter.COORDINATOR
    _, other = a_signed_up_interpreter(uow, "다른 이")
    with pytest.raises(NotFound):
        progress.tell(day.at(other, minutes=-10), day.assignment.id, Step.ARRIVED)


def test_whoever_is_there_is_neither_booked_twice_nor_replaced(uow: UnitOfWork) -> None:
    """The guards of the database count who has arrived."""
    day = a_day(uow)
    progress.tell(day.at(day.user, minutes=-5), day.assignment.id, Step.ARRIVED)
    other = a_session(uow, day=uow.today, start="14:30")
    for session, slot in ((other, 1), (day.session, 1)):
        with pytest.raises(IntegrityError), uow.db.begin_nested():
            uow.db.add(copied(day.assignment, session.id, slot))
    hanh = queries.find_interpreter(uow.db, day.hanh.id)
    assert hanh is not None
    person, _ = read_pair(uow, Pair(other, hanh, other.starts_at))
    assert [duty.pinned for duty in person.duties] == [True]


def copied(assignment: Assignment, session_id: object, slot_no: int) -> Assignment:
    values: dict[str, object] = {
        "session_id": session_id,
        "slot_no": slot_no,
        "interpreter_id": assignment.interpreter_id,
        "state": AssignmentState.CONFIRMED,
        "starts_at": assignment.starts_at,
        "ends_at": assignment.ends_at,
        "busy_from": assignment.busy_from,
        "busy_to": assignment.busy_to,
        "created_at": assignment.created_at,
    }
    return Assignment(**values)  # pyright: ignore[reportArgumentType]  columns by name


def test_who_cannot_go_is_free_at_once_and_everybody_knows(uow: UnitOfWork) -> None:
    day = a_day(uow)
    dropping_out.drop_out(day.at(day.user, minutes=-90), day.assignment.id, ReturnReason.ILL)
    assert day.assignment.state is AssignmentState.WITHDRAWN
    assert day.session.state is SessionState.REQUESTED
    assert any("Cannot go" in subject for subject in subjects(uow, day.desk))
    assert any("looking again" in subject for subject in subjects(uow, day.counsellor))


def test_who_has_begun_does_not_drop_out_by_a_button(uow: UnitOfWork) -> None:
    day: Day = a_day(uow)
    progress.tell(day.at(day.user, minutes=-5), day.assignment.id, Step.ARRIVED)
    progress.tell(day.at(day.user), day.assignment.id, Step.BEGAN)
    with pytest.raises(Conflict, match="has begun"):
        dropping_out.drop_out(day.at(day.user, minutes=5), day.assignment.id, ReturnReason.ILL)
    assert uow.db.scalars(sa.select(Offer)).all() == []
    assert acting(uow, day.desk).actor.user_id == day.desk.id
