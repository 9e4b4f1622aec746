"""Letters: one way from a sentence to the outbox, for every package."""

import ast
from uuid import uuid4

import sqlalchemy as sa

from accounts.domain.roles import Role
from accounts.service import recipients
from foundation.database.work import UnitOfWork
from foundation.messages import letters
from foundation.messages.letters import Letter, Notice, Recipient
from foundation.messages.outbox import Message, MessageState
from foundation.text.message import Named, say
from tests.architecture.sources import name_of, nodes, of_the_product
from tests.factories import a_coordinator, a_user

LETTER = Letter(
    subject=say("Sign in"),
    sentences=(say("Nothing was changed."), say("Error %(status)s", status=7)),
    path="/there",
    about="thing:1",
)


def recipient(language: str = "en", email: str = "hanh@ieum.example") -> Recipient:
    return Recipient(user_id=uuid4(), email=email, language=language)


def written(uow: UnitOfWork) -> list[Message]:
    return list(uow.db.scalars(sa.select(Message).order_by(Message.created_at, Message.to)))


def test_a_letter_is_written_in_the_language_of_its_recipient(uow: UnitOfWork) -> None:
    assert letters.write(uow, recipient(), LETTER)
    assert letters.write(uow, recipient("ko", "mai@ieum.example"), LETTER)

    english, korean = written(uow)
    link = uow.settings.base_url.rstrip("/") + "/there"
    assert (english.subject, english.about) == ("Sign in", "thing:1")
    assert english.body == f"Nothing was changed.\n\nError 7\n\nOpen the app: {link}"
    assert korean.subject == "로그인"
    assert korean.body == f"바뀐 것은 없어요.\n\n오류 7\n\n앱에서 보기: {link}"


def test_a_value_may_have_a_name_in_each_language(uow: UnitOfWork) -> None:
    def name_in(language: str) -> str:
        return "수원" if language == "ko" else "Suwon"

    letter = Letter(
        subject=say("%(city)s", city=Named(name_in)), sentences=(), path="/", about="city"
    )
    letters.write(uow, recipient("en", "a@ieum.example"), letter)
    letters.write(uow, recipient("ko", "b@ieum.example"), letter)

    assert [message.subject for message in written(uow)] == ["Suwon", "수원"]
    assert str(letter.subject) == "Suwon"


def test_nobody_to_write_to_means_no_letter(uow: UnitOfWork) -> None:
    assert not letters.write(uow, None, LETTER)
    assert letters.write_to_all(uow, [], LETTER) == 0
    assert written(uow) == []


def test_a_letter_that_replaces_withdraws_what_still_waits_under_its_heading(
    uow: UnitOfWork,
) -> None:
    letters.write(uow, recipient(), LETTER)
    letters.replace(uow, recipient(), LETTER)
    states = sorted(message.state for message in written(uow))
    assert states == [MessageState.WAITING, MessageState.WITHDRAWN]

    letters.replace(uow, None, LETTER)
    assert {message.state for message in written(uow)} == {MessageState.WITHDRAWN}


def test_only_open_accounts_are_recipients(uow: UnitOfWork) -> None:
    is_open, closed = a_user(uow), a_user(uow, active=False)
    coordinator = a_coordinator(uow)
    a_coordinator(uow, active=False)

    found = recipients.find(uow, is_open.id)
    assert found is not None
    assert (found.email, found.language) == (is_open.email, is_open.language)
    assert recipients.of_user(is_open) == found
    assert recipients.find_all(uow, [closed.id, is_open.id]) == [found]
    assert [each.user_id for each in recipients.with_role(uow, Role.COORDINATOR)] == [
        coordinator.id
    ]
    for nobody in (closed.id, uuid4(), None):
        assert recipients.find(uow, nobody) is None
    assert recipients.of_user(closed) is None


def calls(name: str) -> set[str]:
    """The files of the product in which a function or class is called by a name."""
    last = name.rpartition(".")[2]
    return {
        name_of(path)
        for path in of_the_product()
        for node in nodes(path)
        if isinstance(node, ast.Call)
        and getattr(node.func, "attr", getattr(node.func, "id", "")) == last
        and ast.unparse(node.func) == name
    }


def test_one_module_writes_to_the_outbox_and_one_decides_to_whom() -> None:
    assert calls("outbox.post") == set()
    assert calls("outbox.post_draft") == {"foundation/messages/letters.py"}
    assert calls("Recipient") == {"accounts/service/recipients.py"}


def test_a_notice_is_a_subject_and_a_sentence() -> None:
    class Weather(Notice):
        """Two notices."""

        SUN = (say("Sun: %(day)s"), say("Go out."))
        RAIN = (say("Rain: %(day)s"), say("Stay in."))

    filled = letters.filled(Weather.SUN.subject, {"day": "Monday", "unused": 1})
    assert str(filled) == "Sun: Monday"
    assert [str(notice.sentence) for notice in Weather] == ["Go out.", "Stay in."]
