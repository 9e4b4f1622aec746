"""Sending on the board and on the page of changes: by day, ticked, filtered, refused by name, taken back."""

import re
from datetime import timedelta

import pytest
from flask.testing import FlaskClient

from dispatch.domain.states import RunState, SendingState
from dispatch.jobs import JOBS
from dispatch.service.engine import solving
from dispatch.service.plans import runs, send
from dispatch.service.plans.make import run_plan
from dispatch.service.plans.parts import Part
from dispatch.store.tables import PlanRun, PlanSending
from foundation.database.work import Office, begin, reading
from foundation.jobs import by_name, run_until_idle
from scheduling.domain.states import SessionState
from scheduling.store.tables import CounsellingSession
from tests import factories as make
from tests.conftest import SetClock
from tests.dispatch.board_days import BOARD, SYSTEM, post, read
from tests.dispatch.planned import DIES, a_day, drafts, look, planned, someone
from tests.factories.dispatch import an_assignment

CHANGES = f"{BOARD}/changes"


def hidden(page: str, name: str) -> list[str]:
    """The values of the hidden fields of a page."""
    return re.findall(rf'<input type="hidden" name="{name}" value="([^"]*)"', page)


def test_the_board_of_a_day_sends_that_day_and_links_to_the_others(
    desk: FlaskClient, office: Office
) -> None:
    with begin(office, SYSTEM) as uow:
        someone(uow)
        first = make.a_session(uow)
        make.a_session(uow, day=first.day + timedelta(days=1))
    run = planned(office, days=2)
    page = read(desk)
    assert "이날 제안 1건 보내기" in page
    assert "기간 전체 변경 내역 2건" in page
    done = post(desk, f"{BOARD}/runs/{run.id}/send", d=str(first.day), seen=hidden(page, "seen")[0])
    assert "제안 1건을 보냈어요" in done
    assert "메시지는" in done
    assert look(office, run).state is RunState.DONE
    assert "이날 제안" not in done
    assert "미배정 상담은 없지만, 아직 모두 확정되지는 않았어요." in done


def test_a_sending_stands_on_the_boards_of_its_days_and_with_the_changes_of_all(
    desk: FlaskClient, office: Office
) -> None:
    with begin(office, SYSTEM) as uow:
        someone(uow)
        first = make.a_session(uow)
        second = make.a_session(uow, day=first.day + timedelta(days=1))
    run = planned(office, days=2)
    with begin(office, SYSTEM) as uow:
        send.send(uow, run.id, Part(day=first.day))
    undo = f"/runs/{run.id}/undo"
    assert undo in read(desk, f"/dispatch/{first.day}")
    assert undo not in read(desk, f"/dispatch/{second.day}")
    assert undo in read(desk, f"/dispatch/{second.day}/changes")


def test_what_no_longer_fits_is_named_and_left_out_with_one_click(
    desk: FlaskClient, office: Office
) -> None:
    gone, *_ = a_day(office, people=2, sessions=3)
    run = planned(office)
    with begin(office, SYSTEM) as uow:
        uow.db.get_one(CounsellingSession, gone.id).state = SessionState.CANCELLED
    answer = desk.post(f"{BOARD}/runs/{run.id}/send", data={})
    page = answer.get_data(as_text=True)
    assert answer.status_code == 409
    assert "더는 맞지 않는 변경 1건" in page
    assert f"{BOARD}?s={gone.id}" in page
    assert "이 1건을 제외하고 보내기" in page
    without = hidden(page, "without")
    values = {"without": without[0], "seen": hidden(page, "seen")[0]}
    assert "제안 2건을 보냈어요" in post(desk, f"{BOARD}/runs/{run.id}/send", **values)


def test_both_versions_are_shown_of_what_somebody_else_changed(
    desk: FlaskClient, office: Office
) -> None:
    a_day(office, people=2, sessions=2)
    run = planned(office)
    (seen, *_) = hidden(read(desk), "seen")
    one, _ = drafts(office, run)
    with begin(office, SYSTEM) as uow:
        runs.leave_out(uow, one.id)
    answer = desk.post(f"{BOARD}/runs/{run.id}/send", data={"seen": seen})
    page = answer.get_data(as_text=True)
    assert answer.status_code == 409
    assert "화면을 연 뒤 바뀐 내용" in page
    assert one.interpreter is not None
    assert one.interpreter.full_name in page
    assert look(office, run).state is RunState.DONE


