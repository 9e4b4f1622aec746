"""The centre's name and telephone number for every page: whoever is stuck can call somebody."""

from dataclasses import dataclass

import structlog
from flask import Flask, g, url_for
from sqlalchemy.exc import SQLAlchemyError
from werkzeug.local import LocalProxy

from accounts.service import organisations
from foundation.database.work import reading
from foundation.security.permissions import NOBODY
from foundation.text.message import say
from foundation.web.translation import language, words
from foundation.web.work import office

log = structlog.get_logger()


@dataclass(frozen=True)
class FooterLink:
    """A link at the foot of every page."""

    label: str
    url: str


def install(app: Flask) -> None:
    """Give every template `centre_phone` and `centre_name`, and the foot of the page both.

    They are read only by a page that shows them, and are empty while there is no centre.
    """

    @app.context_processor
    def centre_context() -> dict[str, object]:  # pyright: ignore[reportUnusedFunction]  registered by the decorator
        return {
            "centre_phone": LocalProxy(_phone),
            "centre_name": LocalProxy(_name),
            "footer_text": LocalProxy(_name),
            "footer_links": LocalProxy(_links),
        }


def _phone() -> str:
    return _centre()[0]


def _name() -> str:
    return _centre()[1]


def _links() -> list[FooterLink]:
    links = [FooterLink(words(say("Privacy policy")), url_for("privacy.show"))]
    phone = _phone()
    if phone:
        text = words(say("Phone %(number)s", number=phone))
        links.append(FooterLink(text, "tel:" + phone.replace(" ", "")))
    return links


def _centre() -> tuple[str, str]:
    if "centre" not in g:
        g.centre = _read()
    return g.centre


def _read() -> tuple[str, str]:
    try:
        with reading(office(), NOBODY) as uow:
            found = organisations.find_centre(uow)
            return (found.phone, found.name_in(language())) if found else ("", "")
    except SQLAlchemyError as error:
        # The page that says that the database cannot be reached has a foot too.
        log.warning("centre.unread", error=type(error).__name__)
        return "", ""
