"""Issuing, replacing, never editing; what the public is told."""

from datetime import UTC, datetime, timedelta
from uuid import uuid4

import pytest
import sqlalchemy as sa
from flask import Flask
from sqlalchemy.exc import DBAPIError

import app as roof
from accounts.domain.roles import Role
from foundation.database.work import Office, UnitOfWork, begin
from foundation.security.errors import Forbidden, NotFound, Refused, TooOften
from foundation.security.permissions import Actor, the_system
from tests.factories import a_user
from tests.signing_in import sign_in
from tests.training.certified import a_centre, a_granted, a_holder
from training.domain.certifications import CertificationStatus
from training.domain.documents import DocumentStatus, Verdict, digest_of
from training.domain.settings import TrainingSettings
from training.service.certification import granting
from training.service.documents import documents, printing, verification
from training.store.tables import CertificateDocument


def test_a_certificate_prints_what_was_granted(uow: UnitOfWork) -> None:
    a_centre(uow)
    issued = documents.issue_certificate(uow, a_granted(uow, a_holder(uow)).id)
    assert issued.printed["holder"]["own"] == "ឧទាហរណ៍ សុភា"
    assert issued.digest == digest_of(issued.printed)
    assert printing.pdf(uow, documents.get(uow, issued.id)).startswith(b"%PDF")
    told = verification.look(uow, issued.code)
    assert told.verdict is Verdict.VALID
    assert verification.look(uow, f" {issued.serial.lower()} ").code == issued.code


def test_issuing_again_replaces_and_the_old_code_says_so(uow: UnitOfWork) -> None:
    a_centre(uow)
    holder = a_holder(uow)
    first = documents.issue_certificate(uow, a_granted(uow, holder).id)
    holder.full_name = "예시 소피아나"
    second = documents.replace(uow, first.id)
    assert second.supersedes_id == first.id
    assert first.printed["holder"]["name"] == "예시 소피아"
    assert verification.look(uow, first.code).verdict is Verdict.SUPERSEDED
    assert verification.look(uow, second.code).page.name == "예시 소피아나"


def test_only_what_was_granted_is_printed(uow: UnitOfWork) -> None:
    a_centre(uow)
    pending = a_granted(uow, a_holder(uow))
    pending.status = CertificationStatus.SUSPENDED
    with pytest.raises(Refused):
        documents.issue_certificate(uow, pending.id)
    with pytest.raises(NotFound):
        documents.issue_certificate(uow, uuid4())


def test_a_document_is_never_edited_or_deleted_on_both_databases(any_office: Office) -> None:
    with begin(any_office, the_system()) as uow:
        a_centre(uow)
        issued = documents.issue_certificate(uow, a_granted(uow, a_holder(uow)).id).id
        replaced = documents.replace(uow, issued).id
    table = CertificateDocument
    attempts = (
        sa.update(table).where(table.id == replaced).values(serial="GG-2026-L2-AAAA-AAAA"),
        sa.update(table).where(table.id == replaced).values(printed={"kind": "certificate"}),
        sa.update(table)
        .where(table.id == replaced)
        .values(issued_at=datetime(2020, 1, 1, tzinfo=UTC)),
        # A superseded one is not brought back.
        sa.update(table).where(table.id == issued).values(status=DocumentStatus.ISSUED),
        sa.delete(table).where(table.id == replaced),
    )
    for attempt in attempts:
        with (
            pytest.raises(DBAPIError, match="never_edited"),
            begin(any_office, the_system()) as uow,
        ):
            uow.db.execute(attempt)
    with begin(any_office, the_system()) as uow:
        # The control: what may happen to a document does happen.
        uow.db.execute(
            sa.update(table).where(table.id == replaced).values(status=DocumentStatus.REVOKED)
        )


@pytest.mark.parametrize(
    ("status", "days", "verdict"),
    [
        (CertificationStatus.GRANTED, 0, Verdict.VALID),
        (CertificationStatus.GRANTED, -30, Verdict.NOT_YET),
        (CertificationStatus.GRANTED, 1073, Verdict.VALID),
        (CertificationStatus.GRANTED, 1074, Verdict.EXPIRED),
        (CertificationStatus.SUSPENDED, 0, Verdict.SUSPENDED),
        (CertificationStatus.REVOKED, 0, Verdict.REVOKED),
        (CertificationStatus.SUPERSEDED, 0, Verdict.SUPERSEDED),
    ],
)
def test_the_verdict_is_computed_on_the_day(
    uow: UnitOfWork, status: CertificationStatus, days: int, verdict: Verdict
) -> None:
    """From 1 November 2026 up to, not including, 1 November 2029; the test's day is 23 November 2026."""
    a_centre(uow)
    certification = a_granted(uow, a_holder(uow))
    issued = documents.get(uow, documents.issue_certificate(uow, certification.id).id)
    certification.status = status
    assert verification.verdict_on(issued, uow.today + timedelta(days=days)) is verdict


def test_the_domain_of_violence_shows_only_after_the_name_matches(uow: UnitOfWork) -> None:
    a_centre(uow)
    issued = documents.issue_certificate(uow, a_granted(uow, a_holder(uow), "L3-DV").id)
    about = issued.serial.rsplit("-", 2)[0]  # what follows is drawn, and may spell anything
    assert about == "GG-2026-L3"
    assert verification.look(uow, issued.code).hidden
    assert verification.match(uow, issued.code, "다른 사람").hidden
    assert not verification.match(uow, issued.code, "yesi sophia").hidden


