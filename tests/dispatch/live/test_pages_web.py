"""The day on its pages: the phone, the counsellor's outcome, the desk, the sheets."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta
from uuid import UUID

import pytest
import sqlalchemy as sa
from flask.testing import FlaskClient

from accounts.domain.roles import Role
from accounts.store.tables import User
from dispatch.domain.live import OutcomeState
from dispatch.domain.states import AssignmentState
from dispatch.service.live import sheets
from dispatch.service.slots import closing
from dispatch.store.tables import Assignment, DaySheet, LiveStep, OutcomeReport, SessionOutcome
from foundation.database.audit import AuditEntry
from foundation.database.work import Office, begin, reading
from foundation.security.permissions import the_system
from tests.conftest import SetClock
from tests.dispatch.board_days import post, read
from tests.dispatch.live.days import a_day
from tests.factories import a_user, an_organisation

SYSTEM = the_system()
Browser = Callable[[User], FlaskClient]


@dataclass
class Web:
    """Browsers of the people of one session of today at two, and its ids."""

    office: Office
    clock: SetClock
    phone: FlaskClient
    counsellor: FlaskClient
    desk: FlaskClient
    assignment_id: UUID
    session_id: UUID
    request_id: UUID
    reference: str

    def at(self, **from_start: float) -> None:
        """Move everybody's clock to so long after the start."""
        with reading(self.office, SYSTEM) as uow:
            start = uow.db.get_one(Assignment, self.assignment_id).starts_at
        self.clock.now = start + timedelta(**from_start)

    def close(self) -> None:
        """The job that closes what is over."""
        with begin(self.office, SYSTEM) as uow:
            closing.close_ended_sessions(uow)

    def state(self) -> OutcomeState:
        """Where the outcome stands."""
        with reading(self.office, SYSTEM) as uow:
            return uow.db.scalars(sa.select(SessionOutcome.state)).one()


@pytest.fixture
def day(office: Office, clock: SetClock, browser_of: Browser) -> Web:
    """Noon, and a session begins at two."""
    with begin(office, SYSTEM) as uow:
        it = a_day(uow)
        users = [it.user, it.counsellor, it.desk]
        ids = (it.assignment.id, it.session.id, it.session.request_id)
        reference = it.session.request.reference
    phone, counsellor, desk = (browser_of(user) for user in users)
    return Web(office, clock, phone, counsellor, desk, *ids, reference)


def test_the_phone_leads_through_the_day(day: Web) -> None:
    page = f"/assignments/{day.assignment_id}"
    day.at(hours=-4)
    assert "I am on my way" not in read(day.phone, page)
    day.at(minutes=-50)
    assert "I am on my way" in read(day.phone, "/home")
    post(day.phone, f"{page}/tell", step="on_the_way")
    shown = post(day.phone, f"{page}/tell", step="on_the_way")
    assert "I have arrived" in shown
    day.at(minutes=-6)
    shown = post(
        day.phone, f"{page}/tell", step="arrived", latitude="37.3219", longitude="126.8309"
    )
    assert "It has begun" in shown
    day.at(minutes=2)
    assert "Wait until" in read(day.phone, f"{page}/live")
    post(day.phone, f"{page}/tell", step="began")
    day.at(minutes=55)
    shown = read(day.phone, f"{page}/report")
    assert 'value="14:02' in shown
    answers = {"absent": "held", "started_at": "14:02", "ended_at": "14:55", "break_minutes": "0"}
    shown = post(day.phone, f"{page}/report", **answers)
    assert "You reported: 2:02" in shown
    with reading(day.office, SYSTEM) as uow:
        assert uow.db.get_one(Assignment, day.assignment_id).state is AssignmentState.COMPLETED
        lines = uow.db.scalars(sa.select(LiveStep)).all()
        assert [line.distance_m is not None for line in lines].count(True) == 1
        told = " ".join(str(e.facts) for e in uow.db.scalars(sa.select(AuditEntry)))
        assert "37.3219" not in told


def test_who_cannot_go_sees_the_number_first(day: Web) -> None:
    day.at(hours=-2)
    page = f"/assignments/{day.assignment_id}"
    assert f"{page}/cannot" in read(day.phone, page)
    assert "Release me now" in read(day.phone, f"{page}/cannot")
    assert day.phone.post(f"{page}/drop-out").status_code == 422
    assert "You are released" in post(day.phone, f"{page}/drop-out", reason="ill")
    assert day.reference in read(day.desk, "/dispatch/now")


def test_who_came_early_reads_when_it_can_begin_and_may_still_drop_out(day: Web) -> None:
    page = f"/assignments/{day.assignment_id}"
    day.at(minutes=-50)
    shown = post(day.phone, f"{page}/tell", step="arrived")
    assert "From 1:45 pm you can tell here that it has begun." in shown
    assert "on your way and there" not in shown
    for text in (shown, read(day.phone, "/home")):
        assert f"{page}/cannot" in text
        assert f'data-refresh="{page}/live"' in text
    day.at(minutes=-15)
    shown = read(day.phone, f"{page}/live")
    assert "It has begun" in shown
    assert "From 1:45" not in shown


