"""What is printed must be drawn: texts are looked at where they are typed, not when a document is wanted."""

from foundation.database.work import UnitOfWork
from foundation.documents.typesetting import missing_signs, named_sign
from foundation.text.message import LazyText, say


def reason_against_printing(uow: UnitOfWork, text: str) -> LazyText | None:
    """Why a text cannot stand on a document, naming the first sign that no font draws; None when all are drawn."""
    lacking = missing_signs(text, uow.settings.font_folder)
    if not lacking:
        return None
    return say("Documents cannot print the sign %(sign)s.", sign=named_sign(lacking[0]))
