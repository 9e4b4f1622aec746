"""Details of a session: closed while the yes may be taken back, open to whoever serves, closed again."""

from dataclasses import dataclass, replace
from datetime import timedelta
from uuid import UUID

import pytest
import sqlalchemy as sa
from flask import Flask
from flask.testing import FlaskClient

from accounts.service import other_places
from accounts.store.tables import User
from dispatch.service.slots import assignments_ending, details, offers, offers_undo, undoing
from dispatch.store.tables import Offer
from foundation.database.audit import AuditEntry
from foundation.database.work import Office, UnitOfWork, begin, reading
from foundation.messages.outbox import Message
from foundation.security.errors import Conflict, Gone, NotFound
from foundation.security.permissions import the_system
from scheduling.service import reading as requests_reading
from tests.conftest import SetClock
from tests.dispatch.acting import acting, ask, later
from tests.factories import a_session, a_site, a_user, an_organisation, as_actor
from tests.factories.dispatch import a_signed_up_interpreter
from tests.signing_in import sign_in

LINK = "https://video.example.org/canary-room?pwd=canary"
CANARIES = ("카나리아상담실", "카나리아호실", "카나리아로 1", "카나리아기관", "카나리아상담원")
SEALED = ("카나리아메모", "R-CANARY", "canary-room", "031-555-0101")
PAGES = ("/home", "/offers", "/schedule", "/schedule/availability", "/me", "/learn", "/practicum")
MORE = ("/practicum/places", "/certifications/mine", "/documents", "/account", "/mentoring")
SYSTEM = the_system()


@dataclass
class Asked:
    """Somebody who is asked about a session full of canaries."""

    user: User
    offer: Offer
    starts_at_plus: timedelta


@pytest.fixture
def asked(office: Office) -> Asked:
    with begin(office, SYSTEM) as uow:
        body = an_organisation(uow, "카나리아기관", phone="031-555-0101")
        site = a_site(uow, body, "카나리아상담실", address="안산시 카나리아로 1")
        counsellor = a_user(uow, organisation=body, full_name="카나리아상담원")
        hanh, user = a_signed_up_interpreter(uow, levels=("L2", "L3-LAB"))
        session = a_session(
            uow,
            day=uow.today + timedelta(days=3),
            site=site,
            organisation=body,
            requester=counsellor,
            domain="labour",
            reference="R-CANARY",
            modalities=("video", "on_site"),
            room="카나리아호실",
        )
        request = session.request
        place = ("request", "sealed_note", request.id)
        request.encrypted_note = uow.cipher.close("카나리아메모", *place)
        session.encrypted_meeting_link = requests_reading.seal_meeting_link(uow, session, LINK)
        return Asked(user, ask(uow, session, hanh), session.starts_at - uow.now)


def browser(web_app: Flask, user: User) -> FlaskClient:
    web = web_app.test_client()
    sign_in(web, user)
    return web


def seen(web: FlaskClient, *paths: str) -> set[str]:
    """Every canary on any page of the interpreter, and on these."""
    texts = [web.get(path).get_data(as_text=True) for path in (*PAGES, *MORE, *paths)]
    return {word for word in CANARIES + SEALED if any(word in text for text in texts)}


def accept(office: Office, asked: Asked) -> UUID:
    with begin(office, SYSTEM) as uow:
        mine = replace(uow, actor=as_actor(uow, asked.user))
        return offers.accept(mine, asked.offer.id).id


def test_accepting_opens_nothing_until_the_answer_stands(
    web_app: Flask, office: Office, clock: SetClock, asked: Asked
) -> None:
    web = browser(web_app, asked.user)
    offer = f"/offers/{asked.offer.id}"
    assert seen(web, offer) == set()
    assert web.post(f"{offer}/accept").status_code == 303
    with reading(office, SYSTEM) as uow:
        made = uow.db.execute(sa.text("SELECT id FROM assignment")).scalar_one()
        own = f"/assignments/{UUID(str(made))}"
    assert seen(web, offer, own) == set()
    assert "자세한 내용 열기" in web.get(own).text

    clock.now += timedelta(minutes=10)
    shown = seen(web, offer, own)
    # The place is not where a video session is held.
    assert shown == {"카나리아기관", "카나리아상담원", *SEALED}
    assert "되돌리기" not in web.get(offer).text


def test_the_address_of_a_place_in_no_list_opens_with_the_details(
    web_app: Flask, office: Office, clock: SetClock
) -> None:
    with begin(office, SYSTEM) as uow:
        body = an_organisation(uow)
        session = a_session(
            uow,
            day=uow.today + timedelta(days=3),
            site=other_places.in_city(uow, body.id, "ansan"),
            organisation=body,
        )
        session.encrypted_address = requests_reading.seal_address(uow, session, "카나리아로 1")
        hanh, user = a_signed_up_interpreter(uow)
        asked = Asked(user, ask(uow, session, hanh), session.starts_at - uow.now)
    web, paths = browser(web_app, user), [f"/offers/{asked.offer.id}"]
    paths.append(f"/assignments/{accept(office, asked)}")
    assert seen(web, *paths) == set()

    clock.now += timedelta(minutes=10)

    assert seen(web, paths[1]) == {"카나리아로 1"}
    assert "다른 장소 · 안산" in web.get(paths[1]).text
    with reading(office, SYSTEM) as uow:
        assert not [m for m in uow.db.scalars(sa.select(Message)) if "카나리아" in m.body]


