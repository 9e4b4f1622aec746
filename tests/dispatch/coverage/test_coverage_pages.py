"""The pages of coverage: who sees whose figures, and what is shown before anything is counted."""

import sqlalchemy as sa
from flask.testing import FlaskClient

from accounts.domain.roles import Role
from dispatch.service.coverage import counting
from foundation.database.queue import JobRow
from foundation.database.work import Office, begin
from foundation.security.permissions import the_system
from tests.dispatch.reports.test_report_pages import a_summer
from tests.factories import a_user, an_organisation
from tests.signing_in import sign_in

SYSTEM = the_system()
SUMMER = "period=days&day=2026-08-01&to=2026-08-31"


def test_the_centre_sees_all_of_what_is_counted(desk: FlaskClient, office: Office) -> None:
    with begin(office, SYSTEM) as uow:
        a_summer(uow)
    assert "아직 집계하지 않았어요" in desk.get(f"/coverage?{SUMMER}").get_data(as_text=True)
    for _ in range(2):
        assert desk.post("/coverage/count").status_code == 303
    with begin(office, SYSTEM) as uow:
        jobs = uow.db.scalars(sa.select(JobRow).where(JobRow.name == counting.COUNT_COVERAGE)).all()
        assert len(jobs) == 1
    counting.count_changed(office)
    page = desk.get(f"/coverage?{SUMMER}").get_data(as_text=True)
    assert "33.3%" in page
    assert desk.get("/coverage?period=days&day=2026-08-02&to=2026-08-01").status_code == 422
    assert desk.get("/coverage?period=days&day=nonsense&to=").status_code == 422


def test_an_organisation_sees_its_own_needs_only(office: Office, web: FlaskClient) -> None:
    with begin(office, SYSTEM) as uow:
        request = a_summer(uow)
        admin = a_user(uow, Role.ORGANISATION_ADMIN, request.organisation)
        other = an_organisation(uow, "김포")
    counting.count_changed(office)
    sign_in(web, admin)
    assert "50.0%" in web.get(f"/coverage?{SUMMER}").get_data(as_text=True)
    assert web.get(f"/coverage?{SUMMER}&organisation={other.id}").status_code == 404
    assert web.post("/coverage/count").status_code == 403
