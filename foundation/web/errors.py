"""The table: from an error of the domain to a status and a page."""

import sqlite3
from contextlib import suppress
from datetime import timedelta
from html import escape
from math import ceil
from uuid import uuid4

import structlog
from flask import Flask, make_response, redirect, render_template, request
from flask.typing import ResponseReturnValue
from flask_wtf.csrf import CSRFError  # pyright: ignore[reportMissingTypeStubs]  ships none
from sqlalchemy.exc import OperationalError
from sqlalchemy.exc import TimeoutError as PoolTimeout
from werkzeug.exceptions import HTTPException

from foundation.database.base import is_busy
from foundation.database.work import begin
from foundation.logs import kind_of
from foundation.once import limits
from foundation.security.errors import (
    Conflict,
    DomainError,
    Forbidden,
    Gone,
    HasChanged,
    NotFound,
    Refused,
    TooOften,
    Unavailable,
)
from foundation.text.i18n import translate
from foundation.text.message import LazyText, say
from foundation.web import going_back
from foundation.web.problems import problem
from foundation.web.translation import language, words
from foundation.web.work import actor, office

STATUS: dict[type[DomainError], int] = {
    NotFound: 404,
    Forbidden: 403,
    Conflict: 409,
    Gone: 410,
    HasChanged: 412,
    Refused: 422,
    TooOften: 429,
    Unavailable: 503,
}


def status_of(error: DomainError) -> int:
    """The status of a refusal; a package's own kind of one has that of the kind it is derived from."""
    return next(STATUS[kind] for kind in type(error).__mro__ if kind in STATUS)


# status: what happened, and what can be done about it
TEXTS: dict[int, tuple[LazyText, LazyText]] = {
    400: (say("We could not read the request."), say("Go back and try again.")),
    401: (say("You are signed out."), say("Sign in again. Nothing was changed.")),
    403: (
        say("You may not open this."),
        say("If you need it for your work, ask your organisation's administrator."),
    ),
    404: (
        say("Page not found"),
        say("The address may be mistyped, or it belongs to another organisation."),
    ),
    405: (
        say("This address cannot be opened directly."),
        say("Go back and use the button on the page."),
    ),
    409: (say("Somebody else was faster."), say("Nothing was changed. Check the current state.")),
    410: (say("This has already ended."), say("Nothing was changed.")),
    412: (
        say("Somebody else was faster."),
        say("Nothing was changed. Check the current state."),
    ),
    413: (say("The file is too large."), say("Split it and send the parts one by one.")),
    415: (say("We could not read the request."), say("Go back and use the form on the page.")),
    422: (say("This cannot be processed."), say("Go back; what you typed is still there.")),
    429: (say("Too many attempts."), say("Nothing was changed.")),
    500: (
        say("Something went wrong on our side."),
        say("Nothing was changed. If it happens again, tell the centre the reference below."),
    ),
    503: (
        say("The system is busy for a moment."),
        say("Nothing was changed. Try again in half a minute."),
    ),
}
PAUSE = timedelta(seconds=30)
RECORDED_AN_HOUR = 20
log = structlog.get_logger()


def error_page(
    status: int, reason: LazyText | None = None, reference: str = "", pause: timedelta = PAUSE
) -> ResponseReturnValue:
    """The page (or problem+json under /api/) for a status, with the reason if there is one."""
    title, advice = TEXTS.get(status, TEXTS[500 if status >= 500 else 400])  # noqa: PLR2004
    if request.path.startswith("/api/"):
        return problem(status, reason or title, pause=pause)
    try:
        page = _page(status, words(reason or title), words(advice), reference)
    except Exception:  # whatever is broken, the reader gets a page of the house
        log.exception("error_page.failed", reference=reference)
        page = bare_page(status, reference)
    response = make_response(page, status)
    if status in {429, 503}:
        response.headers["Retry-After"] = str(max(1, ceil(pause.total_seconds())))
    return response


