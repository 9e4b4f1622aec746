"""Papers of the office: what appoints somebody, and what confirms how often and how long they interpreted."""

from datetime import date, timedelta
from uuid import UUID

import pytest
from flask import Flask
from flask.testing import FlaskClient

from accounts.domain.roles import Role
from accounts.store.tables import User
from dispatch.service.papers import activity
from dispatch.service.slots import closing
from dispatch.store.tables import Assignment
from foundation.database.work import Office, UnitOfWork, begin
from foundation.security.errors import Conflict, Forbidden, NotFound, Refused
from foundation.security.permissions import the_system
from interpreters.domain.standing import Standing
from interpreters.store.tables import Interpreter
from scheduling.store.tables import CounsellingSession
from tests.dispatch.acting import acting, assign, later
from tests.factories import a_coordinator, a_session, a_user
from tests.factories.dispatch import a_signed_up_interpreter
from tests.pdf_text import pdf_text
from tests.signing_in import sign_in
from tests.training.certified import a_centre
from training.domain.documents import DocumentKind, DocumentStatus, Verdict
from training.service.documents import documents, papers, printing, verification

DAY = timedelta(days=1)
SYSTEM = the_system()


@pytest.fixture
def hanh(uow: UnitOfWork) -> tuple[Interpreter, User]:
    a_centre(uow)
    return a_signed_up_interpreter(uow)


def served(uow: UnitOfWork, who: Interpreter, start: str, minutes: int) -> Assignment:
    """A session of today that is over when it is closed."""
    session: CounsellingSession = a_session(uow, day=uow.today, start=start, minutes=minutes)
    return assign(uow, session, who)


def test_a_confirmation_counts_actual_times_and_names_no_case(
    uow: UnitOfWork, hanh: tuple[Interpreter, User]
) -> None:
    who, user = hanh
    served(uow, who, "13:00", 60)
    served(uow, who, "16:00", 90)
    tonight = later(uow, hours=9)
    closing.close_ended_sessions(tonight)
    # One that is still to come is not confirmed.
    assign(uow, a_session(uow, day=uow.today + DAY, start="13:00"), who)

    found = activity.confirm_own(acting(tonight, user), uow.today - 30 * DAY, uow.today)

    paper = documents.get(acting(tonight, user), found)
    assert paper.printed["sessions"] == 2
    assert paper.printed["minutes"] == 150
    assert paper.kind is DocumentKind.ACTIVITY
    told = verification.look(tonight, paper.code)
    assert told.verdict is Verdict.VALID
    assert "2시간 30분" in [line.value for line in told.page.lines]
    text = pdf_text(printing.pdf(tonight, paper))
    assert "활동확인서" in text.replace(" ", "")
    assert who.full_name in text
    assert paper.serial in text
    assert not {"베트남", "상담실", "SUW", "법률", "안산"} & set(text.split())


def test_days_that_make_no_sense_are_refused_by_field(
    uow: UnitOfWork, hanh: tuple[Interpreter, User]
) -> None:
    mine = acting(uow, hanh[1])
    wrong: list[tuple[date | None, date | None, str]] = [
        (None, None, "first_day"),
        (uow.today, uow.today - DAY, "last_day"),
        (uow.today, uow.today + DAY, "last_day"),
        (uow.today - 4000 * DAY, uow.today, "last_day"),
    ]
    for first, last, name in wrong:
        with pytest.raises(Refused) as refused:
            activity.confirm_own(mine, first, last)
        assert name in refused.value.problems
    with pytest.raises(Refused, match="Nothing was interpreted"):
        activity.confirm_own(mine, uow.today - DAY, uow.today)


