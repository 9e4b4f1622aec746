"""Asking for an interpreter in the browser_of: the form, its problems, and what is stored."""

from collections.abc import Callable
from typing import Any

import pytest
import sqlalchemy as sa
from flask import Flask
from flask.testing import FlaskClient

from accounts.store.tables import User
from foundation.database.work import Office, UnitOfWork, reading
from foundation.security.permissions import the_system
from foundation.text.message import say
from foundation.web import questions
from scheduling.domain.likelihood import FillLikelihood
from scheduling.domain.needs import RequestNeed
from scheduling.store.tables import CounsellingSession, Request
from scheduling.web.questions import FILL_LIKELIHOOD
from tests.scheduling.conftest import THURSDAY, People

Browser = Callable[[User], FlaskClient]


def answers(people: People, **changed: Any) -> dict[str, Any]:
    """A good form."""
    return {
        "organisation": str(people.home.id),
        "language": "vi",
        "case": "ANS-2026-0412",
        "modality": "on_site",
        "day": THURSDAY.isoformat(),
        "start": "10:30",
        "minutes": "90",
        "window": "near",
        "site": str(people.room.id),
        "room": "상담실 3",
        "domain": "medical",
        "note": "동의서 설명",
        "do": "send",
        **changed,
    }


def stored(office: Office) -> int:
    with reading(office, the_system()) as uow:
        return uow.db.scalar(sa.select(sa.func.count()).select_from(CounsellingSession)) or 0


def test_a_counsellor_asks_for_an_interpreter_and_sees_the_request(
    office: Office, people: People, browser_of: Browser
) -> None:
    web = browser_of(people.counsellor)
    assert web.get("/requests/new").status_code == 200

    answer = web.post("/requests/new", data=answers(people))

    assert answer.status_code == 303, answer.text
    page = web.get(answer.location)
    assert page.status_code == 200
    assert "ANS-2026-0412" in page.text
    assert "동의서 설명" in page.text
    with reading(office, the_system()) as uow:
        session = uow.db.scalars(sa.select(CounsellingSession)).one()
        assert (session.latest_start_at - session.earliest_start_at).total_seconds() == 3600
        assert "동의서" not in uow.db.scalars(sa.select(Request.encrypted_note)).one()


def test_every_problem_is_named_at_once_and_everything_typed_is_kept(
    office: Office, people: People, browser_of: Browser
) -> None:
    web = browser_of(people.counsellor)
    wrong = answers(people, day="2026-11-21", domain="", case="ANS-7")

    answer = web.post("/requests/new", data=wrong)

    assert answer.status_code == 422
    assert "11월 21일 토요일" in answer.text
    assert 'href="#day"' in answer.text
    assert 'href="#domain"' in answer.text
    assert 'value="ANS-7"' in answer.text
    assert 'value="2026-11-21"' in answer.text
    assert stored(office) == 0


def test_a_place_of_another_organisation_is_no_place(
    office: Office, people: People, browser_of: Browser
) -> None:
    wrong = answers(people, site=str(people.foreign_room.id))
    answer = browser_of(people.counsellor).post("/requests/new", data=wrong)
    assert answer.status_code == 422
    assert 'href="#site"' in answer.text
    assert stored(office) == 0


def test_a_field_that_cannot_be_read_says_so_once(
    office: Office, people: People, browser_of: Browser
) -> None:
    wrong = answers(people, day="soon", minutes="long", language="xx", start="")
    answer = browser_of(people.counsellor).post(
        "/requests/new", data=wrong, headers={"Accept-Language": "en"}
    )
    assert answer.status_code == 422
    assert answer.text.count('href="#day"') == 1
    assert 'href="#minutes"' in answer.text
    assert 'href="#start"' in answer.text
    assert stored(office) == 0


