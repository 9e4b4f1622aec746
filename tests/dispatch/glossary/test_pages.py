"""The pages of the glossary, for whoever reads, proposes and keeps it."""

from io import BytesIO

import pytest
from flask.testing import FlaskClient

from accounts.domain.roles import Role
from dispatch.domain.glossary import TermFilter
from dispatch.service.glossary import terms
from dispatch.store.queries import glossary as queries
from dispatch.store.tables import GlossaryTerm
from foundation.database.work import Office, begin, reading
from foundation.security.permissions import the_system
from tests.dispatch.glossary.test_files import OLD, SWELLING
from tests.dispatch.glossary.test_terms import a_term
from tests.factories import a_user
from tests.signing_in import sign_in

TYPED = {
    "source_language": "ko",
    "target_language": "vi",
    "domain": "labour",
    "source_text": "퇴직금",
    "target_text": "trợ cấp thôi việc",
    "note": "",
}


def signed_in(office: Office, web: FlaskClient, role: Role) -> None:
    with begin(office, the_system()) as uow:
        user = a_user(uow, role)
    sign_in(web, user)


def kept(office: Office) -> list[GlossaryTerm]:
    with reading(office, the_system()) as uow:
        return list(queries.list_terms(uow.db, TermFilter()))


def test_an_interpreter_proposes_and_a_coordinator_approves(
    office: Office, web: FlaskClient
) -> None:
    signed_in(office, web, Role.INTERPRETER)
    assert "Approve at once" not in web.get("/glossary/new").text
    assert web.post("/glossary/new", data=TYPED).status_code == 303
    again = web.post("/glossary/new", data=TYPED)
    assert again.status_code == 409
    assert "trợ cấp thôi việc" in again.text
    (term,) = kept(office)
    assert web.post(f"/glossary/{term.id}/approve").status_code == 403
    signed_in(office, web, Role.COORDINATOR)
    assert f"/glossary/{term.id}/approve" in web.get("/glossary?state=proposed").text
    assert web.post(f"/glossary/{term.id}/approve").status_code == 303
    (term,) = kept(office)
    assert term.approved_by is not None
    assert term.approved_by.full_name in web.get("/glossary?q=tro+cap").text


def test_faults_stand_at_their_fields_and_what_was_typed_stays(
    office: Office, web: FlaskClient
) -> None:
    signed_in(office, web, Role.COORDINATOR)
    answer = web.post("/glossary/new", data={**TYPED, "target_language": "ko", "target_text": ""})
    assert answer.status_code == 422
    for field in ("target_language", "target_text"):
        assert f'id="{field}-e"' in answer.text
    assert 'value="퇴직금"' in answer.text
    assert kept(office) == []


def test_whoever_saves_second_is_told(office: Office, web: FlaskClient) -> None:
    signed_in(office, web, Role.COORDINATOR)
    with begin(office, the_system()) as uow:
        term = terms.add(uow, a_term())
    page = web.get(f"/glossary/{term.id}").text
    seen = page.split('name="_seen"')[1].split('value="')[1].split('"')[0]
    with begin(office, the_system()) as uow:
        terms.change(uow, term.id, a_term(note="mới"))
    answer = web.post(f"/glossary/{term.id}", data={**TYPED, "_seen": seen})
    assert answer.status_code == 409
    assert "mới" in answer.text
    assert kept(office)[0].target_text == "nợ lương"
    assert web.post(f"/glossary/{term.id}/remove").status_code == 303
    assert web.get(f"/glossary/{term.id}").status_code == 404


def test_the_terms_of_a_text_are_shown_and_nothing_is_kept(
    office: Office, web: FlaskClient
) -> None:
    with begin(office, the_system()) as uow:
        terms.add(uow, a_term(), approved=True)
    signed_in(office, web, Role.COUNSELLOR)
    wanted = {"source_language": "ko", "target_language": "vi", "domain": "labour"}
    answer = web.post("/glossary/look-up", data={**wanted, "text": "임금체불 진정서"})
    assert "nợ lương" in answer.text
    none = web.post("/glossary/look-up", data={**wanted, "text": "안녕"})
    assert none.status_code == 200
    assert "nợ lương" not in none.text
    long = web.post("/glossary/look-up", data={**wanted, "text": "가" * 100_001})
    assert (long.status_code, "nợ lương" in long.text) == (422, False)


@pytest.mark.parametrize("file_format", ["csv", "xlsx", "tbx"])
def test_files_go_out(office: Office, web: FlaskClient, file_format: str) -> None:
    with begin(office, the_system()) as uow:
        terms.add(uow, a_term())
    signed_in(office, web, Role.INTERPRETER)
    answer = web.get(f"/glossary/download.{file_format}?into=vi")
    assert answer.headers["Content-Disposition"] == f"attachment; filename=glossary.{file_format}"
    assert len(answer.data) > 100
    assert web.get("/glossary/tbx").status_code == 403


def test_tbx_comes_in_whole_or_not_at_all(office: Office, web: FlaskClient) -> None:
    signed_in(office, web, Role.COORDINATOR)

    def sent(text: str) -> tuple[int, str]:
        file = (BytesIO(text.encode()), "terms.tbx")
        answer = web.post("/glossary/tbx", data={"file": file})
        return answer.status_code, answer.text

    assert web.post("/glossary/tbx", data={}).status_code == 422
    assert sent(SWELLING)[0] == 422
    status, page = sent(OLD.replace(">labour<", ">cooking<"))
    assert (status, "cooking" in page) == (422, True)
    assert kept(office) == []
    assert sent(OLD)[0] == 303
    assert len(kept(office)) == 3
