"""The audit trail tells what happened in words, finds it again, and costs no more as it grows."""

from datetime import timedelta
from io import BytesIO
from typing import Any
from uuid import uuid4

import openpyxl
import pytest
import sqlalchemy as sa
from flask.testing import FlaskClient
from sqlalchemy import event

import app
from accounts.domain.roles import Role
from accounts.store.tables import User
from foundation.database.audit import AuditEntry
from foundation.database.work import Office, UnitOfWork, begin
from foundation.security.permissions import Actor, the_system
from tests.factories import a_session, a_user, an_interpreter, an_organisation
from tests.signing_in import sign_in


@pytest.fixture
def admin(web: FlaskClient, office: Office) -> User:
    """The centre's administrator, signed in."""
    with begin(office, the_system()) as uow:
        user = a_user(uow, Role.CENTRE_ADMIN, an_organisation(uow, "경기 센터"))
    sign_in(web, user)
    return user


def recorded_by(uow: UnitOfWork, who: User) -> UnitOfWork:
    """The same transaction in somebody's name."""
    uow.actor = Actor(who.id, who.full_name, "ko", (), uow.grants)
    return uow


def test_a_deed_is_told_in_words_with_links_to_what_it_is_about(
    web: FlaskClient, office: Office, admin: User
) -> None:
    with begin(office, the_system()) as uow:
        session = a_session(uow)
        person = an_interpreter(uow, full_name="예시민 하늘")
        uow.record("session.moved_on", subject=session.id, before="requested", state="staffed")
        uow.record("restriction.added", subject=person.id, kind="exclusion", last_day=None)
        reference, request_id, person_id = session.request.reference, session.request_id, person.id

    page = web.get("/audit").text

    assert "상담 상태 변경" in page
    assert f'<a href="/requests/{request_id}">{reference}</a>' in page
    assert f'<a href="/people/{person_id}">예시민 하늘</a>' in page
    assert "session.moved_on" not in page
    assert "last_day" not in page


def test_it_is_found_by_number_person_topic_and_day(
    web: FlaskClient, office: Office, admin: User
) -> None:
    with begin(office, the_system()) as uow:
        coordinator = a_user(uow, Role.COORDINATOR, full_name="예시정 가온")
        session = a_session(uow)
        reference = session.request.reference
        recorded_by(uow, coordinator).record("session.start_chosen", subject=session.id)
        today = uow.today
        yesterday = uow.now - timedelta(days=1)
    with begin(office, the_system()) as uow:
        uow.now = yesterday
        uow.record("plan.failed")

    def rows(query: str) -> int:
        return web.get(f"/audit?{query}").text.count("<tr>") - 1

    assert rows(f"about={reference}") == 1
    assert rows("who=예시정") == 1
    assert rows("topic=plan") == 1
    assert rows(f"to={today - timedelta(days=1)}") == 1
    assert rows("about=R-9999") == -1  # an empty table is not drawn


def test_many_entries_of_one_deed_are_one_line_that_opens(
    web: FlaskClient, office: Office, admin: User
) -> None:
    with begin(office, the_system()) as uow:
        for _ in range(30):
            uow.record("offer.withdrawn")

    page = web.get("/audit?topic=offer").text

    assert page.count("제안 회수") == 1
    assert "기록 30건" in page
    each = page.split('<th scope="row">제안 회수 <a class="small" href="')[1].split('"')[0]
    assert web.get(each.replace("&amp;", "&")).text.count("제안 회수") == 30


def test_things_of_every_kind_can_be_asked_for(office: Office) -> None:
    with begin(office, the_system()) as uow:
        for section in app.TRAIL:
            for names in section.names.values():
                assert names(uow, {uuid4()}) == {}


def test_older_entries_follow_on_the_next_page(
    web: FlaskClient, office: Office, admin: User
) -> None:
    with begin(office, the_system()) as uow:
        for number in range(60):
            uow.now += timedelta(seconds=1)
            uow.record("points.decided", code=f"n{number}")

    first = web.get("/audit?topic=points").text
    older = first.split('rel="next" href="')[1].split('"')[0].replace("&amp;", "&")
    second = web.get(older).text

    assert "n59" in first
    assert "n9<" not in first
    assert "n0" in second
    assert "n59" not in second


def test_a_page_asks_the_same_few_questions_of_a_long_history(
    web: FlaskClient, office: Office, admin: User
) -> None:
    asked: list[str] = []

    @event.listens_for(office.engine, "before_cursor_execute")
    def note(*call: Any) -> None:  # pyright: ignore[reportUnusedFunction]  called by SQLAlchemy
        asked.append(call[2])

    def questions() -> int:
        asked.clear()
        web.get("/audit")
        return len(asked)

    before = questions()
    with begin(office, the_system()) as uow:
        for _ in range(40):
            person = an_interpreter(uow)
            uow.now += timedelta(seconds=1)
            uow.record("interpreter.moved", subject=person.id, before="active", after="left")

    assert questions() <= before + 1
    assert not [text for text in asked if "count(" in text and "audit_entry" in text]


def test_what_the_filters_leave_can_be_downloaded_and_that_is_noted(
    web: FlaskClient, office: Office, admin: User
) -> None:
    with begin(office, the_system()) as uow:
        uow.record("offer.declined", reason="too_far")
        uow.record("plan.failed")

    answer = web.post("/audit/export.xlsx?topic=offer")

    sheet = openpyxl.load_workbook(BytesIO(answer.data)).active
    assert sheet is not None
    lines = [[cell.value for cell in row] for row in sheet.iter_rows()]
    assert [line[2] for line in lines[1:]] == ["제안 거절"]
    assert "너무 멀어요" in str(lines[1][4])
    with begin(office, the_system()) as uow:
        names = uow.db.scalars(sa.select(AuditEntry.name)).all()
    assert "audit.exported" in names


@pytest.mark.parametrize(
    "query",
    ["before=" + "9" * 5000, "from=0001-01-01", "to=9999-12-31", "at=x", "about=%00", "who=%"],
)
def test_nonsense_in_the_address_is_no_error(web: FlaskClient, admin: User, query: str) -> None:
    assert web.get(f"/audit?{query}").status_code in {200, 400}
