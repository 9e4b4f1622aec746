"""What an offer says about the day around it, and why it has ended."""

import re
from datetime import timedelta

import sqlalchemy as sa
from flask import Flask

from foundation.database.work import Office, begin
from foundation.security.permissions import the_system
from scheduling.domain.availability import DatedTime
from scheduling.service import availability
from tests.dispatch.acting import ask, assign
from tests.factories import a_session, a_site, an_organisation
from tests.factories.dispatch import a_rate_card, a_signed_up_interpreter
from tests.signing_in import sign_in

SYSTEM = the_system()


def test_offers_stand_by_date_and_name_the_others_of_that_day(
    web_app: Flask, office: Office
) -> None:
    with begin(office, SYSTEM) as uow:
        hanh, user = a_signed_up_interpreter(uow)
        day = uow.today + timedelta(days=3)
        for when, start in ((day + timedelta(days=2), "11:00"), (day, "13:00"), (day, "10:00")):
            ask(uow, a_session(uow, day=when, start=start), hanh)
    web = web_app.test_client()
    sign_in(web, user)
    for path in ("/offers", "/home"):
        text = web.get(path).text
        cards = text.split('class="card offer"')[1:]
        assert ["10:00" in cards[0], "1:00" in cards[1], "11:00" in cards[2]] == [True] * 3
        assert "오후 1:00: 같은 날 제안도 있어요" in cards[0]
        assert "오전 10:00: 같은 날 제안도 있어요" in cards[1]
        assert "같은 날 제안" not in cards[2]


def test_the_way_begins_where_one_is_and_a_video_session_pays_no_travel(
    web_app: Flask, office: Office
) -> None:
    with begin(office, SYSTEM) as uow:
        hanh, user = a_signed_up_interpreter(uow, city="hwaseong")
        a_rate_card(uow, fare_km_won=150)
        day = uow.today + timedelta(days=3)
        body = an_organisation(uow)
        there = a_site(uow, body, city="suwon")
        assign(uow, a_session(uow, day=day, start="10:00", organisation=body, site=there), hanh)
        ask(
            uow,
            a_session(
                uow, day=day, start="14:00", organisation=body, site=a_site(uow, body, city="ansan")
            ),
            hanh,
        )
        video = ask(uow, a_session(uow, day=day, start="17:00", modalities=("video",)), hanh)
    web = web_app.test_client()
    sign_in(web, user)
    text = web.get("/offers").text
    on_site, remote = text.split('class="card offer"')[1:]
    assert "앞 상담에서 약" in on_site
    assert "교통비 포함" in on_site
    assert "교통비" not in remote
    assert "교통비" not in web.get(f"/offers/{video.id}").text
    assert "들어가는 방법은 수락하면 보여요" in web.get(f"/offers/{video.id}").text


def test_an_offer_that_a_leave_closed_says_so(web_app: Flask, office: Office) -> None:
    with begin(office, SYSTEM) as uow:
        hanh, user = a_signed_up_interpreter(uow)
        day = uow.today + timedelta(days=3)
        offer = ask(uow, a_session(uow, day=day), hanh)
        availability.take_leave(
            uow, hanh.id, DatedTime(first_day=day, last_day=day, available=False)
        )
    web = web_app.test_client()
    sign_in(web, user)
    text = web.get(f"/offers/{offer.id}").text
    assert "휴가라서 닫힌 제안이에요" in text
    assert "센터가" not in text
    assert "휴가로 닫힘" in web.get("/offers").text


def test_an_accepted_offer_that_was_given_back_no_longer_says_it_is_hers(
    web_app: Flask, office: Office
) -> None:
    with begin(office, SYSTEM) as uow:
        hanh, user = a_signed_up_interpreter(uow)
        offer = ask(uow, a_session(uow, day=uow.today + timedelta(days=9)), hanh)
    web = web_app.test_client()
    sign_in(web, user)
    path = f"/offers/{offer.id}"
    web.post(f"{path}/accept")
    mine = re.search(r"/assignments/[0-9a-f-]{36}", web.get(path).text)
    assert mine is not None
    web.post(f"{mine[0]}/withdraw", data={"reason": "ill"})
    text = web.get(path).text
    assert "수락했다가 철회한 상담이에요" in text
    assert "맡게 되었어요" not in text
    assert mine[0] not in text
    recent = web.get("/offers").text.split('id="recent-h"')[1]
    assert "철회" in recent
    assert "수락" not in recent


def test_leave_over_an_offer_alone_frees_no_session(web_app: Flask, office: Office) -> None:
    with begin(office, SYSTEM) as uow:
        hanh, user = a_signed_up_interpreter(uow)
        day = uow.today + timedelta(days=3)
        ask(uow, a_session(uow, day=day), hanh)
    web = web_app.test_client()
    sign_in(web, user)
    text = web.post(
        "/schedule/availability/days", data={"kind": "leave", "first_day": str(day)}
    ).text
    assert "저장하고 제안 닫기" in text
    assert "배정 해제" not in text


def test_an_error_leads_back_to_the_offer_and_a_form_outlives_a_sign_out(
    web_app: Flask, office: Office
) -> None:
    with begin(office, SYSTEM) as uow:
        hanh, user = a_signed_up_interpreter(uow)
        offer = ask(uow, a_session(uow, day=uow.today + timedelta(days=3)), hanh)
    web = web_app.test_client()
    sign_in(web, user)
    path = f"/offers/{offer.id}"
    web.post(f"{path}/decline")
    again = web.post(f"{path}/accept")
    assert again.status_code == 409
    assert f'href="{path}"' in again.text

    leave = {"kind": "leave", "first_day": "2026-12-01", "starts": '"><b>'}
    with begin(office, SYSTEM) as uow:
        uow.db.execute(sa.text("DELETE FROM sign_in"))
    lost = web.post("/schedule/availability/days", data=leave)
    assert lost.status_code == 401
    assert 'name="first_day" value="2026-12-01"' in lost.text
    assert "<b>" not in lost.text
    sign_in(web, user)
    assert web.post("/schedule/availability/days", data=leave).status_code == 422
    # A password is never written into a page.
    web = web_app.test_client()
    gone = web.post("/account/password", data={"old_password": "geheim", "new_password": "x"})
    assert gone.status_code == 401
    assert "geheim" not in gone.text
