"""A series over holidays: each is named, and left out unless it is wanted."""

import sqlalchemy as sa

from foundation.database.work import Office, reading
from foundation.security.permissions import the_system
from scheduling.store.tables import CounsellingSession
from tests.scheduling.conftest import People
from tests.scheduling.test_requests_web import Browser, answers, stored


def test_holidays_of_a_series_are_named_and_left_out_unless_wanted(
    office: Office, people: People, browser_of: Browser
) -> None:
    """Christmas 2026 is a Friday, the day of birth of the Lord; the Friday after is New Year's Day."""
    web = browser_of(people.counsellor)
    sent = answers(people, day="2026-12-18", repeat="1", until="2027-01-08")
    checked = web.post("/requests/new", data={**sent, "do": "check"})
    assert checked.status_code == 200
    assert 'name="leave_out" value="2026-12-25" checked' in checked.text
    assert "기독탄신일" in checked.text

    stopped = web.post("/requests/new", data=sent)
    assert (stopped.status_code, stored(office)) == (409, 0)
    named = {"named": "2026-12-25 2027-01-01", "leave_out": ["2026-12-25"]}
    answer = web.post("/requests/new", data={**sent, **named})
    assert answer.status_code == 303
    assert "12. 25." in web.get(answer.location).text
    with reading(office, the_system()) as uow:
        days = sorted(uow.db.scalars(sa.select(CounsellingSession.day)))
    assert [day.isoformat() for day in days] == ["2026-12-18", "2027-01-01", "2027-01-08"]


def test_a_series_of_nothing_but_holidays_is_refused(
    office: Office, people: People, browser_of: Browser
) -> None:
    sent = answers(people, day="2026-12-25", repeat="1", until="2027-01-01")
    named = {"named": "2026-12-25 2027-01-01", "leave_out": ["2026-12-25", "2027-01-01"]}
    answer = browser_of(people.counsellor).post("/requests/new", data={**sent, **named})
    assert answer.status_code == 422
    assert 'href="#until"' in answer.text
    assert stored(office) == 0
