"""The interpreter's pages on a phone, and the coordinator's buttons about slots."""

import gzip
from dataclasses import replace
from datetime import timedelta
from uuid import UUID, uuid4

import pytest
import sqlalchemy as sa
from flask import Flask
from flask.testing import FlaskClient

from accounts.store.tables import User
from dispatch.service.slots import offers
from dispatch.store.tables import Assignment, Offer
from foundation.database.audit import AuditEntry
from foundation.database.queue import JobRow
from foundation.database.work import Office, UnitOfWork, begin, reading
from foundation.messages.outbox import Message
from foundation.security.permissions import the_system
from interpreters.store.tables import Interpreter
from tests.conftest import SetClock
from tests.dispatch.acting import ask, assign
from tests.factories import (
    a_coordinator,
    a_session,
    a_site,
    a_user,
    an_organisation,
    as_actor,
)
from tests.factories.dispatch import a_rate_card, a_signed_up_interpreter
from tests.signing_in import sign_in

SECRETS = ("하늘상담실", "2층 상담실 3", "예시로 1", "이정훈", "임금 명세서", "R-SECRET")
OPEN = ("베트남어", "노동", "안산", "30,000", "오전 10:00")


class Asked:
    """Somebody asked about a session with every detail, and somebody else who was not."""

    def __init__(self, uow: UnitOfWork) -> None:
        """Write it all down."""
        organisation = an_organisation(uow, "이음복지관")
        site = a_site(uow, organisation, "하늘상담실", address="안산시 예시로 1")
        counsellor = a_user(uow, organisation=organisation, full_name="이정훈")
        self.hanh, self.user = a_signed_up_interpreter(uow, levels=("L2", "L3-LAB"))
        self.session = a_session(
            uow,
            site=site,
            organisation=organisation,
            requester=counsellor,
            domain="labour",
            reference="R-SECRET",
            room="2층 상담실 3",
        )
        request = self.session.request
        place = ("request", "sealed_note", request.id)
        request.encrypted_note = uow.cipher.close("임금 명세서를 함께 봐요.", *place)
        self.offer = ask(uow, self.session, self.hanh)
        _, self.stranger = a_signed_up_interpreter(uow)
        self.coordinator = a_coordinator(uow)


@pytest.fixture
def asked(office: Office) -> Asked:
    """A question waiting for its answer."""
    with begin(office, the_system()) as uow:
        a_rate_card(uow)
        return Asked(uow)


def as_user(web_app: Flask, user: User) -> FlaskClient:
    """A browser somebody is signed in with."""
    web = web_app.test_client()
    sign_in(web, user)
    return web


def accepted(office: Office, asked: Asked) -> UUID:
    """Let the person accept; the id of the assignment."""
    with begin(office, the_system()) as uow:
        mine = replace(uow, actor=as_actor(uow, asked.user))
        return offers.accept(mine, asked.offer.id).id


def test_before_accepting_a_page_says_when_and_which_city_and_no_detail(
    web_app: Flask, asked: Asked
) -> None:
    web = as_user(web_app, asked.user)
    for path in ("/home", "/offers", f"/offers/{asked.offer.id}"):
        text = web.get(path).get_data(as_text=True)
        assert [word for word in OPEN if word not in text] == []
        assert [word for word in SECRETS if word in text] == []


def test_map_links_carry_the_address_and_nothing_else(
    web_app: Flask, office: Office, asked: Asked
) -> None:
    path = f"/assignments/{accepted(office, asked)}"
    text = as_user(web_app, asked.user).post(f"{path}/open", follow_redirects=True).text
    assert "https://map.naver.com/p/search/%EC%95%88%EC%82%B0" in text
    assert 'rel="noreferrer"' in text


def test_a_foreign_or_unknown_thing_is_not_there(
    web_app: Flask, office: Office, asked: Asked
) -> None:
    web = as_user(web_app, asked.stranger)
    for offer_id in (asked.offer.id, uuid4()):
        assert web.get(f"/offers/{offer_id}").status_code == 404
        for action in ("accept", "decline", "undo"):
            assert web.post(f"/offers/{offer_id}/{action}").status_code == 404
    for assignment_id in (accepted(office, asked), uuid4()):
        assert web.get(f"/assignments/{assignment_id}").status_code == 404
        assert web.post(f"/assignments/{assignment_id}/withdraw").status_code == 404


@pytest.mark.parametrize("path", ["/home", "/offers", "/schedule"])
def test_a_phone_page_is_small_and_needs_no_script(
    web_app: Flask, office: Office, asked: Asked, path: str
) -> None:
    with begin(office, the_system()) as uow:
        for hour in ("12:00", "14:00", "16:00"):
            ask(uow, a_session(uow, start=hour), asked.hanh)
    answer = as_user(web_app, asked.user).get(path)
    assert answer.status_code == 200
    assert len(gzip.compress(answer.data)) <= 6 * 1024
    assert b"<script" not in answer.data


def test_looking_writes_nothing(web_app: Flask, office: Office, asked: Asked) -> None:
    web = as_user(web_app, asked.user)

    def written() -> list[int]:
        with reading(office, the_system()) as uow:
            tables = (Offer, Assignment, Message, JobRow, AuditEntry)
            return [uow.db.scalars(sa.select(sa.func.count()).select_from(t)).one() for t in tables]

    before = written()
    for path in ("/home", "/offers", f"/offers/{asked.offer.id}", "/schedule"):
        assert web.get(path).status_code == 200
    assert written() == before
    for action in ("accept", "decline", "undo"):
        answer = web.get(f"/offers/{asked.offer.id}/{action}")
        assert (answer.status_code, answer.location) == (303, f"/offers/{asked.offer.id}")
    assert written() == before


