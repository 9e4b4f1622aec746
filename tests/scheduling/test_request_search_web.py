"""Finding a request by what somebody has at hand, the list as a file, and the same request sent twice."""

from collections.abc import Callable
from datetime import timedelta

import pytest
import sqlalchemy as sa
from flask.testing import FlaskClient

from accounts.store.tables import User
from foundation.database.work import Office, begin, reading
from foundation.security.permissions import the_system
from tests.factories import a_session
from tests.factories.dispatch import an_assignment
from tests.scheduling.conftest import People
from tests.scheduling.test_requests_web import answers, stored

Browser = Callable[[User], FlaskClient]


@pytest.fixture
def past(office: Office, people: People) -> str:
    """The number of a request of a month ago, which the interpreter has served."""
    with begin(office, the_system()) as uow:
        day = uow.today - timedelta(days=30)
        session = a_session(uow, day=day, case_code="SUW-2026-0007", priority=1)
        session.request.reference = "R-2610-0155"
        an_assignment(uow, session, people.interpreter)
        other = a_session(uow, day=day)
        other.request.reference = "R-2610-0156"
    return "R-2610-0155"


@pytest.mark.parametrize("text", ["r-2610-0155", "155", "2610-0155", "suw-2026-0007", "NAME"])
def test_a_request_is_found_by_number_case_or_interpreter_however_long_ago(
    text: str, past: str, people: People, browser_of: Browser
) -> None:
    typed = people.interpreter.full_name if text == "NAME" else text
    page = browser_of(people.coordinator).get("/requests", query_string={"q": typed}).text
    assert past in page
    assert "R-2610-0156" not in page


def test_the_list_is_narrowed_by_days_and_urgency_and_so_is_its_file(
    office: Office, past: str, people: People, browser_of: Browser
) -> None:
    desk = browser_of(people.coordinator)
    narrowed = {"first_day": "2026-10-01", "last_day": "2026-10-31", "priority": "1"}
    page = desk.get("/requests", query_string=narrowed).text
    assert past in page
    assert "R-2610-0156" not in page
    assert "from today" not in page

    content = desk.post("/requests/export.csv", data=narrowed).get_data(as_text=True)

    assert past in content
    assert people.interpreter.full_name in content
    assert "R-2610-0156" not in content
    assert desk.post("/requests/export.xlsx", data=narrowed).data.startswith(b"PK")
    assert desk.post("/requests/export.exe", data=narrowed).status_code == 404
    assert browser_of(people.counsellor).post("/requests/export.csv").status_code == 403
    with reading(office, the_system()) as uow:
        names = uow.db.execute(sa.text("SELECT name FROM audit_entry")).scalars().all()
        assert names.count("request.exported") == 2


def test_the_file_comes_with_the_key_of_its_button_and_no_copy_stays_behind(
    office: Office, past: str, people: People, browser_of: Browser
) -> None:
    desk = browser_of(people.coordinator)
    for ending, begins in (("xlsx", b"PK"), ("csv", b"\xef\xbb\xbf")):
        sent = {"_key": f"key-of-{ending}", "q": past}
        for _ in range(2):
            answer = desk.post(f"/requests/export.{ending}", data=sent)
            assert (answer.status_code, answer.data[: len(begins)]) == (200, begins)
    with reading(office, the_system()) as uow:
        kept = "SELECT count(*) FROM kept_answer WHERE key LIKE 'key-of-%'"
        assert uow.db.execute(sa.text(kept)).scalar() == 0
        names = uow.db.execute(sa.text("SELECT name FROM audit_entry")).scalars().all()
        assert names.count("request.exported") == 4


def test_the_same_request_again_is_asked_about_and_sent_with_one_more_click(
    office: Office, people: People, browser_of: Browser
) -> None:
    web = browser_of(people.counsellor)
    first = web.post("/requests/new", data=answers(people)).location

    again = web.post("/requests/new", data=answers(people, case=""))
    assert again.status_code == 409
    assert f'href="{first}"' in again.text
    later = web.post("/requests/new", data=answers(people, start="15:00"))
    assert later.status_code == 409, "the same case on the same day"
    assert stored(office) == 1

    assert web.post("/requests/new", data=answers(people, do="again")).status_code == 303
    assert web.post("/requests/new", data=answers(people, language="th")).status_code == 303
    assert stored(office) == 3


def test_check_again_leads_to_its_answer_or_to_what_is_missing(
    people: People, browser_of: Browser
) -> None:
    web = browser_of(people.counsellor)
    page = web.post("/requests/new", data=answers(people, do="check")).text
    assert 'formaction="/requests/new#odds"' in page
    assert page.count('id="odds"') == 1
    assert page.index('id="odds"') > page.index("<aside")
    faulty = web.post("/requests/new", data=answers(people, do="check", day="")).text
    assert faulty.count('id="odds"') == 1
    assert faulty.index('id="odds"') < faulty.index('class="errsum"')


def test_a_start_off_the_grid_is_told_once_and_no_error_repeats_its_label(
    people: People, browser_of: Browser
) -> None:
    wrong = answers(people, start="10:03", day="")
    page = browser_of(people.counsellor).post("/requests/new", data=wrong).text
    summary = page[page.index('class="errsum"') : page.index('id="request-form"')]
    assert summary.count("<li>") == 2, summary
    assert "날짜: " not in summary
