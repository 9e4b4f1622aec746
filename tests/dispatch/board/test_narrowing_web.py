"""The board narrowed, moved through the days and watched: the same filters everywhere, and nothing lost."""

import re
from datetime import UTC, datetime, timedelta
from io import BytesIO

from flask.testing import FlaskClient
from openpyxl import load_workbook

from foundation.database.work import Office, begin
from tests.conftest import SetClock
from tests.dispatch.board_days import BOARD, DAY, SYSTEM, as_coordinator, post, read
from tests.factories import a_session
from tests.factories.dispatch import a_signed_up_interpreter, an_assignment, an_offer


def _part(page: str, start: str, end: str) -> str:
    return page.split(start, 1)[1].split(end, 1)[0]


def _queue(page: str) -> str:
    return _part(page, 'id="side"', "</aside>")


def _names(page: str) -> list[str]:
    return re.findall(r'<div class="lane-head"><a [^>]*>([^<]*)</a>', page)


def test_a_language_narrows_list_timetable_counts_and_file_alike(
    desk: FlaskClient, office: Office
) -> None:
    with begin(office, SYSTEM) as uow:
        a_signed_up_interpreter(uow, "베트남어 사람")
        a_signed_up_interpreter(uow, "태국어 사람", languages=("th",))
        a_session(uow, start="10:00")
        thai = a_session(uow, start="11:00", language="th")
    page = read(desk, f"{BOARD}?lang=th")
    assert "태국어 · " in _queue(page)
    assert "베트남어 · " not in _queue(page)
    assert _names(page) == ["태국어 사람"]
    assert "<b>1</b> <span>전체" in page
    table = read(desk, f"{BOARD}?view=table&lang=th")
    assert "11:00–12:00" in table
    assert "10:00–11:00" not in table
    assert f"{BOARD}/sessions.csv?lang=th" in table
    text = desk.get(f"{BOARD}/sessions.csv?lang=th").get_data().decode("utf-8-sig")
    assert [line.split(",")[1] for line in text.splitlines()[1:]] == ["11:00"]
    assert thai.request.reference in text
    sheet = load_workbook(BytesIO(desk.get(f"{BOARD}/sessions.xlsx?lang=th").get_data())).active
    assert sheet is not None
    assert sheet.max_row == 2


def test_a_region_narrows_the_list_too(desk: FlaskClient, office: Office) -> None:
    with begin(office, SYSTEM) as uow:
        session = a_session(uow)
    everywhere = read(desk)
    found = [
        r
        for r in ("north", "west", "south", "east")
        if "q-link" in read(desk, f"{BOARD}?region={r}")
    ]
    assert str(session.id) in everywhere
    assert len(found) == 1


def test_a_person_is_found_by_part_of_a_name_or_by_number_and_open_sessions_stay(
    desk: FlaskClient, office: Office
) -> None:
    with begin(office, SYSTEM) as uow:
        lan, _ = a_signed_up_interpreter(uow, "도 티 란")
        a_signed_up_interpreter(uow, "레 반 안")
        a_session(uow, start="10:00")
        an_assignment(uow, a_session(uow, start="13:00"), lan)
        code = lan.code
    for text in ("티 란", code):
        page = read(desk, f"{BOARD}?q={text}")
        assert _names(page) == ["도 티 란"]
        assert "미배정 1건" in page
    table = read(desk, f"{BOARD}?view=table&q=티 란")
    assert "13:00–14:00" in table
    assert "10:00–11:00" not in table


def test_the_date_field_leads_to_a_day_and_keeps_the_filters(desk: FlaskClient) -> None:
    answer = desk.get(f"{BOARD}?on=2026-12-18&lang=th&view=table&page=3")
    assert answer.headers["Location"] == "/dispatch/2026-12-18?view=table&lang=th"
    for wrong in ("2026-13-40", "", "2031-01-01"):
        refused = desk.get(f"{BOARD}?on={wrong}")
        assert refused.status_code == 422
        assert "오늘부터 1년 안의 날짜를 골라 주세요." in refused.get_data(as_text=True)


def test_the_week_says_for_each_day_what_its_own_board_says(
    desk: FlaskClient, office: Office
) -> None:
    with begin(office, SYSTEM) as uow:
        who, _ = a_signed_up_interpreter(uow)
        a_session(uow, start="09:00")
        a_session(uow, start="10:00", team=2)
        an_assignment(uow, a_session(uow, start="13:00"), who)
        an_offer(uow, a_session(uow, start="16:00"))
    week = _part(read(desk, "/dispatch/2026-11-25"), 'class="seg week"', "</nav>")
    days = re.findall(
        r'href="/dispatch/([\d-]+)"[^>]*>.*?(?:class="danger">|class="muted">)(\d+)', week
    )
    assert dict(days)[DAY] == "2"
    assert dict(days)["2026-11-25"] == "0"
    for narrowed in ("lang=th", "region=north", "region=south"):
        page = read(desk, f"{BOARD}?{narrowed}")
        strip = _part(page, 'class="seg week"', "</nav>")
        own = re.search(r'aria-current="date">.*?(?:danger">|muted">)(\d+)', strip)
        pill = re.search(r"state=unfilled[^>]*><b>(\d+)</b>", page)
        assert own is not None
        assert pill is not None
        assert own[1] == pill[1]
    assert '<b>2</b> <span><svg class="i"' in read(desk)


