"""Pledges and consents: the office's words, signed with a name, asked for again when they change."""

from datetime import timedelta

import pytest
import sqlalchemy as sa
from flask import Flask
from sqlalchemy.exc import DBAPIError

from accounts.domain.consents import ConsentPurpose
from accounts.domain.roles import Role
from accounts.service import consents
from accounts.store.consent_tables import ConsentText
from accounts.store.tables import PrivacyConsent, User
from foundation.database.work import Office, UnitOfWork, begin
from foundation.messages.records import Message
from foundation.security.errors import Conflict, Forbidden, Refused, TooOften
from foundation.security.permissions import the_system
from tests.dispatch.acting import acting, later
from tests.factories import a_user
from tests.factories.dispatch import a_signed_up_interpreter
from tests.signing_in import sign_in
from training.service.people import learners

SECRECY, DATA = ConsentPurpose.SECRECY, ConsentPurpose.PERSONAL_DATA
WORDS = {
    "ko": "통역하며 알게 된 내용을 누구에게도 말하지 않겠습니다.",
    "en": "I tell nobody what I learn while I interpret.",
}


def newer(words: dict[str, str]) -> dict[str, str]:
    return {language: f"{text}\n{text}" for language, text in words.items()}


def test_words_are_signed_with_a_name_and_asked_for_again_when_they_change(
    uow: UnitOfWork,
) -> None:
    _, user = a_signed_up_interpreter(uow)
    mine = acting(uow, user)
    first = consents.publish(uow, SECRECY, WORDS)
    assert [(each.user.id, each.purposes) for each in consents.list_unsigned(uow)] == [
        (user.id, [SECRECY])
    ]
    with pytest.raises(Refused) as refused:
        consents.sign(mine, first.id, "Somebody Else")
    assert "name" in refused.value.problems
    for _ in range(2):
        consents.sign(mine, first.id, f" {user.full_name} ")
    signed = uow.db.scalars(sa.select(PrivacyConsent)).one()
    assert (signed.version, signed.signed_name, signed.given_at) == ("1", user.full_name, uow.now)
    assert consents.list_unsigned(uow) == []
    # What courses ask for is signed with it.
    learner = learners.find_mine(mine)
    assert learner is not None
    assert learner.pledged_at == uow.now

    second = consents.publish(uow, SECRECY, newer(WORDS))
    (own,) = consents.list_own(mine)
    assert (own.text.version, own.signed, own.is_again) == ("2", None, True)
    assert [each.user.id for each in consents.list_unsigned(uow)] == [user.id]
    with pytest.raises(Conflict, match="changed meanwhile"):
        consents.sign(mine, first.id, user.full_name)
    consents.sign(mine, second.id, user.full_name)
    assert consents.list_unsigned(uow) == []


def test_words_need_korean_and_english_and_are_never_changed(uow: UnitOfWork) -> None:
    with pytest.raises(Refused) as refused:
        consents.publish(uow, DATA, {"ko": "짧아요", "vi": "ngắn"})
    assert set(refused.value.problems) == {"ko", "en", "vi"}
    text = consents.publish(uow, DATA, WORDS)
    with pytest.raises(Conflict, match="Nothing has changed"):
        consents.publish(uow, DATA, WORDS)
    with pytest.raises(DBAPIError), uow.db.begin_nested():
        uow.db.execute(sa.update(ConsentText).values(version="9"))
    assert consents.standing_texts(uow)[DATA].id == text.id
    with pytest.raises(Forbidden):
        consents.publish(acting(uow, a_user(uow, Role.COORDINATOR)), DATA, newer(WORDS))


def test_whoever_publishes_second_is_told(uow: UnitOfWork, monkeypatch: pytest.MonkeyPatch) -> None:
    consents.publish(uow, SECRECY, WORDS)

    # As the second has read it before the first has published.
    def read_before(_: UnitOfWork) -> dict[ConsentPurpose, ConsentText]:
        return {}

    monkeypatch.setattr(consents, "standing_texts", read_before)
    with pytest.raises(Conflict, match="changed meanwhile"):
        consents.publish(uow, SECRECY, newer(WORDS))
    assert len(uow.db.scalars(sa.select(ConsentText)).all()) == 1