def test_accepting_leads_to_a_page_with_a_way_back(web_app: Flask, asked: Asked) -> None:
    web = as_user(web_app, asked.user)
    path = f"/offers/{asked.offer.id}"

    answer = web.post(f"{path}/accept", follow_redirects=True)
    assert "수락했어요" in answer.get_data(as_text=True)
    assert "답변 되돌리기" in answer.get_data(as_text=True)

    answer = web.post(f"{path}/undo", follow_redirects=True)
    assert "답변을 되돌렸어요" in answer.get_data(as_text=True)
    assert "/accept" in answer.get_data(as_text=True)


def test_whoever_would_accept_a_third_violence_session_reads_why_not(
    web_app: Flask, office: Office
) -> None:
    with begin(office, the_system()) as uow:
        vetted = uow.today + timedelta(days=300)
        who, user = a_signed_up_interpreter(uow, levels=("L3-DV",), vetted_until=vetted)
        sessions = [
            a_session(uow, domain="violence", start=start) for start in ("10:00", "12:00", "15:00")
        ]
        third = ask(uow, sessions.pop(), who)
        for session in sessions:
            assign(uow, session, who)
    answer = as_user(web_app, user).post(f"/offers/{third.id}/accept")
    assert answer.status_code == 409
    text = answer.get_data(as_text=True)
    assert "부담이 큰 통역은 하루 2회까지인데 3회가 돼요." in text
    assert "사유" not in text  # a reason to do it anyway is the coordinator's to give


def test_a_late_answer_is_told_that_it_has_ended(
    web_app: Flask, clock: SetClock, asked: Asked
) -> None:
    clock.now += timedelta(hours=5)
    web = as_user(web_app, asked.user)
    assert web.post(f"/offers/{asked.offer.id}/accept").status_code == 410
    for path in ("/offers", f"/offers/{asked.offer.id}"):
        text = web.get(path).get_data(as_text=True)
        assert "답변 기한" in text
        assert "/accept" not in text


def test_the_same_key_with_another_answer_is_refused(web_app: Flask, asked: Asked) -> None:
    web = as_user(web_app, asked.user)
    path = f"/offers/{asked.offer.id}/decline"
    first = web.post(path, data={"_key": "one", "why": "busy"})
    again = web.post(path, data={"_key": "one", "why": "busy"})
    other = web.post(path, data={"_key": "one", "why": "too_far"})
    assert (first.status_code, again.status_code, other.status_code) == (303, 303, 422)


def test_giving_back_in_time_asks_why_and_tells_the_coordinators(
    web_app: Flask, office: Office
) -> None:
    with begin(office, the_system()) as uow:
        coordinator = a_coordinator(uow)
        hanh, user = a_signed_up_interpreter(uow)
        session = a_session(uow, day=uow.today + timedelta(days=3))
        made = assign(uow, session, hanh)
    web = as_user(web_app, user)
    assert "네, 철회할게요" in web.get(f"/assignments/{made.id}").get_data(as_text=True)
    unsaid = web.post(f"/assignments/{made.id}/withdraw")
    assert unsaid.status_code == 422
    assert "사유를 골라 주세요" in unsaid.text
    why = {"reason": "family"}
    answer = web.post(f"/assignments/{made.id}/withdraw", data=why, follow_redirects=True)
    assert "담당자에게 알렸어요" in answer.get_data(as_text=True)
    with reading(office, the_system()) as uow:
        told = uow.db.scalars(sa.select(Message).where(Message.to == coordinator.email)).one()
        assert "사유: 집안에 일이 생겼어요" in told.body


def test_only_the_people_meant_open_a_page(web_app: Flask, asked: Asked) -> None:
    coordinator = as_user(web_app, asked.coordinator)
    interpreter = as_user(web_app, asked.user)
    assert coordinator.get("/offers/log").status_code == 200
    assert coordinator.get("/home").status_code == 403
    assert interpreter.get("/offers/log").status_code == 403
    assert interpreter.post(f"/offers/log/{asked.offer.id}/withdraw").status_code == 403


def test_the_log_is_narrowed_by_state_and_name(web_app: Flask, asked: Asked) -> None:
    web = as_user(web_app, asked.coordinator)
    assert "R-SECRET" in web.get("/offers/log?state=sent&q=하인").get_data(as_text=True)
    assert "R-SECRET" not in web.get("/offers/log?state=declined").get_data(as_text=True)
    assert "R-SECRET" not in web.get("/offers/log?q=Nobody").get_data(as_text=True)
    assert web.get("/offers/log?state=nonsense&days=x&page=-1").status_code == 200


def test_an_offer_is_taken_back_from_the_log(web_app: Flask, asked: Asked) -> None:
    web = as_user(web_app, asked.coordinator)
    answer = web.post(f"/offers/log/{asked.offer.id}/withdraw", data={"next": "/offers/log?days=1"})
    assert (answer.status_code, answer.headers["Location"]) == (303, "/offers/log?days=1")
    assert web.post(f"/offers/log/{asked.offer.id}/withdraw").status_code == 409


def test_somebody_with_the_role_but_not_on_the_roster_is_told_so(
    web_app: Flask, office: Office
) -> None:
    with begin(office, the_system()) as uow:
        user = a_signed_up_interpreter(uow)[1]
        uow.db.execute(sa.update(Interpreter).values(user_id=None))
    assert as_user(web_app, user).get("/home").status_code == 404
