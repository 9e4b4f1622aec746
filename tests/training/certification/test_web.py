"""Pages of certifications: the queue, one with its story, one's own, credentials, schemes."""

from datetime import date, timedelta
from uuid import UUID, uuid4

import pytest
import sqlalchemy as sa
from flask.testing import FlaskClient

from accounts.domain.roles import Role
from accounts.store.tables import User
from foundation.database.work import Office, begin
from foundation.security.permissions import the_system
from interpreters.domain.languages import Language
from tests.factories import a_certification, a_learner, a_user, an_interpreter
from tests.factories.certifications import a_credential
from tests.signing_in import sign_in
from tests.training.authority import asked_for_court
from training.domain.certifications import CertificationStatus, CredentialKind
from training.service.certification import certifications, credentials
from training.service.certification.credentials import Claim
from training.store.tables import Certification, ExternalCredential

S = CertificationStatus
COURT = "X-COURT 법정 통역"


@pytest.fixture
def desk(web: FlaskClient, office: Office) -> FlaskClient:
    """A training manager's browser."""
    with begin(office, the_system()) as uow:
        manager = a_user(uow, Role.TRAINING_MANAGER)
    sign_in(web, manager)
    return web


def asked(office: Office) -> Certification:
    with begin(office, the_system()) as uow:
        return asked_for_court(uow)


def state_of(office: Office, certification_id: UUID) -> CertificationStatus:
    with begin(office, the_system()) as uow:
        return certifications.get(uow, certification_id).status


def test_the_queue_leads_to_the_evidence_and_a_decision(desk: FlaskClient, office: Office) -> None:
    waiting = asked(office)

    queue = desk.get("/certifications").text
    assert "승인 대기 1건" in queue
    assert "외부 자격" in queue
    page = desk.get(f"/certifications/{waiting.id}").text
    assert COURT in page
    assert 'value="grant"' in page

    granted = desk.post(f"/certifications/{waiting.id}/decide", data={"do": "grant"})
    assert granted.status_code == 303, granted.text
    again = desk.post(f"/certifications/{waiting.id}/decide", data={"do": "grant"})
    assert again.status_code == 409
    assert "이미 결정된 일이에요" in again.text
    assert "인증 유효" in desk.get(f"/certifications/{waiting.id}").text


def test_taking_away_needs_a_reason_and_keeps_the_form(desk: FlaskClient, office: Office) -> None:
    with begin(office, the_system()) as uow:
        held = a_certification(uow, an_interpreter(uow, levels=()).id)
    address = f"/certifications/{held.id}/decide"

    refused = desk.post(address, data={"do": "revoke", "reason": " "})
    assert refused.status_code == 422
    assert desk.post(address, data={"do": "dance"}).status_code == 422
    assert state_of(office, held.id) is S.GRANTED
    for action, then in (("suspend", S.SUSPENDED), ("reinstate", S.GRANTED), ("revoke", S.REVOKED)):
        assert desk.post(address, data={"do": action, "reason": "민원 12"}).status_code == 303
        assert state_of(office, held.id) is then
    assert desk.get(f"/certifications/{held.id}").text.count("민원 12") == 3


def test_the_list_is_narrowed_by_scheme_language_state_and_end(
    desk: FlaskClient, office: Office
) -> None:
    with begin(office, the_system()) as uow:
        today = uow.today
        an_interpreter(uow, "소피 체아", languages=("km",), levels=("L2",))
        ending = an_interpreter(uow, "팜 티 란", levels=())
        soon = today + timedelta(days=30)
        a_certification(uow, ending.id, level="L3-MED", valid_until=soon)
        gone = an_interpreter(uow, "응오 반 떠", levels=())
        a_certification(uow, gone.id, status=S.REVOKED)

    names = ("소피 체아", "팜 티 란", "응오 반 떠")
    for query, shown in (
        ("", {"소피 체아", "팜 티 란"}),
        ("scheme=L2", {"소피 체아"}),
        ("language=vi", {"팜 티 란"}),
        ("state=revoked", {"응오 반 떠"}),
        ("ends=soon", {"팜 티 란"}),
    ):
        page = desk.get(f"/certifications?{query}").text
        assert {name for name in names if name in page} == shown, query


