"""What an offer says about the day around it, and why it has ended."""

from datetime import timedelta

from flask import Flask

from foundation.database.work import Office, begin
from foundation.security.permissions import the_system
from scheduling.domain.availability import DatedTime
from scheduling.service import availability
from tests.dispatch.acting import ask, assign
from tests.factories import a_session, a_site, an_organisation
from tests.factories.dispatch import a_signed_up_interpreter
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
        hanh, user = a_signed_up_interpreter(uow)
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
    assert "교통비 따로" in on_site
    assert "교통비" not in remote
    assert "교통비" not in web.get(f"/offers/{video.id}").text


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
