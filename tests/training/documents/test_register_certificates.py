"""Whoever came from the register has papers too, and shows them where she likes."""

from urllib.parse import parse_qs, urlsplit

from flask import Flask

from accounts.domain.roles import Role
from foundation.database.work import Office, begin
from foundation.security.permissions import the_system
from tests.factories import a_user
from tests.signing_in import sign_in
from tests.training.certified import a_centre, a_granted, a_holder
from training.domain.certifications import CertificationStatus
from training.service.documents import documents, verification


def test_a_certification_from_the_register_gets_its_certificate_from_its_holder(
    web_app: Flask, office: Office
) -> None:
    with begin(office, the_system()) as uow:
        a_centre(uow)
        user, other = a_user(uow, Role.INTERPRETER), a_user(uow, Role.INTERPRETER)
        holder = a_holder(uow, user=user)
        held = a_granted(uow, holder).id
        ended = a_granted(uow, holder, "L3-MED")
        ended.status = CertificationStatus.SUSPENDED
        ended_id = ended.id
    web = web_app.test_client()
    sign_in(web, other)
    assert web.post(f"/documents/certificates/{held}").status_code == 404
    sign_in(web, user)
    page = web.get("/documents").get_data(as_text=True)
    assert f"/documents/certificates/{held}" in page
    assert str(ended_id) not in page
    assert web.post(f"/documents/certificates/{ended_id}").status_code == 422
    issued = web.post(f"/documents/certificates/{held}")
    assert issued.status_code == 303
    assert web.post(f"/documents/certificates/{held}").location == issued.location
    assert web.get(f"{issued.location}.pdf").status_code == 200
    assert "아직 없는 인증" not in web.get("/documents").get_data(as_text=True)
    shown = web.get(issued.location).get_data(as_text=True)
    assert "LinkedIn에 추가" in shown
    assert "IEUM_BASE_URL" in shown  # why there is no badge


def test_linkedin_is_given_the_last_valid_day_and_the_public_check(office: Office) -> None:
    with begin(office, the_system()) as uow:
        a_centre(uow)
        document = documents.issue_certificate(uow, a_granted(uow, a_holder(uow)).id)
        asked = parse_qs(urlsplit(verification.linkedin_url(uow, document)).query)
    assert (asked["expirationYear"], asked["expirationMonth"]) == (["2029"], ["10"])
    assert asked["certUrl"][0].endswith(f"/verify/{document.code}")
