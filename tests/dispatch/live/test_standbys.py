"""Standbys: named for grave sessions, kept free by every rule and plan, asked first when somebody drops out."""

from datetime import timedelta

import pytest
import sqlalchemy as sa
from sqlalchemy.exc import IntegrityError

from accounts.store.tables import User
from dispatch.domain.live import StandbyState
from dispatch.domain.states import OfferState, ReturnReason
from dispatch.service.live import dropping_out, standbys
from dispatch.service.slots import assignments_ending
from dispatch.store.tables import Offer, Standby
from foundation.database.work import UnitOfWork
from foundation.security.errors import Conflict
from interpreters.store.tables import Interpreter
from scheduling.domain.states import CancelReason, SessionState
from scheduling.service import requests
from tests.dispatch.acting import acting, assign, subjects
from tests.dispatch.live.days import Day, a_day
from tests.factories import a_session
from tests.factories.dispatch import a_signed_up_interpreter


def a_grave_day(uow: UnitOfWork) -> tuple[Day, Interpreter]:
    """A session of priority 1, somebody who serves it, and somebody else who is free."""
    day = a_day(uow)
    day.session.request.priority = 1
    mai, _ = a_signed_up_interpreter(uow, "마이", language="en")
    uow.db.flush()
    return day, mai


def the_standby(uow: UnitOfWork) -> Standby:
    return uow.db.scalars(sa.select(Standby)).one()


def test_a_grave_session_gets_one_and_no_other_does(uow: UnitOfWork) -> None:
    day, mai = a_grave_day(uow)
    assert standbys.name_standbys(uow) == 1
    assert standbys.name_standbys(uow) == 0
    standby = the_standby(uow)
    assert (standby.interpreter_id, standby.session_id) == (mai.id, day.session.id)
    user = standbys.standby_of(uow, day.session.id)
    assert user is not None
    assert user.pay_won == 0


def test_the_time_of_a_standby_is_taken(uow: UnitOfWork) -> None:
    day, mai = a_grave_day(uow)
    standbys.name_standbys(uow)
    other = a_session(uow, day=uow.today, start="14:30")
    with pytest.raises(Conflict, match="Standby for another session"):
        assign(uow, other, mai)
    assert day.session.state is SessionState.STAFFED


def test_whoever_drops_out_makes_the_standby_the_first_to_be_asked(uow: UnitOfWork) -> None:
    day, mai = a_grave_day(uow)
    standbys.name_standbys(uow)
    dropping_out.drop_out(day.at(day.user, minutes=-90), day.assignment.id, ReturnReason.ILL)
    offer = uow.db.scalars(sa.select(Offer)).one()
    assert (offer.interpreter_id, offer.state) == (mai.id, OfferState.SENT)
    assert the_standby(uow).state is StandbyState.CALLED
    assert day.session.state is SessionState.PLANNED


def test_she_takes_over_herself_without_standing_in_her_own_way(uow: UnitOfWork) -> None:
    day, mai = a_grave_day(uow)
    standbys.name_standbys(uow)
    desk = acting(uow, day.desk)
    new = assignments_ending.replace(desk, day.assignment.id, mai.id)
    assert new.interpreter_id == mai.id
    assert the_standby(uow).state is StandbyState.CALLED


def test_who_cannot_is_followed_by_the_next(uow: UnitOfWork) -> None:
    day, mai = a_grave_day(uow)
    standbys.name_standbys(uow)
    user = mai.user_id
    assert user is not None
    standbys.decline(acting(uow, uow.db.get_one(User, user)), the_standby(uow).id)
    thu, _ = a_signed_up_interpreter(uow, "투")
    assert standbys.name_standbys(uow) == 1
    named = uow.db.scalars(sa.select(Standby).where(Standby.state == StandbyState.NAMED)).one()
    assert named.interpreter_id == thu.id != mai.id
    assert day.session.state is SessionState.STAFFED


def test_a_session_without_its_time_has_no_standby(uow: UnitOfWork) -> None:
    day, mai = a_grave_day(uow)
    standbys.name_standbys(uow)
    requests.cancel(acting(uow, day.counsellor), day.session.request_id, CancelReason.DID_NOT_COME)
    assert the_standby(uow).state is StandbyState.RELEASED
    assert mai.user_id is not None


def test_whoever_is_booked_or_away_meanwhile_stands_by_no_more(uow: UnitOfWork) -> None:
    _, mai = a_grave_day(uow)
    standbys.name_standbys(uow)
    mai.on_site = False
    uow.db.flush()
    standbys.name_standbys(uow)
    assert the_standby(uow).state is StandbyState.RELEASED


def test_the_database_knows_one_standby_a_session_and_one_place_a_person(uow: UnitOfWork) -> None:
    day, mai = a_grave_day(uow)
    standbys.name_standbys(uow)
    other = a_session(uow, day=uow.today, start="14:30")
    first = the_standby(uow)
    for session in (day.session, other):
        with pytest.raises(IntegrityError), uow.db.begin_nested():
            uow.db.add(
                Standby(
                    session_id=session.id,
                    interpreter_id=mai.id,
                    state=StandbyState.NAMED,
                    starts_at=first.starts_at + timedelta(minutes=30),
                    ends_at=first.ends_at + timedelta(minutes=30),
                    named_by_id=None,
                    created_at=uow.now,
                )
            )


def test_she_is_told(uow: UnitOfWork) -> None:
    day = a_day(uow)
    day.session.request.priority = 1
    _, user = a_signed_up_interpreter(uow, "마이", language="en")
    uow.db.flush()
    standbys.name_standbys(uow)
    assert [s.partition(":")[0] for s in subjects(uow, user)] == ["Standby"]
