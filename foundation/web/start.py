"""The address `/`: everybody lands on the page that their work begins with."""

from flask import Blueprint, current_app, redirect, url_for
from flask.typing import ResponseReturnValue

from foundation.security.permissions import Permission
from foundation.web.guards import public
from foundation.web.work import actor

bp = Blueprint("start", __name__)
STARTS = "starts"


@bp.get("/")
@public
def show() -> ResponseReturnValue:
    """Go to the first page of the reader's role; app.py lists permission and page in order."""
    if actor().user_id is None:
        return redirect(url_for("sign_in.show"), code=303)
    starts: list[tuple[Permission, str]] = current_app.extensions[STARTS]
    for permission, endpoint in starts:
        if actor().may(permission):
            return redirect(url_for(endpoint), code=303)
    return redirect(url_for("account.show"), code=303)


@bp.get("/healthz")
@public
def health() -> ResponseReturnValue:
    """Say that the process answers; used by whoever watches it."""
    return "ok\n", 200, {"Content-Type": "text/plain"}