@pytest.mark.parametrize(
    ("field", "changed"),
    [
        ("start", {"day": "2026-11-23", "start": "09:00"}),
        ("minutes", {"minutes": "-30"}),
        ("site", {"site": "nonsense"}),
        ("site", {"site": ""}),
        ("modality", {"modality": ""}),
        ("consent", {"fallback_language": "en"}),
        ("fallback_language", {"fallback_language": "vi", "consent": "y"}),
        ("preferred", {"preferred": "아무개"}),
        ("until", {"repeat": "1"}),
        ("repeat", {"repeat": "3", "until": "2026-12-10"}),
        ("note", {"note": "010-1234-5678"}),
        ("organisation", {"organisation": ""}),
    ],
)
def test_bad_input_is_named_at_its_field_and_nothing_is_stored(
    office: Office, people: People, browser_of: Browser, field: str, changed: dict[str, str]
) -> None:
    answer = browser_of(people.counsellor).post("/requests/new", data=answers(people, **changed))
    assert answer.status_code == 422
    assert f'href="#{field}"' in answer.text
    assert stored(office) == 0


def test_another_organisation_cannot_be_asked_for(
    office: Office, people: People, browser_of: Browser
) -> None:
    foreign = answers(people, organisation=str(people.other.id), site=str(people.foreign_room.id))
    assert browser_of(people.counsellor).post("/requests/new", data=foreign).status_code == 404
    assert stored(office) == 0


def test_the_same_form_sent_twice_is_one_request(
    office: Office, people: People, browser_of: Browser
) -> None:
    web = browser_of(people.counsellor)
    sent = answers(people, _key="a-key-of-this-form")
    first, second = (web.post("/requests/new", data=sent) for _ in range(2))
    assert first.location == second.location
    assert stored(office) == 1


def test_checking_tells_the_odds_and_stores_nothing(
    office: Office, people: People, browser_of: Browser, web_app: Flask
) -> None:
    asked: list[RequestNeed] = []

    def tell(_uow: UnitOfWork, need: RequestNeed) -> FillLikelihood:
        asked.append(need)
        return FillLikelihood(
            level="mid",
            candidates=2,
            sentence=say("Two of three are free."),
            tips=[say("By phone: five.")],
        )

    questions.install(web_app, [FILL_LIKELIHOOD.answered_by(tell)])
    answer = browser_of(people.counsellor).post(
        "/requests/new", data=answers(people, do="check", _key="a-key")
    )
    assert answer.status_code == 200
    assert "is-mid" in answer.text
    assert "By phone: five." in answer.text
    assert [(w.language, w.minutes, w.team) for w in asked] == [("vi", 90, 1)]
    assert stored(office) == 0


def test_without_anybody_to_tell_the_odds_the_box_is_not_shown(
    people: People, browser_of: Browser, web_app: Flask
) -> None:
    questions.install(web_app, [])
    page = browser_of(people.counsellor).get("/requests/new")
    assert 'value="check"' not in page.text


def test_a_series_is_placed_and_one_date_changed(
    office: Office, people: People, browser_of: Browser
) -> None:
    web = browser_of(people.counsellor)
    answer = web.post("/requests/new", data=answers(people, repeat="1", until="2026-12-10"))
    assert answer.status_code == 303
    assert stored(office) == 3
    form = web.get(f"{answer.location}/edit")
    assert form.status_code == 200
    assert 'name="scope"' in form.text

    changed = answers(people, start="14:00", scope="following")
    assert web.post(f"{answer.location}/edit", data=changed).status_code == 303
    with reading(office, the_system()) as uow:
        starts = uow.db.scalars(sa.select(CounsellingSession.starts_at))
        assert {start.hour for start in starts} == {5}


def test_changing_the_field_brings_its_usual_level_with_it(
    office: Office, people: People, browser_of: Browser
) -> None:
    web = browser_of(people.counsellor)
    page = web.post("/requests/new", data=answers(people, domain="general")).location
    assert 'selected value="T' not in web.get(f"{page}/edit").text
    assert web.post(f"{page}/edit", data=answers(people, domain="medical")).status_code == 303
    with reading(office, the_system()) as uow:
        assert uow.db.scalars(sa.select(Request.tier)).one() == "T2"


