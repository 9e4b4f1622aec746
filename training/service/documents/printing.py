"""Printing a document: its page, its verification address, its PDF."""

from pathlib import Path
from typing import Any

from foundation.database.work import UnitOfWork
from foundation.documents import typesetting
from foundation.documents.qr import qr_svg
from training.domain.layout import DocumentPage, page_of
from training.store.tables import CertificateDocument

SOURCE = Path(__file__).parents[2] / "templates" / "training" / "documents" / "page.typ"


def layout(document: CertificateDocument) -> DocumentPage:
    """The document as it is set: everything from what was printed, nothing from today."""
    return page_of(document.printed, document.code)


def verification_url(uow: UnitOfWork, document: CertificateDocument) -> str:
    """Where anybody can check a document; this is all that its QR code holds."""
    return f"{uow.settings.base_url.rstrip('/')}/verify/{document.code}"


def unprintable(
    uow: UnitOfWork, document: CertificateDocument
) -> list[tuple[str, tuple[str, ...]]]:
    """The texts of a document that no font here can print, each with the signs that are missing."""
    facts = _facts(uow, document)
    return typesetting.texts_with_missing_signs(facts | {"qr": ""}, uow.settings.font_folder)


def pdf(uow: UnitOfWork, document: CertificateDocument) -> bytes:
    """The document as PDF/UA. The same document gives the same bytes.

    MissingFont names the script or the sign that cannot be printed.
    """
    facts = _facts(uow, document)
    return typesetting.typeset(SOURCE, facts, document.issued_at, folder=uow.settings.font_folder)


def _facts(uow: UnitOfWork, document: CertificateDocument) -> dict[str, Any]:
    url = verification_url(uow, document)
    return {
        "page": layout(document).facts(),
        "issuer": document.printed["issuer"]["name"],
        "url": url,
        "qr": qr_svg(url),
    }
