"""What every answer carries, and what every template may ask."""

import hashlib
import secrets
from functools import cache
from pathlib import Path
from typing import cast

from flask import Flask, Response, request, url_for

STATIC = Path(__file__).parent.parent / "static"
POLICY = (
    "default-src 'none'; style-src 'self'; script-src 'self'; img-src 'self' data:; "
    "connect-src 'self'; manifest-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
)


@cache
def _version(name: str) -> str:
    return hashlib.sha256((STATIC / name).read_bytes()).hexdigest()[:8]


def asset(name: str) -> str:
    """The address of a static file; it changes with the file, so browsers may keep it for a year."""
    return url_for("static", filename=name, v=_version(name))


def form_key() -> str:
    """A key for a form of one button, so that pressing it twice does nothing twice."""
    return secrets.token_urlsafe(16)


def install(app: Flask) -> None:
    """Add the headers, and `asset` and `form_key` for templates."""
    cast("dict[str, object]", app.jinja_env.globals).update(asset=asset, form_key=form_key)
    app.jinja_env.autoescape = _is_escaped

    @app.after_request
    def guard(response: Response) -> Response:  # pyright: ignore[reportUnusedFunction]  registered by the decorator
        headers = response.headers
        headers.setdefault("Content-Security-Policy", POLICY)
        headers["X-Content-Type-Options"] = "nosniff"
        headers.setdefault("Referrer-Policy", "same-origin")
        headers["Cross-Origin-Opener-Policy"] = "same-origin"
        if app.config["SESSION_COOKIE_SECURE"]:
            headers["Strict-Transport-Security"] = "max-age=31536000"
        if request.endpoint == "static":
            headers["Cache-Control"] = "public, max-age=31536000, immutable"
        elif not response.cache_control.private:
            # Whoever says that it is one reader's own has thought about it.
            headers["Cache-Control"] = "no-store"
        return response


def _is_escaped(template: str | None) -> bool:
    """Everything but plain text and calendars is escaped, whatever a template is called."""
    return template is None or not template.endswith((".txt", ".ics"))
