"""What needs a coordinator now: the page over all days, the number in the menu, the alert on every board."""

from datetime import timedelta

import pytest
import sqlalchemy as sa
from flask.testing import FlaskClient

from accounts.domain.roles import Role
from accounts.store.tables import User
from dispatch.domain.states import AssignmentState, DeclineReason
from dispatch.service.board import now
from dispatch.service.slots import closing
from foundation.database.work import Office, begin
from foundation.messages.outbox import Message
from scheduling.domain.states import RequestState, SessionState
from scheduling.store.tables import CounsellingSession
from tests.conftest import SetClock
from tests.dispatch.acting import later
from tests.dispatch.board_days import BOARD, SYSTEM, Statements, a_full_day, post, read
from tests.factories import a_request, a_session, a_user, an_interpreter
from tests.factories.dispatch import an_assignment, an_offer
from tests.signing_in import sign_in


def test_the_page_leads_to_where_each_thing_is_done(desk: FlaskClient, office: Office) -> None:
    with begin(office, SYSTEM) as uow:
        urgent = a_session(uow, day=uow.today, start="17:00")
        waits = a_request(uow, state=RequestState.SUBMITTED)
        court = a_session(uow, waits, day=uow.today + timedelta(days=9))
        tired = a_session(uow, day=uow.today + timedelta(days=8))
        an_offer(uow, tired, state="expired")
        calm = a_session(uow, day=uow.today + timedelta(days=5))
        an_offer(uow, calm)
    page = read(desk, "/dispatch/now")
    assert f"/dispatch/{urgent.day}?s={urgent.id}#chosen" in page
    assert f"/requests/{court.request_id}#decide-h" in page
    assert f"/dispatch/{tired.day}?s={tired.id}#chosen" in page
    # Somebody is being asked about it: it waits for them and for nobody else.
    assert calm.request.reference not in page
    assert '<span class="count">3<' in page
    board = read(desk, BOARD)
    assert f"/dispatch/{urgent.day}?s={urgent.id}#chosen" in board
    assert f"/requests/{court.request_id}#decide-h" in board


def test_a_session_that_fell_back_says_who_refused_when_and_why(
    desk: FlaskClient, office: Office, clock: SetClock
) -> None:
    with begin(office, SYSTEM) as uow:
        session = a_session(uow, day=uow.today + timedelta(days=8))
        no = an_interpreter(uow, "거절한 사람")
        offer = an_offer(uow, session, no, state="declined")
        offer.answered_at, offer.decline_reason = uow.now, DeclineReason.TOO_FAR
        silent = an_offer(uow, session, an_interpreter(uow, "답 없는 사람"), state="expired")
        silent.expires_at = uow.now - timedelta(days=1)
        gone = an_assignment(uow, session, an_interpreter(uow, "물러난 사람"))
        gone.state, gone.ended_at = AssignmentState.WITHDRAWN, uow.now - timedelta(hours=2)
        an_offer(uow, a_session(uow), an_interpreter(uow, "묻고 있는 사람"))
    page = " ".join(read(desk, "/dispatch/now").split())
    assert "거절한 사람 · 거절 (너무 멀어요) · 11월 23일 월요일 오후 12:00" in page
    assert "물러난 사람 · 철회 · 11월 23일" in page
    assert "답 없는 사람 · 답변 기한 지남 · 11월 22일 일요일 오후 12:00" in page
    assert page.index("거절한 사람") < page.index("물러난 사람") < page.index("답 없는 사람")
    assert "묻고 있는 사람" not in page


@pytest.mark.parametrize("role", [Role.COUNSELLOR, Role.INTERPRETER, Role.TRAINING_MANAGER])
def test_only_coordinators_see_it(web: FlaskClient, office: Office, role: Role) -> None:
    with begin(office, SYSTEM) as uow:
        user = a_user(uow, role)
        session = a_session(uow)
    sign_in(web, user)
    assert web.get("/dispatch/now").status_code == 403
    assert web.post(f"/dispatch/sessions/{session.id}/close").status_code == 403


def test_the_number_in_the_menu_is_one_statement_however_much_there_was(office: Office) -> None:
    with begin(office, SYSTEM) as uow:
        a_full_day(uow, people=4, each=3)
        # What the office has set is read once in a transaction, whoever asks first.
        now.count_waiting(uow)
        with Statements(office) as heard:
            now.count_waiting(uow)
        assert len(heard.texts) == 1
        with Statements(office) as heard:
            now.read_now(uow)
        assert len(heard.texts) <= 13


def test_a_session_that_nobody_came_to_is_closed_with_a_cause(
    desk: FlaskClient, office: Office, clock: SetClock
) -> None:
    with begin(office, SYSTEM) as uow:
        session = a_session(uow, day=uow.today, start="13:00")
        served = a_session(uow, day=uow.today, start="13:00")
        an_assignment(uow, served)
    clock.now += timedelta(hours=3)
    # Before the job has looked: it no longer says that somebody is looked for.
    page = read(desk, f"/requests/{session.request_id}")
    assert "진행 못 함" in page
    assert "아직 통역사를 찾고 있어요" not in page
    with begin(office, SYSTEM) as uow:
        closing.close_ended_sessions(uow)
        closing.close_ended_sessions(later(uow, minutes=10))
        assert uow.db.get_one(CounsellingSession, session.id).state is SessionState.NOT_DELIVERED
        assert uow.db.get_one(CounsellingSession, served.id).state is SessionState.HELD
        requester = uow.db.get_one(User, session.request.requester_id)
        told = sa.select(sa.func.count()).where(Message.to == requester.email)
        assert uow.db.scalar(told) == 1
    assert session.request.reference in read(desk, "/dispatch/now")
    assert "사유를 골라 주세요" in post(desk, f"/dispatch/sessions/{session.id}/close")
    post(desk, f"/dispatch/sessions/{session.id}/close", cause="everybody_busy")
    assert session.request.reference not in read(desk, "/dispatch/now")
    assert served.request.reference not in read(desk, "/dispatch/now")
