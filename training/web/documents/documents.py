"""Documents on screen and as PDF, and the badge that software can check."""

from uuid import UUID

from flask import Blueprint, make_response, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from foundation.documents.qr import qr_inline
from foundation.documents.typesetting import MissingFont, named_sign
from foundation.security.errors import Conflict
from foundation.web.guards import requires
from foundation.web.refusals import flashed, refusals_by
from foundation.web.work import reading, unit_of_work
from training.domain.documents import OFFICE_PAPERS, DocumentKind
from training.domain.permissions import TrainingPermission
from training.service.documents import (
    badge_images,
    documents,
    papers,
    printing,
    register_certificates,
    verification,
)
from training.service.documents.badge_images import ImageForm
from training.service.people import learners

IMAGE_TYPES: dict[ImageForm, str] = {"svg": "image/svg+xml", "png": "image/png"}
bp = Blueprint("documents", __name__, template_folder="../../templates")


@bp.get("/documents")
@requires(TrainingPermission.LEARNING_OWN)
def mine() -> ResponseReturnValue:
    """Show everything issued to the reader."""
    with reading() as uow:
        learner = learners.find_mine(uow)
        issued = documents.list_of(uow, learner) if learner else ()
        return render_template(
            "training/documents/mine.html",
            documents=issued,
            lacking=register_certificates.lacking_certificates(uow, learner) if learner else (),
            verdicts={one.id: verification.verdict_on(one, uow.today) for one in issued},
            has_completed=learner is not None and documents.has_completed(uow, learner),
        )


@bp.get("/documents/<uuid:document_id>")
@requires(TrainingPermission.LEARNING_OWN, TrainingPermission.CERTIFICATION_READ)
def show(document_id: UUID) -> ResponseReturnValue:
    """Show a document as a page: text that can be read aloud, copied and searched in any script."""
    return _page(document_id)


def _page(document_id: UUID) -> str:
    with reading() as uow:
        document = documents.get(uow, document_id)
        url = printing.verification_url(uow, document)
        lacking = printing.unprintable(uow, document)
        is_certificate = document.kind is DocumentKind.CERTIFICATE
        return render_template(
            "training/documents/document.html",
            document=document,
            page=printing.layout(document),
            url=url,
            qr=qr_inline(url),
            verdict=verification.verdict_on(document, uow.today),
            is_own=documents.is_holder(uow, document.learner),
            newer=documents.newer_than(uow, document),
            unprintable=[(text, [named_sign(one) for one in signs]) for text, signs in lacking],
            linkedin=verification.linkedin_url(uow, document) if is_certificate else "",
            has_badge=uow.settings.base_url.startswith("https://"),
            is_office_paper=document.kind in OFFICE_PAPERS,
            may_decide=uow.may(TrainingPermission.CERTIFICATION_DECIDE),
        )


@bp.get("/documents/<uuid:document_id>.pdf")
@requires(TrainingPermission.LEARNING_OWN, TrainingPermission.CERTIFICATION_READ)
def pdf(document_id: UUID) -> ResponseReturnValue:
    """Give a document as PDF."""
    with reading() as uow:
        document = documents.get(uow, document_id)
        name = f"{document.serial}.pdf"
        try:
            printed = printing.pdf(uow, document)
        except MissingFont:
            printed = None
    if printed is None:
        return _page(document_id), 503  # it says which sign, and how to mend it
    response = make_response(printed)
    response.headers["Content-Type"] = "application/pdf"
    response.headers["Content-Disposition"] = f'attachment; filename="{name}"'
    return response


@bp.get("/documents/<uuid:document_id>/badge")
@requires(TrainingPermission.LEARNING_OWN, TrainingPermission.CERTIFICATION_READ)
def badge(document_id: UUID) -> ResponseReturnValue:
    """Give a certificate as a signed Open Badge."""
    with reading() as uow:
        document = documents.get(uow, document_id)
        signed = verification.badge(uow, document)
    response = make_response(signed)
    response.headers["Content-Type"] = "application/vc+jwt"
    response.headers["Content-Disposition"] = f'attachment; filename="{document.serial}.jwt"'
    return response


@bp.get("/documents/<uuid:document_id>/badge.<any(svg, png):form>")
@requires(TrainingPermission.LEARNING_OWN, TrainingPermission.CERTIFICATION_READ)
def badge_image(document_id: UUID, form: ImageForm) -> ResponseReturnValue:
    """Give a certificate as a picture with its signed Open Badge inside."""
    with reading() as uow:
        document = documents.get(uow, document_id)
        drawn = badge_images.badge_image(uow, document, form)
    response = make_response(drawn)
    response.headers["Content-Type"] = IMAGE_TYPES[form]
    kind = "attachment" if "download" in request.args else "inline"
    name = f"{document.serial}.{form}"
    response.headers["Content-Disposition"] = f'{kind}; filename="{name}"'
    return response


@bp.post("/documents/<uuid:document_id>/replace")
@requires(TrainingPermission.CERTIFICATION_DECIDE)
def replace(document_id: UUID) -> ResponseReturnValue:
    """Issue a document again; the old one is superseded."""
    with unit_of_work() as uow:
        newer = documents.replace(uow, document_id)
    return redirect(url_for(".show", document_id=newer.id), code=303)


@bp.post("/documents/<uuid:document_id>/revoke")
@requires(TrainingPermission.CERTIFICATION_DECIDE)
def revoke(document_id: UUID) -> ResponseReturnValue:
    """Revoke a paper of the office."""
    back = redirect(url_for(".show", document_id=document_id), code=303)
    with refusals_by(lambda error: flashed(error, back), shows=(Conflict,)), unit_of_work() as uow:
        papers.revoke(uow, document_id)
    return back


@bp.post("/documents/transcript")
@requires(TrainingPermission.LEARNING_OWN)
def transcript() -> ResponseReturnValue:
    """Issue the reader's transcript."""
    with unit_of_work() as uow:
        issued = documents.issue_transcript(uow, learners.mine(uow))
    return redirect(url_for(".show", document_id=issued.id), code=303)


@bp.post("/documents/certificates/<uuid:certification_id>")
@requires(TrainingPermission.LEARNING_OWN)
def certificate(certification_id: UUID) -> ResponseReturnValue:
    """Issue the certificate of the reader's certification from a register."""
    with unit_of_work() as uow:
        issued = register_certificates.issue_own_certificate(uow, certification_id)
    return redirect(url_for(".show", document_id=issued.id), code=303)


@bp.post("/learn/<uuid:enrolment_id>/statement")
@requires(TrainingPermission.LEARNING_OWN, TrainingPermission.COURSE_MANAGE)
def completion(enrolment_id: UUID) -> ResponseReturnValue:
    """Issue the statement of a completed course."""
    with unit_of_work() as uow:
        issued = documents.issue_completion(uow, enrolment_id)
    return redirect(url_for(".show", document_id=issued.id), code=303)
