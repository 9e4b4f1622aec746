"""The audit trail and the outbox."""

from flask import Blueprint, render_template, request
from flask.typing import ResponseReturnValue

from accounts.domain.permissions import AccountsPermission
from accounts.service import trails
from foundation.messages.outbox import HIDDEN
from foundation.web.guards import requires
from foundation.web.pagination import page_number, paged
from foundation.web.work import reading

bp = Blueprint("trails", __name__, template_folder="../templates")
LONGEST = 80


@bp.get("/audit")
@requires(AccountsPermission.AUDIT_READ)
def audit() -> ResponseReturnValue:
    """Show what happened, newest first, of one thing or of one kind."""
    subject = request.args.get("subject", "").strip()[:LONGEST]
    name = request.args.get("name", "").strip()[:LONGEST]
    with reading() as uow:
        query = trails.audit_entries(uow, subject=subject, name=name)
        page = paged(uow.db, query, number=page_number(), size=uow.settings.page_size)
        return render_template("accounts/audit.html", page=page, subject=subject, name=name)


@bp.get("/outbox")
@requires(AccountsPermission.OUTBOX_READ)
def outbox() -> ResponseReturnValue:
    """Show what was written to people; in the demo, where nothing is sent, it is read here."""
    with reading() as uow:
        page = paged(
            uow.db, trails.messages(uow), number=page_number(), size=uow.settings.page_size
        )
        return render_template(
            "accounts/outbox.html",
            page=page,
            is_sending=bool(uow.settings.smtp_host),
            hidden=HIDDEN,
        )