def test_others_documents_do_not_exist_for_an_interpreter(office: Office) -> None:
    with begin(office, the_system()) as uow:
        a_centre(uow)
        owner, other = a_user(uow, Role.INTERPRETER), a_user(uow, Role.INTERPRETER)
        issued = documents.issue_certificate(uow, a_granted(uow, a_holder(uow, user=owner)).id).id
        actors = [
            Actor(user.id, user.full_name, roles=((uuid4(), Role.INTERPRETER),), grants=roof.GRANTS)
            for user in (owner, other)
        ]
    with begin(office, actors[0]) as uow:
        assert documents.get(uow, issued).id == issued
    with begin(office, actors[1]) as uow, pytest.raises(NotFound):
        documents.get(uow, issued)
    with begin(office, actors[1]) as uow, pytest.raises(Forbidden):
        documents.replace(uow, issued)


def test_misses_are_counted_and_limited_over_all_workers(any_office: Office) -> None:
    for _ in range(any_office.settings.of(TrainingSettings).verify_per_hour):
        with begin(any_office, the_system()) as uow:
            verification.check_looks(uow, "192.0.2.1")
            verification.count_miss(uow, "192.0.2.1")
    with pytest.raises(TooOften, match="13:00"), begin(any_office, the_system()) as uow:
        verification.check_looks(uow, "192.0.2.1")
    with begin(any_office, the_system()) as uow:
        verification.check_looks(uow, "192.0.2.2")


def test_a_house_of_many_clerks_may_look_documents_up_as_often_as_it_likes(
    web_app: Flask, office: Office
) -> None:
    with begin(office, the_system()) as uow:
        a_centre(uow)
        code = documents.issue_certificate(uow, a_granted(uow, a_holder(uow)).id).code
    web = web_app.test_client()
    for _ in range(70):
        assert web.get(f"/verify/{code}").status_code == 200
    misses = [web.get(f"/verify/NOSUCH{n}").status_code for n in range(61)]
    assert misses == [404] * 60 + [429]
    refused = web.get(f"/verify/{code}", headers={"Accept-Language": "en"})
    assert refused.status_code == 429
    assert refused.text.count("Too many attempts") <= 2  # title of the window, and heading
    assert "13:00" in refused.text


def test_anybody_checks_a_document_in_the_browser(web_app: Flask, office: Office) -> None:
    with begin(office, the_system()) as uow:
        a_centre(uow)
        issued = documents.issue_certificate(uow, a_granted(uow, a_holder(uow), "L3-DV").id)
        code, serial = issued.code, issued.serial
    web = web_app.test_client()
    found = web.post("/verify", data={"number": serial})
    assert (found.status_code, found.location) == (303, f"/verify/{code}")
    page = web.get(f"/verify/{code}").get_data(as_text=True)
    assert "유효한 문서예요" in page
    assert "예시 소피아" not in page
    assert "L3-DV" not in page
    assert "폭력" not in page
    matched = web.post(f"/verify/{code}", data={"name": "예시 소피아"}).get_data(as_text=True)
    assert "이름이 맞아요" in matched
    assert web.get("/verify/0000000000000000").status_code == 404
    assert web.post("/verify", data={"number": "nothing"}).status_code == 404
    assert web.post("/verify", data={"number": ""}).status_code == 422
    assert web.post(f"/verify/{code}", data={"name": ""}).status_code == 422


def test_the_holder_opens_page_and_pdf(web_app: Flask, office: Office) -> None:
    with begin(office, the_system()) as uow:
        a_centre(uow)
        user = a_user(uow, Role.INTERPRETER)
        issued = documents.issue_certificate(uow, a_granted(uow, a_holder(uow, user=user)).id).id
    web = web_app.test_client()
    sign_in(web, user)
    assert str(issued) in web.get("/documents").get_data(as_text=True)
    assert "ឧទាហរណ៍" in web.get(f"/documents/{issued}").get_data(as_text=True)
    pdf = web.get(f"/documents/{issued}.pdf")
    assert (pdf.status_code, pdf.mimetype) == (200, "application/pdf")
    # Without an https address there is nothing a did:web could safely stand for.
    assert web.get(f"/documents/{issued}/badge").status_code == 503


def test_a_grant_brings_its_certificate_and_a_revocation_ends_it(uow: UnitOfWork) -> None:
    a_centre(uow)
    holder = a_holder(uow)
    held = a_granted(uow, holder)
    granting.suspend(uow, held.id, reason="확인이 필요해요")
    granting.reinstate(uow, held.id, reason="확인했어요")
    issued = documents.list_of(uow, holder)
    assert [one.status for one in issued] == [DocumentStatus.ISSUED]
    granting.suspend(uow, held.id, reason="확인이 필요해요")
    assert verification.look(uow, issued[0].code).verdict is Verdict.SUSPENDED
    granting.revoke(uow, held.id, reason="규정 위반")
    assert verification.look(uow, issued[0].code).verdict is Verdict.REVOKED