def _page(status: int, title: str, explanation: str, reference: str) -> str:
    is_signed_out = status == 401  # noqa: PLR2004
    way_out = {
        "label": words(say("Sign in") if is_signed_out else say("Back to home")),
        "url": going_back.sign_in_again() if is_signed_out else "/",
    }
    # What moved on has its newest state on its own page.
    came_from = going_back.parent_page() if status in {409, 410, 422, 429} else None
    return render_template(
        "error.html",
        status=status,
        title=title,
        explanation=explanation,
        way_out=way_out,
        came_from=came_from,
        unsent=going_back.unsent_form() if is_signed_out else None,
        reference=reference,
        language=language(),
    )


def bare_page(status: int, reference: str = "") -> str:
    """A page that needs nothing: no template, no address of ours, no language of the reader."""
    title, advice = TEXTS.get(status, TEXTS[500 if status >= 500 else 400])  # noqa: PLR2004
    told = [translate(text, code) for code in ("ko", "en") for text in (title, advice)]
    lines = "".join(f"<p>{escape(line)}</p>" for line in told)
    number = f"{status} {escape(reference)}".strip()
    return (
        f'<!doctype html><html lang="ko"><meta charset="utf-8"><title>{status}</title>'
        f'{lines}<p>{number}</p><p><a href="/">통역이음</a></p></html>'
    )


def _record_refusal() -> None:
    """Note in the trail who asked for what they may not have; a few times an hour, so that it stays readable."""
    user_id = actor().user_id
    if user_id is None:
        return
    route = request.url_rule.rule if request.url_rule else ""
    with suppress(TooOften), begin(office(), actor()) as uow:
        limits.count(uow, "refused", str(user_id), most=RECORDED_AN_HOUR, per=timedelta(hours=1))
        uow.record("request.refused", route=route, method=request.method)


def _on_domain_error(error: DomainError) -> ResponseReturnValue:
    if isinstance(error, Forbidden):
        _record_refusal()
    pause = error.pause if isinstance(error, TooOften) else PAUSE
    if request.path.startswith("/api/"):
        return problem(status_of(error), error.reason, error.problems, pause)
    return error_page(status_of(error), error.reason, pause=pause)


def _page_of_button(error: HTTPException) -> ResponseReturnValue | None:
    # A refusal leaves the address of its button in the address bar: Enter there leads to the page.
    is_opened = error.code == 405 and request.method == "GET"  # noqa: PLR2004
    page = going_back.nearest_page(request.path) if is_opened else None
    return None if page is None or page.startswith("/api/") else redirect(page, code=303)


def install(app: Flask) -> None:
    """Answer every error with its page."""

    def on_csrf_error(error: CSRFError) -> ResponseReturnValue:
        del error
        return error_page(400, say("The form was open for too long, or it came from elsewhere."))

    def on_http_error(error: HTTPException) -> ResponseReturnValue:
        if error.code is not None and error.code < 400:  # noqa: PLR2004  redirects are answers
            return error.get_response()  # pyright: ignore[reportReturnType]  a werkzeug response
        return _page_of_button(error) or error_page(error.code or 500)

    def on_busy(
        error: OperationalError | sqlite3.OperationalError | PoolTimeout,
    ) -> ResponseReturnValue:
        if not isinstance(error, PoolTimeout) and not is_busy(error):
            return on_bug(error)
        log.error("database.busy", error=kind_of(error))
        return error_page(503)

    def on_bug(error: Exception) -> ResponseReturnValue:
        reference = uuid4().hex[:8]
        # The rule and not the path: a path may hold a token.
        route = request.url_rule.rule if request.url_rule else ""
        method = request.method
        log.error("request.failed", reference=reference, route=route, method=method, exc_info=error)
        return error_page(500, reference=reference)

    app.register_error_handler(DomainError, _on_domain_error)
    app.register_error_handler(CSRFError, on_csrf_error)
    app.register_error_handler(HTTPException, on_http_error)
    app.register_error_handler(OperationalError, on_busy)
    app.register_error_handler(PoolTimeout, on_busy)
    # While a connection is made, the driver's own errors come through.
    app.register_error_handler(sqlite3.OperationalError, on_busy)
    app.register_error_handler(Exception, on_bug)
