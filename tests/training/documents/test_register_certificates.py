"""Whoever came from the register has papers too, and shows them where she likes."""

from urllib.parse import parse_qs, urlsplit

from flask import Flask

from accounts.domain.roles import Role
from foundation.database.work import Office, begin
from foundation.security.permissions import the_system
from tests.factories import a_cohort, a_user, an_enrolment
from tests.signing_in import sign_in
from tests.training.certified import a_centre, a_granted, a_holder
from training.domain.certifications import CertificationStatus
from training.domain.seats import EnrolmentStatus
from training.service.documents import documents, verification
from training.store.tables import Enrolment


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
    assert "오픈 배지는 아직 없어요" in shown
    assert "IEUM_BASE_URL" not in shown  # a setting is for whoever can set it


def test_a_transcript_is_offered_once_a_course_is_completed(web_app: Flask, office: Office) -> None:
    with begin(office, the_system()) as uow:
        user = a_user(uow, Role.INTERPRETER)
        enrolment = an_enrolment(uow, a_cohort(uow), a_holder(uow, user=user), status="attending")
    web = web_app.test_client()
    sign_in(web, user)
    assert "/documents/transcript" not in web.get("/documents").get_data(as_text=True)
    with begin(office, the_system()) as uow:
        uow.db.get_one(Enrolment, enrolment.id).status = EnrolmentStatus.COMPLETED
    assert "/documents/transcript" in web.get("/documents").get_data(as_text=True)


def test_linkedin_is_given_the_last_valid_day_and_the_public_check(office: Office) -> None:
    with begin(office, the_system()) as uow:
        a_centre(uow)
        document = documents.issue_certificate(uow, a_granted(uow, a_holder(uow)).id)
        asked = parse_qs(urlsplit(verification.linkedin_url(uow, document)).query)
    assert (asked["expirationYear"], asked["expirationMonth"]) == (["2029"], ["10"])
    assert asked["certUrl"][0].endswith(f"/verify/{document.code}")
