"""The trails that the centre reads: what happened, and what was written to people."""

import sqlalchemy as sa

from accounts.domain.permissions import AccountsPermission
from foundation.database.audit import AuditEntry
from foundation.database.work import UnitOfWork
from foundation.messages.outbox import Message


def audit_entries(uow: UnitOfWork, *, subject: str = "", name: str = "") -> sa.Select[AuditEntry]:
    """The entries about something, or whose name begins so, newest first."""
    uow.require(AccountsPermission.AUDIT_READ)
    query = sa.select(AuditEntry).order_by(AuditEntry.id.desc())
    if subject:
        query = query.where(AuditEntry.subject == subject)
    if name:
        query = query.where(AuditEntry.name.startswith(name, autoescape=True))
    return query


def messages(uow: UnitOfWork) -> sa.Select[Message]:
    """The messages of the outbox, newest first."""
    uow.require(AccountsPermission.OUTBOX_READ)
    return sa.select(Message).order_by(Message.created_at.desc(), Message.id)
