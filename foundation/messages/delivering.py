"""Carrying messages out: over which channels, each with its tries, and another one when it has to arrive.

The job that a message is posted with decides where it goes, when it is due and not before, and carries
it itself over the first channel; the others have jobs of their own. Nothing is decided while it is carried: every
step is a short transaction. At least once: a crash after sending sends again, with the same ids.
"""

import uuid
from collections.abc import Callable

from foundation.database.work import Office, UnitOfWork, begin
from foundation.jobs import Job
from foundation.messages.addressees import PostOffice
from foundation.messages.carrying import NotSent, Outgoing
from foundation.messages.outbox import DELIVER_MESSAGE, SEND_MESSAGE, key_of, secret_place
from foundation.messages.records import HIDDEN, PAUSES, Delivery, Message, MessageState
from foundation.messages.settling import (
    add,
    deliveries_of,
    end,
    have_called,
    is_past,
    keep,
    lose_delivery,
    lose_message,
    note,
    report,
    sum_up,
)
from foundation.security.permissions import the_system

KEEP_REPORT = "foundation.keep_report"
Ready = tuple[uuid.UUID, Outgoing]


def send_message(office: Office, post: PostOffice, message_id: str) -> None:
    """Send a message unless it is no longer true: over its first channel here, over others by jobs of their own.

    Raises NotSent when it may go better next time; what is refused for good is kept as lost.
    """
    key = uuid.UUID(message_id)

    def prepare(uow: UnitOfWork) -> Ready | NotSent | None:
        message = uow.db.get_one(Message, key, with_for_update=True)
        known = deliveries_of(uow, key)
        if not known:
            _set_out(uow, post, message)
            known = deliveries_of(uow, key)
        own = [each for each in known if each.job_key == key_of(message)]
        return _prepared(uow, post, message, own[0]) if own else None

    _carry(office, post, prepare)


def deliver_message(office: Office, post: PostOffice, delivery_id: str) -> None:
    """Carry a message over one channel. Raises NotSent when it may go better next time."""
    key = uuid.UUID(delivery_id)

    def prepare(uow: UnitOfWork) -> Ready | NotSent | None:
        delivery = uow.db.get_one(Delivery, key)
        message = uow.db.get_one(Message, delivery.message_id, with_for_update=True)
        return _prepared(uow, post, message, delivery)

    _carry(office, post, prepare)


def _carry(
    office: Office, post: PostOffice, prepare: Callable[[UnitOfWork], Ready | NotSent | None]
) -> None:
    system = the_system("outbox")
    with begin(office, system) as uow:
        ready = prepare(uow)
    if ready is None or isinstance(ready, NotSent):
        return
    delivery_id, outgoing = ready
    try:
        receipt = post.carrier(outgoing.channel).carry(outgoing)
    except NotSent as error:
        with begin(office, system) as uow:
            note(uow, post, delivery_id, error)
        if error.final:
            return
        raise
    with begin(office, system) as uow:
        keep(uow, post, delivery_id, receipt)


def _set_out(uow: UnitOfWork, post: PostOffice, message: Message) -> None:
    """Decide where a message goes, once."""
    if not message.is_open or message.state is not MessageState.WAITING:
        return
    route = post.addressees.route(uow, message)
    at = uow.now if route.at is None else route.at
    if route.instead is MessageState.SUMMED:
        message.state = MessageState.SUMMED
    elif route.instead is not None or not route.channels:
        end(message, route.instead or MessageState.UNWANTED)
        have_called(uow, message)
    elif is_past(message, at):
        # It would come when it is no news any more: whoever must know is called.
        end(message, MessageState.WITHDRAWN)
        have_called(uow, message)
    else:
        for number, channel in enumerate(route.channels):
            add(uow, message, channel, at, is_own=number == 0 and at <= uow.now)
    uow.db.flush()


def _prepared(
    uow: UnitOfWork, post: PostOffice, message: Message, delivery: Delivery
) -> Ready | NotSent | None:
    """The message ready to go; None when it is gone already or no longer true."""
    if delivery.state is not MessageState.WAITING:
        return None
    if not message.is_open or is_past(message, uow.now):
        delivery.state = MessageState.WITHDRAWN
        sum_up(message, deliveries_of(uow, message.id))
        return None
    body = message.body
    if message.encrypted_secret:
        body = body.replace(
            HIDDEN, uow.cipher.open(message.encrypted_secret, *secret_place(message))
        )
    try:
        return delivery.id, post.addressees.outgoing(uow, message, delivery, body)
    except NotSent as error:
        note(uow, post, delivery.id, error)
        return error


def take_report(uow: UnitOfWork, delivery_id: uuid.UUID, state: MessageState) -> bool:
    """Put by what a carrier says of a message that it took, once; False when there is no such message."""
    if uow.db.get(Delivery, delivery_id) is None:
        return False
    key = f"report:{delivery_id}:{state}"
    uow.enqueue(KEEP_REPORT, dedupe_key=key, delivery_id=delivery_id, state=state)
    return True


def jobs_of(post: PostOffice) -> tuple[Job, ...]:
    """The jobs that send messages through a post office, each with its tries for a day and an hour."""

    def send(office: Office, message_id: str) -> None:
        send_message(office, post, message_id)

    def give_up(uow: UnitOfWork, message_id: str) -> None:
        lose_message(uow, post, message_id)

    def deliver(office: Office, delivery_id: str) -> None:
        deliver_message(office, post, delivery_id)

    def give_up_one(uow: UnitOfWork, delivery_id: str) -> None:
        lose_delivery(uow, post, delivery_id)

    def keep_report(uow: UnitOfWork, delivery_id: str, state: str) -> None:
        report(uow, post, uuid.UUID(delivery_id), MessageState(state))

    return (
        Job(name=KEEP_REPORT, run=keep_report),
        Job(name=SEND_MESSAGE, run_long=send, pauses=PAUSES, when_dead=give_up),
        Job(name=DELIVER_MESSAGE, run_long=deliver, pauses=PAUSES, when_dead=give_up_one),
    )
