"""Plan runs on the board: asked for, watched, reviewed, sent, taken back."""

from datetime import timedelta

import pytest
import sqlalchemy as sa
from flask.testing import FlaskClient

from dispatch.domain.states import EngineEnd, OfferState, RunKind, RunState
from dispatch.service.plans import runs
from dispatch.store.tables import DraftAssignment, Offer, PlanRun
from foundation.database.work import Office, begin, reading
from interpreters.domain.languages import Language
from tests import factories as make
from tests.conftest import SetClock
from tests.dispatch.board_days import BOARD, SYSTEM, post, read
from tests.dispatch.planned import a_day, ask, look, planned
from tests.factories.dispatch import an_assignment, an_offer


def put(office: Office, run: PlanRun, **values: object) -> None:
    """Bring a run into a state."""
    with begin(office, SYSTEM) as uow:
        found = runs.get_run(uow, run.id)
        for name, value in values.items():
            setattr(found, name, value)


def test_a_draft_is_asked_for_and_watched(desk: FlaskClient, office: Office) -> None:
    a_day(office)
    assert "초안 만들기" in read(desk)
    page = post(desk, f"{BOARD}/runs", days="1", seconds="20")
    assert "곧 초안을 만들기 시작해요" in page
    assert 'data-refresh="/dispatch/' in page
    assert 'http-equiv="refresh"' not in page
    again = desk.post(f"{BOARD}/runs", data={"days": "1", "seconds": "20"})
    assert again.status_code == 409


def test_days_without_sessions_are_refused_on_the_board(desk: FlaskClient) -> None:
    answer = desk.post(f"{BOARD}/runs", data={"days": "1", "seconds": "20"})
    assert answer.status_code == 422
    assert 'role="alert"' in answer.get_data(as_text=True)
    assert desk.post(f"{BOARD}/runs", data={"days": "400", "seconds": "x"}).status_code == 422


def test_a_running_draft_tells_how_far_it_is(
    desk: FlaskClient, office: Office, clock: SetClock
) -> None:
    a_day(office)
    run = ask(office, seconds=20)
    progress = {"best": 10, "bound": 9, "gap": 0.04, "unfilled": 1, "elapsed": 2}
    put(office, run, state=RunState.SOLVING, started_at=clock.now, progress=progress)
    clock.now += timedelta(seconds=5)
    bar = read(desk, f"{BOARD}/runs/{run.id}/bar")
    assert bar.lstrip().startswith('<div id="run-bar"')
    assert "5초 지남" in bar
    assert "차이가 4% 이내" in bar
    assert "지금 결과 사용" in bar
    assert "가장 좋은 초안" in post(desk, f"{BOARD}/runs/{run.id}/use")
    assert look(office, run).stop_asked
    assert "초안 만들기" in post(desk, f"{BOARD}/runs/{run.id}/drop")


def test_a_finished_bar_is_not_fetched_again(desk: FlaskClient, office: Office) -> None:
    a_day(office)
    run = planned(office)
    assert "data-refresh" not in read(desk, f"{BOARD}/runs/{run.id}/bar")


def test_a_draft_is_reviewed_row_by_row_and_sent(
    desk: FlaskClient, office: Office, clock: SetClock
) -> None:
    a_day(office, people=2, sessions=3)
    run = planned(office)
    page = read(desk)
    assert "제안 3건 보내기" in page
    assert "blk is-draft" in page
    with reading(office, SYSTEM) as uow:
        draft = uow.db.query(DraftAssignment).first()
    assert draft is not None
    left = post(desk, f"{BOARD}/changes/{draft.id}", on="1")
    assert "1건 제외" in left
    assert "제안 2건 보내기" in left
    assert "제안 3건 보내기" in post(desk, f"{BOARD}/changes/{draft.id}", on="0")
    sent = post(desk, f"{BOARD}/runs/{run.id}/send")
    assert "제안 3건을 보냈어요" in sent
    assert "전송 취소" in sent
    late = desk.post(f"{BOARD}/changes/{draft.id}", data={"on": "1"})
    assert late.status_code == 409
    clock.now += timedelta(minutes=10)
    assert "제안 3건을 회수했어요" in post(desk, f"{BOARD}/runs/{run.id}/undo")
    with reading(office, SYSTEM) as uow:
        assert {o.state for o in uow.db.query(Offer)} == {OfferState.WITHDRAWN}


