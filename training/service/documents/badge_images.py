"""A certificate as a picture that can be shared: a signed Open Badge is baked into it."""

from datetime import date
from pathlib import Path
from typing import Literal

from foundation.database.work import UnitOfWork
from foundation.documents import typesetting
from foundation.documents.badges import bake
from foundation.text.i18n import label
from interpreters.domain.languages import Language
from training.domain.validity import last_day
from training.service.documents import verification
from training.store.tables import CertificateDocument

ImageForm = Literal["svg", "png"]
SOURCE = Path(__file__).parents[2] / "templates" / "training" / "documents" / "badge.typ"
# 360 points wide: 720 pixels.
DOTS_PER_INCH = 144


def badge_image(uow: UnitOfWork, document: CertificateDocument, form: ImageForm) -> bytes:
    """The picture of a certificate with its signed Open Badge inside; no name of a person is on it.

    Refused for other documents, Unavailable without an https address, MissingFont where a sign of the
    title cannot be drawn.
    """
    signed = verification.badge(uow, document)
    printed = document.printed
    certification = document.certification
    spoken = certification.language if certification is not None else None
    facts = {
        "title": printed["scheme"]["title"],
        "title_en": printed["scheme"]["title_en"],
        "issuer": printed["issuer"]["name"],
        "language": _languages(spoken),
        "span": f"{printed['valid_from']} – {last_day(date.fromisoformat(printed['valid_until']))}",
    }
    drawn = typesetting.typeset(
        SOURCE,
        facts,
        document.issued_at,
        folder=uow.settings.font_folder,
        form=form,
        dots_per_inch=DOTS_PER_INCH,
    )
    return bake(drawn, signed, form)


def _languages(spoken: Language | None) -> str:
    return f"한국어 · {label(spoken, 'ko')}" if spoken is not None else ""
