"""What the text message gateway reports of messages that it took: signed, in the documented form."""

from flask import Blueprint, request
from flask.typing import ResponseReturnValue

from foundation.database.work import begin
from foundation.messages import delivering, gateway
from foundation.messages.settings import MessagesSettings
from foundation.security.permissions import the_system
from foundation.web.guards import machine
from foundation.web.ids import find_id
from foundation.web.work import office

bp = Blueprint("gateway_reports", __name__)
LONGEST = 10_000


@bp.post("/hooks/gateway")
@machine
def take() -> ResponseReturnValue:
    """Keep what became of a message. The same report again changes nothing."""
    settings = office().settings.of(MessagesSettings)
    body, now = request.stream.read(LONGEST), office().clock().timestamp()
    if not settings.gateway_secret or not gateway.is_signed(
        settings, dict(request.headers), body, now
    ):
        return "", 401
    report = gateway.read_report(body)
    about = None if report is None else find_id(report[0])
    if report is None or about is None:
        return "", 422
    with begin(office(), the_system("gateway")) as uow:
        known = delivering.take_report(uow, about, report[1])
    return "", 204 if known else 404