def test_somebody_is_put_forward_from_their_record(desk: FlaskClient, office: Office) -> None:
    with begin(office, the_system()) as uow:
        person = an_interpreter(uow, levels=())
        learner = a_learner(uow, interpreter=person)
        wish = Claim(
            kind=CredentialKind.COURT,
            language=Language.VIETNAMESE,
            score=88,
            issued_on=date(2026, 3, 2),
        )
        credential = a_credential(uow, learner.id, wish)
        credentials.verify(uow, credential.id)
    address = f"/people/{person.id}/certifications/new"
    assert address in desk.get(f"/people/{person.id}").text
    assert desk.get(address).status_code == 200
    form = {"scheme": "X-COURT", "language": "vi", "direction": "both", "route": "external"}

    refused = desk.post(address, data=form)
    assert refused.status_code == 422
    assert "근거가 되는 외부 자격을 골라" in refused.text
    put = desk.post(address, data={**form, "credential": str(credential.id)})

    assert put.status_code == 303, put.text
    assert "승인 대기" in desk.get(put.location).text


def test_a_credential_is_entered_by_its_owner_and_verified_by_the_office(
    web: FlaskClient, office: Office
) -> None:
    with begin(office, the_system()) as uow:
        trainee = a_user(uow, Role.TRAINEE)
        manager = a_user(uow, Role.TRAINING_MANAGER)
        a_learner(uow, trainee)
    sign_in(web, trainee)
    mine = web.get("/certifications/mine").text
    assert "수습통역" in mine
    form = {"kind": "topik", "score": "4", "number": "T-77", "issued_on": "2026-03-02"}
    wrong = web.post("/certifications/mine/credentials", data={**form, "issued_on": ""})
    assert wrong.status_code == 422
    assert 'value="T-77"' in wrong.text
    future = web.post("/certifications/mine/credentials", data={**form, "issued_on": "2030-01-01"})
    assert future.status_code == 422
    assert web.post("/certifications/mine/credentials", data=form).status_code == 303
    with begin(office, the_system()) as uow:
        claim = uow.db.scalars(sa.select(ExternalCredential)).one()

    sign_in(web, manager)
    assert f"/credentials/{claim.id}" in web.get("/credentials").text
    assert "T-77" in web.get(f"/credentials/{claim.id}").text
    address = f"/credentials/{claim.id}/decide"
    assert web.post(address, data={"do": "refuse"}).status_code == 422
    assert web.post(address, data={"do": "verify"}).status_code == 303
    assert web.post(address, data={"do": "verify"}).status_code == 409
    sign_in(web, trainee)
    page = web.get("/certifications/mine").text
    assert "확인함" in page
    asked = web.post("/certifications/mine/ask", data={"scheme": "L1", "language": "vi"})
    assert asked.status_code == 422
    assert "아직 없어요: 수습통역 과정 수료" in asked.text


def test_the_certifications_leave_the_house_as_a_file(desk: FlaskClient, office: Office) -> None:
    with begin(office, the_system()) as uow:
        person = an_interpreter(uow)
    given = desk.post("/certifications/export.csv")

    assert given.status_code == 200
    assert person.code in given.text
    assert desk.post("/certifications/export.pdf").status_code == 404


@pytest.mark.parametrize("role", [Role.INTERPRETER, Role.COUNSELLOR, Role.TRAINEE])
def test_the_offices_pages_are_closed_to_others(
    web: FlaskClient, office: Office, role: Role
) -> None:
    waiting = asked(office)
    with begin(office, the_system()) as uow:
        user: User = a_user(uow, role)
    sign_in(web, user)

    for path in (
        "/certifications",
        "/credentials",
        "/schemes",
        "/schemes/L2/new",
        "/imports/certifications",
    ):
        assert web.get(path).status_code == 403, path
    # What is somebody else's looks like what does not exist.
    for certification_id in (waiting.id, uuid4()):
        assert web.get(f"/certifications/{certification_id}").status_code == 404
    address = f"/certifications/{waiting.id}/decide"
    assert web.post(address, data={"do": "grant"}).status_code == 403
    assert web.get("/certifications/mine").status_code == 200


def test_a_coordinator_reads_and_does_not_decide(web: FlaskClient, office: Office) -> None:
    waiting = asked(office)
    with begin(office, the_system()) as uow:
        coordinator = a_user(uow, Role.COORDINATOR)
    sign_in(web, coordinator)

    page = web.get(f"/certifications/{waiting.id}").text
    assert 'value="grant"' not in page
    address = f"/certifications/{waiting.id}/decide"
    assert web.post(address, data={"do": "grant"}).status_code == 403
