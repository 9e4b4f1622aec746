"""The interpreter's own page."""

import pytest
from flask.testing import FlaskClient

from accounts.domain.roles import Role
from foundation.database.work import Office, begin
from foundation.security.permissions import the_system
from interpreters.service import directory
from interpreters.store.tables import Interpreter
from tests.factories import a_user, an_interpreter
from tests.signing_in import sign_in


@pytest.fixture
def hanh(web: FlaskClient, office: Office) -> Interpreter:
    """An interpreter, signed in."""
    with begin(office, the_system()) as uow:
        user = a_user(uow, Role.INTERPRETER)
        person = an_interpreter(uow, user=user)
        an_interpreter(uow, "다른 사람", notes="a secret of the office")
    sign_in(web, user)
    return person


def test_my_page_shows_my_languages_and_certifications(web: FlaskClient, hanh: Interpreter) -> None:
    page = web.get("/me").text

    for text in (hanh.full_name, "베트남어", "<b>상담통역</b>", "730일 남음"):
        assert text in page
    assert "다른 사람" not in page


def test_i_change_how_far_and_how_i_work(
    web: FlaskClient, office: Office, hanh: Interpreter
) -> None:
    form = {"max_travel_km": "9", "modalities": ["phone"], "version": "1"}

    sent = web.post("/me", data={**form, "phone_number": "010-1234-5678", "notes": "x"})

    assert sent.status_code == 303, sent.text
    assert "010-1234-5678" in web.get("/me").text
    with begin(office, the_system()) as uow:
        found = directory.get(uow, hanh.id)
        assert (found.max_travel_km, found.on_site, found.phone) == (9, False, True)
        assert found.notes == ""


def test_what_makes_no_sense_is_said_beside_the_field_and_kept(
    web: FlaskClient, hanh: Interpreter
) -> None:
    del hanh
    page = web.post("/me", data={"max_travel_km": "9000", "phone_number": "x", "version": "1"})

    assert page.status_code == 422
    assert 'value="9000"' in page.text
    assert "통역 방식을 하나 이상" in page.text


def test_my_record_changed_meanwhile_is_not_overwritten(
    web: FlaskClient, hanh: Interpreter
) -> None:
    del hanh
    form = {"max_travel_km": "9", "modalities": ["phone"], "version": "7"}

    assert web.post("/me", data=form).status_code == 409


def test_whoever_is_not_on_the_roster_yet_is_told_so(web: FlaskClient, office: Office) -> None:
    with begin(office, the_system()) as uow:
        user = a_user(uow, Role.TRAINEE)
    sign_in(web, user)

    assert "아직 통역사로 등록되지 않았어요" in web.get("/me").text
    form = {"max_travel_km": "9", "modalities": ["phone"], "version": "1"}
    assert web.post("/me", data=form).status_code in {404, 422}


def test_the_desk_has_no_page_of_its_own(web: FlaskClient, office: Office) -> None:
    with begin(office, the_system()) as uow:
        user = a_user(uow, Role.COUNSELLOR)
    sign_in(web, user)

    assert web.get("/me").status_code == 403
