"""A standby is called once, and never while she is sent elsewhere, on both databases; and what happens without the locks."""

from collections.abc import Callable
from dataclasses import dataclass
from threading import Barrier
from uuid import UUID

import pytest
import sqlalchemy as sa

from dispatch.domain.live import StandbyState
from dispatch.domain.states import OPEN_OFFERS, OfferState
from dispatch.service.live import standbys
from dispatch.service.slots import assignments, assignments_ending, offers
from dispatch.store.tables import Assignment, Offer, Standby
from foundation.database.audit import AuditEntry
from foundation.database.work import Office, UnitOfWork, begin, reading
from foundation.security.errors import Conflict
from foundation.security.permissions import Actor, the_system
from interpreters.domain.ids import InterpreterId
from scheduling.domain.ids import SessionId
from scheduling.store.tables import CounsellingSession
from tests.dispatch.acting import assign
from tests.dispatch.crowds import a_row, drop_guard, insert_straight, overlaps
from tests.factories import a_coordinator, a_session, as_actor
from tests.factories.dispatch import a_signed_up_interpreter
from tests.threads import at_once
from tests.transactions import in_office


@dataclass(frozen=True)
class Grave:
    """A grave session of two interpreters with a standby, another at the same time, and two coordinators."""

    session_id: SessionId
    elsewhere_id: SessionId
    held: tuple[UUID, UUID]
    standby: InterpreterId
    answers: Actor
    desks: tuple[Actor, Actor]


def a_grave_session(uow: UnitOfWork) -> Grave:
    people = [a_signed_up_interpreter(uow)[0] for _ in range(2)]
    session = a_session(uow, day=uow.today, start="15:00", team=2)
    session.request.priority = 1
    held = [assign(uow, session, who, slot_no=n) for n, who in enumerate(people, start=1)]
    mai, user = a_signed_up_interpreter(uow)
    assert standbys.name_standbys(uow) == 1
    desks = [as_actor(uow, a_coordinator(uow)) for _ in range(2)]
    return Grave(
        session_id=session.id,
        elsewhere_id=a_session(uow, day=uow.today, start="15:00").id,
        held=(held[0].id, held[1].id),
        standby=mai.id,
        answers=as_actor(uow, user),
        desks=(desks[0], desks[1]),
    )


def called(office: Office, who: UUID) -> int:
    """How many open questions somebody has."""
    query = sa.select(sa.func.count()).select_from(Offer)
    with reading(office, the_system()) as uow:
        mine = (Offer.interpreter_id == who, Offer.state.in_(OPEN_OFFERS))
        return uow.db.scalars(query.where(*mine)).one()


def test_two_who_free_two_slots_at_once_call_one_standby_once(any_office: Office) -> None:
    grave = in_office(any_office, a_grave_session)

    def free(which: int) -> None:
        with begin(any_office, grave.desks[which]) as uow:
            assignments_ending.release(uow, grave.held[which])

    at_once(free, range(2))

    assert called(any_office, grave.standby) == 1
    with reading(any_office, the_system()) as uow:
        assert uow.db.scalars(sa.select(Standby)).one().state is StandbyState.CALLED


def test_who_is_called_and_sent_elsewhere_at_once_serves_one_of_them(any_office: Office) -> None:
    grave = in_office(any_office, a_grave_session)

    def call_and_answer() -> bool:
        with begin(any_office, grave.desks[0]) as uow:
            assignments_ending.release(uow, grave.held[0])
        with reading(any_office, the_system()) as uow:
            asked = Offer.interpreter_id == grave.standby
            offer_id = uow.db.scalars(sa.select(Offer.id).where(asked)).one()
        with begin(any_office, grave.answers) as uow:
            offers.accept(uow, offer_id)
        return True

    def send_elsewhere() -> bool:
        with begin(any_office, grave.desks[1]) as uow:
            there = uow.db.get_one(CounsellingSession, grave.elsewhere_id)
            assignments.assign(
                uow,
                session_id=there.id,
                interpreter_id=grave.standby,
                slot_no=1,
                starts_at=there.starts_at,
            )
        return True

    def tried(act: Callable[[], bool]) -> bool:
        try:
            return act()
        except Conflict:
            return False

    done = at_once(tried, (call_and_answer, send_elsewhere))

    assert sum(done) == 1
    assert overlaps(any_office) == 0


def test_who_is_elsewhere_by_then_is_not_called_and_the_trail_says_so(uow: UnitOfWork) -> None:
    grave = a_grave_session(uow)
    there = uow.db.get_one(CounsellingSession, grave.elsewhere_id)
    row = a_row(there.id, grave.standby, there.starts_at, there.minutes)
    insert_straight(uow.db.connection(), row)

    assignments_ending.release(uow, grave.held[0])

    assert uow.db.scalars(sa.select(Offer)).all() == []
    assert uow.db.scalars(sa.select(Standby)).one().state is StandbyState.CALLED
    entry = uow.db.scalars(
        sa.select(AuditEntry).where(AuditEntry.name == "standby.not_called")
    ).one()
    assert entry.subject == str(grave.session_id)


@pytest.mark.wide
def test_without_the_lock_of_the_session_each_calls_her(any_office: Office) -> None:
    """The control: both have read that she stands by, and nobody looks again."""
    grave = in_office(any_office, a_grave_session)
    both_have_read = Barrier(2, timeout=60)

    def call_naively(slot_no: int) -> None:
        with reading(any_office, the_system()) as uow:
            standby = uow.db.scalars(sa.select(Standby)).one()
            is_named, starts_at = standby.state is StandbyState.NAMED, standby.starts_at
        both_have_read.wait()
        if not is_named:
            return
        with begin(any_office, the_system()) as uow:
            uow.db.execute(sa.update(Standby).values(state=StandbyState.CALLED, ended_at=uow.now))
            uow.db.add(
                Offer(
                    session_id=grave.session_id,
                    slot_no=slot_no,
                    interpreter_id=grave.standby,
                    state=OfferState.SENT,
                    starts_at=starts_at,
                    sent_at=uow.now,
                    expires_at=starts_at,
                )
            )

    at_once(call_naively, (1, 2))

    assert called(any_office, grave.standby) == 2


@pytest.mark.wide
def test_without_the_guard_she_is_in_two_places(any_office: Office) -> None:
    """The control: both have read that she is free, and the database takes both."""
    grave = in_office(any_office, a_grave_session)
    drop_guard(any_office)
    both_have_read = Barrier(2, timeout=60)

    def book_naively(session_id: UUID) -> None:
        with reading(any_office, the_system()) as uow:
            mine = Assignment.interpreter_id == grave.standby
            is_free = uow.db.scalars(sa.select(Assignment).where(mine)).first() is None
            starts_at = uow.db.get_one(CounsellingSession, session_id).starts_at
        both_have_read.wait()
        with begin(any_office, the_system()) as uow:
            if is_free:
                row = a_row(session_id, grave.standby, starts_at, 60, slot_no=1)
                insert_straight(uow.db.connection(), row)

    with begin(any_office, the_system()) as uow:
        assignments_ending.release(uow, grave.held[0])
    at_once(book_naively, (grave.session_id, grave.elsewhere_id))

    assert overlaps(any_office) == 1
