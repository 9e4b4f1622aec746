"""One next wave goes whatever clocks fire at once, a yes while it goes has one winner, and a stop stops."""

from threading import Barrier
from uuid import UUID

import sqlalchemy as sa

from accounts.store.tables import User
from dispatch.domain.states import OPEN_OFFERS, AssignmentState, OfferState
from dispatch.domain.waves import CascadeState, Wave, WaveKind
from dispatch.service.slots import offers
from dispatch.service.waves import cascades, choosing, going
from dispatch.store.tables import Assignment, Cascade, Interpreter, Offer
from foundation.database.work import Office, UnitOfWork, begin, reading
from foundation.security.errors import Conflict
from foundation.security.permissions import the_system
from scheduling.store.tables import CounsellingSession
from tests.dispatch.acting import acting
from tests.dispatch.waves.waving import a_province, cascade_of, pool_of, start, waves_sent
from tests.threads import at_once
from tests.transactions import in_office

CLOCKS = 8
ONE_BY_ONE = (Wave(kind=WaveKind.PROVINCE, size=1, seconds=3600),)


def out(office: Office, people: int = 4) -> tuple[UUID, UUID]:
    """A session whose first wave of one is out; with its cascade."""
    session_id, _ = in_office(office, lambda uow: a_province(uow, staff=0, own=0, others=people))
    return session_id, start(office, session_id, ONE_BY_ONE)


def test_two_clocks_that_fire_the_same_wave_send_one(any_office: Office) -> None:
    session_id, cascade_id = out(any_office)
    ready = Barrier(CLOCKS, timeout=30)

    def fire(_turn: int) -> None:
        ready.wait()
        going.send_next(any_office, str(cascade_id), 2, is_skipped=True)

    at_once(fire, range(CLOCKS))

    assert [len(wave) for wave in waves_sent(any_office, session_id)] == [1, 1]
    assert cascade_of(any_office, cascade_id).wave == 2


def test_counting_first_and_writing_then_sends_many(any_office: Office) -> None:
    """The control: without comparing and swapping each clock that has read sends a wave of its own."""
    session_id, cascade_id = out(any_office, people=CLOCKS + 1)
    with reading(any_office, the_system()) as uow:
        left = [choice.interpreter_id for choice in choosing.rank(uow, session_id)]
    asked = waves_sent(any_office, session_id)[0]
    left = [who for who in left if who not in asked]
    ready = Barrier(CLOCKS, timeout=30)

    def fire_naively(turn: int) -> bool:
        with reading(any_office, the_system()) as uow:
            wave = uow.db.get_one(Cascade, cascade_id).wave
        ready.wait()
        if wave != 1:
            return False
        with begin(any_office, the_system()) as uow:
            session = uow.db.get_one(CounsellingSession, session_id)
            mine = Cascade.id == cascade_id
            uow.db.execute(sa.update(Cascade).where(mine).values(wave=wave + 1))
            first = uow.db.scalars(sa.select(Offer).where(Offer.session_id == session_id)).first()
            assert first is not None
            uow.db.add(
                Offer(
                    session_id=session.id,
                    slot_no=1,
                    interpreter_id=left[turn],
                    cascade_id=first.cascade_id,
                    wave=wave + 1,
                    state=OfferState.SENT,
                    starts_at=session.starts_at,
                    sent_at=uow.now,
                    expires_at=first.expires_at,
                )
            )
        return True

    assert sum(at_once(fire_naively, range(CLOCKS))) == CLOCKS
    assert [len(wave) for wave in waves_sent(any_office, session_id)] == [1, CLOCKS]


def _accept(office: Office, session_id: UUID) -> str:
    with reading(office, the_system()) as uow:
        offer = uow.db.scalars(
            sa.select(Offer).where(Offer.session_id == session_id, Offer.wave == 1)
        ).one()
        person = uow.db.get_one(Interpreter, offer.interpreter_id)
    with begin(office, the_system()) as uow:
        offers.accept(acting(uow, uow.db.get_one(User, person.user_id)), offer.id)
    return "yes"


def _fire(office: Office, cascade_id: UUID) -> str:
    going.send_next(office, str(cascade_id), 2, is_skipped=True)
    return "wave"


def test_a_yes_while_the_next_wave_goes_has_one_winner(any_office: Office) -> None:
    session_id, cascade_id = out(any_office)
    ready = Barrier(4, timeout=30)

    def act(turn: int) -> str:
        ready.wait()
        return _fire(any_office, cascade_id) if turn else _accept(any_office, session_id)

    assert "yes" in at_once(act, range(4))

    with reading(any_office, the_system()) as uow:
        states = list(uow.db.scalars(sa.select(Assignment.state)))
        still_open = list(uow.db.scalars(sa.select(Offer).where(Offer.state.in_(OPEN_OFFERS))))
    assert states == [AssignmentState.CONFIRMED]
    assert still_open == []
    assert cascade_of(any_office, cascade_id).state is CascadeState.FILLED


def test_a_stop_while_a_wave_goes_lets_no_other_go(any_office: Office) -> None:
    session_id, cascade_id = out(any_office)
    ready = Barrier(3, timeout=30)

    def act(turn: int) -> None:
        ready.wait()
        if turn:
            _fire(any_office, cascade_id)
            return
        with begin(any_office, the_system()) as uow:
            cascades.stop(uow, cascade_id, withdraw=True)

    at_once(act, range(3))

    stopped = cascade_of(any_office, cascade_id)
    assert stopped.state is CascadeState.STOPPED
    assert len(waves_sent(any_office, session_id)) == stopped.wave
    with reading(any_office, the_system()) as uow:
        assert list(uow.db.scalars(sa.select(Offer).where(Offer.state.in_(OPEN_OFFERS)))) == []
    # whatever fires later finds it stopped
    before = waves_sent(any_office, session_id)
    going.send_next(any_office, str(cascade_id), stopped.wave + 1, is_skipped=True)
    assert waves_sent(any_office, session_id) == before


def test_two_who_start_waves_for_a_slot_start_one(any_office: Office) -> None:
    session_id, people = in_office(any_office, a_province)
    ready = Barrier(4, timeout=30)

    def begin_it(_turn: int) -> bool:
        ready.wait()
        try:
            return bool(in_office(any_office, lambda uow: _start(uow, session_id, people)))
        except Conflict:
            return False

    assert sum(at_once(begin_it, range(4))) == 1
    assert len(waves_sent(any_office, session_id)) == 1


def _start(uow: UnitOfWork, session_id: UUID, people: list[UUID]) -> UUID:
    session = uow.db.get_one(CounsellingSession, session_id)
    return cascades.start(uow, session_id, 1, waves=ONE_BY_ONE, pool=pool_of(session, people)).id
