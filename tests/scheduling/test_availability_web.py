"""Saying when one is free, on a phone and without script."""

import gzip
from collections.abc import Callable, Sequence
from datetime import date, time
from uuid import uuid4

import pytest
from flask import Flask
from flask.testing import FlaskClient

from accounts.store.tables import User
from foundation.database.work import Office, UnitOfWork, begin
from foundation.security.permissions import the_system
from foundation.text.message import say
from foundation.times.spans import Span
from foundation.web import questions
from interpreters.domain.hits import Hit, Hits
from scheduling.service import availability
from scheduling.web.questions import SESSIONS_HIT
from tests.factories import an_interpreter
from tests.scheduling.conftest import People

Browser = Callable[[User], FlaskClient]
PAGE = "/schedule/availability"
WEEK = {"d0_0_from": "09:00", "d0_0_to": "12:00", "d0_1_from": "13:00", "d0_1_to": "18:00"}


def pattern_of(office: Office, people: People) -> list[tuple[int, time, time]]:
    with begin(office, the_system()) as uow:
        rows = availability.list_weekly(uow, people.interpreter.id)
        return [(row.weekday, row.starts, row.ends) for row in rows]


def test_an_interpreter_says_when_she_is_free(
    office: Office, people: People, browser_of: Browser
) -> None:
    web = browser_of(people.user)
    assert web.get(PAGE).status_code == 200
    assert web.post(PAGE, data=WEEK).status_code == 303
    assert pattern_of(office, people) == [(0, time(9), time(12)), (0, time(13), time(18))]
    page = web.get(PAGE).text
    assert 'value="13:00"' in page
    assert 'name="d0_2_from"' in page


@pytest.mark.parametrize(
    ("sent", "kept"),
    [
        (("20:00", "24:00"), time(0)),
        (("20:00", "00:00"), time(0)),
        (("00:00", "24:00"), time(0)),
        (("22:00", "02:00"), time(2)),
    ],
)
def test_weekly_times_end_at_midnight_or_in_the_night_after(
    office: Office, people: People, browser_of: Browser, sent: tuple[str, str], kept: time
) -> None:
    web = browser_of(people.user)
    starts, ends = sent
    assert web.post(PAGE, data={"d0_0_from": starts, "d0_0_to": ends}).status_code == 303
    assert pattern_of(office, people) == [(0, time.fromisoformat(starts), kept)]
    page, is_night = web.get(PAGE).text, kept != time(0)
    assert ("다음 날까지</span>" in page) is is_night
    assert ("다음 날까지로 저장했어요" in page) is is_night


def test_a_button_fills_the_week_and_saves_nothing(
    office: Office, people: People, browser_of: Browser
) -> None:
    web = browser_of(people.user)
    saturday = {"d5_0_from": "10:00", "d5_0_to": "11:00"}

    copied = web.post(PAGE, data={**WEEK, **saturday, "do": "copy"})

    assert copied.status_code == 200
    for weekday in range(5):
        assert f'name="d{weekday}_1_from"' in copied.text
    assert copied.text.count('value="13:00"') == 5
    assert 'value="10:00"' in copied.text
    usual = web.post(PAGE, data={**WEEK, **saturday, "do": "mornings"}).text
    assert (usual.count('value="09:00"'), usual.count('value="18:00"')) == (5, 0)
    assert 'value="10:00"' in usual
    assert pattern_of(office, people) == []


def test_an_empty_request_does_not_empty_the_week(
    office: Office, people: People, browser_of: Browser
) -> None:
    web = browser_of(people.user)
    web.post(PAGE, data=WEEK)
    answer = web.post(PAGE)
    assert answer.status_code == 422
    assert f'href="{PAGE}"' in answer.text
    assert len(pattern_of(office, people)) == 2
    assert "한 주에 많아도" in web.get(PAGE).text


@pytest.mark.parametrize(
    ("changed", "field"),
    [
        ({"d0_1_from": "11:00"}, "d0_1_to"),
        ({"d0_0_to": "08:00"}, "d0_0_to"),
        ({"d0_0_to": ""}, "d0_0_to"),
        ({"d0_0_from": "early"}, "d0_0_from"),
        ({"d0_0_from": "09:03"}, "d0_0_to"),
    ],
)
def test_times_that_make_no_sense_are_named_and_nothing_is_stored(
    office: Office, people: People, browser_of: Browser, changed: dict[str, str], field: str
) -> None:
    answer = browser_of(people.user).post(PAGE, data={**WEEK, **changed})
    assert answer.status_code == 422
    assert f'href="#{field}"' in answer.text
    assert 'value="18:00"' in answer.text
    assert pattern_of(office, people) == []