def test_ticked_rows_are_left_out_or_sent_and_the_place_is_kept(
    desk: FlaskClient, office: Office
) -> None:
    a_day(office, people=2, sessions=3)
    run = planned(office)
    first, second, _ = drafts(office, run)
    ids = [str(first.id), str(second.id)]
    several = f"{BOARD}/runs/{run.id}/changes"
    answer = desk.post(several, data={"ids": ids, "out": "1", "lang": "vi", "page": "1"})
    assert answer.status_code == 303
    assert "lang=vi" in answer.location
    assert answer.location.endswith("#ch-h")
    page = read(desk, CHANGES)
    assert "변경 내역 1건" in page
    assert "2건 제외" in page
    assert "변경 내역 1건" in read(desk)
    assert desk.post(several, data={"out": "1"}).status_code == 409
    desk.post(several, data={"ids": ids, "out": "0"})
    sent = desk.post(f"{BOARD}/runs/{run.id}/send", data={"scope": "ticked", "ids": ids[0]})
    assert sent.status_code == 303
    assert "변경 내역 2건" in read(desk, CHANGES)


def test_the_changes_are_narrowed_by_language_and_person(desk: FlaskClient, office: Office) -> None:
    with begin(office, SYSTEM) as uow:
        someone(uow)
        someone(uow, languages=("ru",))
        make.a_session(uow)
        make.a_session(uow, language="ru", start="14:00")
    run = planned(office)
    page = read(desk, f"{CHANGES}?lang=ru")
    assert "여기 보이는 제안 1건 보내기" in page
    assert page.count('name="ids"') == 1
    who = drafts(office, run)[0].interpreter_id
    assert read(desk, f"{CHANGES}?who={who}").count('name="ids"') == 1
    read(desk, f"{CHANGES}?d=nonsense", status=404)


def test_a_sending_in_the_background_is_shown_until_it_is_done(
    desk: FlaskClient, office: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(send, "AT_ONCE", 0)
    a_day(office, people=2, sessions=2)
    run = planned(office)
    page = post(desk, f"{BOARD}/runs/{run.id}/send")
    assert "제안 2건을 보내고 있어요" in page
    assert 'http-equiv="refresh"' in page
    assert "초안 버리기" not in page
    bar = f"{BOARD}/runs/{run.id}/bar?sends=1"
    assert "data-refresh" in read(desk, bar)
    run_until_idle(office, by_name(JOBS))
    over = read(desk, bar)
    assert "data-reload" in over
    assert "이 화면은 바뀌기 전 내용이에요" in over
    assert "전송 취소" in read(desk)
    with reading(office, SYSTEM) as uow:
        assert uow.db.query(PlanSending).one().state is SendingState.SENT


def test_the_bar_of_a_draft_that_is_ready_sends_for_the_page_around_it(
    desk: FlaskClient, office: Office
) -> None:
    """Nothing can be sent beside pills and lists that are older than the draft."""
    a_day(office)
    run = planned(office)
    bar = read(desk, f"{BOARD}/runs/{run.id}/bar")
    assert f'data-reload="{BOARD}"' in bar
    assert "/send" not in bar


def test_a_draft_is_taken_back_and_stands_as_before(
    desk: FlaskClient, office: Office, clock: SetClock
) -> None:
    a_day(office, people=2, sessions=2)
    run = planned(office)
    page = post(desk, f"{BOARD}/runs/{run.id}/send")
    (named,) = set(hidden(page, "sending"))
    clock.now += timedelta(minutes=20)
    back = post(desk, f"{BOARD}/runs/{run.id}/undo", sending=named)
    assert "제안 2건을 회수했어요" in back
    assert "제안 2건 보내기" in back


def test_a_dropped_draft_is_asked_about_and_can_be_had_again(
    desk: FlaskClient, office: Office
) -> None:
    a_day(office)
    run = planned(office)
    assert "이 초안을 버릴까요?" in read(desk)
    assert "초안 되살리기" in post(desk, f"{BOARD}/runs/{run.id}/drop")
    assert "제안 1건 보내기" in post(desk, f"{BOARD}/runs/{run.id}/fetch-back")


def test_a_repair_that_finds_nothing_closes_with_one_line(
    desk: FlaskClient, office: Office
) -> None:
    with begin(office, SYSTEM) as uow:
        held = someone(uow)
        session = make.a_session(uow)
        an_assignment(uow, session, held)
    post(desk, f"{BOARD}/runs", days="1", seconds="10", kind="repair")
    with reading(office, SYSTEM) as uow:
        run = uow.db.query(PlanRun).one()
    run_plan(office, str(run.id), watch=solving.Watch(engine=DIES))
    page = read(desk)
    assert "채울 빈자리가 없어서 끝냈어요" in page
    assert "초안 만들기" in page
    assert "초안 버리기" not in page
