"""Messages to people: written with the action they tell of, sent after it."""

import uuid
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime

import sqlalchemy as sa

from foundation.database import queue
from foundation.database.work import UnitOfWork
from foundation.messages.channels import Urgency
from foundation.messages.records import (
    FAILED,
    HIDDEN,
    MANY_TRIES,
    PAUSES,
    THROUGH,
    Delivery,
    Message,
    MessageState,
)
from foundation.text.i18n import translate
from foundation.text.message import LazyText

__all__ = ["HIDDEN", "MANY_TRIES", "PAUSES", "Message", "MessageState"]

SEND_MESSAGE = "foundation.send_message"
DELIVER_MESSAGE = "foundation.deliver_message"


@dataclass(frozen=True, kw_only=True)
class Draft:
    """A message that is to be posted, perhaps beside others; nothing in it is secret."""

    to: str
    language: str
    subject: LazyText
    body: Sequence[LazyText]
    about: str
    send_at: datetime | None = None
    user_id: uuid.UUID | None = None
    alert_id: uuid.UUID | None = None
    urgency: Urgency = Urgency.ORDINARY
    topic: str = ""
    path: str = ""
    until: datetime | None = None


def post(
    uow: UnitOfWork,
    to: str,
    language: str,
    *,
    subject: LazyText,
    body: list[LazyText],
    about: str,
    send_at: datetime | None = None,
    secret: str = "",
) -> Message:
    """Write a message in the reader's language. `about` names what it tells of, for withdrawing it.

    With `send_at` it waits: a sender may still undo the action until then. A `secret` takes the place
    of HIDDEN in the mail, is encrypted until then and forgotten afterwards.
    """
    draft = Draft(
        to=to, language=language, subject=subject, body=body, about=about, send_at=send_at
    )
    return post_draft(uow, draft, secret)


def post_draft(uow: UnitOfWork, draft: Draft, secret: str = "") -> Message:
    """Post a message that a draft describes; one with a secret goes by mail alone."""
    message = _message(uow, draft)
    if secret:
        message.encrypted_secret = uow.cipher.close(secret, *secret_place(message))
        message.urgency = Urgency.ACCOUNT
    uow.db.add(message)
    uow.db.flush()
    uow.enqueue(
        SEND_MESSAGE, run_at=draft.send_at, message_id=message.id, dedupe_key=key_of(message)
    )
    return message


def post_many(uow: UnitOfWork, drafts: Iterable[Draft]) -> None:
    """Post many messages in two statements."""
    written = [(_message(uow, draft), draft.send_at or uow.now) for draft in drafts]
    uow.db.add_all(message for message, _ in written)
    uow.db.flush()
    jobs = [queue.Wanted({"message_id": str(m.id)}, at, key_of(m)) for m, at in written]
    uow.enqueue_many(SEND_MESSAGE, jobs)


def _message(uow: UnitOfWork, draft: Draft) -> Message:
    return Message(
        to=draft.to,
        language=draft.language,
        subject=translate(draft.subject, draft.language),
        body="\n\n".join(translate(part, draft.language) for part in draft.body),
        about=draft.about,
        created_at=uow.now,
        user_id=draft.user_id,
        alert_id=draft.alert_id,
        urgency=draft.urgency,
        topic=draft.topic,
        path=draft.path,
        until=draft.until,
    )


def withdraw(uow: UnitOfWork, about: str) -> None:
    """Keep back the messages about something that are still waiting, on every channel."""
    uow.db.execute(_withdrawing().where(Message.about == about))


def withdraw_many(uow: UnitOfWork, abouts: Collection[str]) -> None:
    """The same for many things at once."""
    if abouts:
        update = _withdrawing().where(Message.about.in_(abouts))
        uow.db.execute(update.execution_options(synchronize_session=False))


def withdraw_untold(uow: UnitOfWork, abouts: Collection[str]) -> frozenset[str]:
    """The same; about which of these things something was kept back that nobody had been told."""
    untold = sa.select(Message.about).where(Message.about.in_(abouts), Message.is_open, _untold())
    found = frozenset(uow.db.scalars(untold))
    withdraw_many(uow, abouts)
    return found


