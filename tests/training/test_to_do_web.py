"""The training manager begins with what waits, applicants say why, and only who can assess is offered."""

from datetime import timedelta

import sqlalchemy as sa
from flask.testing import FlaskClient

from accounts.domain.roles import Role
from foundation.database.work import Office, begin, reading
from foundation.security.permissions import the_system
from tests.factories import a_cohort, a_user, an_enrolment, an_interpreter
from tests.signing_in import sign_in
from training.domain.courses import CohortStatus
from training.service.pages import to_do
from training.store.tables import Enrolment

WHY = "이웃을 돕고 싶어서요. <b>두 해</b> 동안 동행했어요."


def test_what_waits_is_counted_by_kind_and_leads_to_its_page(
    office: Office, web: FlaskClient
) -> None:
    with begin(office, the_system()) as uow:
        manager = a_user(uow, Role.TRAINING_MANAGER, language="ko")
        cohort = a_cohort(uow, status=CohortStatus.ENROLLING, screening=True)
        for _each in range(2):
            an_enrolment(uow, cohort, status="applied")
        an_enrolment(uow, cohort, status="waitlisted")
    with reading(office, the_system()) as uow:
        found = to_do.count_waiting(uow)
        assert {kind: count for kind, count in found.items() if count} == {"applications": 2}
    sign_in(web, manager)
    page = web.get("/training").text
    assert "<b>2</b> 결정할 수강 신청" in page
    assert "결정할 신청 2건" in page
    assert f"/training/{cohort.id}/applicants" in page


def test_an_applicant_says_why_and_whoever_decides_reads_it(
    office: Office, web: FlaskClient
) -> None:
    with begin(office, the_system()) as uow:
        manager = a_user(uow, Role.TRAINING_MANAGER, language="ko")
        user = a_user(uow, Role.TRAINEE, language="ko")
        person = an_interpreter(uow, user=user)
        cohort = a_cohort(uow, status=CohortStatus.ENROLLING, screening=True)
        closed = cohort.closes_at
        assert closed > uow.now + timedelta(minutes=1)
    sign_in(web, user)
    assert 'name="motivation"' in web.get(f"/courses/{cohort.id}").text
    enrol = f"/courses/{cohort.id}/enrol"
    refused = web.post(enrol, data={"motivation": "전화 010-1234-5678 " + WHY})
    assert refused.status_code == 422
    assert "010-1234-5678" in refused.text
    assert web.post(enrol, data={"motivation": WHY}).status_code == 303
    with reading(office, the_system()) as uow:
        assert uow.db.scalars(sa.select(Enrolment.motivation)).one() == WHY
    sign_in(web, manager)
    page = web.get(f"/training/{cohort.id}/applicants").text
    assert "&lt;b&gt;두 해" in page
    assert f"/people/{person.id}" in page
    assert "선택)" not in page[page.index('for="r-1"') : page.index('id="r-1"')]
