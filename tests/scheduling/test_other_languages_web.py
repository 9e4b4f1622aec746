"""A language that nobody on the roster speaks is asked for, waits for a decision, and is kept as what was missing."""

from collections.abc import Callable

import sqlalchemy as sa
from flask.testing import FlaskClient

from accounts.store.tables import User
from foundation.database.work import Office, reading
from foundation.security.permissions import the_system
from scheduling.domain.states import RequestState
from scheduling.store.tables import CounsellingSession, Request
from tests.scheduling.conftest import People
from tests.scheduling.test_requests_web import answers

Browser = Callable[[User], FlaskClient]


def test_a_language_of_nobody_waits_for_the_centre_which_cannot_plan_it(
    office: Office, people: People, browser_of: Browser
) -> None:
    web, desk = browser_of(people.counsellor), browser_of(people.coordinator)
    nepali = answers(people, language="other", other_language="네팔어", domain="general")
    unnamed = web.post("/requests/new", data={**nepali, "other_language": " "})
    assert unnamed.status_code == 422
    assert 'href="#other_language"' in unnamed.text
    checked = web.post("/requests/new", data={**nepali, "do": "check"})
    assert "이 언어 통역사가 없어요" in checked.text

    path = web.post("/requests/new", data=nepali).location

    assert "네팔어" in web.get(path).text
    assert "네팔어" in desk.get("/requests?state=waiting").text
    assert "네팔어" in desk.get("/dispatch/now").text
    approved = desk.post(f"{path}/decide", data={"state": "approved"})
    assert approved.status_code == 422
    refused = desk.post(f"{path}/decide", data={"state": "refused", "refusal": "no_such_language"})
    assert refused.status_code == 303, refused.text
    with reading(office, the_system()) as uow:
        kept = uow.db.scalars(sa.select(Request)).one()
        assert (kept.language, kept.other_language) == (None, "네팔어")


def test_a_request_changed_to_a_language_of_the_list_is_looked_for_at_once(
    office: Office, people: People, browser_of: Browser
) -> None:
    web = browser_of(people.counsellor)
    nepali = answers(people, language="other", other_language="네팔어", domain="general")
    path = web.post("/requests/new", data=nepali).location

    changed = web.post(f"{path}/edit", data={**nepali, "language": "en"})

    assert changed.status_code == 303, changed.text
    assert "네팔어" in web.get(path).text, "what was missing is kept"
    with reading(office, the_system()) as uow:
        assert uow.db.scalars(sa.select(Request)).one().state is RequestState.APPROVED


def test_any_length_in_steps_of_five_minutes_can_be_asked_for(
    office: Office, people: People, browser_of: Browser
) -> None:
    web = browser_of(people.counsellor)
    odd = web.post("/requests/new", data=answers(people, minutes="47"))
    assert odd.status_code == 422
    assert web.post("/requests/new", data=answers(people, minutes="45")).status_code == 303
    with reading(office, the_system()) as uow:
        assert uow.db.scalars(sa.select(CounsellingSession.minutes)).one() == 45
