"""The pages of reports: who may see whose figures, every number leads to its rows, files run nothing."""

from dataclasses import replace
from datetime import date, timedelta
from io import BytesIO
from uuid import uuid4

import openpyxl
import pytest
from flask.testing import FlaskClient

from accounts.domain.roles import Role
from dispatch.domain.causes import Cause
from dispatch.domain.charts import ON_PAPER, ChartBar, TrendPoint, bar_chart, line_chart
from dispatch.domain.claims import ClaimKind, ClaimState
from dispatch.service.reports import figures, printed
from dispatch.service.reports.drawn import in_words
from dispatch.service.reports.figures import usual_wish
from dispatch.store.queries import reports as queries
from dispatch.store.queries.reports import ReportScope
from dispatch.store.tables import PayClaim
from foundation.database.work import Office, UnitOfWork, begin, reading
from foundation.security.errors import Forbidden, NotFound
from foundation.security.permissions import the_system
from scheduling.domain.states import SessionState
from scheduling.store.tables import Request
from tests.dispatch.acting import acting
from tests.factories import a_request, a_session, a_user, an_interpreter, an_organisation
from tests.factories.dispatch import an_assignment
from tests.signing_in import sign_in

SYSTEM = the_system()
DAY = date(2026, 8, 12)
QUARTER = "period=quarter&day=2026-08-01"


def a_summer(uow: UnitOfWork) -> Request:
    """One filled and one unmet request of Ansan, one unmet of Suwon; Ansan's filled one."""
    ansan, suwon = an_organisation(uow, "안산"), an_organisation(uow, "수원")
    request = a_request(uow, organisation=ansan, submitted_at=uow.now - timedelta(days=120))
    filled = a_session(uow, request=request, day=DAY, state=SessionState.HELD)
    an_assignment(uow, filled, an_interpreter(uow, "하인"))
    for body in (ansan, suwon):
        lost = a_request(uow, organisation=body, submitted_at=uow.now - timedelta(days=120))
        a_session(
            uow,
            request=lost,
            day=DAY,
            state=SessionState.NOT_DELIVERED,
            cause=Cause.NOBODY_IN_REACH.value,
        )
    return request


def test_the_centre_sees_all_and_each_number_leads_to_its_rows(
    desk: FlaskClient, office: Office
) -> None:
    with begin(office, SYSTEM) as uow:
        request = a_summer(uow)
        reference = request.reference
    page = desk.get(f"/reports?{QUARTER}").get_data(as_text=True)
    assert "33.3%" in page
    assert page.count("<svg") >= 4
    assert 'role="img"' in page
    rows = desk.get(f"/reports/sessions?{QUARTER}&rows=filled").get_data(as_text=True)
    assert reference in rows
    unmet = desk.get(f"/reports/sessions?{QUARTER}&cause=nobody_in_reach").get_data(as_text=True)
    assert reference not in unmet
    assert desk.get("/reports?period=days&day=2026-08-02&to=2026-08-01").status_code == 422
    assert desk.get("/reports?period=month&day=nonsense").status_code == 422


def test_an_organisation_sees_its_own_part_only(office: Office, web: FlaskClient) -> None:
    with begin(office, SYSTEM) as uow:
        request = a_summer(uow)
        admin = a_user(uow, Role.ORGANISATION_ADMIN, request.organisation)
        other = an_organisation(uow, "김포")
        counsellor = a_user(uow, Role.COUNSELLOR, request.organisation)
        own = acting(uow, admin)
        wish = usual_wish(uow.today)
        seen = figures.see_report(own, wish, "ko")
        assert [each.id for each in seen.organisations] == [request.organisation_id]
        assert (seen.figures[0].now, seen.figures[2].now) == (2, 1)
        assert seen.training is None
        with pytest.raises(NotFound):
            figures.see_report(own, replaced(wish, other.id), "ko")
        with pytest.raises(Forbidden):
            figures.see_report(acting(uow, counsellor), wish, "ko")
    sign_in(web, admin)
    assert web.get(f"/reports?{QUARTER}").status_code == 200
    assert web.get(f"/reports?{QUARTER}&organisation={other.id}").status_code == 404
    rows = web.get(f"/reports/sessions?{QUARTER}&rows=unmet").get_data(as_text=True)
    assert rows.count('<th scope="row">') == 1


def replaced(wish: figures.ReportWish, organisation_id: object) -> figures.ReportWish:
    return figures.ReportWish(period=wish.period, organisation_id=organisation_id)  # pyright: ignore[reportArgumentType]


