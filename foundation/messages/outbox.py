"""Messages to people: written with the action they tell of, sent after it."""

import uuid
from collections.abc import Callable, Collection
from datetime import datetime
from enum import StrEnum

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from foundation.database.base import Base, stored_enum
from foundation.database.queue import JobRow, JobState
from foundation.database.work import Office, UnitOfWork, begin, reading
from foundation.messages.mailer import Mail, Mailer
from foundation.security.permissions import the_system
from foundation.text.i18n import register_labels, translate
from foundation.text.message import LazyText, say

SEND_MESSAGE = "foundation.send_message"
# Stands in a kept body where the mail has its secret link.
HIDDEN = "⟦link⟧"


class MessageState(StrEnum):
    """Whether a message went out; `withdrawn` when it stopped being true first."""

    WAITING = "waiting"
    SENT = "sent"
    WITHDRAWN = "withdrawn"


register_labels(
    {
        MessageState.WAITING: say("Waiting to be sent"),
        MessageState.SENT: say("Sent"),
        MessageState.WITHDRAWN: say("Held back"),
    }
)


class Message(Base):
    """One message to one person. It says time, city and "open the app", never a case's details.

    A message that is done but has no `sent_at` went nowhere: there was no mail server.
    """

    __tablename__ = "message"
    __table_args__ = (
        sa.Index("ix_message_about", "about", "state"),
        sa.Index("ix_message_to", "to", "created_at"),
    )

    id: Mapped[uuid.UUID] = mapped_column(primary_key=True, default_factory=uuid.uuid4)
    to: Mapped[str] = mapped_column(sa.String(254))
    language: Mapped[str] = mapped_column(sa.String(8))
    subject: Mapped[str] = mapped_column(sa.String(200))
    body: Mapped[str] = mapped_column(sa.Text)
    about: Mapped[str] = mapped_column(sa.String(80))
    created_at: Mapped[datetime] = mapped_column(index=True)
    state: Mapped[MessageState] = mapped_column(
        stored_enum(MessageState), default=MessageState.WAITING
    )
    sent_at: Mapped[datetime | None] = mapped_column(default=None)
    # Kept only until the message has gone out.
    encrypted_secret: Mapped[str | None] = mapped_column(sa.String(800), default=None)

    @property
    def went_nowhere(self) -> bool:
        """Whether it is done, and no server carried it."""
        return self.state is MessageState.SENT and self.sent_at is None


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
    message = Message(
        to=to,
        language=language,
        subject=translate(subject, language),
        body="\n\n".join(translate(part, language) for part in body),
        about=about,
        created_at=uow.now,
    )
    if secret:
        message.encrypted_secret = uow.cipher.close(secret, *_place(message))
    uow.db.add(message)
    uow.db.flush()
    uow.enqueue(
        SEND_MESSAGE, run_at=send_at, message_id=message.id, dedupe_key=f"send:{message.id}"
    )
    return message


def withdraw(uow: UnitOfWork, about: str) -> None:
    """Keep back the messages about something that are still waiting."""
    uow.db.execute(
        sa.update(Message)
        .where(Message.about == about, Message.state == MessageState.WAITING)
        .values(state=MessageState.WITHDRAWN, encrypted_secret=None)
    )


def _place(message: Message) -> tuple[object, ...]:
    return "message", "encrypted_secret", message.id


def list_undelivered(uow: UnitOfWork, addresses: Collection[str]) -> frozenset[str]:
    """Those of some addresses to which the last message did not go through, after every attempt."""
    given_up = uow.db.scalars(
        sa.select(JobRow.payload).where(JobRow.name == SEND_MESSAGE, JobRow.state == JobState.DEAD)
    )
    ids = [uuid.UUID(str(payload["message_id"])) for payload in given_up]
    if not ids:
        return frozenset()
    lost = sa.select(Message.to, sa.func.max(Message.created_at)).where(
        Message.id.in_(ids), Message.to.in_(addresses)
    )
    failed = dict(uow.db.execute(lost.group_by(Message.to)).all())
    went = sa.select(Message.to, sa.func.max(Message.created_at)).where(
        Message.to.in_(failed), Message.state == MessageState.SENT
    )
    sent = dict(uow.db.execute(went.group_by(Message.to)).all())
    return frozenset(to for to, at in failed.items() if to not in sent or sent[to] < at)


def send_message(office: Office, mailer: Mailer, message_id: str) -> None:
    """Send one message unless it was withdrawn. At least once: a crash after sending sends again."""
    system = the_system("outbox")
    with reading(office, system) as uow:
        message = uow.db.get_one(Message, uuid.UUID(message_id))
    if message.state is not MessageState.WAITING:
        return
    body = message.body
    if message.encrypted_secret:
        secret = office.cipher.open(message.encrypted_secret, *_place(message))
        body = body.replace(HIDDEN, secret)
    domain = office.settings.mail_from.rpartition("@")[2]
    went_out = mailer.send(Mail(f"<{message.id}@{domain}>", message.to, message.subject, body))
    with begin(office, system) as uow:
        uow.db.execute(
            sa.update(Message)
            .where(Message.id == message.id, Message.state == MessageState.WAITING)
            .values(
                state=MessageState.SENT,
                sent_at=uow.now if went_out else None,
                encrypted_secret=None,
            )
        )


def sender(mailer: Mailer) -> Callable[..., None]:
    """The job that sends through one mailer."""

    def send(office: Office, message_id: str) -> None:
        send_message(office, mailer, message_id)

    return send
