"""Who may open a page: every view says so, or it is refused."""

import re
from collections.abc import Callable
from functools import wraps
from typing import Any

from flask import Flask, current_app, g, redirect, request, url_for
from flask.typing import ResponseReturnValue
from werkzeug.exceptions import BadRequest, UnsupportedMediaType

from foundation.security.errors import Forbidden
from foundation.security.permissions import Permission
from foundation.security.scopes import TokenScope
from foundation.web.refusals import answering
from foundation.web.work import actor, once

View = Callable[..., ResponseReturnValue]
MARK = "ieum_guard"
MACHINE = "machine"
# What a browser sends a form as.
FORMS = frozenset({"application/x-www-form-urlencoded", "multipart/form-data"})
# NUL, and halves of letters that no encoding has.
_UNHELD = re.compile("[\0\ud800-\udfff]")


def requires(*permissions: Permission) -> Callable[[View], View]:
    """The view opens to whoever is signed in and holds one of these permissions."""

    def mark(view: View) -> View:
        @wraps(view)
        def guarded(*args: Any, **kwargs: Any) -> ResponseReturnValue:
            if actor().user_id is None:
                return ask_to_sign_in()
            if not any(actor().may(permission) for permission in permissions):
                raise Forbidden
            return once(answering(view))(*args, **kwargs)

        setattr(guarded, MARK, permissions)
        return guarded

    return mark


def signed_in(view: View) -> View:
    """The view opens to everybody who is signed in: it shows only their own."""

    @wraps(view)
    def guarded(*args: Any, **kwargs: Any) -> ResponseReturnValue:
        if actor().user_id is None:
            return ask_to_sign_in()
        return once(answering(view))(*args, **kwargs)

    setattr(guarded, MARK, "signed in")
    return guarded


def public(view: View) -> View:
    """The view opens to anybody."""

    @wraps(view)
    def guarded(*args: Any, **kwargs: Any) -> ResponseReturnValue:
        return answering(view)(*args, **kwargs)

    setattr(guarded, MARK, "public")
    return guarded


def machine(view: View) -> View:
    """The view opens to another system, which proves by a signature who it is: no browser, no form, no cookie."""

    @wraps(view)
    def guarded(*args: Any, **kwargs: Any) -> ResponseReturnValue:
        return answering(view)(*args, **kwargs)

    setattr(guarded, MARK, MACHINE)
    return guarded


def ask_to_sign_in() -> ResponseReturnValue:
    """Send a reader to the sign-in page and back; answer a form or a copied cookie with 401."""
    if request.method == "GET" and "session_ended" not in g:
        return redirect(url_for("sign_in.show", next=request.full_path.rstrip("?")), code=303)
    from foundation.web.errors import error_page

    return error_page(401)


def mark_of(app: Flask, endpoint: str) -> object:
    """What a view declares, or None: a test walks every route with it."""
    return getattr(app.view_functions.get(endpoint), MARK, None)


def install(app: Flask) -> None:
    """Refuse what is no form, text that PostgreSQL cannot hold, and every view without a mark."""
    for guard in (_refuse_what_is_no_form, _refuse_what_no_database_holds):
        app.before_request(guard)

    @app.before_request
    def deny_by_default() -> None:  # pyright: ignore[reportUnusedFunction]  registered by the decorator
        if request.endpoint in {None, "static"}:
            return
        if mark_of(app, str(request.endpoint)) is None:
            raise Forbidden


def _refuse_what_is_no_form() -> None:
    # Flask-WTF reads JSON into a form's fields, past every check of what a form may hold.
    mark = mark_of(current_app, str(request.endpoint))
    # What has no address at all is answered as that, whatever was sent there.
    is_machine = mark == MACHINE or isinstance(mark, TokenScope) or request.endpoint is None
    if request.mimetype and request.mimetype not in FORMS and not is_machine:
        raise UnsupportedMediaType


def _refuse_what_no_database_holds() -> None:
    given = [request.path, *(file.filename or "" for file in request.files.values())]
    for values in (request.args, request.form):
        given += [text for pair in values.items(multi=True) for text in pair]
    if any(_UNHELD.search(text) for text in given):
        raise BadRequest
