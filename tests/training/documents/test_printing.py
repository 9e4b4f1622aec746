"""Documents issued by the running system are printed: all three kinds, whatever the clock, whatever the name."""

from collections.abc import Callable
from datetime import UTC, datetime

import pytest
from flask import Flask

from accounts.domain.roles import Role
from accounts.store.tables import User
from foundation.database.work import Office, UnitOfWork, begin
from foundation.documents.typesetting import MissingFont, MissingSign, missing_signs
from foundation.security.permissions import the_system
from foundation.text.normalise import normalise_text
from tests.conftest import SetClock
from tests.factories import a_user
from tests.factories.learners import an_enrolment
from tests.factories.training import a_cohort
from tests.pdf_text import pdf_text
from tests.signing_in import sign_in
from tests.training.certified import a_centre, a_granted, a_holder
from training.service.certification import granting
from training.service.documents import documents, printing, verification
from training.store.tables import CertificateDocument, Learner

# As the machine's clock gives it.
A_REAL_INSTANT = datetime(2026, 11, 23, 3, 0, 7, 123456, tzinfo=UTC)
Issuing = Callable[[UnitOfWork, Learner], CertificateDocument]


def a_certificate(uow: UnitOfWork, holder: Learner) -> CertificateDocument:
    """Granted anew, as a decision of the office does."""
    held = a_granted(uow, holder)
    granting.suspend(uow, held.id, reason="확인이 필요해요")
    granting.reinstate(uow, held.id, reason="확인했어요")
    return documents.list_of(uow, holder)[0]


def a_statement(uow: UnitOfWork, holder: Learner) -> CertificateDocument:
    """Of a completed course."""
    enrolment = an_enrolment(uow, a_cohort(uow), holder, status="completed")
    return documents.issue_completion(uow, enrolment.id)


def a_transcript(uow: UnitOfWork, holder: Learner) -> CertificateDocument:
    """Of everything completed."""
    an_enrolment(uow, a_cohort(uow), holder, status="completed")
    return documents.issue_transcript(uow, holder)


@pytest.mark.parametrize("issue", [a_certificate, a_statement, a_transcript])
def test_every_document_issued_under_a_real_clock_can_be_printed(
    office: Office, clock: SetClock, issue: Issuing
) -> None:
    clock.now = A_REAL_INSTANT
    with begin(office, the_system()) as uow:
        a_centre(uow)
        issued = issue(uow, a_holder(uow)).id
    with begin(office, the_system()) as uow:
        document = documents.get(uow, issued)
        text = pdf_text(printing.pdf(uow, document))
        assert document.issued_at == A_REAL_INSTANT
    for printed in ("예시 소피아", "YESI SOPHIA", document.serial):
        assert printed in text


@pytest.mark.parametrize(
    ("name", "sign"),
    [
        ("محمد", "U+062F"),
        ("דוד", "U+05D3"),
        ("김민지 🙂", "🙂 (U+1F642)"),
        ("𠮷田 花子", "𠮷 (U+20BB7)"),
        ("a\x01b", "U+0001"),
        ("தமிழ்", "U+0BA4"),
    ],
)
def test_a_sign_that_no_font_draws_is_named_whatever_its_script(
    uow: UnitOfWork, name: str, sign: str
) -> None:
    a_centre(uow)
    document = documents.get(uow, a_certificate(uow, a_holder(uow, name)).id)
    with pytest.raises(MissingFont) as refused:
        printing.pdf(uow, document)
    assert isinstance(refused.value, MissingSign)
    assert (refused.value.text, sign in str(refused.value)) == (name, True)
    assert [text for text, _ in printing.unprintable(uow, document)] == [name]


def test_every_script_of_the_pool_is_drawn() -> None:
    assert missing_signs("가힣 Nguyễn Ўзбек Өвгөн ကြွေးမြိုင် ស្រីនាង ຕົວຢ່າງ น้ำผึ้ง 范例 ñ ʻ") == ()


def test_the_page_says_which_sign_in_which_name_and_how_to_mend_it(
    web_app: Flask, office: Office
) -> None:
    with begin(office, the_system()) as uow:
        a_centre(uow)
        user = a_user(uow, Role.INTERPRETER)
        issued = a_certificate(uow, a_holder(uow, "김민지 🙂", user=user)).id
    web = web_app.test_client()
    sign_in(web, user)
    page = web.get(f"/documents/{issued}").get_data(as_text=True)
    assert "김민지 🙂" in page
    assert "U+1F642" in page
    assert "다시 발급" in page
    refused = web.get(f"/documents/{issued}.pdf")
    assert refused.status_code == 503
    assert "U+1F642" in refused.get_data(as_text=True)


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        ("김\u202e민지", "김민지"),
        ("  Nguye\u0302\u0303n  Thị ", "Nguyễn Thị"),
        ("예시\u0001소피아\u0085", "예시 소피아"),
        ("\ue000예시\u2028소피아\U000e0041", "예시 소피아"),
        ("မြ\u200bမြ", "မြ\u200bမြ"),
    ],
)
def test_signs_that_control_are_cleaned_at_entry(typed: str, kept: str) -> None:
    assert normalise_text(typed) == kept


def test_a_suspended_certificate_says_the_same_to_holder_and_public(
    web_app: Flask, office: Office
) -> None:
    with begin(office, the_system()) as uow:
        a_centre(uow)
        user: User = a_user(uow, Role.INTERPRETER)
        held = a_granted(uow, a_holder(uow, user=user))
        code = documents.issue_certificate(uow, held.id).code
        granting.suspend(uow, held.id, reason="확인이 필요해요")
        assert verification.look(uow, code).verdict.value == "suspended"
    web = web_app.test_client()
    public = web.get(f"/verify/{code}").get_data(as_text=True)
    sign_in(web, user)
    mine = web.get("/documents").get_data(as_text=True)
    assert "지금은 정지된 인증이에요" in public
    assert "지금은 정지된 인증이에요" in mine
    assert "유효한 문서" not in mine
