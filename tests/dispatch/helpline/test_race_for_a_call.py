"""Of fifty people who take one call at the same moment one has it, on both databases; and what keeps that so."""

from collections import Counter
from threading import Barrier
from uuid import UUID

import pytest
import sqlalchemy as sa

import app as roof
from accounts.store.tables import User
from dispatch.domain.states import OPEN_OFFERS, OfferState
from dispatch.service.helpline import calls
from dispatch.store.tables import Assignment, HelplineCall, Offer
from foundation.config import settings_from
from foundation.database.work import Office, UnitOfWork, begin, reading
from foundation.security.errors import Conflict
from foundation.security.permissions import the_system
from tests.conftest import KEYS
from tests.dispatch.crowds import a_row, drop_index, insert_straight
from tests.dispatch.helpline.helpline_office import a_counsellor, call_by, ready_people
from tests.factories import as_actor
from tests.threads import at_once
from tests.transactions import in_office

PEOPLE = 50


def fifty_asked(uow: UnitOfWork) -> list[tuple[UUID, UUID]]:
    """One call about which fifty people are asked at once: each one's offer and account."""
    uow.settings = settings_from({**KEYS, "helpline_wave_size": PEOPLE}, roof.SECTIONS)
    people = ready_people(uow, PEOPLE)
    call = call_by(uow, a_counsellor(uow))
    asked = uow.db.scalars(sa.select(Offer).where(Offer.session_id == call.session_id)).all()
    users = {each.person.id: each.user.id for each in people}
    return [(offer.id, users[offer.interpreter_id]) for offer in asked]


def live(office: Office) -> int:
    """How many have the call."""
    with reading(office, the_system()) as uow:
        return uow.db.scalars(sa.select(sa.func.count()).select_from(Assignment)).one()


def test_one_of_fifty_yeses_takes_the_call(any_office: Office) -> None:
    asked = in_office(any_office, fifty_asked)
    assert len(asked) == PEOPLE
    with reading(any_office, the_system()) as uow:
        actors = {who: as_actor(uow, uow.db.get_one(User, who)) for _, who in asked}

    def take(each: tuple[UUID, UUID]) -> str:
        offer_id, who = each
        try:
            with begin(any_office, actors[who]) as uow:
                calls.say_yes(uow, offer_id)
        except Conflict:
            return "second"
        return "first"

    answers = at_once(take, asked)

    assert Counter(answers) == {"first": 1, "second": PEOPLE - 1}
    assert live(any_office) == 1
    with reading(any_office, the_system()) as uow:
        call = uow.db.scalars(sa.select(HelplineCall)).one()
        assert call.connected_at is not None
        still_open = Offer.state.in_(OPEN_OFFERS)
        assert uow.db.scalars(sa.select(Offer).where(still_open)).all() == []


@pytest.mark.wide
def test_without_the_guard_of_the_slot_many_take_it(any_office: Office) -> None:
    """The control: whoever has read that it is open writes, and nothing compares and swaps."""
    asked = in_office(any_office, fifty_asked)
    drop_index(any_office, "uq_assignment_live_slot")
    everybody_has_read = Barrier(PEOPLE, timeout=60)

    def take_naively(each: tuple[UUID, UUID]) -> bool:
        with reading(any_office, the_system()) as uow:
            offer = uow.db.get_one(Offer, each[0])
            state, session_id, who = offer.state, offer.session_id, offer.interpreter_id
        everybody_has_read.wait()
        if state not in OPEN_OFFERS:
            return False
        with begin(any_office, the_system()) as uow:
            mine = Offer.id == each[0]
            uow.db.execute(sa.update(Offer).where(mine).values(state=OfferState.ACCEPTED))
            row = a_row(session_id, who, uow.now, 30, offer_id=each[0])
            insert_straight(uow.db.connection(), row)
        return True

    winners = sum(at_once(take_naively, asked))

    assert live(any_office) == winners == PEOPLE
