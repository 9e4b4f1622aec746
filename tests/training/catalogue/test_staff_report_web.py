"""How many of each organisation's staff are trained: an administrator sees her own."""

from datetime import timedelta

from flask.testing import FlaskClient

from accounts.domain.roles import Role
from foundation.database.work import Office, begin
from foundation.security.permissions import the_system
from tests.conftest import NOON
from tests.factories import a_cohort, a_course, a_learner, a_user, an_enrolment, an_organisation
from tests.signing_in import sign_in

DAY = timedelta(days=1)


def test_the_staff_report_counts_who_is_current(office: Office, web: FlaskClient) -> None:
    with begin(office, the_system()) as uow:
        home = an_organisation(uow, name_en="Home")
        people = [a_user(uow, Role.COUNSELLOR, home) for _ in range(3)]
        admin = a_user(uow, Role.ORGANISATION_ADMIN, home, language="en")
        a_user(uow, Role.COUNSELLOR)
        course = a_course(uow, scheme_code="S1")
        cohort = a_cohort(uow, course)
        for user, ago in zip(people, (1, 729, 731), strict=True):
            learner = a_learner(uow, user)
            then = NOON - ago * DAY
            an_enrolment(uow, cohort, learner, status="completed", changed_at=then)
    sign_in(web, admin)
    page = web.get("/training/staff").text
    assert "50%" in page
    assert page.count("<tr>") == 2
