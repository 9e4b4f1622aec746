"""The outbox: what was written to people. In the demo, where nothing is sent, it is read here."""

from datetime import datetime
from typing import Any
from uuid import UUID

from flask import Blueprint, render_template, request, url_for
from flask.typing import ResponseReturnValue

from accounts.domain.permissions import AccountsPermission
from accounts.service.outbox_reading import OutboxSearch, read_outbox
from foundation.messages.outbox import HIDDEN, MessageState
from foundation.times.zones import read_day
from foundation.web.guards import requires
from foundation.web.ids import find_id
from foundation.web.work import reading

bp = Blueprint("outbox", __name__, template_folder="../templates")
LONGEST = 80


@bp.get("/outbox")
@requires(AccountsPermission.OUTBOX_READ)
def show() -> ResponseReturnValue:
    """Show messages, newest first; of one person, of one state, of some days."""
    wanted = OutboxSearch(
        who=request.args.get("who", "").strip()[:LONGEST],
        state=_state(request.args.get("state", "")),
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
            is_narrowed=bool(set(request.args) - {"after"}),
            is_sending=bool(uow.settings.smtp_host),
            hidden=HIDDEN,
        )


def _state(text: str) -> MessageState | None:
    return MessageState(text) if text in set(MessageState) else None


def _after(text: str) -> tuple[datetime, UUID] | None:
    at, _, last = text.partition("_")
    found = find_id(last)
    try:
        when = datetime.fromisoformat(at)
    except ValueError:
        return None
    return (when, found) if found is not None and when.tzinfo is not None else None
