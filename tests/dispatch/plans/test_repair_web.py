"""A repair on the board: asked for beside a plan, announced when ready, told in plain words."""

from datetime import timedelta

from flask.testing import FlaskClient

from dispatch.domain.states import RunKind, RunState
from dispatch.service.engine import solving
from dispatch.service.plans import automatic_repair
from dispatch.service.plans.make import run_plan
from foundation.database.work import Office, begin, reading
from tests import factories as make
from tests.conftest import SetClock
from tests.dispatch.board_days import BOARD, SYSTEM, post, read, tomorrow
from tests.dispatch.planned import DIES, a_day, planned, someone
from tests.factories.dispatch import an_assignment


def test_a_repair_is_offered_once_somebody_counts_on_a_session(
    desk: FlaskClient, office: Office
) -> None:
    (session,) = a_day(office)
    assert 'value="repair"' not in read(desk)
    with begin(office, SYSTEM) as uow:
        an_assignment(uow, session)
    assert 'value="repair"' in read(desk)
    page = post(desk, f"{BOARD}/runs", days="1", seconds="20", kind="repair")
    with reading(office, SYSTEM) as uow:
        (run,) = uow.db.query(automatic_repair.PlanRun)
    assert run.kind is RunKind.REPAIR
    assert 'data-refresh="/dispatch/' in page


def test_a_repair_that_nobody_asked_for_is_announced_on_every_day(
    desk: FlaskClient, office: Office
) -> None:
    with begin(office, SYSTEM) as uow:
        stays = someone(uow)
        someone(uow)
        an_assignment(uow, make.a_session(uow, start="10:00"), stays)
        make.a_session(uow, start="10:30")
        day = tomorrow(uow)
        (run,) = automatic_repair.queue_repairs(uow, [make.a_session(uow, language="lo").day])
    run_plan(office, str(run.id), watch=solving.Watch(engine=DIES))
    page = read(desk)
    assert "검토할 빈자리 채우기 초안이 있어요: 새 배정 1건, 변경 0건" in page
    assert "그날 상황이 바뀌어 자동으로 만들었어요." in page
    assert "제안받았거나 확정된 사람은 아무도 바뀌지 않아요." in page
    other = read(desk, "/dispatch/2026-11-30")
    assert f'<a href="/dispatch/{day}/repairs/{run.id}">빈자리를 채우는 방법 1가지' in other
    assert "자동으로 만들었어요" not in other
    post(desk, f"{BOARD}/runs/{run.id}/drop")
    assert "빈자리를 채우는 방법" not in read(desk, "/dispatch/2026-11-30")


def test_who_is_moved_and_whether_fewer_would_do_is_said(desk: FlaskClient, office: Office) -> None:
    a_day(office)
    with begin(office, SYSTEM) as uow:
        (run,) = automatic_repair.queue_repairs(uow, [make.a_session(uow).day])
        run.state, run.finished_at = RunState.DONE, uow.now
        run.progress = {"broken": 2, "fewest": 2}
    assert "확정된 사람 2명이 바뀌어요. 이보다 적게 바꿀 수는 없어요." in read(desk)
    with begin(office, SYSTEM) as uow:
        uow.db.merge(run).progress = {"broken": 2, "fewest": 1}
    assert "이보다 적게" not in read(desk)


def test_who_says_no_after_sending_can_be_replaced_at_once(
    desk: FlaskClient, office: Office, clock: SetClock
) -> None:
    a_day(office, people=2, sessions=2)
    run = planned(office)
    page = post(desk, f"{BOARD}/runs/{run.id}/send")
    assert "전송 취소" in page
    assert 'name="kind" value="repair"' in page
    clock.now += timedelta(minutes=5)
    again = post(desk, f"{BOARD}/runs", days="1", seconds="10", kind="repair")
    assert 'data-refresh="/dispatch/' in again
