"""The board as a coordinator sees and uses it."""

from datetime import date, timedelta
from uuid import UUID

import pytest
import sqlalchemy as sa
from flask.testing import FlaskClient

from accounts.domain.roles import Role
from dispatch.domain.states import AssignmentState, OfferState
from dispatch.store.tables import Assignment, Offer
from foundation.database.work import Office, begin, reading
from interpreters.domain.standing import Standing
from tests.dispatch.board_days import BOARD, DAY, SYSTEM, post, read
from tests.factories import a_session, a_user, an_interpreter
from tests.factories.dispatch import a_signed_up_interpreter, an_assignment, an_offer
from tests.signing_in import sign_in
from training.store.tables import Certification, Learner

PAGES = (
    BOARD,
    f"{BOARD}?view=table",
    f"{BOARD}/changes",
    f"{BOARD}/runs/{UUID(int=7)}",
    "/dispatch",
)


@pytest.mark.parametrize("role", [Role.COUNSELLOR, Role.INTERPRETER, Role.TRAINING_MANAGER])
def test_only_coordinators_open_the_board(web: FlaskClient, office: Office, role: Role) -> None:
    with begin(office, SYSTEM) as uow:
        user = a_user(uow, role)
    sign_in(web, user)
    assert {web.get(page).status_code for page in PAGES} == {403}
    assert web.post(f"{BOARD}/runs").status_code == 403
    assert web.post(f"{BOARD}/sessions/{UUID(int=7)}/ask").status_code == 403


def test_a_stranger_is_asked_to_sign_in(web: FlaskClient) -> None:
    assert web.get(BOARD).status_code == 303


@pytest.mark.parametrize(
    "path",
    [
        "/dispatch/tomorrow",
        "/dispatch/20261124",
        "/dispatch/2026-02-30",
        "/dispatch/1999-01-01",
        f"{BOARD}?s={UUID(int=7)}",
        f"{BOARD}?s=x",
        f"{BOARD}/runs/{UUID(int=7)}",
        f"{BOARD}/runs/{UUID(int=7)}/bar",
    ],
)
def test_what_does_not_exist_is_not_found(desk: FlaskClient, path: str) -> None:
    assert desk.get(path).status_code == 404


def test_an_empty_day_says_so_and_leads_on(desk: FlaskClient) -> None:
    page = read(desk)
    assert "이날은 일정이 없어요" in page
    assert "/requests/new" in page


def test_without_sessions_today_the_next_day_with_one_opens(
    desk: FlaskClient, office: Office
) -> None:
    with begin(office, SYSTEM) as uow:
        a_session(uow)
    assert desk.get("/dispatch").headers["Location"] == BOARD


def test_the_unfilled_come_first_with_who_could_go_and_why_nobody(
    desk: FlaskClient, office: Office
) -> None:
    with begin(office, SYSTEM) as uow:
        who, _ = a_signed_up_interpreter(uow)
        an_assignment(uow, a_session(uow, start="09:00"), who)
        a_session(uow, start="11:00")
        a_session(uow, start="13:00", language="mn")
    page = read(desk)
    assert "미배정 2건" in page
    assert page.index("미배정 2건") < page.index("통역사별 일정</h2>")
    assert "지금 1명이 가능해요." in page
    assert "몽골어 통역사가 없어요." in page
    table = read(desk, f"{BOARD}?view=table")
    assert table.index("13:00–14:00") < table.index("09:00–10:00")


def test_an_opened_session_shows_the_funnel_with_names_and_reasons(
    desk: FlaskClient, office: Office
) -> None:
    with begin(office, SYSTEM) as uow:
        an_interpreter(uow, "도 티 란", levels=())
        a_signed_up_interpreter(uow, "레 반 안", city="gapyeong", max_travel_km=5)
        session = a_session(uow)
    page = read(desk, f"{BOARD}?s={session.id}")
    assert "미배정 사유" in page
    assert "도 티 란 –" in page
    assert "레 반 안 –" in page


