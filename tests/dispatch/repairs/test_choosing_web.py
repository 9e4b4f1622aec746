"""Ways of filling gaps side by side on a page: the smallest preselected, one sent, what moved said in place."""

import sqlalchemy as sa
from flask.testing import FlaskClient

from dispatch.domain.states import RunState
from dispatch.service.repairs import side_by_side
from dispatch.store.tables import Cascade
from foundation.database.work import Office, begin, reading
from scheduling.domain.states import CancelReason
from scheduling.service import requests
from tests.conftest import SetClock
from tests.dispatch.board_days import BOARD, SYSTEM, post, read
from tests.dispatch.planned import look
from tests.dispatch.repairs.mending import a_bad_day, repaired


def test_three_ways_are_compared_and_one_is_sent_from_the_page(
    desk: FlaskClient, office: Office
) -> None:
    with begin(office, SYSTEM) as uow:
        day = a_bad_day(uow)
    run = repaired(office, day.day)
    page = f"{BOARD}/repairs/{run.id}"
    assert f'href="{page}">방법 3가지 비교' in read(desk)
    assert "빈자리를 채우는 방법 3가지" in read(desk, "/dispatch/2026-11-30")
    seen = read(desk, page)
    assert "바뀌는 사람 없음" in seen
    assert "배정 2건 변경" in seen
    assert seen.count('name="choice"') == 3
    assert f'name="choice" value="{run.id}" checked' in seen
    with reading(office, SYSTEM) as uow:
        second = side_by_side.read(uow, run.id).choices[1]
    values = {"choice": str(second.run.id), f"seen-{second.run.id}": second.seen}
    done = post(desk, f"{page}/send", **values)
    assert "제안 3건을 보냈어요. 나머지 방법은 버렸어요." in done
    assert look(office, second.run).state is RunState.SENT
    # What it left goes out in waves with one click, here and beside the sending.
    assert "남은 빈자리 단계 제안 (1건)" in done
    rest = read(desk, page)
    assert f'action="{BOARD}/repairs/{second.run.id}/waves"' in rest
    assert "1건의 단계 제안을 시작했어요" in post(desk, f"{BOARD}/repairs/{second.run.id}/waves")
    with reading(office, SYSTEM) as uow:
        (cascade,) = uow.db.scalars(sa.select(Cascade))
    assert cascade.session_id in {each.session.id for each in second.unfilled}
    assert "남은 빈자리" not in read(desk, page)
    assert "모든 상담에 이미 제안" in post(desk, f"{BOARD}/repairs/{second.run.id}/waves")
    assert "선택할 것이 없어요" in read(desk, page)
    late = desk.post(f"{page}/send", data={"choice": str(run.id)})
    assert late.status_code == 409
    assert "다른 방법을 이미 보냈어요" in late.get_data(as_text=True)


def test_what_moved_meanwhile_is_said_and_all_are_made_anew_with_one_button(
    desk: FlaskClient, office: Office, clock: SetClock
) -> None:
    del clock
    with begin(office, SYSTEM) as uow:
        day = a_bad_day(uow)
    run = repaired(office, day.day)
    page = f"{BOARD}/repairs/{run.id}"
    with begin(office, SYSTEM) as uow:
        requests.cancel(uow, day.easy.request_id, reason=CancelReason.NOT_NEEDED)
    seen = read(desk, page)
    assert "상황이 바뀌었어요" in seen
    assert seen.count("더는 맞지 않는 변경 1건") == 3
    refused = desk.post(f"{page}/send", data={"choice": str(run.id)})
    assert refused.status_code == 409
    assert "맞지 않" in refused.get_data(as_text=True)
    none = desk.post(f"{page}/send", data={})
    assert none.status_code == 422
    again = post(desk, f"{page}/anew")
    assert 'data-refresh="/dispatch/' in again
    assert look(office, run).state is RunState.DROPPED