def test_opening_ends_the_undo_and_is_written_down(
    web_app: Flask, office: Office, asked: Asked
) -> None:
    own = f"/assignments/{accept(office, asked)}"
    web = browser(web_app, asked.user)
    assert set(SEALED) <= seen(web, own) if web.post(f"{own}/open") else False
    assert web.post(f"{own}/open").status_code == 303  # a second tap changes nothing
    assert web.post(f"/offers/{asked.offer.id}/undo").status_code == 410
    with reading(office, SYSTEM) as uow:
        opened = uow.db.scalars(
            sa.select(AuditEntry).where(AuditEntry.name == "assignment.details_opened")
        ).all()
        assert [entry.actor_id for entry in opened] == [asked.user.id]


@pytest.mark.parametrize("how", ["declined", "undone", "given back", "a day after"])
def test_whoever_no_longer_serves_sees_nothing(
    web_app: Flask, office: Office, clock: SetClock, asked: Asked, how: str
) -> None:
    web = browser(web_app, asked.user)
    paths = [f"/offers/{asked.offer.id}"]
    if how == "declined":
        web.post(f"/offers/{asked.offer.id}/decline")
    else:
        assignment_id = accept(office, asked)
        paths.append(f"/assignments/{assignment_id}")
        if how == "undone":
            assert web.post(f"/offers/{asked.offer.id}/undo").status_code == 303
        else:
            web.post(f"/assignments/{assignment_id}/open")
            assert seen(web, *paths)
        if how == "given back":
            web.post(f"/assignments/{assignment_id}/withdraw", data={"reason": "ill"})
        if how == "a day after":
            clock.now += asked.starts_at_plus + timedelta(hours=25)
            web = browser(web_app, asked.user)
    assert seen(web, *paths) == set()
    with reading(office, SYSTEM) as uow:
        written = uow.db.scalars(sa.select(Message).where(Message.to == asked.user.email)).all()
        letters = " ".join(f"{m.subject} {m.body}" for m in written)
        assert [word for word in CANARIES + SEALED if word in letters] == []


def test_nobody_else_opens_details(web_app: Flask, office: Office, asked: Asked) -> None:
    own = accept(office, asked)
    with begin(office, SYSTEM) as uow:
        _, stranger = a_signed_up_interpreter(uow)
    assert browser(web_app, stranger).post(f"/assignments/{own}/open").status_code == 404
    assert web_app.test_client().post(f"/assignments/{own}/open").status_code in {303, 401}


def test_an_answer_to_one_offer_is_taken_back_once(uow: UnitOfWork) -> None:
    hanh, user = a_signed_up_interpreter(uow)
    offer = ask(uow, a_session(uow), hanh)
    me = acting(uow, user)
    offers.accept(me, offer.id)
    offers_undo.undo_answer(me, offer.id)

    again = offers.accept(me, offer.id)

    assert again.details_from is None  # it stands, so it is open
    with pytest.raises(Conflict, match="You can withdraw instead"):
        offers_undo.undo_answer(me, offer.id)


def test_three_answers_a_day_are_taken_back_and_no_fourth(uow: UnitOfWork) -> None:
    hanh, user = a_signed_up_interpreter(uow)
    me = acting(uow, user)
    asked = [
        ask(uow, a_session(uow, day=uow.today + timedelta(days=n + 2)), hanh) for n in range(5)
    ]
    for offer in asked[:3]:
        offers.decline(me, offer.id)
        offers_undo.undo_answer(me, offer.id)
    offers.decline(me, asked[3].id)
    with pytest.raises(Conflict, match="call the coordinator"):
        offers_undo.undo_answer(me, asked[3].id)
    assert offers.accept(me, asked[4].id).details_from is None
    tomorrow = acting(later(uow, days=1), user)
    assert not undoing.has_spent_undos(tomorrow, asked[3])


def test_what_a_coordinator_confirms_is_open_at_once_and_what_is_given_back_is_told(
    uow: UnitOfWork,
) -> None:
    hanh, user = a_signed_up_interpreter(uow)
    offer = ask(uow, a_session(uow, day=uow.today + timedelta(days=3)), hanh)
    made = offers.accept(acting(uow, user), offer.id)
    details.open_details(acting(uow, user), made.id)
    with pytest.raises(Gone, match="opened the details"):
        offers_undo.undo_answer(acting(uow, user), offer.id)
    with pytest.raises(NotFound):
        details.open_details(acting(uow, a_signed_up_interpreter(uow)[1]), made.id)
    assignments_ending.release(uow, made.id)
    with pytest.raises(Conflict):
        details.open_details(acting(uow, user), made.id)
