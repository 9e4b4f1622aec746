"""The outbox as the centre reads it: what was written to whom, whether it went out, and what is tried again."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy.orm import selectinload

from accounts.domain.permissions import AccountsPermission
from accounts.service import notices
from accounts.store import trail
from foundation.database.work import UnitOfWork
from foundation.jobs import Job
from foundation.messages import outbox
from foundation.messages.channels import MessageChannel
from foundation.messages.outbox import Message, MessageState
from foundation.messages.records import FAILED, Delivery
from foundation.security.errors import Conflict, NotFound
from foundation.text.message import say
from foundation.times.zones import day_span

LINES = 50
DAY = timedelta(days=1)
# What the letter about lost letters is filed under: one that is lost itself is not told of again.
LOST_LETTERS = "lost-letters"


@dataclass(frozen=True, kw_only=True)
class OutboxSearch:
    """What a reader looks for. `after` is the last message of the page before: when, and its id."""

    who: str = ""
    state: MessageState | None = None
    channel: MessageChannel | None = None
    first_day: date | None = None
    last_day: date | None = None
    after: tuple[datetime, UUID] | None = None


@dataclass(frozen=True)
class OutboxPage:
    """Messages, newest first, the names of those who have an account, and whether older ones follow."""

    messages: Sequence[Message]
    names: Mapping[str, str]
    has_older: bool


def send_again(uow: UnitOfWork, message_id: UUID) -> None:
    """Try again, now, what could not be sent so far. Conflict when it is gone, or on its way."""
    uow.require(AccountsPermission.OUTBOX_SEND)
    message = uow.db.get(Message, message_id)
    if message is None:
        raise NotFound
    if not message.can_be_sent_again or not outbox.send_again(uow, message):
        raise Conflict(say("This message has been sent, is on its way, or was held back."))
    uow.record("message.sent_again", subject=message.id)


def count_lost(uow: UnitOfWork) -> int:
    """How many messages could not be sent."""
    uow.require(AccountsPermission.OUTBOX_READ)
    return outbox.count_lost(uow)


def tell_lost(uow: UnitOfWork) -> None:
    """The job: once a day, tell the administrators of the centre how many letters were lost since the last."""
    lost = outbox.count_lost(uow, uow.now - DAY, but=LOST_LETTERS)
    if lost:
        notices.letters_lost(uow, LOST_LETTERS, lost)


def read_outbox(uow: UnitOfWork, wanted: OutboxSearch) -> OutboxPage:
    """A page of the outbox. Costs the same however many messages there are: it reads on from one."""
    uow.require(AccountsPermission.OUTBOX_READ)
    query = sa.select(Message).order_by(Message.created_at.desc(), Message.id.desc())
    if wanted.who:
        query = query.where(Message.to.in_(trail.addresses_called(uow.db, wanted.who)))
    if wanted.state is MessageState.LOST:
        # What came back could not be sent either.
        query = query.where(Message.state.in_(FAILED))
    elif wanted.state is not None:
        query = query.where(Message.state == wanted.state)
    if wanted.channel is not None:
        over = sa.exists().where(
            Delivery.message_id == Message.id, Delivery.channel == wanted.channel
        )
        query = query.where(over)
    zone = uow.settings.zone
    if wanted.first_day is not None:
        query = query.where(Message.created_at >= day_span(wanted.first_day, zone).start)
    if wanted.last_day is not None:
        query = query.where(Message.created_at < day_span(wanted.last_day, zone).end)
    if wanted.after is not None:
        at, last = wanted.after
        same = sa.and_(Message.created_at == at, Message.id < last)
        query = query.where(sa.or_(Message.created_at < at, same))
    found = uow.db.scalars(query.limit(LINES + 1).options(selectinload(Message.deliveries))).all()
    shown = found[:LINES]
    names = trail.names_by_address(uow.db, {message.to for message in shown})
    return OutboxPage(shown, names, len(found) > LINES)


JOBS = (
    # After the night's tries, before the office opens: eight o'clock in Korea.
    Job(name="accounts.tell_lost_letters", run=tell_lost, every=DAY, offset=timedelta(hours=23)),
)
