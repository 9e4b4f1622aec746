"""The office's pages of the roster."""

import re

import pytest
from flask.testing import FlaskClient

from accounts.domain.roles import Role
from dispatch.domain.states import OfferState
from foundation.database.audit import list_entries
from foundation.database.work import Office, begin
from foundation.security.permissions import the_system
from foundation.tables.reading import read_rows
from interpreters.domain.standing import Standing
from interpreters.domain.validity import applies
from interpreters.service import directory
from interpreters.service.imports import INTERPRETERS
from interpreters.store.tables import Interpreter
from tests.factories import a_session, a_user, an_interpreter, an_organisation
from tests.factories.dispatch import an_assignment, an_offer
from tests.interpreters.test_imports_service import GOOD, HEAD
from tests.signing_in import sign_in
from tests.taking_in import run_import

FORM = {
    "full_name": "팜 티 란",
    "employment": "freelance",
    "standing": "applicant",
    "city": "siheung",
    "max_travel_km": "40",
    "modalities": ["on_site", "phone"],
    "max_minutes_per_day": "480",
    "max_minutes_per_week": "2400",
    "min_break_minutes": "10",
    "languages-0-language": "vi",
    "languages-0-level": "fluent",
    "languages-0-direction": "both",
}


@pytest.fixture
def hanh(office: Office) -> Interpreter:
    """Somebody on the roster."""
    with begin(office, the_system()) as uow:
        return an_interpreter(uow, "응우옌 티 하인", languages=("vi", "en:fluent"), levels=("L2",))


def test_the_list_is_narrowed_by_name_language_level_city_standing_and_modality(
    desk: FlaskClient, office: Office, hanh: Interpreter
) -> None:
    with begin(office, the_system()) as uow:
        an_interpreter(uow, "소피 체아", languages=("km",), city="siheung", modalities=("phone",))
        an_interpreter(uow, "응오 반 떠", standing=Standing.LEFT)

    everybody = desk.get("/people").text
    assert "응우옌 티 하인" in everybody
    assert "소피 체아" in everybody
    assert "응오 반 떠" not in everybody
    for query in ("q=체아", "language=km", "city=siheung", "modality=phone&language=km"):
        page = desk.get(f"/people?{query}").text
        assert "소피 체아" in page
        assert "응우옌 티 하인" not in page
    assert "응오 반 떠" in desk.get("/people?standing=left").text
    assert "응오 반 떠" in desk.get("/people?standing=all").text
    assert "소피 체아" not in desk.get("/people?modality=on_site").text
    assert "응우옌 티 하인" not in desk.get("/people?level=L3-MED").text
    assert "소피 체아" not in desk.get("/people?level=L2&language=vi").text
    assert "응우옌 티 하인" in desk.get("/people?level=L2&language=en").text
    assert desk.get(f"/people?q={hanh.code.lower()}").text.count("응우옌 티 하인") == 1


def test_a_record_shows_languages_certifications_and_history(
    desk: FlaskClient, hanh: Interpreter
) -> None:
    page = desk.get(f"/people/{hanh.id}")

    assert page.status_code == 200
    for text in ("베트남어", "영어", "730일 남음", "응우옌 티 하인"):
        assert text in page.text


def test_somebody_is_added_changed_and_moved(desk: FlaskClient, office: Office) -> None:
    added = desk.post("/people/new", data=FORM)
    assert added.status_code == 303, added.text
    address = added.location

    changed = desk.post(f"{address}/edit", data={**FORM, "max_travel_km": "12", "version": "1"})
    assert changed.status_code == 303, changed.text
    moved = desk.post(
        f"{address}/standing", data={"to": "active", "reason": "checked", "version": "2"}
    )
    assert moved.status_code == 303, moved.text

    page = desk.get(address).text
    assert "12 km" in page
    assert "활동 중" in page
    assert "서류 확인" in page
    with begin(office, the_system()) as uow:
        assert [p.full_name for p in directory.list_active(uow)] == ["팜 티 란"]