def test_a_letter_appoints_once_for_its_days_and_says_how_it_stands(
    uow: UnitOfWork, hanh: tuple[Interpreter, User]
) -> None:
    who, user = hanh
    letter = papers.issue_appointment(uow, who.id, uow.today + DAY, uow.today + 365 * DAY)
    with pytest.raises(Conflict, match=letter.serial):
        papers.issue_appointment(uow, who.id, uow.today + 300 * DAY, uow.today + 400 * DAY)

    at = {n: verification.verdict_on(letter, uow.today + n * DAY) for n in (0, 1, 365, 366)}
    assert list(at.values()) == [
        Verdict.APPOINTED_LATER,
        Verdict.VALID,
        Verdict.VALID,
        Verdict.APPOINTMENT_OVER,
    ]
    assert "위촉장" in pdf_text(printing.pdf(uow, letter)).replace(" ", "")
    assert [one.id for one in papers.list_of_interpreter(acting(uow, user), who.id)] == [letter.id]


def test_it_is_reissued_with_the_name_of_today_and_revoked(
    uow: UnitOfWork, hanh: tuple[Interpreter, User]
) -> None:
    who, _ = hanh
    first = papers.issue_appointment(uow, who.id, uow.today, uow.today + 30 * DAY)
    second = documents.replace(uow, first.id)
    assert second.printed["period"] == first.printed["period"]
    assert verification.look(uow, first.code).verdict is Verdict.SUPERSEDED
    papers.revoke(uow, second.id)
    assert verification.look(uow, second.code).verdict is Verdict.REVOKED
    with pytest.raises(Conflict):
        papers.revoke(uow, second.id)
    # Its days are free again.
    third = papers.issue_appointment(uow, who.id, uow.today, uow.today + 30 * DAY)
    assert third.status is DocumentStatus.ISSUED


def test_only_the_office_appoints_and_nobody_who_is_not_active(
    uow: UnitOfWork, hanh: tuple[Interpreter, User]
) -> None:
    who, user = hanh
    for reader in (user, a_coordinator(uow)):
        with pytest.raises(Forbidden):
            papers.issue_appointment(acting(uow, reader), who.id, uow.today, uow.today + DAY)
    other = a_signed_up_interpreter(uow)[1]
    with pytest.raises(NotFound):
        papers.list_of_interpreter(acting(uow, other), papers_of(uow, who))
    who.standing = Standing.PAUSED
    with pytest.raises(Refused, match="active"):
        papers.issue_appointment(uow, who.id, uow.today, uow.today + DAY)


def papers_of(uow: UnitOfWork, who: Interpreter) -> UUID:
    """Somebody who has a paper."""
    papers.issue_appointment(uow, who.id, uow.today, uow.today + DAY)
    return who.id


def test_she_makes_her_own_on_the_phone_and_the_office_issues_a_letter(
    web_app: Flask, office: Office
) -> None:
    with begin(office, SYSTEM) as uow:
        a_centre(uow)
        who, user = a_signed_up_interpreter(uow)
        served(uow, who, "13:00", 60)
        admin = a_user(uow, Role.CENTRE_ADMIN, language="en")
        closing.close_ended_sessions(later(uow, hours=9))
        today = uow.today
    web, desk = web_app.test_client(), web_app.test_client()
    sign_in(web, user)
    days = {"first_day": f"{today - DAY}", "last_day": f"{today}"}
    made = web.post("/papers/activity", data=days)
    assert made.status_code == 303
    assert "활동확인서" in web.get(made.headers["Location"]).text
    refused = web.post("/papers/activity", data={**days, "last_day": "2030-01-01"})
    assert refused.status_code == 422
    assert 'value="2030-01-01"' in refused.text
    sign_in(desk, admin)
    assert f"/people/{who.id}/papers" in desk.get(f"/people/{who.id}").text
    letter = desk.post(
        f"/people/{who.id}/papers/appointment",
        data={"first_day": f"{today}", "last_day": f"{today + 30 * DAY}"},
    )
    page = desk.get(letter.headers["Location"]).text
    assert "Letter of appointment" in page
    assert "/revoke" in page
    assert "위촉장" in web.get("/papers").text
    again = desk.post(
        f"/people/{who.id}/papers/appointment",
        data={"first_day": f"{today}", "last_day": f"{today + 30 * DAY}"},
    )
    assert again.status_code == 409
    assert _revoked(desk, letter.headers["Location"])


def _revoked(desk: FlaskClient, path: str) -> bool:
    desk.post(f"{path}/revoke")
    return "This document has been revoked" in desk.get(path).text
