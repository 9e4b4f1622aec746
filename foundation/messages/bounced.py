"""Mail that comes back: which message a report of a mail server is about (RFC 3464)."""

import uuid
from email import message_from_bytes, policy
from email.message import EmailMessage, Message
from typing import cast

from foundation.database.work import UnitOfWork
from foundation.messages.channels import MessageChannel
from foundation.messages.delivering import take_report
from foundation.messages.records import MessageState
from foundation.messages.settling import deliveries_of

# A report holds the mail that came back; ours are small.
LONGEST = 200_000


def message_of(raw: bytes) -> uuid.UUID | None:
    """The message that a report says was not delivered; None when it says something else."""
    report = message_from_bytes(raw[:LONGEST], policy=policy.default)
    if not _has_failed(report):
        return None
    # What came back stands in the report as a mail of its own, or its headers do.
    for part in report.walk():
        if part is report:
            continue
        found = _id_in(str(part.get("Message-ID", "")))
        if found is None and part.get_content_type() == "text/rfc822-headers":
            text = str(part.get_payload())
            headers = message_from_bytes(text.encode("utf-8", "replace"), policy=policy.default)
            found = _id_in(str(headers.get("Message-ID", "")))
        if found is not None:
            return found
    return None


def _has_failed(report: EmailMessage) -> bool:
    """Whether it is a report of failure: one of delay or success tells nothing that we act on."""
    for part in report.walk():
        if part.get_content_type() == "message/delivery-status":
            blocks = cast("list[Message]", part.get_payload())
            return any(str(block.get("Action", "")).strip().lower() == "failed" for block in blocks)
    return False


def _id_in(text: str) -> uuid.UUID | None:
    try:
        return uuid.UUID(text.strip().lstrip("<").partition("@")[0])
    except ValueError:
        return None


def take(uow: UnitOfWork, message_id: uuid.UUID) -> bool:
    """Put by that a message came back; False when there is no such message sent by mail."""
    known = [d for d in deliveries_of(uow, message_id) if d.channel is MessageChannel.MAIL]
    return any(take_report(uow, each.id, MessageState.BOUNCED) for each in known)
