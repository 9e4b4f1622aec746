"""The address at which other programs read somebody's calendar: secret, without cookies, asked every hour."""

import hashlib

from flask import Blueprint, make_response, request
from flask.typing import ResponseReturnValue

from accounts.service import calendar_feeds
from dispatch.service.phone.feed import write_feed
from foundation.database.work import begin, reading
from foundation.once.limits import network_of
from foundation.security.errors import NotFound
from foundation.security.permissions import NOBODY, Actor
from foundation.web.guards import public
from foundation.web.work import office

LONGEST_TOKEN = 100
bp = Blueprint("feed", __name__)


@bp.get("/calendar.ics")
@public
def show() -> ResponseReturnValue:
    """Give the calendar that the token opens; nothing where the program has it already.

    Whoever is signed in does not matter. It writes when the address was last read, and how often in this hour.
    """
    owner = _opened(request.args.get("key", "")[:LONGEST_TOKEN])
    with reading(office(), owner) as uow:
        text = write_feed(uow)
    response = make_response(text)
    response.headers["Content-Type"] = "text/calendar; charset=utf-8"
    # Kept by its reader alone, and asked for anew each time.
    response.headers["Cache-Control"] = "private, no-cache"
    response.headers["Referrer-Policy"] = "no-referrer"
    response.set_etag(hashlib.sha256(text.encode()).hexdigest()[:32])
    return response.make_conditional(request)


def _opened(token: str) -> Actor:
    try:
        with begin(office(), NOBODY) as uow:
            return calendar_feeds.open_feed(uow, token)
    except NotFound:
        with begin(office(), NOBODY) as uow:
            calendar_feeds.count_unknown(uow, network_of(request.remote_addr))
        raise