def test_an_outcome_as_planned_is_one_click_on_the_list(day: Web) -> None:
    day.at(hours=2)
    day.close()
    listed = read(day.counsellor, "/requests/mine")
    assert "As planned" in listed
    shown = post(day.counsellor, f"/requests/{day.request_id}/outcome", do="planned")
    assert "Saved" in shown
    assert day.state() is OutcomeState.REPORTED
    assert "As planned" not in read(day.counsellor, "/requests/mine")
    # Who interpreted and has said nothing reads what counts, and whose word it is.
    shown = read(day.phone, f"/assignments/{day.assignment_id}")
    assert "What counts: 2:00 pm – 3:00 pm" in shown.replace("\u202f", " ")


def test_faults_keep_what_was_typed(day: Web) -> None:
    day.at(hours=2)
    wrong = {"absent": "held", "started_at": "14:00", "ended_at": "13:00", "late_minutes": "7"}
    answer = day.counsellor.post(f"/requests/{day.request_id}/outcome", data=wrong)
    assert answer.status_code == 422
    text = answer.get_data(as_text=True)
    assert 'value="13:00' in text
    assert "The end must come after the beginning." in text
    assert "Say who was late and by how many minutes." in text


def test_a_second_appointment_is_filled_in_with_the_same_interpreter(day: Web) -> None:
    day.at(hours=2)
    path = f"/requests/{day.request_id}/outcome"
    shown = post(day.counsellor, path, do="planned", again="1")
    assert "second appointment" in shown
    assert "응우옌 티 하인" in shown


def test_both_versions_stand_side_by_side_until_one_counts(day: Web) -> None:
    day.at(hours=2)
    day.close()
    post(day.phone, f"/assignments/{day.assignment_id}/report", do="planned")
    post(day.counsellor, f"/requests/{day.request_id}/outcome", absent="interpreter")
    assert "Reports differ" in read(day.desk, "/dispatch/now")
    path = f"/dispatch/outcomes/{day.session_id}"
    shown = read(day.desk, path)
    assert shown.count("Take this version") == 2
    answer = day.desk.post(path, data={"take": str(day.assignment_id), "absent": "held"})
    assert answer.status_code == 422
    values = {"take": str(day.assignment_id), "absent": "held", "reason": "called both"}
    seen = shown.split('name="_seen" value="')[1].split('"')[0]
    post(day.counsellor, f"/requests/{day.request_id}/outcome", absent="counsellor")
    stale = day.desk.post(path, data={**values, "_seen": seen})
    assert stale.status_code == 409
    assert "Decided" in post(day.desk, path, **values)
    assert day.state() is OutcomeState.DECIDED
    with reading(day.office, SYSTEM) as uow:
        report = uow.db.scalars(
            sa.select(OutcomeReport).where(OutcomeReport.reason == "called both")
        ).one()
        assert report.was_held


def test_who_is_late_is_shown_with_the_number(day: Web) -> None:
    day.at(minutes=-10)
    shown = read(day.desk, "/dispatch/now")
    assert "starts in 10 min, not yet on the way" in shown
    assert "not there yet" in read(day.desk, "/dispatch/2026-11-23")
    path = f"/dispatch/assignments/{day.assignment_id}/tell"
    post(day.desk, path, step="arrived", late_minutes="15")
    assert "not yet on the way" not in read(day.desk, "/dispatch/now")


def test_a_sheet_is_for_those_who_may_and_leaves_a_trace(day: Web, browser_of: Browser) -> None:
    answer = day.desk.post("/day-sheets", data={"day": "2026-11-23"})
    assert (answer.status_code, answer.data[:4]) == (200, b"%PDF")
    with begin(day.office, SYSTEM) as uow:
        stranger = a_user(uow, Role.COUNSELLOR, an_organisation(uow, "다른 기관"))
        kept = uow.db.scalars(sa.select(DaySheet)).one()
        sheet_id = kept.id
        assert "%PDF" not in kept.encrypted_pdf
        names = list(uow.db.scalars(sa.select(AuditEntry.name)))
        assert {"sheet.made", "sheet.opened"} <= set(names)
    assert browser_of(stranger).post(f"/day-sheets/{sheet_id}").status_code == 403
    assert day.desk.post(f"/day-sheets/{sheet_id}").data[:4] == b"%PDF"
    assert day.phone.get("/day-sheets").status_code == 403


def test_the_night_makes_one_for_everybody_and_forgets(day: Web) -> None:
    day.at(hours=-9)
    sheets.make_sheets(day.office)
    with reading(day.office, SYSTEM) as uow:
        made = uow.db.scalars(sa.select(DaySheet)).all()
        assert [sheet.sessions for sheet in made] == [1, 1]
        assert sum(sheet.organisation_id is None for sheet in made) == 1
    day.at(days=20)
    sheets.make_sheets(day.office)
    with reading(day.office, SYSTEM) as uow:
        days = {sheet.day for sheet in uow.db.scalars(sa.select(DaySheet))}
        assert len(days) == 1


def test_a_report_of_somebody_else_is_none(day: Web, browser_of: Browser) -> None:
    with begin(day.office, SYSTEM) as uow:
        other = a_user(uow, Role.INTERPRETER)
    day.at(hours=2)
    page = f"/assignments/{day.assignment_id}"
    assert browser_of(other).get(f"{page}/report").status_code == 404
    assert browser_of(other).post(f"{page}/tell", data={"step": "arrived"}).status_code == 404
