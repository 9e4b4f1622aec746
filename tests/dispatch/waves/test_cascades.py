"""Cascades: waves go at their deadline or as soon as everybody has said no, and end with a yes or with nobody left."""

from datetime import timedelta
from uuid import UUID

import sqlalchemy as sa

from accounts.domain.roles import Role
from accounts.store.tables import User
from dispatch.domain.waves import CascadeEnd, CascadeState, Wave, WaveKind
from dispatch.service.slots import assignments_ending, offers_undo
from dispatch.service.waves import cascades
from dispatch.store.tables import Assignment, Interpreter, Offer
from foundation.database.audit import list_entries
from foundation.database.work import Office, UnitOfWork, begin, reading
from foundation.messages.outbox import Message
from foundation.security.errors import Conflict, Forbidden
from foundation.security.permissions import the_system
from scheduling.service import requests
from scheduling.store.tables import CounsellingSession
from tests.conftest import SetClock
from tests.dispatch.acting import acting, assign
from tests.dispatch.waves.waving import (
    A_MINUTE_OF_THREE,
    a_province,
    answer,
    cascade_of,
    pass_time,
    pool_of,
    start,
    waves_sent,
    work,
)
from tests.factories import a_session, a_user
from tests.factories.dispatch import a_signed_up_interpreter
from tests.transactions import failing, in_office


def test_own_staff_then_own_organisation_then_the_province(office: Office, clock: SetClock) -> None:
    session_id, people = in_office(office, a_province)

    cascade_id = start(office, session_id)
    assert waves_sent(office, session_id) == [[people[0]]]
    first = cascade_of(office, cascade_id)
    assert (first.state, first.wave, first.next_at) == (
        CascadeState.RUNNING,
        1,
        clock.now + timedelta(hours=1),
    )

    pass_time(office, clock, minutes=59)
    assert len(waves_sent(office, session_id)) == 1
    pass_time(office, clock, minutes=1)
    pass_time(office, clock, hours=1)

    sent = waves_sent(office, session_id)
    assert sent[:2] == [[people[0]], [people[1]]]
    assert len(sent[2]) == 2
    # the last wave comes again until everybody was asked, then coordinators are told
    pass_time(office, clock, hours=1)
    assert sum(map(len, waves_sent(office, session_id))) == len(people)
    pass_time(office, clock, hours=1)
    assert cascade_of(office, cascade_id).state is CascadeState.EXHAUSTED


def test_coordinators_are_told_once_everybody_was_asked_and_not_before(
    office: Office, clock: SetClock
) -> None:
    def make(uow: UnitOfWork) -> UUID:
        a_user(uow, Role.COORDINATOR, email="desk@ieum.example", language="en")
        return a_province(uow, staff=0, own=0, others=2)[0]

    session_id = in_office(office, make)
    start(office, session_id, (Wave(kind=WaveKind.PROVINCE, size=1, seconds=600),))

    pass_time(office, clock, minutes=10)
    assert _letters_to_the_desk(office) == []
    pass_time(office, clock, minutes=10)

    assert _letters_to_the_desk(office) == [
        "Everyone was asked, nobody accepted: Monday 30 November"
    ]


def _letters_to_the_desk(office: Office) -> list[str]:
    with reading(office, the_system()) as uow:
        query = sa.select(Message.subject).where(Message.to == "desk@ieum.example")
        return list(uow.db.scalars(query))


def test_the_next_wave_goes_at_once_when_everybody_has_said_no(
    office: Office, clock: SetClock
) -> None:
    session_id, people = in_office(office, lambda uow: a_province(uow, staff=2))
    start(office, session_id)

    answer(office, session_id, yes=False)
    work(office)
    assert len(waves_sent(office, session_id)) == 1
    answer(office, session_id, yes=False)
    work(office)

    assert waves_sent(office, session_id)[1] == [people[2]]


def test_a_yes_ends_it_and_a_yes_taken_back_takes_it_up_again(
    office: Office, clock: SetClock
) -> None:
    session_id, _ = in_office(office, lambda uow: a_province(uow, staff=2))
    cascade_id = start(office, session_id)
    until = cascade_of(office, cascade_id).next_at

    offer_id = answer(office, session_id, yes=True)
    assert cascade_of(office, cascade_id).state is CascadeState.FILLED
    work(office)
    with begin(office, the_system()) as uow:
        offers_undo.undo_answer(acting(uow, _user_of(uow, offer_id)), offer_id)

    again = cascade_of(office, cascade_id)
    assert (again.state, again.next_at) == (CascadeState.RUNNING, until)
    pass_time(office, clock, hours=1)
    assert len(waves_sent(office, session_id)) == 2


def _user_of(uow: UnitOfWork, offer_id: UUID) -> User:
    offer = uow.db.get_one(Offer, offer_id)
    return uow.db.get_one(User, uow.db.get_one(Interpreter, offer.interpreter_id).user_id)


def test_a_no_taken_back_is_waited_for_again(office: Office, clock: SetClock) -> None:
    session_id, _ = in_office(office, lambda uow: a_province(uow, own=0, others=0))
    cascade_id = start(office, session_id)
    offer_id = answer(office, session_id, yes=False)
    work(office)
    assert cascade_of(office, cascade_id).state is CascadeState.EXHAUSTED

    with begin(office, the_system()) as uow:
        offers_undo.undo_answer(acting(uow, _user_of(uow, offer_id)), offer_id)

    assert cascade_of(office, cascade_id).state is CascadeState.RUNNING
    answer(office, session_id, yes=True)
    assert cascade_of(office, cascade_id).state is CascadeState.FILLED


