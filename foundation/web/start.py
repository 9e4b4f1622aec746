"""The address `/`: everybody lands on the page that their work begins with."""

from flask import Blueprint, redirect, url_for
from flask.typing import ResponseReturnValue

from foundation.web import navigation
from foundation.web.guards import public
from foundation.web.work import actor

bp = Blueprint("start", __name__)


@bp.get("/")
@public
def show() -> ResponseReturnValue:
    """Go to the first page of the reader's work; app.py lists permission and page in order."""
    if actor().user_id is None:
        return redirect(url_for("sign_in.show"), code=303)
    return redirect(url_for(navigation.find_start() or "account.show"), code=303)


@bp.get("/healthz")
@public
def health() -> ResponseReturnValue:
    """Say that the process answers; used by whoever watches it."""
    return "ok\n", 200, {"Content-Type": "text/plain"}
