"""The reader's language on this request, and the words of templates and forms in it."""

from typing import cast

from babel.support import Translations
from flask import Flask, g, has_request_context, request
from flask_babel import Babel, Domain, get_locale

from foundation.text import i18n
from foundation.text.message import LazyText

COOKIE = "language"


class _Catalogues(Domain):
    """Lets Flask-Babel (and WTForms through it) read our catalogues."""

    def get_translations(self) -> Translations:  # pyright: ignore[reportIncompatibleMethodOverride]  stricter
        return i18n.catalogue(language())


def language() -> str:
    """The language to answer in: the reader's choice, else the browser's, else Korean."""
    if not has_request_context():
        return "ko"
    chosen = g.get("language")
    if chosen is None:
        chosen = g.language = _choose()
    return chosen


def _choose() -> str:
    offered = tuple(i18n.LANGUAGE_NAMES)
    is_machine = request.path.startswith("/api/")
    if is_machine and request.accept_languages:
        return request.accept_languages.best_match(offered, default="ko") or "ko"
    cookie = request.cookies.get(COOKIE)
    if cookie in offered and not is_machine:
        return cookie
    actor = g.get("actor")
    if actor is not None and actor.user_id is not None and actor.language in offered:
        return actor.language
    return request.accept_languages.best_match(offered, default="ko") or "ko"


def words(wording: LazyText | str) -> str:
    """A sentence of the domain in the reader's language."""
    return i18n.translate(wording, language())


def gettext(text: str, **values: object) -> str:
    """A sentence of a page in the reader's language."""
    return i18n.translate(LazyText(text, values), language())


def ngettext(one: str, many: str, n: int, **values: object) -> str:
    """A sentence that depends on a number, in the reader's language."""
    text = str(i18n.catalogue(language()).ungettext(one, many, n))
    return text % {"n": n, "num": n, **values}


def install(app: Flask) -> None:
    """Teach templates `_`, `gettext` and `ngettext`, and forms the reader's language."""
    Babel(app, locale_selector=language, default_domain=_Catalogues())  # pyright: ignore[reportArgumentType]
    app.jinja_env.add_extension("jinja2.ext.i18n")
    app.jinja_env.install_gettext_callables(  # pyright: ignore[reportAttributeAccessIssue, reportUnknownMemberType]  added by the extension
        gettext=_template_gettext, ngettext=_template_ngettext, newstyle=False
    )
    cast("dict[str, object]", app.jinja_env.globals).update(_=gettext, ngettext=ngettext)


def _template_gettext(text: str) -> str:
    return i18n.translate(LazyText(text), language())


def _template_ngettext(one: str, many: str, n: int) -> str:
    return str(i18n.catalogue(language()).ungettext(one, many, n))


__all__ = ["get_locale", "gettext", "install", "language", "ngettext", "words"]
