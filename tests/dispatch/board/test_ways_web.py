"""A session is offered and held in any mode that its requester accepted, and everybody reads in which."""

import re
from uuid import UUID

import pytest
import sqlalchemy as sa
from flask import Flask
from flask.testing import FlaskClient

from accounts.store.tables import User
from dispatch.domain.states import OfferState
from dispatch.service.plans import send
from dispatch.store.tables import Assignment, DraftAssignment, Offer
from foundation.database.work import Office, begin, reading
from foundation.messages.outbox import Message
from interpreters.domain.languages import Language
from interpreters.domain.qualifications import Modality
from interpreters.store.tables import Interpreter
from scheduling.store.tables import CounsellingSession, Request
from tests.dispatch.board_days import BOARD, SYSTEM, post, read
from tests.dispatch.planned import planned, someone
from tests.factories import a_session, an_interpreter, available
from tests.factories.dispatch import a_signed_up_interpreter
from tests.signing_in import sign_in

INSTEAD = "방문 대신 화상(요청자 사전 동의)"


def fields_of(page: str, action: str) -> dict[str, str]:
    """What the first form of an action sends, its selects as they are preset."""
    form = next(f for f in page.split("<form") if action in f).split("</form>")[0]
    found = dict(re.findall(r'name="(\w+)" value="([^"]*)"', form))
    selects = re.findall(
        r'<select[^>]*name="(\w+)".*?<option value="([\w-]+)" selected', form, re.DOTALL
    )
    return {**found, **dict(selects)}


def held(office: Office, session_id: UUID) -> Modality:
    """In which mode a session is held."""
    with reading(office, SYSTEM) as uow:
        return uow.db.get_one(CounsellingSession, session_id).modality


@pytest.fixture
def by_video(office: Office) -> UUID:
    """A session that nobody can take on site, as was wished for, and one person by video."""
    with begin(office, SYSTEM) as uow:
        who, _ = a_signed_up_interpreter(uow, "하인", on_site=False, phone=False)
        available(uow, who)
        return a_session(uow, modalities=("on_site", "video")).id


def test_whoever_could_go_stands_under_the_mode_that_was_accepted(
    desk: FlaskClient, office: Office, by_video: UUID
) -> None:
    page = read(desk, f"{BOARD}?s={by_video}")
    assert "가능한 다른 방식: 화상" in " ".join(page.split())
    (head,) = re.findall(r"<h4>.*?</h4>", page, re.DOTALL)
    assert ["화상" in head, "요청자 사전 동의" in head] == [True] * 2
    # An accepted mode is no question to the requester any more.
    assert "board_actions.propose" not in page
    assert "통역 방식을 바꾸면(화상)" not in page
    values = fields_of(page, "/ask")
    assert values["modality"] == "video"
    assert "하인" in post(desk, f"{BOARD}/sessions/{by_video}/ask", **values)
    assert held(office, by_video) is Modality.VIDEO
    with reading(office, SYSTEM) as uow:
        assert uow.db.query(Offer).one().state is OfferState.SENT
        (letter,) = uow.db.scalars(sa.select(Message.body))
    assert INSTEAD in letter
    assert "안산" not in letter


def test_the_interpreter_and_the_requester_read_it(
    desk: FlaskClient, web_app: Flask, office: Office, by_video: UUID
) -> None:
    post(
        desk,
        f"{BOARD}/sessions/{by_video}/ask",
        **fields_of(read(desk, f"{BOARD}?s={by_video}"), "/ask"),
    )
    with reading(office, SYSTEM) as uow:
        offer = uow.db.query(Offer).one()
        user = uow.db.get_one(User, uow.db.query(Interpreter).one().user_id)
        request = uow.db.query(Request).one().id
        requester = uow.db.get_one(User, uow.db.query(Request).one().requester_id)
    phone = web_app.test_client()
    sign_in(phone, user)
    page = phone.get(f"/offers/{offer.id}").text
    assert INSTEAD in page
    assert phone.post(f"/offers/{offer.id}/accept").status_code == 303
    counsellor = web_app.test_client()
    sign_in(counsellor, requester)
    told = "방문 대신 화상 통역으로 진행해요. 요청할 때 동의하신 방식이에요."
    assert told in counsellor.get(f"/requests/{request}").text
    with reading(office, SYSTEM) as uow:
        bodies = uow.db.scalars(
            sa.select(Message.body).where(Message.about == f"session:{by_video}")
        ).all()
    assert any(told in body for body in bodies)


