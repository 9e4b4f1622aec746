"""An offer of a step has one winner, a round is handed in once, and nobody revises her own translation."""

from threading import Barrier
from uuid import UUID, uuid4

import pytest
import sqlalchemy as sa
from sqlalchemy.exc import IntegrityError

from accounts.store.tables import User
from dispatch.domain.states import OPEN_OFFERS, OfferState
from dispatch.service.translations import offers, work
from dispatch.store.tables import (
    ONE_HAND_IN,
    ONE_WINNER,
    TWO_PEOPLE,
    TranslationHandIn,
    TranslationOffer,
    TranslationStep,
)
from foundation.database.base import names_constraint
from foundation.database.work import Office, UnitOfWork, begin, reading
from foundation.security.errors import Conflict
from foundation.security.permissions import the_system
from tests.dispatch.crowds import drop_index
from tests.dispatch.translations.texts import K, some_texts, step_of
from tests.factories import as_actor
from tests.threads import at_once
from tests.transactions import in_office

SEVERAL, TURNS = 4, 24


def _asked(uow: UnitOfWork) -> list[tuple[UUID, UUID]]:
    """People who were asked for one step: their accounts and their offers."""
    texts = some_texts(uow, SEVERAL)
    sent = texts.offered(texts.asked_for(), K.TRANSLATION, *range(SEVERAL))
    users = {person.id: user.id for person, user in zip(texts.people, texts.users, strict=True)}
    return [(users[each.interpreter_id], each.id) for each in sent]


def _won(office: Office) -> int:
    with reading(office, the_system()) as uow:
        won = TranslationOffer.state == OfferState.ACCEPTED
        return len(uow.db.scalars(sa.select(TranslationOffer.id).where(won)).all())


def test_one_of_many_who_accept_at_once_wins(any_office: Office) -> None:
    asked = in_office(any_office, _asked)

    def accept(turn: int) -> bool:
        user_id, offer_id = asked[turn % SEVERAL]
        with reading(any_office, the_system()) as uow:
            actor = as_actor(uow, uow.db.get_one(User, user_id))
        try:
            with begin(any_office, actor) as uow:
                offers.accept(uow, offer_id)
        except Conflict:
            return False
        return True

    assert sum(at_once(accept, range(TURNS))) == _won(any_office) == 1


def test_reading_first_and_writing_then_makes_many_winners(any_office: Office) -> None:
    """The control: without comparing and swapping, and without the index, everybody wins."""
    asked = in_office(any_office, _asked)
    drop_index(any_office, ONE_WINNER)
    everybody_has_read = Barrier(SEVERAL, timeout=30)

    def accept_naively(offer_id: UUID) -> bool:
        with reading(any_office, the_system()) as uow:
            state = uow.db.get_one(TranslationOffer, offer_id).state
        everybody_has_read.wait()
        if state not in OPEN_OFFERS:
            return False
        with begin(any_office, the_system()) as uow:
            mine = TranslationOffer.id == offer_id
            won = sa.update(TranslationOffer).where(mine).values(state=OfferState.ACCEPTED)
            uow.db.execute(won)
        return True

    assert sum(at_once(accept_naively, [offer for _, offer in asked])) == SEVERAL
    assert _won(any_office) == SEVERAL


def _taken(uow: UnitOfWork) -> tuple[UUID, UUID]:
    texts = some_texts(uow, 2)
    job = texts.asked_for()
    texts.taken(job, K.TRANSLATION, 0)
    return texts.users[0].id, step_of(job, K.TRANSLATION).id


def test_a_round_is_handed_in_once(any_office: Office) -> None:
    user_id, step_id = in_office(any_office, _taken)
    with reading(any_office, the_system()) as uow:
        actor = as_actor(uow, uow.db.get_one(User, user_id))

    def hand_in(units: int) -> bool:
        try:
            with begin(any_office, actor) as uow:
                work.hand_in(uow, step_id, version=1, units=units + 1)
        except Conflict:
            return False
        return True

    assert sum(at_once(hand_in, range(TURNS))) == 1
    with reading(any_office, the_system()) as uow:
        assert len(uow.db.scalars(sa.select(TranslationHandIn)).all()) == 1
        assert uow.db.get_one(TranslationStep, step_id).rounds == 1


@pytest.mark.database
def test_the_database_itself_refuses_each_of_them(uow: UnitOfWork) -> None:
    texts = some_texts(uow)
    job = texts.asked_for()
    texts.taken(job, K.TRANSLATION, 0)
    step, revision = step_of(job, K.TRANSLATION), step_of(job, K.REVISION)
    who = texts.people[0].id
    texts.handed_in(job, K.TRANSLATION, 0)
    again = {
        "id": uuid4(),
        "step_id": step.id,
        "version": 1,
        "interpreter_id": who,
        "units": 4,
        "handed_in_at": uow.now,
    }
    won = {
        "id": uuid4(),
        "step_id": step.id,
        "interpreter_id": texts.people[1].id,
        "state": OfferState.ACCEPTED,
        "sent_at": uow.now,
        "answer_by": uow.now,
        "by_phone": False,
    }
    same_person = sa.update(TranslationStep).where(TranslationStep.id == revision.id)

    for statement, constraint, columns in (
        (sa.insert(TranslationHandIn).values(again), ONE_HAND_IN, "step_id, translation_hand_in"),
        (sa.insert(TranslationOffer).values(won), ONE_WINNER, "translation_offer.step_id"),
        (same_person.values(interpreter_id=who), TWO_PEOPLE, "translation_step.job_id"),
    ):
        with pytest.raises(IntegrityError) as refused, uow.db.begin_nested():
            uow.db.execute(statement)
        is_named = names_constraint(refused.value, constraint)
        assert is_named or columns in str(refused.value.orig), constraint