def test_files_hold_every_figure_and_run_nothing(desk: FlaskClient, office: Office) -> None:
    with begin(office, SYSTEM) as uow:
        request = a_summer(uow)
        request.organisation.name = "=1+1"
        request.organisation.name_en = "=1+1"
    book = openpyxl.load_workbook(
        BytesIO(desk.post(f"/reports/figures.xlsx?{QUARTER}").get_data()), read_only=True
    )
    assert len(book.sheetnames) == 10
    table = desk.post(f"/reports/sessions.csv?{QUARTER}&rows=filled").get_data().decode("utf-8-sig")
    assert "'=1+1" in table
    sheet = openpyxl.load_workbook(
        BytesIO(desk.post(f"/reports/sessions.xlsx?{QUARTER}&rows=filled").get_data())
    ).active
    assert sheet is not None
    assert sheet.max_row == 2
    with reading(office, SYSTEM) as uow:
        trail = uow.db.connection().exec_driver_sql(
            "SELECT count(*) FROM audit_entry WHERE name = 'report.exported'"
        )
        assert trail.scalar() == 3


def test_charts_say_what_they_show_and_escape_what_people_typed() -> None:
    chart = bar_chart("x", "제목", "설명", [ChartBar(name="<b>{now}", value=3, said="3")])
    svg = chart.svg(ON_PAPER)
    assert "&lt;b&gt;&#123;now&#125;" in svg
    assert "<title" in svg
    assert "<desc" in svg
    assert "var(" not in svg
    assert "var(--primary)" in chart.svg()
    line = line_chart(
        "y", "t", "d", [TrendPoint(name="a", now=None), TrendPoint(name="b", now=None)]
    )
    assert "polyline" not in line.svg()


def test_a_report_is_printed_with_its_charts_and_names_nobody(
    desk: FlaskClient, office: Office
) -> None:
    with begin(office, SYSTEM) as uow:
        a_summer(uow)
        facts = printed.facts_of(
            uow_of(uow), figures.see_report(uow_of(uow), usual_wish(uow.today), "ko"), "ko"
        )
    drawn = [part for part in facts["parts"] if part["svg"]]
    assert len(drawn) == 3
    assert all(part["alt"] for part in drawn)
    assert "하인" not in str(facts)
    answer = desk.post(f"/reports/report.pdf?{QUARTER}")
    assert answer.get_data().startswith(b"%PDF")
    assert answer.headers["Content-Type"] == "application/pdf"


def test_money_is_what_claims_ask_for_and_of_an_organisation_its_own(office: Office) -> None:
    with begin(office, SYSTEM) as uow:
        ansan, suwon = an_organisation(uow, "안산"), an_organisation(uow, "수원")
        who = an_interpreter(uow, "하인")
        for body, won, state in (
            (ansan, 30_000, ClaimState.PROPOSED),
            (suwon, 50_000, ClaimState.CONFIRMED),
            (ansan, 70_000, ClaimState.DENIED),
        ):
            uow.db.add(
                PayClaim(
                    interpreter_id=who.id,
                    organisation_id=body.id,
                    kind=ClaimKind.SESSION,
                    source_id=uuid4(),
                    day=DAY,
                    state=state,
                    won=won,
                    proposed_at=uow.now,
                    changed_at=uow.now,
                )
            )
        uow.db.flush()
        scope = ReportScope(first=date(2026, 8, 1), last=date(2026, 8, 31))
        assert queries.claimed_won(uow.db, scope) == (80_000, 0)
        assert queries.claimed_won(uow.db, replace(scope, only={ansan.id})) == (30_000, 0)
        assert queries.claimed_won(uow.db, replace(scope, last=date(2026, 8, 2))) == (0, 0)
        wish = usual_wish(uow.today)
        seen = figures.see_report(uow_of(uow), wish, "ko")
        assert [(each.organisation.id, each.claims, each.won) for each in seen.pay] == [
            (suwon.id, 1, 50_000),
            (ansan.id, 1, 30_000),
        ]
        money = [each for each in seen.figures if each.unit is figures.ReportUnit.WON]
        assert [in_words(each.now, each.unit, "ko") for each in money] == ["80,000원", "0원"]


def uow_of(uow: UnitOfWork) -> UnitOfWork:
    """The same transaction as a coordinator."""
    return acting(uow, a_user(uow, Role.COORDINATOR))
