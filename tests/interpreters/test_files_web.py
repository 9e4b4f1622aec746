"""Taking the roster in and giving it out in the browser."""

import io
from datetime import timedelta

import pytest
import sqlalchemy as sa
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from foundation.database.work import Office, begin, reading
from foundation.once import uploads
from foundation.once.uploads import StoredUpload
from foundation.security.permissions import the_system
from interpreters.domain.languages import Language
from interpreters.domain.standing import Standing
from interpreters.store.tables import Interpreter
from tests.conftest import SetClock
from tests.factories import a_coordinator, an_interpreter
from tests.interpreters.test_imports_service import GOOD, HEAD
from tests.signing_in import sign_in

FINE = f"{HEAD}\n{GOOD}\n"
WRONG = f"{HEAD}\n{GOOD}\n{GOOD.replace('901', '902').replace('vi:', 'vn:')}\n"


def choose(desk: FlaskClient, content: str, name: str = "roster.csv") -> TestResponse:
    """Choose a file and have it checked."""
    file = (io.BytesIO(content.encode()), name)
    return desk.post(
        "/imports/interpreters", data={"file": file}, content_type="multipart/form-data"
    )


def count(office: Office, table: type[Interpreter | StoredUpload]) -> int:
    with reading(office, the_system()) as uow:
        return uow.db.scalar(sa.select(sa.func.count()).select_from(table)) or 0


def test_a_file_is_checked_then_taken_in(desk: FlaskClient, office: Office) -> None:
    checked = choose(desk, FINE)
    assert checked.status_code == 303
    assert count(office, Interpreter) == 0
    ready = desk.get(checked.location)
    assert "1줄을 확인했고 문제가 없어요" in ready.text

    taken = desk.post(checked.location, data={"do": "apply"})

    assert (taken.status_code, taken.location) == (303, "/people")
    assert "1줄을 가져왔어요" in desk.get("/people").text
    assert count(office, Interpreter) == 1
    assert count(office, StoredUpload) == 0


def test_what_a_file_would_do_and_how_it_was_read_is_shown_before(desk: FlaskClient) -> None:
    lines = ["통역사 명단", HEAD, GOOD, GOOD.replace("901", "902")]
    content = "\n".join(line.replace(",", "\t") for line in lines).encode("cp949")
    checked = desk.post(
        "/imports/interpreters",
        data={"file": (io.BytesIO(content), "명단.txt")},
        content_type="multipart/form-data",
    )

    page = desk.get(checked.location).text

    for shown in ("한글 엑셀(CP949)", "탭", "처음 몇 줄", "INT-901", "INT-902"):
        assert shown in page, shown
    assert "2번째 줄: 이 줄을 열 이름으로 읽었어요" in page


def test_a_wrong_file_is_answered_row_by_row_and_nothing_is_kept(
    desk: FlaskClient, office: Office
) -> None:
    page = choose(desk, WRONG)

    assert page.status_code == 422
    assert "<b>3</b>" in page.text
    assert 'data-label="열">언어</td>' in page.text
    assert "“vn”" in page.text
    assert count(office, Interpreter) == 0
    assert count(office, StoredUpload) == 0


def test_no_file_and_an_unreadable_file_are_clear_refusals(desk: FlaskClient) -> None:
    assert desk.post("/imports/interpreters").status_code == 422
    assert choose(desk, "").status_code == 422
    assert choose(desk, FINE, "roster.pdf").status_code == 422
    assert desk.get("/imports/secrets").status_code == 404


def test_two_clicks_take_the_file_in_once(desk: FlaskClient, office: Office) -> None:
    address = choose(desk, FINE).location

    answers = [desk.post(address, data={"do": "apply"}).status_code for _ in range(2)]

    assert answers == [303, 410]
    assert count(office, Interpreter) == 1


def test_a_discarded_file_is_gone(desk: FlaskClient, office: Office) -> None:
    address = choose(desk, FINE).location

    assert desk.post(address, data={"do": "discard"}).status_code == 303
    assert desk.get(address).status_code == 410
    assert count(office, Interpreter) == 0


def test_nobody_takes_in_what_somebody_else_has_checked(desk: FlaskClient, office: Office) -> None:
    address = choose(desk, FINE).location
    with begin(office, the_system()) as uow:
        other = a_coordinator(uow)
    sign_in(desk, other)

    assert desk.get(address).status_code == 410
    assert desk.post(address, data={"do": "apply"}).status_code == 410
    assert count(office, Interpreter) == 0


def test_a_newer_file_takes_the_place_of_the_older_and_old_ones_are_forgotten(
    desk: FlaskClient, office: Office, clock: SetClock
) -> None:
    first = choose(desk, FINE).location
    second = choose(desk, FINE).location
    assert desk.get(first).status_code == 410
    assert desk.get(second).status_code == 200

    clock.now += timedelta(hours=25)
    with begin(office, the_system()) as uow:
        uploads.forget_old(uow)

    assert count(office, StoredUpload) == 0


def test_an_empty_form_of_the_file_can_be_had(desk: FlaskClient) -> None:
    csv = desk.get("/imports/interpreters/template.csv").data.decode("utf-8-sig")
    book = desk.get("/imports/interpreters/template.xlsx")

    assert csv.startswith(("번호,이름,", "Code,Name,"))
    assert book.data.startswith(b"PK")
    assert "/imports/restrictions" in desk.get("/imports").get_data(as_text=True)
    assert desk.get("/people/import").location == "/imports/interpreters"


@pytest.mark.parametrize(("file_format", "mark"), [("csv", b"\xef\xbb\xbf"), ("xlsx", b"PK")])
def test_the_roster_is_given_out_as_a_file_and_the_trail_notes_it(
    desk: FlaskClient, office: Office, file_format: str, mark: bytes
) -> None:
    with begin(office, the_system()) as uow:
        an_interpreter(uow)

    found = desk.post(f"/people/export/interpreters.{file_format}")

    assert found.status_code == 200
    assert found.data.startswith(mark)
    assert f"interpreters-2026-11-23.{file_format}" in found.headers["Content-Disposition"]
    with reading(office, the_system()) as uow:
        trail = uow.db.execute(sa.text("SELECT name FROM audit_entry")).scalars().all()
        assert "roster.exported" in trail
    assert desk.get(f"/people/export/interpreters.{file_format}").location == "/people"
    assert desk.post("/people/export/users.csv").status_code == 404
    assert desk.post("/people/export/interpreters.exe").status_code == 404


def test_the_file_holds_whom_the_filters_of_the_list_leave(
    desk: FlaskClient, office: Office
) -> None:
    with begin(office, the_system()) as uow:
        listed = an_interpreter(uow, "흐엉", languages=(Language.VIETNAMESE,)).code
        other = an_interpreter(uow, "말리", languages=(Language.THAI,)).code
        former = an_interpreter(uow, "수다", standing=Standing.LEFT).code

    def codes(**narrowed: str) -> set[str]:
        text = desk.post("/people/export/interpreters.csv", data=narrowed).data.decode("utf-8-sig")
        return {code for code in (listed, other, former) if code in text}

    assert 'name="language" value="vi"' in desk.get("/people?language=vi").get_data(as_text=True)
    assert codes(language="vi") == {listed}
    assert codes() == {listed, other}
    assert codes(standing="all") == {listed, other, former}
