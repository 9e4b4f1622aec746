"""The pages of coverage: who sees whose figures, and what is shown before anything is counted."""

import html
import re
from io import BytesIO

import openpyxl
import pytest
import sqlalchemy as sa
from flask.testing import FlaskClient

from accounts.domain.cities import CITIES
from accounts.domain.roles import Role
from dispatch.domain.coverage_asked import CoverageMeasure
from dispatch.domain.coverage_map import PLACES, SHADE_STEPS, shade_of, shade_of_rate, steps_for
from dispatch.service.coverage import counting
from foundation.database.queue import JobRow
from foundation.database.work import Office, begin
from foundation.security.permissions import the_system
from tests.dispatch.board_days import Statements
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


def test_every_number_leads_to_its_sessions_and_files_hold_them(
    desk: FlaskClient, office: Office
) -> None:
    with begin(office, SYSTEM) as uow:
        request = a_summer(uow)
        request.organisation.name = "=1+1"
        reference = request.reference
    counting.count_changed(office)
    page = desk.get(f"/coverage?{SUMMER}&show=asked&by=organisation_id").get_data(as_text=True)
    assert 'role="group"' in page
    # An address that leads to sessions lists as many as its number says.
    found = re.findall(r'href="(/coverage/sessions[^"]*)"[^>]*>(\d+)<', page)
    assert len(found) > 10
    for address, number in sorted(dict(found).items())[::6]:
        rows = desk.get(html.unescape(address)).get_data(as_text=True)
        assert rows.count('<th scope="row">') == int(number), address
    filled = desk.get(f"/coverage/sessions?{SUMMER}&outcome=filled").get_data(as_text=True)
    assert reference in filled
    for narrowed in ("weekday=2", "daypart=morning", "ways=1", "cause=nobody_in_reach", "level=L2"):
        assert desk.get(f"/coverage/sessions?{SUMMER}&{narrowed}").status_code == 200
    assert "해당하는 상담이 없어요" in desk.get(f"/coverage/sessions?{SUMMER}&weekday=1").get_data(
        as_text=True
    )
    table = desk.post(f"/coverage/sessions.csv?{SUMMER}&outcome=filled").get_data()
    assert "'=1+1" in table.decode("utf-8-sig")
    book = openpyxl.load_workbook(
        BytesIO(desk.post(f"/coverage/figures.xlsx?{SUMMER}").get_data()), read_only=True
    )
    assert len(book.sheetnames) == 10


@pytest.mark.parametrize("measure", CoverageMeasure)
def test_the_page_asks_the_database_few_questions(
    desk: FlaskClient, office: Office, measure: CoverageMeasure
) -> None:
    with begin(office, SYSTEM) as uow:
        a_summer(uow)
    counting.count_changed(office)
    desk.get("/coverage")
    with Statements(office) as statements:
        assert desk.get(f"/coverage?{SUMMER}&show={measure}").status_code == 200
    assert len(statements.texts) <= 20


def test_what_there_is_not_narrows_nothing(desk: FlaskClient) -> None:
    asked = "language=zz&city=zz&cause=zz&level=zz&daypart=zz&weekday=9&outcome=zz"
    assert desk.get(f"/coverage/sessions?{asked}").status_code == 200
    assert desk.get("/coverage/sessions?cause=lower_level").status_code == 200


def test_the_map_has_every_city_in_a_place_of_its_own() -> None:
    assert set(PLACES) == set(CITIES)
    assert len(set(PLACES.values())) == len(CITIES)
    for code, (column, row) in PLACES.items():
        for other, (_, row_of_other) in PLACES.items():
            if row_of_other - row > 2:
                assert CITIES[code].point.latitude > CITIES[other].point.latitude, (code, other)
        assert 0 <= column < 6
    assert steps_for(9) == (1, 2, 3, 5, 8)
    assert steps_for(160)[-1] == 80
    assert [shade_of(n, SHADE_STEPS) for n in (0, 1, 2, 4, 7, 8)] == [0, 1, 2, 3, 4, 5]
    assert [shade_of_rate(n) for n in (100, 99, 95, 90, 80, 10)] == [0, 1, 2, 3, 4, 5]
