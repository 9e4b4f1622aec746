"""Two people open the same thing and save it one after the other: the second is told, and nothing is overwritten."""

import re
from collections.abc import Callable
from datetime import time

import sqlalchemy as sa
from flask.testing import FlaskClient

from accounts.domain.roles import Role
from accounts.store.tables import Site, User
from foundation.database.work import Office, begin, reading
from foundation.security.permissions import the_system
from scheduling.store.tables import CounsellingSession, WeeklyAvailability
from tests.factories import a_user
from tests.scheduling.conftest import People
from tests.scheduling.test_requests_web import answers

Browser = Callable[[User], FlaskClient]


def opened(web: FlaskClient, path: str) -> str:
    """What a page says that its reader has seen."""
    return seen_in(web.get(path).text)


def seen_in(page: str) -> str:
    found = re.search(r'name="_seen"[^>]*value="([^"]+)"', page)
    assert found, page
    return found[1]


def test_a_request_saved_by_a_second_person_keeps_what_the_first_has_moved(
    office: Office, people: People, browser_of: Browser
) -> None:
    counsellor, coordinator = browser_of(people.counsellor), browser_of(people.coordinator)
    form = answers(people, start="15:00", window="exact", note="")
    path = counsellor.post("/requests/new", data=form).location
    both = opened(counsellor, f"{path}/edit")

    moved = coordinator.post(f"{path}/edit", data={**form, "start": "16:00", "_seen": both})
    refused = counsellor.post(f"{path}/edit", data={**form, "note": "서류 지참", "_seen": both})

    assert (moved.status_code, refused.status_code) == (303, 409), moved.text
    assert "“15:00”에서 “16:00”" in refused.text, "what the other has saved"
    assert "서류 지참" in refused.text, "what was typed is kept"
    assert 'value="16:00' in refused.text, "where nothing was typed the newer answer stands"
    with reading(office, the_system()) as uow:
        kept = uow.db.scalars(sa.select(CounsellingSession)).one()
        assert kept.starts_at.hour == 7, "16:00 in Seoul"

    again = counsellor.post(
        f"{path}/edit",
        data={**form, "start": "16:00", "note": "서류 지참", "_seen": seen_in(refused.text)},
    )
    assert again.status_code == 303, "saving with open eyes"


def test_a_decision_after_another_decision_is_refused(people: People, browser_of: Browser) -> None:
    form = answers(people, domain="violence", case="")
    path = browser_of(people.counsellor).post("/requests/new", data=form).location
    first, second = browser_of(people.coordinator), browser_of(people.coordinator)
    seen = opened(second, path)

    approved = first.post(f"{path}/decide", data={"state": "incomplete", "_seen": seen})
    refused = second.post(
        f"{path}/decide", data={"state": "refused", "refusal": "duplicate", "_seen": seen}
    )

    assert (approved.status_code, refused.status_code) == (303, 409), refused.text
    assert "보완" in first.get(path).text


def test_weekly_times_saved_by_a_second_person_stay_as_the_first_has_saved_them(
    office: Office, people: People, browser_of: Browser
) -> None:
    mine, desk = browser_of(people.user), browser_of(people.coordinator)
    path = f"/people/{people.interpreter.id}/availability"
    week = {"d0_0_from": "09:00", "d0_0_to": "18:00"}
    assert mine.post("/schedule/availability", data={**week, "do": "save"}).status_code == 303
    seen = opened(desk, path)

    own = mine.post("/schedule/availability", data={**week, "d0_0_to": "17:00", "_seen": seen})
    late = desk.post(path, data={**week, "d1_0_from": "10:00", "d1_0_to": "12:00", "_seen": seen})

    assert (own.status_code, late.status_code) == (303, 409)
    assert "17:00" in late.text
    assert 'value="10:00' in late.text
    with reading(office, the_system()) as uow:
        rows = uow.db.scalars(sa.select(WeeklyAvailability)).all()
        assert [row.ends for row in rows] == [time(17)]


def test_a_place_saved_by_a_second_person_stays_as_the_first_has_saved_it(
    office: Office, people: People, browser_of: Browser
) -> None:
    with begin(office, the_system()) as uow:
        admin = a_user(uow, Role.ORGANISATION_ADMIN, people.home)
    web, path = browser_of(admin), f"/org/sites/{people.room.id}"
    form = {"name": "1층 상담실", "city": "ansan", "active": "y"}
    seen = opened(web, path)

    first = web.post(path, data={**form, "_seen": seen})
    second = web.post(path, data={**form, "name": "2층 상담실", "_seen": seen})

    assert (first.status_code, second.status_code) == (303, 409)
    assert "1층 상담실" in second.text
    assert 'value="2층 상담실"' in second.text
    with reading(office, the_system()) as uow:
        assert uow.db.get_one(Site, people.room.id).name == "1층 상담실"
