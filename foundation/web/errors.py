"""The table: from an error of the domain to a status and a page."""

import json
from uuid import uuid4

import structlog
from flask import Flask, make_response, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_wtf.csrf import CSRFError  # pyright: ignore[reportMissingTypeStubs]  ships none
from sqlalchemy.exc import OperationalError
from sqlalchemy.exc import TimeoutError as PoolTimeout
from werkzeug.exceptions import HTTPException

from foundation.database.base import is_busy
from foundation.security.errors import (
    Conflict,
    DomainError,
    Forbidden,
    Gone,
    NotFound,
    Refused,
    TooOften,
    Unavailable,
)
from foundation.text.message import LazyText, say
from foundation.web.translation import language, words

STATUS: dict[type[DomainError], int] = {
    NotFound: 404,
    Forbidden: 403,
    Conflict: 409,
    Gone: 410,
    Refused: 422,
    TooOften: 429,
    Unavailable: 503,
}

# status: what happened, and what can be done about it
TEXTS: dict[int, tuple[LazyText, LazyText]] = {
    400: (say("We could not read what was sent."), say("Go back and try again.")),
    401: (say("You are signed out."), say("Sign in again. Nothing was changed.")),
    403: (
        say("You may not open this."),
        say("If you need it for your work, ask your organisation's administrator."),
    ),
    404: (
        say("There is nothing here."),
        say("The address may be mistyped, or it belongs to another organisation."),
    ),
    405: (say("This cannot be opened that way."), say("Go back and use the button on the page.")),
    409: (say("Someone was first."), say("Nothing was changed. Look at the newest state.")),
    410: (say("This has ended."), say("Nothing was changed.")),
    413: (say("The file is too large."), say("Split it and send the parts one by one.")),
    422: (say("This does not work as given."), say("Go back; what you typed is still there.")),
    429: (say("That was too often."), say("Wait a few minutes and try again.")),
    500: (
        say("Something went wrong on our side."),
        say("Nothing was changed. If it happens again, tell the centre the reference below."),
    ),
    503: (
        say("The system is busy for a moment."),
        say("Nothing was changed. Try again in half a minute."),
    ),
}
log = structlog.get_logger()


def error_page(
    status: int, reason: LazyText | None = None, reference: str = ""
) -> ResponseReturnValue:
    """The page (or JSON under /api/) for a status, with the reason if there is one."""
    title, advice = TEXTS.get(status, TEXTS[500 if status >= 500 else 400])  # noqa: PLR2004
    if request.path.startswith("/api/"):
        body = json.dumps({"status": status, "reason": words(reason or title)}, ensure_ascii=False)
        return make_response(body, status, {"Content-Type": "application/json"})
    way_out = {
        "label": words(say("Sign in") if status == 401 else say("To the start page")),  # noqa: PLR2004
        "url": url_for("sign_in.show") if status == 401 else "/",  # noqa: PLR2004
    }
    page = render_template(
        "error.html",
        status=status,
        title=words(reason or title),
        explanation=words(advice),
        way_out=way_out,
        reference=reference,
        language=language(),
    )
    response = make_response(page, status)
    if status == 503:  # noqa: PLR2004
        response.headers["Retry-After"] = "30"
    return response


def install(app: Flask) -> None:
    """Answer every error with its page."""

    def on_domain_error(error: DomainError) -> ResponseReturnValue:
        return error_page(STATUS[type(error)], error.reason)

    def on_csrf_error(error: CSRFError) -> ResponseReturnValue:
        del error
        return error_page(400, say("The form was open for too long, or it came from elsewhere."))

    def on_http_error(error: HTTPException) -> ResponseReturnValue:
        if error.code is not None and error.code < 400:  # noqa: PLR2004  redirects are answers
            return error.get_response()  # pyright: ignore[reportReturnType]  a werkzeug response
        return error_page(error.code or 500)

    def on_busy(error: OperationalError | PoolTimeout) -> ResponseReturnValue:
        if isinstance(error, OperationalError) and not is_busy(error):
            return on_bug(error)
        log.error("database.busy", error=str(error.__cause__ or error)[:200])
        return error_page(503)

    def on_bug(error: Exception) -> ResponseReturnValue:
        reference = uuid4().hex[:8]
        log.error("request.failed", reference=reference, path=request.path, exc_info=error)
        return error_page(500, reference=reference)

    app.register_error_handler(DomainError, on_domain_error)
    app.register_error_handler(CSRFError, on_csrf_error)
    app.register_error_handler(HTTPException, on_http_error)
    app.register_error_handler(OperationalError, on_busy)
    app.register_error_handler(PoolTimeout, on_busy)
    app.register_error_handler(Exception, on_bug)
