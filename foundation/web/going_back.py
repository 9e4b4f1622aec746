"""From an error page to where it came from: the page of the thing, and a form that was not lost."""

from flask import current_app, request, url_for
from werkzeug.exceptions import HTTPException
from werkzeug.routing import RequestRedirect

LONGEST_KEPT = 20_000
MOST_KEPT = 400


def parent_page() -> str | None:
    """The page that the button of this request stands on: /offers/1 for a POST to /offers/1/accept."""
    if request.method != "POST":
        return None
    return nearest_page(request.path)


def nearest_page(path: str) -> str | None:
    """The first address above `path` that is a page, or `path` itself if it is one."""
    adapter = current_app.url_map.bind(request.host)
    path = path.rstrip("/")
    while path:
        try:
            adapter.match(path, method="GET")
        except (HTTPException, RequestRedirect):
            path = path.rpartition("/")[0]
        else:
            return path
    return None


def unsent_form() -> list[tuple[str, str]] | None:
    """What was typed by somebody who has been signed out meanwhile; None when it cannot be kept.

    Only asked after the form's token was found to be this browser's. Passwords and files are not kept.
    """
    if request.method != "POST" or request.files:
        return None
    fields = list(request.form.items(multi=True))
    is_secret = any("password" in name.lower() for name, _ in fields)
    size = sum(len(name) + len(value) for name, value in fields)
    if is_secret or size > LONGEST_KEPT or len(fields) > MOST_KEPT:
        return None
    kept = [(name, value) for name, value in fields if name != "csrf_token"]
    return kept if any(not name.startswith("_") for name, _ in kept) else None


def sign_in_again() -> str:
    """The sign-in page that leads back to where one was."""
    return url_for("sign_in.show", next=parent_page() or "/")
