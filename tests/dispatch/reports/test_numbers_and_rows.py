"""Every number of the page leads to as many rows, of whatever kind; and who may see which of them."""

import re
from datetime import datetime, timedelta
from html import unescape

import pytest
import sqlalchemy as sa
from flask.testing import FlaskClient

from accounts.domain.roles import Role
from dispatch.domain.claims import ClaimState
from dispatch.domain.feedback import FeedbackGiver, FeedbackKind, FeedbackTopic
from dispatch.domain.states import OfferState
from dispatch.service.feedback import giving
from dispatch.service.feedback.giving import FeedbackGiven
from dispatch.store.tables import CounsellingSession
from foundation.database.work import Office, UnitOfWork, begin
from foundation.security.permissions import the_system
from scheduling.store.tables import Request
from tests.dispatch.acting import acting
from tests.dispatch.reports.test_report_pages import DAY, QUARTER, a_summer
from tests.factories import a_user, an_interpreter
from tests.factories.certifications import a_certification
from tests.factories.dispatch import a_claim, an_offer
from tests.factories.learners import an_enrolment
from tests.factories.training import a_cohort
from tests.signing_in import sign_in

SYSTEM = the_system()
LINKS = re.compile(r'<a href="(/reports/(?:sessions|rows/)[^"]*)">([^<]*)<span class="sr"')
NAMED = "하늘"


def a_full_summer(uow: UnitOfWork) -> Request:
    """Sessions, two claims, an offer, a complaint about a session, an application, certifications that begin and end."""
    request = a_summer(uow)
    who = an_interpreter(uow, NAMED)
    body = request.organisation_id
    a_claim(uow, who, day=DAY, won=30_000, organisation_id=body)
    a_claim(uow, who, day=DAY, won=50_000, organisation_id=body, state=ClaimState.APPROVED)
    a_claim(uow, who, day=DAY, won=70_000, organisation_id=body, state=ClaimState.DENIED)
    asked = sa.select(CounsellingSession).where(CounsellingSession.request_id == request.id)
    an_offer(uow, uow.db.scalars(asked).one(), who, state=OfferState.DECLINED)
    counsellor = a_user(uow, Role.COUNSELLOR, request.organisation)
    words = FeedbackGiven(
        kind=FeedbackKind.COMPLAINT,
        topic=FeedbackTopic.SESSION,
        giver=FeedbackGiver.COUNSELLOR,
        words="늦었어요.",
        reference=request.reference,
    )
    row = giving.give(acting(uow, counsellor), words)
    row.received_at = datetime(DAY.year, DAY.month, DAY.day, 3, tzinfo=uow.now.tzinfo)
    an_enrolment(uow, a_cohort(uow), applied_at=row.received_at)
    a_certification(uow, who.id, language="zh", valid_from=DAY)
    ending = uow.today + timedelta(days=30)
    a_certification(uow, an_interpreter(uow, "바다").id, language="zh", valid_until=ending)
    uow.db.flush()
    return request


def test_each_number_leads_to_as_many_rows(desk: FlaskClient, office: Office) -> None:
    with begin(office, SYSTEM) as uow:
        a_full_summer(uow)
    page = desk.get(f"/reports?{QUARTER}").get_data(as_text=True)
    assert "&lt;a" not in page
    found = {unescape(path): text for path, text in LINKS.findall(page)}
    assert len(found) > 25
    kinds = {path.partition("?")[0].rpartition("/")[2] for path in found}
    assert kinds == {
        *("sessions", "pay", "pay_approved", "complaints", "asked"),
        *("applied", "seated", "certified", "ending"),
    }
    for path, text in found.items():
        answer = desk.get(path)
        assert answer.status_code == 200, path
        rows = answer.get_data(as_text=True).count('<th scope="row">')
        assert rows, path
        if text.isdecimal() and "pay_approved" not in path:
            assert rows == int(text), path
    pay = desk.get(f"/reports/rows/pay?{QUARTER}").get_data(as_text=True)
    assert pay.count("30,000") == pay.count("50,000") == 1
    assert "70,000" not in pay
    assert NAMED in pay


def test_an_organisation_sees_what_its_work_costs_and_not_who_is_paid(
    office: Office, web: FlaskClient
) -> None:
    with begin(office, SYSTEM) as uow:
        request = a_full_summer(uow)
        admin = a_user(uow, Role.ORGANISATION_ADMIN, request.organisation)
    sign_in(web, admin)
    pay = web.get(f"/reports/rows/pay?{QUARTER}").get_data(as_text=True)
    assert "30,000" in pay
    assert NAMED not in pay
    assert "/claims/" not in pay
    complaints = web.get(f"/reports/rows/complaints?{QUARTER}").get_data(as_text=True)
    assert request.reference in complaints
    assert "/dispatch/feedback/" not in complaints
    for what in ("applied", "certified", "ending", "nonsense"):
        assert web.get(f"/reports/rows/{what}?{QUARTER}").status_code == 404


@pytest.mark.parametrize("what", ["pay", "complaints", "asked", "applied", "certified"])
def test_rows_of_any_kind_are_taken_along(desk: FlaskClient, office: Office, what: str) -> None:
    with begin(office, SYSTEM) as uow:
        a_full_summer(uow)
    table = desk.post(f"/reports/rows/{what}/csv?{QUARTER}").get_data().decode("utf-8-sig")
    assert len(table.splitlines()) == (3 if what == "pay" else 2)
    assert desk.post(f"/reports/rows/{what}/xlsx?{QUARTER}").get_data().startswith(b"PK")
    measured = desk.post(f"/reports/sessions.csv?{QUARTER}&show=fill").get_data().decode()
    assert "배정까지 걸린 시간" in measured
