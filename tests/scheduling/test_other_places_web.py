"""A session at a place in no list: asked for by city and address, in no list afterwards, changed to and fro."""

from collections.abc import Callable

import sqlalchemy as sa
from flask.testing import FlaskClient

from accounts.domain.cities import CITIES
from accounts.service import organisations
from accounts.store.tables import Site, User
from foundation.database.work import Office, reading
from foundation.security.permissions import the_system
from scheduling.store.tables import CounsellingSession
from tests.scheduling.conftest import People
from tests.scheduling.test_requests_web import answers

Browser = Callable[[User], FlaskClient]
HOME = "안산시 단원구 원곡로 999, 101호"


def test_a_home_is_asked_for_and_is_no_place_of_the_organisation(
    office: Office, people: People, browser_of: Browser
) -> None:
    web = browser_of(people.counsellor)
    # The city is read from the address; signs that turn a text around are dropped.
    home = answers(people, site="other", address=f"\u202e{HOME}\n")
    checked = web.post("/requests/new", data={**home, "do": "check"})
    assert checked.status_code == 200, checked.text

    path = web.post("/requests/new", data=home).location

    assert HOME in web.get(path).text
    assert "다른 장소 · 안산" in web.get(path).text
    assert HOME in web.get(f"{path}/edit").text
    assert "다른 장소 · 안산" not in web.get("/requests/new").text
    desk = browser_of(people.coordinator)
    board = desk.get(f"/dispatch/{home['day']}")
    assert "다른 장소 · 안산" in board.text
    assert HOME not in board.text
    with reading(office, the_system()) as uow:
        kept = uow.db.scalars(sa.select(CounsellingSession)).one()
        site = uow.db.get_one(Site, kept.site_id)
        assert site.point == CITIES["ansan"].point
        assert HOME not in kept.encrypted_address
        assert site not in organisations.list_sites(uow, active_only=False)
        own = str(site.id)
    by_id = web.post("/requests/new", data=answers(people, site=own, day="2026-11-27"))
    assert by_id.status_code == 422, "what stands for a city is no place to choose"


def test_what_is_missing_or_personal_is_said_beside_its_field(
    people: People, browser_of: Browser
) -> None:
    web = browser_of(people.counsellor)
    for given, field in (
        ({"site": "other"}, "other_city"),
        ({"site": "other", "other_city": "ansan"}, "address"),
        ({"site": "other", "other_city": "seoul", "address": "1"}, "other_city"),
        ({"site": "other", "other_city": "suwon", "address": HOME}, "other_city"),
        ({"site": "other", "address": f"{HOME} 010-1234-5678"}, "address"),
        ({"address": HOME}, "site"),  # typed, but the place of the list is still chosen
    ):
        answer = web.post("/requests/new", data=answers(people, **given))
        assert answer.status_code == 422, given
        assert f'href="#{field}"' in answer.text, given


def test_a_request_moves_between_a_place_of_the_list_and_another(
    office: Office, people: People, browser_of: Browser
) -> None:
    web = browser_of(people.counsellor)
    listed = answers(people)
    path = web.post("/requests/new", data=listed).location
    home = {**listed, "site": "other", "other_city": "ansan", "address": HOME}

    assert web.post(f"{path}/edit", data=home).status_code == 303
    assert HOME in web.get(path).text
    # The address that stood in the form is still sent along.
    back = web.post(f"{path}/edit", data={**home, "site": listed["site"]})
    assert back.status_code == 303, back.text
    assert HOME not in web.get(path).text
    with reading(office, the_system()) as uow:
        kept = uow.db.scalars(sa.select(CounsellingSession)).one()
        assert (kept.site_id, kept.encrypted_address) == (people.room.id, "")