def test_after_half_an_hour_nothing_can_be_taken_back(
    desk: FlaskClient, office: Office, clock: SetClock
) -> None:
    a_day(office)
    run = planned(office)
    post(desk, f"{BOARD}/runs/{run.id}/send")
    clock.now += timedelta(minutes=31)
    assert "전송 취소" not in read(desk)
    assert desk.post(f"{BOARD}/runs/{run.id}/undo").status_code == 410
    assert "변경 내역 1건" in read(desk, f"{BOARD}/changes")


def test_a_drafted_session_says_why_this_person_and_can_be_taken_out(
    desk: FlaskClient, office: Office
) -> None:
    (session,) = a_day(office, people=2)
    planned(office)
    page = read(desk, f"{BOARD}?s={session.id}")
    assert "님을 배정한 사유" in page
    assert "다른 후보" in page
    assert "초안에서 제외" in page


@pytest.mark.parametrize(
    ("state", "says"),
    [
        (RunState.STALE, "초안이 상황과 맞지 않아요"),
        (RunState.FAILED, "초안을 만들지 못했어요"),
    ],
)
def test_a_bar_that_went_wrong_says_what_to_do(
    desk: FlaskClient, office: Office, state: RunState, says: str
) -> None:
    a_day(office)
    run = planned(office)
    put(office, run, state=state, error="boom")
    page = read(desk)
    assert says in page
    assert "초안 만들기" in page
    assert "boom" not in page


@pytest.mark.parametrize(
    ("end", "says"),
    [
        (EngineEnd.CRASHED, "오류로 일찍 끝났어요"),
        (EngineEnd.KILLED, "메모리가 부족했을 수 있어요"),
        (EngineEnd.HUNG, "응답하지 않아 일찍 끝났어요"),
        # as runs were kept before
        (True, "오류로 일찍 끝났어요"),
    ],
)
@pytest.mark.parametrize("kind", [RunKind.PLAN, RunKind.REPAIR])
def test_a_search_that_broke_off_is_told_and_never_called_the_best(
    desk: FlaskClient, office: Office, kind: RunKind, end: EngineEnd | bool, says: str
) -> None:
    a_day(office)
    run = planned(office)
    put(office, run, kind=kind, progress={"best": 5, "bound": 5, "gap": 0.0, "cut_short": end})
    for page in (read(desk), read(desk, f"{BOARD}/runs/{run.id}")):
        assert says in page
        assert "더 나은 배정안이 없어요" not in page
        assert "run-done" not in page
    assert "일찍 끝남" in page
    assert "초안 준비됨" not in page


def test_the_page_of_a_run_has_measures_and_causes(desk: FlaskClient, office: Office) -> None:
    a_day(office, people=0, sessions=2)
    run = planned(office)
    page = read(desk, f"{BOARD}/runs/{run.id}")
    assert "미배정 상담과 사유" in page
    assert "2건" in page
    read(desk, f"/dispatch/2026-11-30/runs/{run.id}", status=404)


def test_without_a_draft_the_changes_say_so(desk: FlaskClient) -> None:
    assert "이날의 초안이 없어요" in read(desk, f"{BOARD}/changes")


def test_the_page_of_a_run_counts_downgrades(desk: FlaskClient, office: Office) -> None:
    session = a_day(office)[0]
    run = planned(office)
    page = f"{BOARD}/runs/{run.id}"
    assert "낮춘 조건" not in read(desk, page)
    with begin(office, SYSTEM) as uow:
        for draft in uow.db.scalars(sa.select(DraftAssignment)):
            draft.other_language = Language.ENGLISH
        beside = make.a_session(uow, day=session.day)
        an_assignment(uow, beside, lower_level=True)
        an_offer(uow, beside, lower_level=True)
    seen = read(desk, page)
    assert "다른 언어 1건" in seen
    assert "한 단계 낮은 인증 1건" in seen
    with begin(office, SYSTEM) as uow:
        for draft in uow.db.scalars(sa.select(DraftAssignment)):
            draft.left_out = True
    assert "다른 언어 1건" not in read(desk, page)
