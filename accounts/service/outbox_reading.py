"""The outbox as the centre reads it: what was written to whom, and whether it went out."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

import sqlalchemy as sa

from accounts.domain.permissions import AccountsPermission
from accounts.store import trail
from foundation.database.work import UnitOfWork
from foundation.messages.outbox import Message, MessageState
from foundation.times.zones import day_span

LINES = 50


@dataclass(frozen=True, kw_only=True)
class OutboxSearch:
    """What a reader looks for. `after` is the last message of the page before: when, and its id."""

    who: str = ""
    state: MessageState | None = None
    first_day: date | None = None
    last_day: date | None = None
    after: tuple[datetime, UUID] | None = None


@dataclass(frozen=True)
class OutboxPage:
    """Messages, newest first, the names of those who have an account, and whether older ones follow."""

    messages: Sequence[Message]
    names: Mapping[str, str]
    has_older: bool


def read_outbox(uow: UnitOfWork, wanted: OutboxSearch) -> OutboxPage:
    """A page of the outbox. Costs the same however many messages there are: it reads on from one."""
    uow.require(AccountsPermission.OUTBOX_READ)
    query = sa.select(Message).order_by(Message.created_at.desc(), Message.id.desc())
    if wanted.who:
        query = query.where(Message.to.in_(trail.addresses_called(uow.db, wanted.who)))
    if wanted.state is not None:
        query = query.where(Message.state == wanted.state)
    zone = uow.settings.zone
    if wanted.first_day is not None:
        query = query.where(Message.created_at >= day_span(wanted.first_day, zone).start)
    if wanted.last_day is not None:
        query = query.where(Message.created_at < day_span(wanted.last_day, zone).end)
    if wanted.after is not None:
        at, last = wanted.after
        same = sa.and_(Message.created_at == at, Message.id < last)
        query = query.where(sa.or_(Message.created_at < at, same))
    found = uow.db.scalars(query.limit(LINES + 1)).all()
    shown = found[:LINES]
    names = trail.names_by_address(uow.db, {message.to for message in shown})
    return OutboxPage(shown, names, len(found) > LINES)