def test_an_agreement_by_telephone_says_the_mode(
    desk: FlaskClient, office: Office, by_video: UUID
) -> None:
    page = read(desk, f"{BOARD}?s={by_video}")
    values = fields_of(page, "/assign") | {"agreed_with": "하인, 전화"}
    assert values["modality"] == "video"
    wrong = desk.post(f"{BOARD}/sessions/{by_video}/assign", data={**values, "modality": "phone"})
    assert wrong.status_code == 422
    assert "요청자가 허용한 통역 방식이 아니에요" in wrong.text
    assert held(office, by_video) is Modality.ON_SITE
    post(desk, f"{BOARD}/sessions/{by_video}/assign", **values)
    assert held(office, by_video) is Modality.VIDEO
    with reading(office, SYSTEM) as uow:
        assert uow.db.query(Assignment).one().agreed_with == "하인, 전화"


def test_nobody_is_asked_in_another_mode_than_whoever_is_asked_already(
    desk: FlaskClient, office: Office
) -> None:
    with begin(office, SYSTEM) as uow:
        one, other = someone(uow), someone(uow)
        session = a_session(uow, modalities=("on_site", "video"))
        start = session.starts_at.isoformat()
    path = f"{BOARD}/sessions/{session.id}/ask"
    values = {"slot_no": "1", "starts_at": start}
    post(desk, path, interpreter=str(one.id), modality="video", **values)
    refused = desk.post(path, data={**values, "interpreter": str(other.id), "modality": "on_site"})
    assert refused.status_code == 409
    assert "이미 화상 통역으로 배정했거나 제안한 상담이에요" in refused.text
    post(desk, path, interpreter=str(other.id), modality="video", **values)
    with reading(office, SYSTEM) as uow:
        assert uow.db.query(Offer).count() == 2


def test_a_draft_says_it_and_the_session_follows_when_it_is_sent(
    desk: FlaskClient, office: Office, by_video: UUID
) -> None:
    run = planned(office)
    with reading(office, SYSTEM) as uow:
        draft = uow.db.query(DraftAssignment).one()
        assert draft.modality is Modality.VIDEO
    assert INSTEAD in read(desk, f"{BOARD}/changes")
    assert INSTEAD in read(desk, f"{BOARD}?s={by_video}")
    assert held(office, by_video) is Modality.ON_SITE
    with begin(office, SYSTEM) as uow:
        send.send(uow, run.id)
    assert held(office, by_video) is Modality.VIDEO


def test_the_wished_start_is_kept_and_another_is_said(desk: FlaskClient, office: Office) -> None:
    with begin(office, SYSTEM) as uow:
        available(uow, an_interpreter(uow), starts="10:30")
        session = a_session(uow, start="10:00", earliest="09:30", latest="11:00")
    run = planned(office)
    said = "시작 오전 10:00 → 오전 10:30(요청자 사전 동의)"
    assert said in read(desk, f"{BOARD}/changes")
    with begin(office, SYSTEM) as uow:
        send.send(uow, run.id)
    with begin(office, SYSTEM) as uow:
        now = uow.db.get_one(CounsellingSession, session.id)
        assert now.starts_at != now.wished_start == session.starts_at
        uow.db.execute(sa.update(Offer).values(state=OfferState.WITHDRAWN))
        available(uow, someone(uow))
    planned(office)
    with reading(office, SYSTEM) as uow:
        newest = uow.db.query(DraftAssignment).filter_by(sent_at=None).one()
        assert newest.starts_at == session.starts_at


def test_whoever_speaks_the_other_language_is_told_which(
    desk: FlaskClient, web_app: Flask, office: Office
) -> None:
    with begin(office, SYSTEM) as uow:
        who, user = a_signed_up_interpreter(uow, "하인", languages=("en",))
        available(uow, who)
        session = a_session(uow, language="vi", fallback_language="en")
    run = planned(office)
    with begin(office, SYSTEM) as uow:
        assert uow.db.query(DraftAssignment).one().other_language is Language.ENGLISH
        send.send(uow, run.id)
        offer = uow.db.query(Offer).one()
        assert offer.other_language is Language.ENGLISH
    phone = web_app.test_client()
    sign_in(phone, user)
    page = phone.get(f"/offers/{offer.id}").text
    assert "영어" in page
    assert "베트남어" not in page
    phone.post(f"/offers/{offer.id}/accept")
    with reading(office, SYSTEM) as uow:
        assert uow.db.query(Assignment).one().other_language is Language.ENGLISH
    counsellor = web_app.test_client()
    sign_in(counsellor, session.request.requester)
    text = counsellor.get(f"/requests/{session.request_id}").text
    assert "영어로 통역해요. 요청할 때 동의하신 대체 언어예요." in text