def test_a_number_is_taken_with_the_record_and_kept_out_of_the_trail(
    desk: FlaskClient, office: Office
) -> None:
    called = {**FORM, "phone_number": "+82 10-1234-5678", "reached_by": "telephone"}
    address = desk.post("/people/new", data=called).location

    page = desk.get(address).text
    assert 'href="tel:01012345678"' in page
    assert "010-1234-5678" in desk.get(f"{address}/edit").text

    other = {**called, "phone_number": "010-8765-4321", "version": "1"}
    assert desk.post(f"{address}/edit", data=other).status_code == 303
    assert "010-8765-4321" in desk.get(address).text
    with begin(office, the_system()) as uow:
        facts = str([entry.facts for entry in list_entries(uow.db)])
    assert "phone_number" in facts
    assert not {"5678", "4321"} & set(re.findall(r"\d{4}", facts.replace("-", " ")))


@pytest.mark.parametrize(
    ("values", "said"),
    [
        ({"phone_number": "010-12"}, "010-1234-5678처럼"),
        ({"reached_by": "telephone"}, "번호가 필요해요"),
        ({"city": ""}, "사는 시·군을 골라 주세요"),
        ({"employment": ""}, "고용 형태를 골라 주세요"),
    ],
)
def test_a_record_that_nobody_could_be_reached_by_is_refused(
    desk: FlaskClient, values: dict[str, str], said: str
) -> None:
    page = desk.post("/people/new", data={**FORM, "phone_number": "", **values})

    assert page.status_code == 422
    assert said in page.text


def test_the_empty_form_presumes_nothing(desk: FlaskClient) -> None:
    page = desk.get("/people/new").text

    assert 'required><option value="">골라 주세요' in page
    assert 'value="32"' not in page
    assert page.count("checked") == 5  # three ways to take part, no gender, app and e-mail


def test_an_empty_form_says_what_is_missing_and_keeps_the_rest(desk: FlaskClient) -> None:
    page = desk.post("/people/new", data={**FORM, "full_name": "", "languages-0-language": ""})

    assert page.status_code == 422
    assert "이름을 알려 주세요" in page.text
    assert 'value="40"' in page.text

    page = desk.post("/people/new", data={**FORM, "languages-0-language": ""})
    assert page.status_code == 422
    assert "언어를 하나 이상" in page.text


def test_a_record_changed_meanwhile_is_not_overwritten(
    desk: FlaskClient, hanh: Interpreter
) -> None:
    first = desk.post(f"/people/{hanh.id}/edit", data={**FORM, "version": "1"})
    second = desk.post(
        f"/people/{hanh.id}/edit", data={**FORM, "full_name": "다른 이름", "version": "1"}
    )

    assert (first.status_code, second.status_code) == (303, 409)
    assert "다른 이름" in second.text
    assert "팜 티 란" in desk.get(f"/people/{hanh.id}").text


def test_a_restriction_is_added_and_ended(
    desk: FlaskClient, office: Office, hanh: Interpreter
) -> None:
    with begin(office, the_system()) as uow:
        ansan = an_organisation(uow, "안산 이음이주민복지센터")
    here = f"/people/{hanh.id}"
    assert desk.get(f"{here}/restrictions/new").status_code == 200

    restricted = desk.post(
        f"{here}/restrictions/new",
        data={
            "kind": "exclusion",
            "organisation": str(ansan.id),
            "first_day": "2026-11-01",
            "reason": "기관 요청",
        },
    )
    assert restricted.status_code == 303, restricted.text

    with begin(office, the_system()) as uow:
        exclusion = directory.get(uow, hanh.id).restrictions[0]
    assert "기관 요청" in desk.get(here).text
    assert desk.post(f"{here}/restrictions/{exclusion.id}/end").status_code == 303
    with begin(office, the_system()) as uow:
        person = directory.get(uow, hanh.id)
        assert [r for r in person.restrictions if applies(r.first_day, r.last_day, uow.today)] == []


def test_a_restriction_without_an_aim_is_refused(desk: FlaskClient, hanh: Interpreter) -> None:
    page = desk.post(
        f"/people/{hanh.id}/restrictions/new",
        data={"kind": "exclusion", "first_day": "2026-11-01"},
    )

    assert page.status_code == 422
    assert "기관이나 사례" in page.text