def test_leave_is_shown_with_what_it_hits_before_it_is_saved(
    office: Office, people: People, browser_of: Browser, web_app: Flask
) -> None:
    asked: list[Sequence[Span]] = []

    def hits(_uow: UnitOfWork, _interpreter_id: object, spans: Sequence[Span]) -> Hits:
        asked.append(spans)
        start = spans[0].start
        hit = Hit(session_id=uuid4(), slot_no=1, starts_at=start, sentence=say("10:30 Ansan"))
        return Hits(sessions=[hit])

    questions.install(web_app, [SESSIONS_HIT.answered_by(hits)])
    web = browser_of(people.user)
    leave = {"kind": "leave", "first_day": "2026-12-01", "last_day": "2026-12-02"}

    shown = web.post(f"{PAGE}/days", data=leave)

    assert shown.status_code == 200
    assert "10:30 Ansan" in shown.text
    assert [s.minutes for s in asked[0]] == [2 * 24 * 60]
    with begin(office, the_system()) as uow:
        assert availability.list_exceptions(uow, people.interpreter.id) == []

    assert web.post(f"{PAGE}/days", data=leave | {"do": "save"}).status_code == 303
    with begin(office, the_system()) as uow:
        [row] = availability.list_exceptions(uow, people.interpreter.id)
        assert (row.first_day, row.reason) == (date(2026, 12, 1), "leave")
    assert web.post(f"{PAGE}/days/{row.id}/remove").status_code == 303
    with begin(office, the_system()) as uow:
        assert availability.list_exceptions(uow, people.interpreter.id) == []


def test_extra_time_is_saved_at_once(office: Office, people: People, browser_of: Browser) -> None:
    extra = {"kind": "extra", "first_day": "2026-12-05", "starts": "10:00", "ends": "17:00"}
    assert browser_of(people.user).post(f"{PAGE}/days", data=extra).status_code == 303
    with begin(office, the_system()) as uow:
        [row] = availability.list_exceptions(uow, people.interpreter.id)
        assert row.available


@pytest.mark.parametrize(
    ("sent", "field"),
    [
        ({"kind": "leave"}, "first_day"),
        ({"kind": "leave", "first_day": "2026-11-01"}, "first_day"),
        ({"kind": "leave", "first_day": "2026-12-02", "last_day": "2026-12-01"}, "last_day"),
        ({"kind": "extra", "first_day": "2026-12-02", "starts": "10:00"}, "ends"),
        ({"kind": "nonsense", "first_day": "2026-12-02"}, "kind"),
    ],
)
def test_days_that_make_no_sense_are_named(
    people: People, browser_of: Browser, sent: dict[str, str], field: str
) -> None:
    answer = browser_of(people.user).post(f"{PAGE}/days", data=sent)
    assert answer.status_code == 422
    assert f'href="#{field}"' in answer.text


def test_a_coordinator_changes_anybodys_times(
    office: Office, people: People, browser_of: Browser
) -> None:
    page = f"/people/{people.interpreter.id}/availability"
    centre = browser_of(people.coordinator)
    assert people.interpreter.full_name in centre.get(page).text
    assert centre.post(page, data=WEEK).location == page
    assert len(pattern_of(office, people)) == 2
    assert centre.get(f"/people/{uuid4()}/availability").status_code == 404


def test_an_interpreter_does_not_see_or_change_anothers_times(
    office: Office, people: People, browser_of: Browser
) -> None:
    with begin(office, the_system()) as uow:
        other = an_interpreter(uow)
    web = browser_of(people.user)
    page = f"/people/{other.id}/availability"
    assert web.get(page).status_code == 404
    assert web.post(page, data=WEEK).status_code == 404
    sent = {"kind": "extra", "first_day": "2026-12-05"}
    assert web.post(f"{page}/days", data=sent).status_code == 404


def test_a_counsellor_has_no_times(people: People, browser_of: Browser) -> None:
    assert browser_of(people.counsellor).get(PAGE).status_code == 403


def test_the_phone_page_is_small(people: People, browser_of: Browser) -> None:
    web = browser_of(people.user)
    week = {
        f"d{n}_0_{key}": clock
        for n in range(7)
        for key, clock in (("from", "09:00"), ("to", "18:00"))
    }
    web.post(PAGE, data=week)
    assert len(gzip.compress(web.get(PAGE).data)) <= 6 * 1024