def test_whoever_has_not_signed_is_reminded_and_nobody_else(uow: UnitOfWork) -> None:
    people = [a_signed_up_interpreter(uow)[1] for _ in range(2)]
    text = consents.publish(uow, SECRECY, WORDS)
    consents.sign(acting(uow, people[0]), text.id, people[0].full_name)
    consents.remind_weekly(uow)
    written = uow.db.scalars(sa.select(Message).where(Message.path == "/account/consents")).all()
    assert [message.user_id for message in written] == [people[1].id]


def test_nobody_is_reminded_twice_within_an_hour(uow: UnitOfWork) -> None:
    user = a_signed_up_interpreter(uow)[1]
    consents.publish(uow, SECRECY, WORDS)
    consents.remind_one(uow, user.id)
    for again in (lambda: consents.remind_one(uow, user.id), lambda: consents.remind(uow)):
        with pytest.raises(TooOften, match="can be sent from 13:00") as refused:
            again()
        assert refused.value.pause == timedelta(hours=1)
    consents.remind_weekly(uow)
    # Whoever has come since is written to, and nobody else.
    other = a_signed_up_interpreter(uow)[1]
    assert consents.remind(later(uow, minutes=59)) == 1
    consents.remind_one(later(uow, minutes=60), user.id)
    written = uow.db.scalars(sa.select(Message.user_id).order_by(Message.created_at)).all()
    assert list(written) == [user.id, other.id, user.id]


def test_the_button_says_when_it_can_be_pressed_again(web_app: Flask, office: Office) -> None:
    with begin(office, the_system()) as uow:
        a_signed_up_interpreter(uow)
        consents.publish(uow, SECRECY, WORDS)
        admin = a_user(uow, Role.CENTRE_ADMIN, language="ko")
    desk = web_app.test_client()
    sign_in(desk, admin)
    pages = [desk.post("/consents/remind", follow_redirects=True).text for _ in range(2)]
    assert "1명" in pages[0]
    assert "서명 요청을 보냈어요. 다음 요청은" in pages[1]


def test_the_office_publishes_and_she_signs_on_the_phone(web_app: Flask, office: Office) -> None:
    with begin(office, the_system()) as uow:
        _, user = a_signed_up_interpreter(uow)
        admin = a_user(uow, Role.CENTRE_ADMIN, language="en")
    desk, phone = web_app.test_client(), web_app.test_client()
    sign_in(desk, admin)
    wrong = desk.post("/consents/secrecy", data={"ko": WORDS["ko"]})
    assert wrong.status_code == 422
    assert WORDS["ko"] in wrong.text
    assert desk.post("/consents/secrecy", data=WORDS).status_code == 303
    assert user.full_name in desk.get("/consents").text
    sign_in(phone, user)
    assert "서명할 문서가 1건" in phone.get("/papers").text
    assert phone.get("/learn/pledge").headers["Location"].endswith("/account/consents")
    assert WORDS["ko"] in phone.get("/account/consents").text
    text_id = _text_id(office)
    refused = phone.post(f"/account/consents/{text_id}", data={"name": "다른 이름"})
    assert (refused.status_code, "다른 이름" in refused.text) == (422, True)
    done = phone.post(f"/account/consents/{text_id}", data={"name": _name(office, user)})
    assert done.status_code == 303
    assert "서명함" in phone.get("/account/consents").text
    assert "Everybody has signed" in desk.get("/consents").text


def _text_id(office: Office) -> object:
    with begin(office, the_system()) as uow:
        return uow.db.scalars(sa.select(ConsentText.id)).one()


def _name(office: Office, user: User) -> str:
    with begin(office, the_system()) as uow:
        return uow.db.get_one(User, user.id).full_name


def test_a_signature_of_joining_is_none_of_these(uow: UnitOfWork) -> None:
    _, user = a_signed_up_interpreter(uow)
    consents.note(uow, user.id, "application", "2026-11")
    consents.publish(uow, SECRECY, WORDS)
    (own,) = consents.list_own(acting(uow, user))
    assert (own.signed, own.is_again) == (None, False)