def test_a_hand_that_fills_the_slot_ends_it(office: Office) -> None:
    session_id, people = in_office(office, a_province)
    cascade_id = start(office, session_id)
    with begin(office, the_system()) as uow:
        session = uow.db.get_one(CounsellingSession, session_id)
        assign(uow, session, uow.db.get_one(Interpreter, people[3]))

    assert cascade_of(office, cascade_id).state is CascadeState.FILLED
    # whoever is freed later was not the waves' affair: the office decides anew
    with begin(office, the_system()) as uow:
        assignments_ending.release(uow, uow.db.scalars(sa.select(Assignment)).one().id)
    assert cascade_of(office, cascade_id).state is CascadeState.FILLED


def test_a_session_called_off_ends_it(office: Office, clock: SetClock) -> None:
    session_id, _ = in_office(office, a_province)
    cascade_id = start(office, session_id)
    with begin(office, the_system()) as uow:
        session = uow.db.get_one(CounsellingSession, session_id)
        requests.cancel(uow, session.request_id)
    ended = cascade_of(office, cascade_id)
    assert (ended.state, ended.end_reason) == (CascadeState.STOPPED, CascadeEnd.SESSION_OVER)

    pass_time(office, clock, hours=3)
    assert len(waves_sent(office, session_id)) == 1


def test_a_wave_that_is_due_at_night_waits_for_the_morning(office: Office, clock: SetClock) -> None:
    session_id, _ = in_office(office, a_province)
    clock.now += timedelta(hours=11)  # eleven at night

    cascade_id = start(office, session_id)

    morning = clock.now + timedelta(hours=9)
    assert waves_sent(office, session_id) == []
    assert cascade_of(office, cascade_id).next_at == morning
    pass_time(office, clock, hours=9)
    assert len(waves_sent(office, session_id)) == 1


def test_the_helpline_asks_three_a_minute_in_its_own_order_at_any_hour(
    office: Office, clock: SetClock
) -> None:
    session_id, people = in_office(office, lambda uow: a_province(uow, staff=0, own=0, others=5))
    clock.now += timedelta(hours=11, seconds=13)
    order = [people[n] for n in (4, 0, 3, 1, 2)]
    with begin(office, the_system()) as uow:
        session = uow.db.get_one(CounsellingSession, session_id)
        cascade = cascades.begin(
            uow,
            session_id,
            1,
            waves=A_MINUTE_OF_THREE,
            pool=pool_of(session, order),
            is_urgent=True,
        )
        assert (cascade.wave, cascade.next_at) == (1, clock.now + timedelta(seconds=60))

    assert set(waves_sent(office, session_id)[0]) == set(order[:3])
    pass_time(office, clock, seconds=59)
    assert len(waves_sent(office, session_id)) == 1
    pass_time(office, clock, seconds=1)
    assert set(waves_sent(office, session_id)[1]) == set(order[3:])


def test_two_cascades_of_a_team_ask_different_people(office: Office) -> None:
    def make(uow: UnitOfWork) -> UUID:
        session = a_session(uow, team=2, day=uow.today + timedelta(days=7))
        for _ in range(4):
            a_signed_up_interpreter(uow)
        return session.id

    session_id = in_office(office, make)
    pair = (Wave(kind=WaveKind.PROVINCE, size=2),)
    for slot_no in (1, 2):
        in_office(office, lambda uow, n=slot_no: cascades.start(uow, session_id, n, waves=pair))
    work(office)

    assert len(set(waves_sent(office, session_id)[0])) == 4


def test_all_unfilled_sessions_of_a_day_are_started_once(office: Office, clock: SetClock) -> None:
    def make(uow: UnitOfWork) -> list[UUID]:
        for _ in range(3):
            a_signed_up_interpreter(uow)
        day = uow.today + timedelta(days=7)
        return [a_session(uow, day=day, start=start).id for start in ("10:00", "10:15", "14:00")]

    sessions = in_office(office, make)
    day = clock.now.date() + timedelta(days=7)

    assert in_office(office, lambda uow: cascades.start_day(uow, day)) == 3
    assert in_office(office, lambda uow: cascades.start_day(uow, day)) == 0
    work(office)

    asked = [waves_sent(office, session_id) for session_id in sessions]
    assert all(len(waves) == 1 for waves in asked)


def test_a_slot_has_one_live_cascade_and_only_the_desk_starts_it(office: Office) -> None:
    session_id, _ = in_office(office, a_province)
    start(office, session_id)

    with failing(office, Conflict, "already") as uow:
        cascades.start(uow, session_id, 1)
    with failing(office, Forbidden) as uow:
        cascades.start(acting(uow, a_user(uow)), session_id, 1)


def test_whoever_cannot_come_any_more_is_left_out_and_the_next_is_asked(office: Office) -> None:
    session_id, people = in_office(office, lambda uow: a_province(uow, staff=0, own=0, others=3))
    with begin(office, the_system()) as uow:
        session = uow.db.get_one(CounsellingSession, session_id)
        uow.db.get_one(Interpreter, people[0]).on_site = False
        uow.db.flush()
        waves = (Wave(kind=WaveKind.PROVINCE, size=1),)
        cascades.start(uow, session_id, 1, waves=waves, pool=pool_of(session, people))
        names = [entry.name for entry in list_entries(uow.db)]

    assert waves_sent(office, session_id) == [[people[1]]]
    assert "cascade.person_left_out" in names
