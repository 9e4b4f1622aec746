"""A fix becomes a question to the requester with one button, and her yes on the request's page applies it."""

from flask.testing import FlaskClient

from foundation.database.work import Office, begin
from tests.dispatch.board_days import BOARD, SYSTEM, post, read
from tests.factories import a_session
from tests.factories.dispatch import a_signed_up_interpreter
from tests.signing_in import sign_in


def test_another_start_is_asked_for_and_agreed_to_with_one_button_each(
    desk: FlaskClient, office: Office
) -> None:
    with begin(office, SYSTEM) as uow:
        a_signed_up_interpreter(uow)
        session = a_session(uow, start="08:30")
        requester = session.request.requester
    page = read(desk, f"{BOARD}?s={session.id}")
    assert "요청자에게 09:00 시작 문의" in page
    form = page.split(f"/sessions/{session.id}/fix")[1].split("</form>")[0]
    start = form.split('name="starts_at" value="')[1].split('"')[0]
    values = {"kind": "shift", "starts_at": start}
    asked = post(desk, f"{BOARD}/sessions/{session.id}/fix?s={session.id}", **values)
    assert "요청자에게 문의함: 시작 시각 08:30 → 09:00" in asked
    assert "요청자에게 09:00 시작 문의" not in asked
    again = desk.post(f"{BOARD}/sessions/{session.id}/fix", data=values)
    assert again.status_code == 409

    sign_in(desk, requester)
    seen = read(desk, f"/requests/{session.request_id}")
    assert "센터의 변경 문의: 시작 시각 오전 8:30 → 오전 9:00" in seen
    accept = seen.split('action="')
    address = next(part.split('"')[0] for part in accept if "/proposals/" in part.split('"')[0])
    done = post(desk, address)
    assert address.endswith("/accept")
    assert "상담 내용을 바꾸고 센터에 알렸어요." in done
    assert "11월 24일 화요일 오전 9:00" in done
    late = desk.post(address)
    assert late.status_code == 409
    assert "이미 끝난 문의예요" in late.get_data(as_text=True)


def test_a_change_that_is_neither_a_start_nor_a_mode_is_refused(
    desk: FlaskClient, office: Office
) -> None:
    with begin(office, SYSTEM) as uow:
        session = a_session(uow)
    for values in ({}, {"modality": "pigeon"}, {"starts_at": "yesterday"}):
        answer = desk.post(f"{BOARD}/sessions/{session.id}/propose?s={session.id}", data=values)
        assert answer.status_code == 422
