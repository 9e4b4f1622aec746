"""The outbox: what was written to people. In the demo, where nothing is sent, it is read here."""

from datetime import datetime
from typing import Any
from uuid import UUID

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from accounts.domain.permissions import AccountsPermission
from accounts.service import outbox_reading
from accounts.service.outbox_reading import OutboxSearch, read_outbox
from foundation.messages.channels import MessageChannel
from foundation.messages.outbox import HIDDEN, MessageState
from foundation.security.errors import Conflict
from foundation.times.zones import read_day
from foundation.web.guards import requires
from foundation.web.ids import find_id
from foundation.web.refusals import refusals_flashed
from foundation.web.translation import gettext as _
from foundation.web.work import reading, unit_of_work

bp = Blueprint("outbox", __name__, template_folder="../templates")
LONGEST = 80


@bp.get("/outbox")
@requires(AccountsPermission.OUTBOX_READ)
def show() -> ResponseReturnValue:
    """Show messages, newest first; of one person, of one state, of some days."""
    return _page()


def _page() -> str:
    wanted = OutboxSearch(
        who=request.args.get("who", "").strip()[:LONGEST],
        state=_state(request.args.get("state", "")),
        channel=_channel(request.args.get("channel", "")),
        first_day=read_day(request.args.get("from")),
        last_day=read_day(request.args.get("to")),
        after=_after(request.args.get("after", "")),
    )
    with reading() as uow:
        page = read_outbox(uow, wanted)
        older = None
        if page.has_older:
            last = page.messages[-1]
            after = f"{last.created_at.isoformat()}_{last.id}"
            values: dict[str, Any] = {**request.args.to_dict(), "after": after}
            older = url_for("outbox.show", **values)
        return render_template(
            "accounts/outbox.html",
            page=page,
            older=older,
            wanted=request.args,
            states=list(MessageState),
            channels=list(MessageChannel),
            now=uow.now,
            is_narrowed=bool(set(request.args) - {"after"}),
            is_sending=bool(uow.settings.smtp_host),
            hidden=HIDDEN,
            may_send=uow.may(AccountsPermission.OUTBOX_SEND),
            lost=outbox_reading.count_lost(uow),
        )


@bp.post("/outbox/<uuid:message_id>/again")
@requires(AccountsPermission.OUTBOX_SEND)
def send_again(message_id: UUID) -> ResponseReturnValue:
    """Try a message again that could not be sent so far."""
    with refusals_flashed(_page, shows=(Conflict,)), unit_of_work() as uow:
        outbox_reading.send_again(uow, message_id)
    flash(_("The message is on its way again."), "success")
    return redirect(url_for(".show", state=MessageState.WAITING.value), code=303)


def count_lost() -> int:
    """How many messages could not be sent: the number in the menu."""
    with reading() as uow:
        return outbox_reading.count_lost(uow)


def _state(text: str) -> MessageState | None:
    return MessageState(text) if text in set(MessageState) else None


def _channel(text: str) -> MessageChannel | None:
    return MessageChannel(text) if text in set(MessageChannel) else None


def _after(text: str) -> tuple[datetime, UUID] | None:
    at, _, last = text.partition("_")
    found = find_id(last)
    try:
        when = datetime.fromisoformat(at)
    except ValueError:
        return None
    return (when, found) if found is not None and when.tzinfo is not None else None