def _untold() -> sa.ColumnElement[bool]:
    return Message.state.in_((MessageState.WAITING, MessageState.SUMMED))


def _withdrawing() -> sa.Update:
    """What has gone out over one channel stays sent; the others do not follow (see `delivering`)."""
    return (
        sa.update(Message)
        .where(Message.is_open)
        .values(
            state=sa.case((_untold(), MessageState.WITHDRAWN), else_=Message.state),
            is_open=False,
            encrypted_secret=None,
        )
    )


def secret_place(message: Message) -> tuple[object, ...]:
    """What a message's secret is bound to when encrypted."""
    return "message", "encrypted_secret", message.id


def key_of(message: Message) -> str:
    """The key of the job that a message is posted with."""
    return f"send:{message.id}"


def list_undelivered(uow: UnitOfWork, addresses: Collection[str]) -> frozenset[str]:
    """Those of some addresses to which the last message did not go through, or has been tried for long."""
    stuck = sa.or_(
        Message.state.in_(FAILED),
        sa.and_(Message.state == MessageState.WAITING, Message.tries >= MANY_TRIES),
    )
    newest = sa.select(Message.to, sa.func.max(Message.created_at)).group_by(Message.to)
    failed = dict(uow.db.execute(newest.where(stuck, Message.to.in_(addresses))).all())
    if not failed:
        return frozenset()
    sent = dict(
        uow.db.execute(newest.where(Message.to.in_(failed), Message.state.in_(THROUGH))).all()
    )
    return frozenset(to for to, at in failed.items() if to not in sent or sent[to] < at)


def send_again(uow: UnitOfWork, message: Message) -> bool:
    """Try a message again, now, over every channel that failed; False when it is on its way or gone already."""
    if message.state is MessageState.WAITING:
        waiting = sa.select(Delivery.job_key).where(
            Delivery.message_id == message.id,
            Delivery.state == MessageState.WAITING,
            Delivery.tries > 0,
        )
        hurried = [queue.hurry(uow.db, key, uow.now) for key in uow.db.scalars(waiting).all()]
        return any(hurried)
    asked = uow.db.scalar(
        sa.update(Message)
        .where(Message.id == message.id, Message.state.in_(FAILED))
        .values(state=MessageState.WAITING, tries=0, problem=None, is_open=True)
        .returning(Message.id)
    )
    if asked is None:
        return False
    failed = sa.select(Delivery).where(
        Delivery.message_id == message.id, Delivery.state.in_(FAILED)
    )
    found = uow.db.scalars(failed).all()
    if not found:
        # It was lost before it was known over which channel it goes.
        again = f"{key_of(message)}:{uow.now.isoformat()}"
        uow.enqueue(SEND_MESSAGE, message_id=message.id, dedupe_key=again)
    for delivery in found:
        # The job of before has ended: its key says that it was done.
        delivery.job_key = f"{key_of(message)}:{delivery.channel}:{uow.now.isoformat()}"
        delivery.state, delivery.tries, delivery.problem = MessageState.WAITING, 0, None
        delivery.due_at = uow.now
        uow.enqueue(DELIVER_MESSAGE, delivery_id=delivery.id, dedupe_key=delivery.job_key)
    uow.db.flush()
    return True


def last_written(uow: UnitOfWork, abouts: Collection[str], since: datetime) -> dict[str, datetime]:
    """When the last message about each of some things was written, of those about which one was since an instant."""
    newest = (
        sa.select(Message.about, sa.func.max(Message.created_at))
        .where(Message.about.in_(abouts), Message.created_at > since)
        .group_by(Message.about)
    )
    return dict(uow.db.execute(newest).all())


def count_lost(uow: UnitOfWork, since: datetime | None = None, *, but: str = "") -> int:
    """How many messages could not be sent, all or those given up since an instant; `but` leaves a kind out."""
    query = sa.select(sa.func.count()).where(Message.state.in_(FAILED))
    if but:
        query = query.where(Message.about != but)
    return uow.db.scalars(query if since is None else query.where(Message.tried_at > since)).one()
