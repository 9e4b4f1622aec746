"""What became of a message on its way: kept, summed up, and another channel tried when it has to arrive."""

import uuid
from datetime import datetime

import sqlalchemy as sa

from foundation.database.work import UnitOfWork
from foundation.messages.addressees import PostOffice
from foundation.messages.carrying import NotSent, Receipt, SendProblem
from foundation.messages.channels import MessageChannel
from foundation.messages.news import MessageUnreached
from foundation.messages.outbox import DELIVER_MESSAGE, key_of
from foundation.messages.records import (
    FAILED,
    MANY_TRIES,
    THROUGH,
    Delivery,
    Message,
    MessageState,
)


def deliveries_of(uow: UnitOfWork, message_id: uuid.UUID) -> list[Delivery]:
    """The ways of a message so far, the first of them first."""
    query = sa.select(Delivery).where(Delivery.message_id == message_id)
    return list(uow.db.scalars(query.order_by(Delivery.created_at, Delivery.channel)))


def add(
    uow: UnitOfWork, message: Message, channel: MessageChannel, at: datetime, *, is_own: bool
) -> None:
    """Have a message go out over a channel at an instant; its own job carries it, or one that is put here."""
    key = key_of(message) if is_own else f"{key_of(message)}:{channel}"
    delivery = Delivery(
        message_id=message.id, channel=channel, created_at=uow.now, due_at=at, job_key=key
    )
    uow.db.add(delivery)
    uow.db.flush()
    if not is_own:
        uow.enqueue(DELIVER_MESSAGE, run_at=at, delivery_id=delivery.id, dedupe_key=key)


def is_past(message: Message, at: datetime) -> bool:
    """Whether a message would be no news any more at an instant."""
    return message.until is not None and at >= message.until


def note(uow: UnitOfWork, post: PostOffice, delivery_id: uuid.UUID, error: NotSent) -> None:
    """Keep a refusal; who must be reached is tried over another channel."""
    delivery, message, known = _all(uow, delivery_id)
    post.addressees.forget(uow, error.gone)
    if delivery.state is not MessageState.WAITING:
        return
    delivery.tries, delivery.tried_at = delivery.tries + 1, uow.now
    delivery.problem = error.problem
    if error.final:
        delivery.state = MessageState.LOST
    sum_up(message, known)
    if error.final or delivery.tries == MANY_TRIES:
        _go_on(uow, post, message, known)


def keep(uow: UnitOfWork, post: PostOffice, delivery_id: uuid.UUID, receipt: Receipt) -> None:
    """Keep that a message was taken over one channel."""
    delivery, message, known = _all(uow, delivery_id)
    post.addressees.forget(uow, receipt.gone)
    if delivery.state is not MessageState.WAITING:
        return
    delivery.state = MessageState.DELIVERED if receipt.is_delivered else MessageState.SENT
    delivery.sent_at = uow.now if receipt.went_out else None
    delivery.delivered_at = uow.now if receipt.is_delivered else None
    delivery.reference, delivery.problem = receipt.reference, None
    sum_up(message, known)


def _all(uow: UnitOfWork, delivery_id: uuid.UUID) -> tuple[Delivery, Message, list[Delivery]]:
    delivery = uow.db.get_one(Delivery, delivery_id)
    message = uow.db.get_one(Message, delivery.message_id, with_for_update=True)
    return delivery, message, deliveries_of(uow, message.id)


def lose_message(uow: UnitOfWork, post: PostOffice, message_id: str) -> None:
    """After the last try over its first channel a message is lost, unless another got it through."""
    message = uow.db.get_one(Message, uuid.UUID(message_id), with_for_update=True)
    known = deliveries_of(uow, message.id)
    own = [each for each in known if each.job_key == key_of(message)]
    _lose(uow, post, message, own, known)


def lose_delivery(uow: UnitOfWork, post: PostOffice, delivery_id: str) -> None:
    """After the last try a delivery is lost, and pages say so."""
    delivery, message, known = _all(uow, uuid.UUID(delivery_id))
    _lose(uow, post, message, [delivery], known)


def _lose(
    uow: UnitOfWork,
    post: PostOffice,
    message: Message,
    lost: list[Delivery],
    known: list[Delivery],
) -> None:
    for each in lost:
        if each.state is MessageState.WAITING:
            each.state = MessageState.LOST
    if not known and message.state is MessageState.WAITING:
        end(message, MessageState.LOST)
        return
    sum_up(message, known)
    _go_on(uow, post, message, known)


def report(uow: UnitOfWork, post: PostOffice, delivery_id: uuid.UUID, state: MessageState) -> bool:
    """What a carrier says later of a message that it took: delivered, bounced or lost; False for an unknown one."""
    if uow.db.get(Delivery, delivery_id) is None:
        return False
    delivery, message, known = _all(uow, delivery_id)
    if delivery.state not in THROUGH or state is delivery.state:
        return True
    if state is MessageState.DELIVERED:
        delivery.state, delivery.delivered_at = state, uow.now
    elif delivery.state is MessageState.SENT and state in FAILED:
        is_mail = delivery.channel is MessageChannel.MAIL
        delivery.state, delivery.tried_at = state, uow.now
        delivery.problem = SendProblem.BOUNCED if is_mail else SendProblem.NOT_DELIVERED
    sum_up(message, known)
    if state in FAILED:
        _go_on(uow, post, message, known)
    return True


def sum_up(message: Message, known: list[Delivery]) -> None:
    """What the deliveries of a message amount to."""
    states = {each.state for each in known}
    message.is_open = message.is_open and MessageState.WAITING in states
    refused = [each for each in known if each.tried_at is not None]
    newest = max(refused, key=lambda each: each.tried_at or each.created_at, default=None)
    if newest is not None:
        message.tries, message.tried_at = newest.tries, newest.tried_at
    message.problem = None
    sent = [each.sent_at for each in known if each.sent_at is not None]
    message.sent_at = min(sent, default=None)
    for state in (MessageState.DELIVERED, MessageState.SENT, MessageState.WAITING):
        if state in states:
            message.state = state
            break
    else:
        failed = [state for state in (MessageState.BOUNCED, MessageState.LOST) if state in states]
        message.state = failed[0] if failed else MessageState.WITHDRAWN
    if message.state not in THROUGH and newest is not None:
        message.problem = newest.problem
    if message.state is not MessageState.WAITING:
        message.encrypted_secret = None


def end(message: Message, state: MessageState) -> None:
    """End a message that goes out over no channel."""
    message.state, message.is_open, message.encrypted_secret = state, False, None


def _go_on(uow: UnitOfWork, post: PostOffice, message: Message, known: list[Delivery]) -> None:
    """Try another channel for what has to arrive; when none is left, somebody has to call."""
    if not message.urgency.must_arrive or message.state in THROUGH:
        return
    if any(each.state is MessageState.WAITING and each.tries < MANY_TRIES for each in known):
        return
    channel = post.addressees.next_channel(uow, message, {each.channel for each in known})
    if channel is None or is_past(message, uow.now):
        have_called(uow, message)
        return
    add(uow, message, channel, uow.now, is_own=False)
    message.state, message.is_open = MessageState.WAITING, True
    uow.db.flush()


def have_called(uow: UnitOfWork, message: Message) -> None:
    """Tell the upper packages of a message that had to arrive: somebody has to call."""
    if message.urgency.must_arrive:
        uow.announce(MessageUnreached(message.id, message.about, message.user_id))