def test_why_not_a_certain_person_is_answered(desk: FlaskClient, office: Office) -> None:
    with begin(office, SYSTEM) as uow:
        lan = an_interpreter(uow, "도 티 란", levels=())
        session = a_session(uow)
    page = read(desk, f"{BOARD}?s={session.id}&person={lan.id}")
    assert '<div class="answer" role="status">' in page
    assert "<b>도 티 란</b>" in page


def test_a_candidate_is_asked_with_one_button(desk: FlaskClient, office: Office) -> None:
    with begin(office, SYSTEM) as uow:
        who, _ = a_signed_up_interpreter(uow)
        session = a_session(uow)
    page = post(
        desk,
        f"{BOARD}/sessions/{session.id}/ask?s={session.id}",
        interpreter=who.id,
        slot_no="1",
        starts_at=session.starts_at.isoformat(),
    )
    assert "응우옌 티 하인 님에게 제안을 보냈어요." in page
    assert "제안 회수" in page
    with reading(office, SYSTEM) as uow:
        assert [o.state for o in uow.db.query(Offer)] == [OfferState.SENT]


def test_nobody_is_confirmed_unasked(desk: FlaskClient, office: Office) -> None:
    with begin(office, SYSTEM) as uow:
        who, _ = a_signed_up_interpreter(uow)
        session = a_session(uow)
    values = {
        "interpreter": who.id,
        "slot_no": "1",
        "starts_at": session.starts_at.isoformat(),
    }
    address = f"{BOARD}/sessions/{session.id}/assign?s={session.id}"
    refused = desk.post(address, data=values)
    assert refused.status_code == 422
    assert 'role="alert"' in refused.get_data(as_text=True)
    assert "확정했어요" in post(desk, address, agreed_with="본인과 통화", **values)


def test_a_refusal_stands_on_the_board_and_changes_nothing(
    desk: FlaskClient, office: Office
) -> None:
    with begin(office, SYSTEM) as uow:
        wrong = an_interpreter(uow, "바트 볼드", languages=("mn",))
        session = a_session(uow)
    answer = desk.post(
        f"{BOARD}/sessions/{session.id}/ask?s={session.id}",
        data={
            "interpreter": wrong.id,
            "slot_no": "1",
            "starts_at": session.starts_at.isoformat(),
            "_key": "once",
        },
    )
    page = answer.get_data(as_text=True)
    assert answer.status_code == 409
    assert "바트 볼드" in page
    assert "통역사별 일정" in page
    with reading(office, SYSTEM) as uow:
        assert uow.db.query(Offer).count() == 0


def test_pinning_releasing_and_withdrawing(desk: FlaskClient, office: Office) -> None:
    with begin(office, SYSTEM) as uow:
        who, _ = a_signed_up_interpreter(uow)
        session = a_session(uow)
        held = an_assignment(uow, session, who)
        offer = an_offer(uow, a_session(uow, start="14:00"))
    assert "고정 해제" in post(desk, f"{BOARD}/assignments/{held.id}/pin?s={session.id}", on="1")
    pinned = desk.post(f"{BOARD}/assignments/{held.id}/release")
    assert pinned.status_code == 409
    post(desk, f"{BOARD}/assignments/{held.id}/pin", on="0")
    post(desk, f"{BOARD}/assignments/{held.id}/release")
    post(desk, f"{BOARD}/offers/{offer.id}/withdraw")
    with reading(office, SYSTEM) as uow:
        assert uow.db.query(Assignment).one().state is AssignmentState.RELEASED
        assert uow.db.query(Offer).one().state is OfferState.WITHDRAWN


def test_a_foreign_id_is_not_found(desk: FlaskClient) -> None:
    for action in ("pin", "release"):
        assert desk.post(f"{BOARD}/assignments/{UUID(int=7)}/{action}").status_code == 404
    assert desk.post(f"{BOARD}/offers/{UUID(int=7)}/withdraw").status_code == 404
    assert desk.post(f"{BOARD}/changes/{UUID(int=7)}").status_code == 404
    for action in ("use", "drop", "send", "undo"):
        assert desk.post(f"{BOARD}/runs/{UUID(int=7)}/{action}").status_code == 404


