"""Whoever asked reads where the request stands, what was decided and who changed what, and is written to."""

from collections.abc import Callable

import sqlalchemy as sa
from flask.testing import FlaskClient

from accounts.store.tables import User
from foundation.database.work import Office, begin, reading
from foundation.messages.outbox import Message
from foundation.security.permissions import the_system
from scheduling.domain.states import SessionState
from scheduling.store.tables import CounsellingSession
from tests.scheduling.conftest import People
from tests.scheduling.test_requests_web import answers

Browser = Callable[[User], FlaskClient]


def letters_to(office: Office, user: User) -> list[Message]:
    with reading(office, the_system()) as uow:
        return list(uow.db.scalars(sa.select(Message).where(Message.to == user.email)))


def test_a_court_request_waits_for_a_decision_of_which_its_requester_is_told(
    office: Office, people: People, browser_of: Browser
) -> None:
    asked = answers(people, domain="legal", tier="court", case="")
    page = browser_of(people.counsellor).post("/requests/new", data=asked).location
    assert "센터의 승인을 기다려요" in browser_of(people.counsellor).get(page).text
    [to_desk] = letters_to(office, people.coordinator)
    assert to_desk.subject.startswith("승인 필요")
    assert "R-2611-0001" in to_desk.body
    centre = browser_of(people.coordinator)
    shown = centre.get(page).text
    options = shown[shown.index('name="state"') :]
    assert options.index('value="approved"') < options.index('value="incomplete"')
    assert "/requests/" in centre.get("/dispatch/now").text

    centre.post(f"{page}/decide", data={"state": "incomplete", "note": "사건번호를 알려 주세요"})
    [letter] = letters_to(office, people.counsellor)
    assert letter.subject.startswith("요청 보완 필요")
    assert "사건번호를 알려 주세요" in letter.body
    assert len(letters_to(office, people.coordinator)) == 1
    told = browser_of(people.counsellor).get(page).text
    assert "요청 보완하기" in told
    assert "결정: " in told
    assert people.coordinator.full_name in told


def test_cancelling_asks_why_and_says_how_many_dates(
    office: Office, people: People, browser_of: Browser
) -> None:
    web = browser_of(people.counsellor)
    series = answers(people, repeat="1", every_weeks="1", until="2026-12-17")
    page = web.post("/requests/new", data=series).location
    shown = web.get(page).text
    assert "(4회)" in shown
    web.post(f"{page}/cancel", data={"scope": "all", "reason": "did_not_come"})
    assert "취소 사유: 내담자가 올 수 없어요" in web.get(page).text
    # She did it herself: only coordinators are written to, once for all dates.
    assert letters_to(office, people.counsellor) == []
    [letter] = letters_to(office, people.coordinator)
    assert letter.subject == "확인할 일 4건"


def test_a_change_by_the_centre_is_told_once_for_a_series(
    office: Office, people: People, browser_of: Browser
) -> None:
    web = browser_of(people.counsellor)
    series = answers(people, repeat="1", every_weeks="1", until="2026-12-17")
    page = web.post("/requests/new", data=series).location
    with begin(office, the_system()) as uow:
        uow.db.execute(sa.delete(Message))
    browser_of(people.coordinator).post(f"{page}/cancel", data={"scope": "all"})
    [letter] = letters_to(office, people.counsellor)
    assert letter.subject == "요청 4건 소식"


def test_that_it_may_stay_unfilled_is_said_only_until_it_is_filled(
    office: Office, people: People, browser_of: Browser
) -> None:
    web = browser_of(people.counsellor)
    answer = web.post("/requests/new", data=answers(people, language="lo"))
    assert "배정이 어려울" in web.get(answer.location).text
    with begin(office, the_system()) as uow:
        uow.db.scalars(sa.select(CounsellingSession)).one().state = SessionState.STAFFED
    assert "배정이 어려울" not in web.get(answer.location).text