def test_a_change_with_problems_keeps_what_was_typed(
    office: Office, people: People, browser_of: Browser
) -> None:
    web = browser_of(people.counsellor)
    page = web.post("/requests/new", data=answers(people)).location
    answer = web.post(f"{page}/edit", data=answers(people, day="2026-11-20", room="5층"))
    assert answer.status_code == 422
    assert 'value="5층"' in answer.text
    with reading(office, the_system()) as uow:
        assert uow.db.scalars(sa.select(CounsellingSession.day)).one() == THURSDAY


def test_cancelling_is_one_button(office: Office, people: People, browser_of: Browser) -> None:
    web = browser_of(people.counsellor)
    page = web.post("/requests/new", data=answers(people)).location
    assert web.post(f"{page}/cancel", data={"scope": "this"}).status_code == 303
    with reading(office, the_system()) as uow:
        assert uow.db.scalars(sa.select(Request.state)).one() == "cancelled"
    assert web.get(f"{page}/edit").status_code == 409


def test_the_coordinator_decides_and_the_requester_reads_why(
    people: People, browser_of: Browser
) -> None:
    web = browser_of(people.counsellor)
    page = web.post("/requests/new", data=answers(people)).location
    centre = browser_of(people.coordinator)
    assert centre.post(f"{page}/decide", data={"state": "refused"}).status_code == 422
    decision = {"state": "refused", "refusal": "duplicate", "note": "어제 요청과 같아요"}
    assert centre.post(f"{page}/decide", data=decision).status_code == 303
    assert "어제 요청과 같아요" in web.get(page).text
    assert web.post(f"{page}/decide", data=decision).status_code == 403


def test_lists_show_what_the_reader_may_see(people: People, browser_of: Browser) -> None:
    browser_of(people.counsellor).post("/requests/new", data=answers(people))
    own = browser_of(people.counsellor)
    assert "ANS-2026-0412" in own.get("/requests/mine").text
    assert "ANS-2026-0412" not in own.get("/requests/mine?when=past").text
    assert "ANS-2026-0412" not in browser_of(people.stranger).get("/requests/mine?who=us").text
    centre = browser_of(people.coordinator)
    for query in ("", "?state=requested&language=vi", f"?organisation={people.home.id}"):
        assert "R-2611-0001" in centre.get(f"/requests{query}").text
    for query in ("?state=staffed", "?language=ru", "?day=2026-11-27", "?state=waiting"):
        page = centre.get(f"/requests{query}")
        assert page.status_code == 200
        assert "R-2611-0001" not in page.text


@pytest.mark.parametrize("ending", ["", "/edit"])
def test_a_foreign_request_is_not_found(people: People, browser_of: Browser, ending: str) -> None:
    page = browser_of(people.counsellor).post("/requests/new", data=answers(people)).location
    stranger = browser_of(people.stranger)
    assert stranger.get(page + ending).status_code == 404
    unknown = f"/requests/{people.home.id}"
    assert stranger.get(unknown + ending).status_code == 404


@pytest.mark.parametrize("action", ["edit", "cancel"])
def test_a_foreign_request_cannot_be_touched(
    office: Office, people: People, browser_of: Browser, action: str
) -> None:
    page = browser_of(people.counsellor).post("/requests/new", data=answers(people)).location
    sent = answers(people, scope="all")
    assert browser_of(people.stranger).post(f"{page}/{action}", data=sent).status_code == 404
    with reading(office, the_system()) as uow:
        assert uow.db.scalars(sa.select(Request.state)).one() == "approved"


@pytest.mark.parametrize("path", ["/requests/new", "/requests/mine", "/requests"])
def test_an_interpreter_sees_no_requests(people: People, browser_of: Browser, path: str) -> None:
    assert browser_of(people.user).get(path).status_code == 403


def test_a_counsellor_does_not_see_everybodys_list(people: People, browser_of: Browser) -> None:
    assert browser_of(people.counsellor).get("/requests").status_code == 403