def test_what_began_without_anybody_stands_apart_and_is_not_counted(
    web: FlaskClient, office: Office, clock: SetClock
) -> None:
    with begin(office, SYSTEM) as uow:
        a_session(uow, start="09:00")
        a_session(uow, start="15:00")
    clock.now = datetime(2026, 11, 24, 3, 0, tzinfo=UTC)
    page = read(as_coordinator(web, office))
    queue = _queue(page)
    assert queue.index("15:00–16:00") < queue.index("지남 1건") < queue.index("09:00–10:00")
    assert "통역사 없이 시작 시각이 지났어요." in queue
    assert "<span>지남 1</span>" in page
    assert 'class="now c3' in page
    week = _part(page, 'class="seg week"', "</nav>")
    assert re.search(rf'{DAY}" aria-current="date">.*?class="danger">1<', week)


def test_hours_fold_to_the_sessions_and_open_to_the_whole_day(
    desk: FlaskClient, office: Office
) -> None:
    with begin(office, SYSTEM) as uow:
        who, _ = a_signed_up_interpreter(uow)
        an_assignment(uow, a_session(uow, start="06:30"), who)
    page = read(desk)
    hours = re.findall(r"<li>(\d\d)</li>", _part(page, 'class="axis"', "</ol>"))
    assert (hours[0], hours[-1]) == ("06", "17")
    assert 'title="06:30–07:30 베트남어 · ' in page
    assert "<b>06:30<i>–07:30</i> VI</b>" in page
    whole = _part(read(desk, f"{BOARD}?whole=1"), 'class="axis"', "</ol>")
    assert re.findall(r"<li>(\d\d)</li>", whole)[-1] == "21"


def test_a_deed_moves_no_line_and_leads_back_to_the_chosen_session(
    desk: FlaskClient, office: Office
) -> None:
    with begin(office, SYSTEM) as uow:
        people = [
            a_signed_up_interpreter(uow, name, city=city)[0]
            for name, city in (("가", "paju"), ("나", "ansan"), ("다", "paju"), ("라", "ansan"))
        ]
        session = a_session(uow)
    before = _names(read(desk))
    values = {
        "interpreter": people[3].id,
        "slot_no": "1",
        "starts_at": session.starts_at.isoformat(),
    }
    answer = desk.post(f"{BOARD}/sessions/{session.id}/ask?s={session.id}", data=values)
    assert answer.headers["Location"] == f"{BOARD}?s={session.id}#chosen"
    assert _names(read(desk)) == before == ["가", "다", "나", "라"]
    chosen = read(desk, f"{BOARD}?s={session.id}")
    assert chosen.count('id="chosen"') == 1
    assert f'id="l-{people[3].id}"><i id="chosen"></i>' in chosen
    assert f"#l-{people[3].id}" in _queue(chosen)


def test_the_part_that_is_fetched_again_is_the_part_of_the_page(
    desk: FlaskClient, office: Office
) -> None:
    with begin(office, SYSTEM) as uow:
        a_signed_up_interpreter(uow)
        session = a_session(uow)
    page = read(desk, f"{BOARD}?s={session.id}&lang=vi")
    address = _part(page, 'data-refresh="', '"').replace("&amp;", "&")
    assert address == f"{BOARD}/live?lang=vi&s={session.id}"
    part = read(desk, address)
    assert part.lstrip().startswith('<div id="live"')
    assert f'id="q-{session.id}"' in part
    assert 'id="i-alert"' in part
    assert "<html" not in part


def test_whoever_nobody_can_serve_still_has_ways_out_above_the_reasons(
    desk: FlaskClient, office: Office
) -> None:
    with begin(office, SYSTEM) as uow:
        for _ in range(2):
            a_signed_up_interpreter(uow)
        lonely = a_session(uow, start="10:00", language="km")
        pair = a_session(uow, start="13:00", language="km", team=2)
    for session in (lonely, pair):
        panel = _queue(read(desk, f"{BOARD}?s={session.id}"))
        assert panel.index("할 수 있는 조치") < panel.index("미배정 사유")
        assert f"/requests/{session.request_id}#decide-h" in panel
        assert f"/requests/{session.request_id}/edit" in panel


def test_choosing_a_day_out_of_a_full_address_needs_no_script(desk: FlaskClient) -> None:
    head = _part(read(desk, f"{BOARD}?lang=th"), 'aria-label="다른 날"', "</form>")
    assert 'name="lang" value="th"' in head
    assert 'type="date"' in head
    assert f'value="{DAY}"' in head


def test_posting_keeps_whole_day_and_search(desk: FlaskClient, office: Office) -> None:
    with begin(office, SYSTEM) as uow:
        session = a_session(uow, start="10:00")
        offer = an_offer(uow, session)
    page = post(desk, f"{BOARD}/offers/{offer.id}/withdraw?whole=1&q=없는+사람&s={session.id}")
    assert 'name="q"' in page
    assert 'value="없는 사람"' in page


def test_a_board_that_refreshes_itself_keeps_nobody_signed_in(
    desk: FlaskClient, clock: SetClock
) -> None:
    began = clock.now
    for hours in (5, 10):
        clock.now = began + timedelta(hours=hours)
        assert desk.get(f"{BOARD}/live", headers={"X-Refresh": "1"}).status_code == 200
    clock.now = began + timedelta(hours=12, minutes=1)
    assert desk.get(f"{BOARD}/live", headers={"X-Refresh": "1"}).status_code == 401
