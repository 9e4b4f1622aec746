"""What had to reach an interpreter and has not waits on the call list, as what is true now."""

import uuid

import pytest
import sqlalchemy as sa

from accounts.store.tables import User
from dispatch.domain.telephone import ToldNews
from dispatch.service.reactions.unreached import on_message_unreached
from dispatch.service.slots import assignments_ending
from dispatch.store.tables import Assignment, Interpreter, TelephoneNews
from foundation.database.work import UnitOfWork
from foundation.messages.news import MessageUnreached
from tests.dispatch.acting import assign
from tests.factories import a_session
from tests.factories.dispatch import a_signed_up_interpreter


@pytest.fixture
def hanh(uow: UnitOfWork) -> tuple[Interpreter, User]:
    return a_signed_up_interpreter(uow)


@pytest.fixture
def booked(uow: UnitOfWork, hanh: tuple[Interpreter, User]) -> Assignment:
    return assign(uow, a_session(uow), hanh[0])


def unreached(about: str, user_id: uuid.UUID | None) -> MessageUnreached:
    return MessageUnreached(message_id=uuid.uuid4(), about=about, user_id=user_id)


def to_tell(uow: UnitOfWork) -> list[TelephoneNews]:
    return list(uow.db.scalars(sa.select(TelephoneNews)))


def test_somebody_has_to_call_once_however_many_messages_failed(
    uow: UnitOfWork, hanh: tuple[Interpreter, User], booked: Assignment
) -> None:
    for _ in range(2):
        on_message_unreached(uow, unreached(f"assignment:{booked.id}", hanh[1].id))
    (kept,) = to_tell(uow)
    assert (kept.news, kept.interpreter_id) == (ToldNews.BOOKED, hanh[0].id)
    assert (kept.session_id, kept.starts_at) == (booked.session_id, booked.starts_at)


def test_what_is_said_is_what_is_true_now(
    uow: UnitOfWork, hanh: tuple[Interpreter, User], booked: Assignment
) -> None:
    assignments_ending.release(uow, booked.id)
    on_message_unreached(uow, unreached(f"assignment:{booked.id}", hanh[1].id))
    (kept,) = to_tell(uow)
    assert kept.news is ToldNews.FREE


def test_offers_and_messages_to_others_put_nobody_on_the_list(
    uow: UnitOfWork, hanh: tuple[Interpreter, User], booked: Assignment
) -> None:
    other = a_signed_up_interpreter(uow)[1]
    for about, who in (
        (f"offer:{uuid.uuid4()}", hanh[1].id),
        (f"assignment:{booked.id}", other.id),
        (f"assignment:{booked.id}", None),
        (f"assignment:{uuid.uuid4()}", hanh[1].id),
        ("", hanh[1].id),
    ):
        on_message_unreached(uow, unreached(about, who))
    assert to_tell(uow) == []