def test_the_timetable_is_narrowed_by_region_language_and_free_time(
    desk: FlaskClient, office: Office
) -> None:
    with begin(office, SYSTEM) as uow:
        a_signed_up_interpreter(uow, "서쪽 사람", city="ansan")
        a_signed_up_interpreter(uow, "북쪽 사람", city="paju", languages=("th",))
        an_interpreter(uow, "쉬는 사람", city="paju")
        a_session(uow)
    west = read(desk, f"{BOARD}?region=west")
    assert "서쪽 사람" in west
    assert "북쪽 사람" not in west
    thai = read(desk, f"{BOARD}?lang=th")
    assert "북쪽 사람" in thai
    assert "서쪽 사람" not in thai
    assert "쉬는 사람" not in read(desk, f"{BOARD}?free=1")


def test_the_chips_count_and_filter(desk: FlaskClient, office: Office) -> None:
    with begin(office, SYSTEM) as uow:
        who, _ = a_signed_up_interpreter(uow, "확정된 사람")
        an_assignment(uow, a_session(uow, start="09:00"), who)
        an_offer(uow, a_session(uow, start="11:00"))
        a_session(uow, start="15:00")
    page = read(desk)
    for text in ("<b>3</b> <span>전체", "<b>1</b> <span>확정"):
        assert text in page
    confirmed = read(desk, f"{BOARD}?state=confirmed")
    assert "확정 1건" in confirmed
    assert "확정된 사람" in confirmed
    assert "응우옌 티 하인" not in confirmed


def test_the_head_counts_who_is_active_and_certified_for_the_day(
    desk: FlaskClient, office: Office
) -> None:
    ended = date.fromisoformat(DAY) - timedelta(days=1)
    with begin(office, SYSTEM) as uow:
        for levels in (("L2",), ("L2", "L3-MED")):
            an_interpreter(uow, levels=levels)
        an_interpreter(uow, "인증 없는 사람", levels=())
        an_interpreter(uow, "떠난 사람", standing=Standing.LEFT)
        late = an_interpreter(uow, "기한이 지난 사람")
        learner = sa.select(Learner.id).where(Learner.interpreter_id == late.id)
        uow.db.execute(
            sa.update(Certification)
            .where(Certification.learner_id.in_(learner))
            .values(valid_until=ended)
        )
    assert "인증 통역사 2명" in read(desk)


def test_the_board_reads_in_english_too(desk: FlaskClient, office: Office) -> None:
    with begin(office, SYSTEM) as uow:
        a_session(uow)
    desk.set_cookie("language", "en")
    page = read(desk)
    assert "Dispatch board, Tuesday 24 November" in page
    assert "Unfilled: 1" in page


def test_readers_of_english_see_names_in_latin_letters_where_they_are_on_file(
    desk: FlaskClient, office: Office
) -> None:
    with begin(office, SYSTEM) as uow:
        hanh = an_interpreter(uow, "응우옌 티 하인")
        an_interpreter(uow, "김새얼")
        learner = sa.select(Learner).where(Learner.interpreter_id == hanh.id)
        uow.db.scalars(learner).one().latin_name = "NGUYEN THI HANH"
        session = a_session(uow)
    korean = read(desk, f"{BOARD}?s={session.id}")
    assert "응우옌 티 하인" in korean
    assert "NGUYEN" not in korean
    found = read(desk, f"{BOARD}?q=hanh")
    assert "응우옌 티 하인" in found
    assert "김새얼" not in found
    desk.set_cookie("language", "en")
    english = read(desk, f"{BOARD}?s={session.id}")
    assert "NGUYEN THI HANH" in english
    assert "응우옌 티 하인" not in english
    assert "김새얼" in english


def test_the_request_says_who_comes_and_leads_to_the_board(
    desk: FlaskClient, office: Office
) -> None:
    with begin(office, SYSTEM) as uow:
        who, _ = a_signed_up_interpreter(uow)
        session = a_session(uow)
        an_assignment(uow, session, who)
    page = read(desk, f"/requests/{session.request_id}")
    assert "응우옌 티 하인" in page
    assert f"/dispatch/{DAY}?s={session.id}" in page