@pytest.mark.parametrize("role", [Role.COUNSELLOR, Role.INTERPRETER, Role.ORGANISATION_ADMIN])
def test_the_roster_is_closed_to_others(
    web: FlaskClient, office: Office, hanh: Interpreter, role: Role
) -> None:
    with begin(office, the_system()) as uow:
        user = a_user(uow, role)
    sign_in(web, user)

    for path in ("/people", f"/people/{hanh.id}", "/people/new", "/imports/interpreters"):
        assert web.get(path).status_code == 403, path
    assert web.post("/people/export/interpreters.csv").status_code == 403
    assert web.post("/imports/interpreters").status_code == 403


def test_a_reader_of_the_roster_cannot_change_it(
    web: FlaskClient, office: Office, hanh: Interpreter
) -> None:
    with begin(office, the_system()) as uow:
        manager = a_user(uow, Role.TRAINING_MANAGER)
    sign_in(web, manager)

    assert web.get(f"/people/{hanh.id}").status_code == 200
    assert web.get(f"/people/{hanh.id}/edit").status_code == 403
    assert web.post("/people/new", data=FORM).status_code == 403
    assert web.post(f"/people/{hanh.id}/standing", data={"to": "left"}).status_code == 403


def test_an_unknown_person_is_not_found(desk: FlaskClient) -> None:
    assert desk.get("/people/00000000-0000-0000-0000-000000000000").status_code == 404
    assert desk.get("/people/nobody").status_code == 404


def test_a_record_from_a_file_names_no_machine_and_no_coordinates(
    desk: FlaskClient, office: Office
) -> None:
    run_import(
        office,
        the_system("import"),
        INTERPRETERS,
        read_rows("x.csv", f"{HEAD}\n{GOOD}\n".encode(), INTERPRETERS).rows,
        apply=True,
    )
    with begin(office, the_system()) as uow:
        (person,) = directory.list_by_codes(uow, ["INT-901"])

    page = desk.get(f"/people/{person.id}").text.split("<main")[1]

    assert "파일에서 가져옴" in page
    assert " import" not in page
    assert "37.89" not in page


def test_a_record_shows_two_weeks_open_offers_answers_and_the_last_contact(
    desk: FlaskClient, office: Office
) -> None:
    with begin(office, the_system()) as uow:
        called = an_interpreter(uow, "전화 받는 분")
        an_assignment(uow, a_session(uow, start="09:00", minutes=90), called)
        an_offer(uow, a_session(uow, start="14:00"), called)
        an_offer(uow, a_session(uow), called, state=OfferState.DECLINED)

    page = " ".join(desk.get(f"/people/{called.id}").text.split())

    work = page.split('id="work-h"')[1].split("</section>")[0]
    assert "1시간 30분" in work  # this week
    assert "09:00 안산" in work
    assert "14:00 안산" in work
    assert "전화로 연락" in work
    assert "<dt>거절</dt><dd><b>1</b>" in work
    assert "제안 보냄" in work
    refused = desk.get(f"/people/{called.id}/standing")
    assert (refused.status_code, refused.location) == (303, f"/people/{called.id}")


def test_since_when_somebody_is_registered_stands_on_the_form_and_stays(
    desk: FlaskClient, office: Office
) -> None:
    address = desk.post("/people/new", data={**FORM, "joined_on": "2021-03-02"}).location
    assert 'value="2021-03-02"' in desk.get(f"{address}/edit").text
    late = desk.post(f"{address}/edit", data={**FORM, "joined_on": "2099-01-01", "version": "1"})
    assert (late.status_code, 'value="2099-01-01"' in late.text) == (422, True)
    desk.post(f"{address}/edit", data={**FORM, "joined_on": "2020-03-02", "version": "1"})
    desk.post(f"{address}/edit", data={**FORM, "notes": "오전", "version": "2"})
    assert "2020-03-02" in desk.get(address).text
    with begin(office, the_system()) as uow:
        names = [e.facts for e in list_entries(uow.db) if e.name == "interpreter.changed"]
    assert {"fields": ["joined_on"]} in names
