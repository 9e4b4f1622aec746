"""P2: an offer has one winner; P7: sending an answer twice is sending it once."""

from collections import Counter
from datetime import timedelta
from threading import Barrier
from uuid import UUID

import pytest
import sqlalchemy as sa
from flask import Flask

from accounts.store.tables import User
from dispatch.domain.states import OPEN_OFFERS, OfferState
from dispatch.service.slots import offers
from dispatch.store.tables import Assignment, Offer
from foundation.database.work import Office, UnitOfWork, begin, reading
from foundation.messages.outbox import Message
from foundation.security.permissions import the_system
from tests.dispatch.crowds import a_row, drop_index, insert_straight
from tests.factories import a_session
from tests.factories.dispatch import a_signed_up_interpreter
from tests.signing_in import cookie_of, with_cookie
from tests.threads import at_once
from tests.transactions import in_office

MANY, SEVERAL = 200, 40
FEW = 60


def asked(uow: UnitOfWork, count: int) -> tuple[list[UUID], list[UUID]]:
    """People who were asked about one slot: their users and their offers."""
    session = a_session(uow)
    people = [a_signed_up_interpreter(uow, language="en") for _ in range(count)]
    sent = offers.send_to_several(
        uow,
        session_id=session.id,
        slot_no=1,
        interpreter_ids=[who.id for who, _ in people],
        starts_at=session.starts_at,
    )
    return [user.id for _, user in people], [offer.id for offer in sent]


def count(office: Office, query: sa.Select[int]) -> int:
    """How many rows there are."""
    with reading(office, the_system()) as uow:
        return uow.db.scalars(query).one()


def live(office: Office) -> int:
    """How many assignments there are."""
    return count(office, sa.select(sa.func.count()).select_from(Assignment))


def won(office: Office) -> int:
    """How many people were told that it is theirs."""
    found = Message.subject.startswith("Confirmed:")
    return count(office, sa.select(sa.func.count()).select_from(Message).where(found))


def accept_all(
    office: Office,
    application: Flask,
    users: list[UUID],
    sent: list[UUID],
    accepts: int,
    **form: str,
) -> list[tuple[int, str]]:
    """So many accepts over HTTP by the people asked: status and address of each answer."""
    with reading(office, the_system()) as uow:
        cookies = [cookie_of(application, uow.db.get_one(User, user)) for user in users]

    def press(turn: int) -> tuple[int, str]:
        place = turn % len(users)
        answer = with_cookie(application, cookies[place]).post(
            f"/offers/{sent[place]}/accept", data=form
        )
        return answer.status_code, answer.headers.get("Location", "")

    return at_once(press, range(accepts))


@pytest.mark.parametrize("accepts", [FEW, pytest.param(MANY, marks=pytest.mark.wide)])
def test_one_of_many_accepts_by_forty_people_wins(
    any_office: Office, any_web_app: Flask, accepts: int
) -> None:
    users, sent = in_office(any_office, lambda uow: asked(uow, SEVERAL))

    answers = accept_all(any_office, any_web_app, users, sent, accepts)

    assert Counter(status for status, _ in answers) == {303: 1, 409: accepts - 1}
    assert (live(any_office), won(any_office)) == (1, 1)


@pytest.mark.wide
def test_one_of_two_hundred_accepts_by_one_person_counts(
    any_office: Office, any_web_app: Flask
) -> None:
    users, sent = in_office(any_office, lambda uow: asked(uow, 1))

    answers = accept_all(any_office, any_web_app, users, sent, MANY)

    assert Counter(status for status, _ in answers) == {303: 1, 409: MANY - 1}
    assert (live(any_office), won(any_office)) == (1, 1)


def test_the_same_key_many_times_is_one_answer(any_office: Office, any_web_app: Flask) -> None:
    users, sent = in_office(any_office, lambda uow: asked(uow, 1))

    answers = accept_all(any_office, any_web_app, users, sent, FEW, _key="pressed-once")

    assert set(answers) == {(303, f"/offers/{sent[0]}")}
    assert (live(any_office), won(any_office)) == (1, 1)


def test_reading_first_and_writing_then_makes_many_winners(any_office: Office) -> None:
    """The control: without comparing and swapping, and without the unique slot, many win."""
    users, sent = in_office(any_office, lambda uow: asked(uow, SEVERAL))
    drop_index(any_office, "uq_assignment_live_slot")
    assert len(users) == len(sent)

    everybody_has_read = Barrier(SEVERAL, timeout=30)

    def accept_naively(offer_id: UUID) -> bool:
        with reading(any_office, the_system()) as uow:
            offer = uow.db.get_one(Offer, offer_id)
            state, session_id = offer.state, offer.session_id
        everybody_has_read.wait()
        if state not in OPEN_OFFERS:
            return False
        with begin(any_office, the_system()) as uow:
            mine = Offer.id == offer_id
            uow.db.execute(sa.update(Offer).where(mine).values(state=OfferState.ACCEPTED))
            start = uow.now + timedelta(days=1)
            row = a_row(session_id, offer.interpreter_id, start, 60, offer_id=offer_id)
            insert_straight(uow.db.connection(), row)
        return True

    winners = sum(at_once(accept_naively, sent))
    assert live(any_office) == winners == SEVERAL
