"""What people are written about offers and assignments: the whole text, and to open accounts only."""

from collections.abc import Callable

import pytest
import sqlalchemy as sa

from accounts.store.tables import User
from dispatch.domain.news import News
from dispatch.service import desk_notices, notices
from dispatch.service.notices import SessionNotice
from dispatch.store.tables import CounsellingSession, Offer
from foundation.database.work import UnitOfWork
from foundation.messages.outbox import Message
from tests.dispatch.acting import acting
from tests.factories import a_coordinator, a_session
from tests.factories.dispatch import a_signed_up_interpreter, an_offer


def to_the_interpreter(uow: UnitOfWork, offer: Offer, session: CounsellingSession) -> None:
    letter = notices.letter_about(
        uow, SessionNotice.CONFIRMED, session, path="/assignments/1", about="x"
    )
    notices.notify_interpreter(uow, offer.interpreter, letter, ())


def to_the_asked(uow: UnitOfWork, offer: Offer, session: CounsellingSession) -> None:
    del session
    notices.notify_asked(uow, offer, SessionNotice.ASKED)


def to_the_coordinators(uow: UnitOfWork, offer: Offer, session: CounsellingSession) -> None:
    del offer
    desk_notices.tell_desk(uow, News.GIVEN_BACK, session)


def to_the_second(uow: UnitOfWork, offer: Offer, session: CounsellingSession) -> None:
    del offer
    desk_notices.notify_second(uow, session, "x")


def to_the_requester(uow: UnitOfWork, offer: Offer, session: CounsellingSession) -> None:
    del offer
    notices.notify_requester(uow, session, SessionNotice.STAFFED)


KINDS = [to_the_interpreter, to_the_asked, to_the_coordinators, to_the_second, to_the_requester]
Kind = Callable[[UnitOfWork, Offer, CounsellingSession], None]


def written(uow: UnitOfWork, kind: Kind, *, active: bool) -> list[str]:
    """The addresses that one kind of letter went to, with every account open or closed."""
    interpreter, user = a_signed_up_interpreter(uow)
    session = a_session(uow)
    offer = an_offer(uow, session, interpreter)
    people: list[User] = [user, a_coordinator(uow), session.request.requester]
    for person in people:
        person.active = active
    uow.db.flush()
    offer.session, offer.interpreter = session, interpreter
    kind(uow, offer, session)
    return list(uow.db.scalars(sa.select(Message.to)))


@pytest.mark.parametrize("kind", KINDS)
def test_a_closed_account_is_written_nothing(uow: UnitOfWork, kind: Kind) -> None:
    assert written(uow, kind, active=False) == []


@pytest.mark.parametrize("kind", KINDS)
def test_an_open_account_is_written_to_once(uow: UnitOfWork, kind: Kind) -> None:
    assert len(written(uow, kind, active=True)) == 1


def test_the_acting_coordinator_is_not_asked_to_agree(uow: UnitOfWork) -> None:
    one, other = a_coordinator(uow), a_coordinator(uow)
    desk_notices.notify_second(acting(uow, one), a_session(uow), "x")
    assert uow.db.scalars(sa.select(Message.to)).all() == [other.email]


ENGLISH = (
    "Can you interpret on Tuesday 24 November?",
    "Tuesday 24 November, 10:00 am, Ansan",
    "Vietnamese, 1 h, 30,000 won",
    "Please answer by Monday 23 November, 2:00 pm.",
    "Open the app: ",
)
KOREAN = (
    "11월 24일 화요일 통역 가능하세요?",
    "11월 24일 화요일 오전 10:00, 안산",
    "베트남어, 1시간, 30,000원",
    "11월 23일 월요일 오후 2:00까지 답해 주세요.",
    "앱에서 보기: ",
)


@pytest.mark.parametrize(("language", "text"), [("en", ENGLISH), ("ko", KOREAN)])
def test_the_text_of_an_offer(uow: UnitOfWork, language: str, text: tuple[str, ...]) -> None:
    interpreter, _ = a_signed_up_interpreter(uow, language=language)
    session = a_session(uow)
    offer = an_offer(uow, session, interpreter)
    offer.session, offer.interpreter = session, interpreter
    notices.notify_asked(uow, offer, SessionNotice.ASKED)

    message = uow.db.scalars(sa.select(Message)).one()
    link = f"{uow.settings.base_url.rstrip('/')}/offers/{offer.id}"
    subject, *sentences, last = text
    assert (message.subject, message.about) == (subject, f"offer:{offer.id}")
    assert message.body.split("\n\n") == [*sentences, last + link]
