"""Adding another calendar on the phone, and what a coordinator sees of it."""

from collections.abc import Callable
from dataclasses import replace
from io import BytesIO

import pytest
from flask.testing import FlaskClient

from accounts.store.tables import User
from foundation.calendars.asked import CalendarAnswer, CalendarQuestion, read_here
from foundation.calendars.faults import CalendarFault, CalendarRefused
from foundation.database.work import Office, begin
from foundation.security.permissions import the_system
from scheduling.service import busy_calendars as calendars
from scheduling.web import busy_calendars as pages
from tests.factories.calendars import a_busy_calendar
from tests.foundation.calendars.test_reading import BROKEN, calendar, event
from tests.scheduling.conftest import People

Browser = Callable[[User], FlaskClient]
PAGE = "/schedule/calendars"
DENTIST = calendar(event("DTSTART:20261203T010000Z", "DURATION:PT1H", "SUMMARY:Dentist"))


@pytest.fixture(autouse=True)
def _read_here(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(pages, "read_apart", read_here)


def send(web: FlaskClient, raw: bytes, name: str = "") -> tuple[int, str]:
    data = {"name": name, "address": "", "file": (BytesIO(raw), "mine.ics")}
    answer = web.post(PAGE, data=data, content_type="multipart/form-data")
    return answer.status_code, answer.headers.get("Location", answer.text)


def test_a_file_is_looked_at_confirmed_and_removed(
    office: Office, people: People, browser_of: Browser
) -> None:
    web = browser_of(people.user)
    status, where = send(web, DENTIST, "치과")
    assert status == 303
    page = web.get(where).text
    assert "“치과” 일정을 가능 시간에서 제외할까요?" in page
    assert "다른 일정 1건" in page
    assert "Dentist" not in page
    assert web.post(f"{where}/confirm").status_code == 303
    assert "파일" in web.get(PAGE).text
    assert "치과" in web.get("/schedule/availability").text
    desk = browser_of(people.coordinator)
    path = f"/people/{people.interpreter.id}"
    assert "오전 10:00" in desk.get(f"{path}/calendars").text
    assert "다른 일정 보기" in desk.get(f"{path}/availability").text
    assert desk.get(where).status_code in {403, 404}
    assert web.post(f"{where}/remove").status_code == 303
    with begin(office, the_system()) as uow:
        assert calendars.list_of(uow, people.interpreter.id) == []


SMALL = [each for each in BROKEN if len(each[1]) < 10_000]
QUICK = {"empty", "page", "cut off", "bad rule"}


@pytest.mark.parametrize(
    "raw",
    [
        pytest.param(raw, id=name, marks=() if name in QUICK else (pytest.mark.wide,))
        for name, raw, _ in SMALL
    ],
)
def test_nothing_of_a_broken_file_is_kept_and_what_was_typed_is(
    office: Office, people: People, browser_of: Browser, raw: bytes
) -> None:
    web = browser_of(people.user)
    status, page = send(web, raw, "내 달력 이름")
    assert status == 422
    assert 'id="file-e"' in page or "골라 주세요" in page
    assert 'value="내 달력 이름"' in page
    with begin(office, the_system()) as uow:
        assert calendars.list_of(uow, people.interpreter.id) == []


def test_an_address_is_read_and_a_fault_stands_beside_it(
    people: People, browser_of: Browser, monkeypatch: pytest.MonkeyPatch
) -> None:
    web = browser_of(people.user)
    page = web.post(PAGE, data={"address": "http://127.0.0.1/me.ics"})
    assert page.status_code == 422
    assert "공개 인터넷 주소가 아니에요" in page.text
    assert 'value="http://127.0.0.1/me.ics"' in page.text

    def reader(question: CalendarQuestion) -> CalendarAnswer:
        return read_here(replace(question, address="", raw=DENTIST))

    monkeypatch.setattr(pages, "read_apart", reader)
    where = web.post(PAGE, data={"address": "webcal://calendar.example/me.ics"}).headers["Location"]
    page = web.get(where).text
    assert "calendar.example" in page
    assert "me.ics" not in page


def test_what_fails_is_shown_and_read_again_by_a_button(
    office: Office, people: People, browser_of: Browser, monkeypatch: pytest.MonkeyPatch
) -> None:
    with begin(office, the_system()) as uow:
        row = a_busy_calendar(uow, people.interpreter, fault=CalendarFault.NO_ANSWER)
    web = browser_of(people.user)
    assert "주소에서 응답이 없어요" in web.get(PAGE).text

    def reader(_question: CalendarQuestion) -> CalendarAnswer:
        raise CalendarRefused(CalendarFault.UNSAFE)

    monkeypatch.setattr(pages, "read_apart", reader)
    page = web.post(f"{PAGE}/{row.id}/read", follow_redirects=True).text
    assert "보안 인증서" in page
