"""Messages to people: written with the action they tell of, sent after it."""

import uuid
from collections.abc import Callable, Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from foundation.database import queue
from foundation.database.base import Base, stored_enum
from foundation.database.work import Office, UnitOfWork, begin, reading
from foundation.messages.mailer import Mail, Mailer, MailProblem, NotSent
from foundation.security.permissions import the_system
from foundation.text.i18n import register_labels, translate
from foundation.text.message import LazyText, say

SEND_MESSAGE = "foundation.send_message"
# Stands in a kept body where the mail has its secret link.
HIDDEN = "⟦link⟧"
# A refusal that may pass is followed by another try: after a minute, soon rarely, for a day and an hour.
PAUSES = tuple(timedelta(minutes=minutes) for minutes in (1, 5, 15, *[60] * 24))
# Whoever is not reached for so many tries (more than twenty minutes) is called, though the letter may still go out.
MANY_TRIES = 4


class MessageState(StrEnum):
    """Whether a message went out; `withdrawn` when it stopped being true first, `lost` when it never will."""

    WAITING = "waiting"
    SENT = "sent"
    WITHDRAWN = "withdrawn"
    LOST = "lost"


register_labels(
    {
        MessageState.WAITING: say("Waiting to be sent"),
        MessageState.SENT: say("Sent"),
        MessageState.WITHDRAWN: say("Held back"),
        MessageState.LOST: say("Could not be sent"),
    }
)


class Message(Base):
    """One message to one person. It says time, city and "open the app", never a case's details.

    A message that is done but has no `sent_at` went nowhere: there was no mail server. `tries` counts the
    failed ones since it was last asked for, the last of them at `tried_at` because of `problem`.
    """

    __tablename__ = "message"
    __table_args__ = (
        sa.Index("ix_message_about", "about", "state"),
        sa.Index("ix_message_to", "to", "created_at"),
        sa.Index("ix_message_state", "state", "tried_at"),
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
    tries: Mapped[int] = mapped_column(default=0, server_default="0")
    tried_at: Mapped[datetime | None] = mapped_column(default=None)
    problem: Mapped[MailProblem | None] = mapped_column(stored_enum(MailProblem), default=None)

    @property
    def went_nowhere(self) -> bool:
        """Whether it is done, and no server carried it."""
        return self.state is MessageState.SENT and self.sent_at is None

    @property
    def next_try_at(self) -> datetime | None:
        """When it is tried again, if it has been refused and still waits."""
        if self.state is not MessageState.WAITING or self.tried_at is None or not self.tries:
            return None
        return self.tried_at + PAUSES[min(self.tries, len(PAUSES)) - 1]

    @property
    def can_be_sent_again(self) -> bool:
        """Whether somebody may ask for another try: a link for one use is gone with the letter."""
        if self.state is MessageState.LOST:
            return HIDDEN not in self.body
        return self.next_try_at is not None


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
    draft = Draft(to=to, language=language, subject=subject, body=body, about=about)
    message = _message(uow, draft)
    if secret:
        message.encrypted_secret = uow.cipher.close(secret, *_place(message))
    uow.db.add(message)
    uow.db.flush()
    uow.enqueue(SEND_MESSAGE, run_at=send_at, message_id=message.id, dedupe_key=_key(message))
    return message


@dataclass(frozen=True, kw_only=True)
class Draft:
    """A message that is to be posted beside others; nothing in it is secret."""

    to: str
    language: str
    subject: LazyText
    body: Sequence[LazyText]
    about: str
    send_at: datetime | None = None


def post_many(uow: UnitOfWork, drafts: Iterable[Draft]) -> None:
    """Post many messages in two statements."""
    written = [(_message(uow, draft), draft.send_at or uow.now) for draft in drafts]
    uow.db.add_all(message for message, _ in written)
    uow.db.flush()
    jobs = [queue.Wanted({"message_id": str(m.id)}, at, _key(m)) for m, at in written]
    uow.enqueue_many(SEND_MESSAGE, jobs)


def _message(uow: UnitOfWork, draft: Draft) -> Message:
    return Message(
        to=draft.to,
        language=draft.language,
        subject=translate(draft.subject, draft.language),
        body="\n\n".join(translate(part, draft.language) for part in draft.body),
        about=draft.about,
        created_at=uow.now,
    )


def withdraw(uow: UnitOfWork, about: str) -> None:
    """Keep back the messages about something that are still waiting."""
    uow.db.execute(
        sa.update(Message)
        .where(Message.about == about, Message.state == MessageState.WAITING)
        .values(state=MessageState.WITHDRAWN, encrypted_secret=None)
    )


def withdraw_many(uow: UnitOfWork, abouts: Collection[str]) -> None:
    """The same for many things at once."""
    if abouts:
        uow.db.execute(
            sa.update(Message)
            .where(Message.about.in_(abouts), Message.state == MessageState.WAITING)
            .values(state=MessageState.WITHDRAWN, encrypted_secret=None)
            .execution_options(synchronize_session=False)
        )


def _place(message: Message) -> tuple[object, ...]:
    return "message", "encrypted_secret", message.id


def list_undelivered(uow: UnitOfWork, addresses: Collection[str]) -> frozenset[str]:
    """Those of some addresses to which the last message did not go through, or has been tried for long."""
    stuck = sa.or_(
        Message.state == MessageState.LOST,
        sa.and_(Message.state == MessageState.WAITING, Message.tries >= MANY_TRIES),
    )
    newest = sa.select(Message.to, sa.func.max(Message.created_at)).group_by(Message.to)
    failed = dict(uow.db.execute(newest.where(stuck, Message.to.in_(addresses))).all())
    if not failed:
        return frozenset()
    sent = dict(
        uow.db.execute(
            newest.where(Message.to.in_(failed), Message.state == MessageState.SENT)
        ).all()
    )
    return frozenset(to for to, at in failed.items() if to not in sent or sent[to] < at)


def send_message(office: Office, mailer: Mailer, message_id: str) -> None:
    """Send one message unless it was withdrawn. At least once: a crash after sending sends again.

    Raises NotSent when it may go better next time; what is refused for good is kept as lost.
    """
    system = the_system("outbox")
    with reading(office, system) as uow:
        message = uow.db.get_one(Message, uuid.UUID(message_id))
    if message.state is not MessageState.WAITING:
        return
    body = message.body
    if message.encrypted_secret:
        secret = office.cipher.open(message.encrypted_secret, *_place(message))
        body = body.replace(HIDDEN, secret)
    name = f"<{message.id}@{office.settings.sender.domain}>"
    try:
        went_out = mailer.send(Mail(name, message.to, message.subject, body))
    except NotSent as error:
        with begin(office, system) as uow:
            _note(uow, message.id, error)
        if error.final:
            return
        raise
    with begin(office, system) as uow:
        _settle(
            uow,
            message.id,
            state=MessageState.SENT,
            sent_at=uow.now if went_out else None,
            problem=None,
        )


def _note(uow: UnitOfWork, message_id: uuid.UUID, error: NotSent) -> None:
    uow.db.execute(
        sa.update(Message)
        .where(Message.id == message_id)
        .values(tries=Message.tries + 1, tried_at=uow.now, problem=error.problem)
    )
    if error.final:
        _settle(uow, message_id, state=MessageState.LOST)


def _settle(uow: UnitOfWork, message_id: uuid.UUID, **values: object) -> None:
    """A message stops waiting, and with it its secret."""
    uow.db.execute(
        sa.update(Message)
        .where(Message.id == message_id, Message.state == MessageState.WAITING)
        .values(encrypted_secret=None, **values)
    )


def lose(uow: UnitOfWork, message_id: str) -> None:
    """After the last try a message is lost, and pages say so."""
    _settle(uow, uuid.UUID(message_id), state=MessageState.LOST)


def send_again(uow: UnitOfWork, message: Message) -> bool:
    """Try a message again, now, that could not be sent; False when it is on its way or gone already."""
    if message.state is MessageState.WAITING:
        return queue.hurry(uow.db, _key(message), uow.now)
    asked = uow.db.scalar(
        sa.update(Message)
        .where(Message.id == message.id, Message.state == MessageState.LOST)
        .values(state=MessageState.WAITING, tries=0, problem=None)
        .returning(Message.id)
    )
    if asked is None:
        return False
    # The job of before has ended: its key says that it was done.
    again = f"{_key(message)}:{uow.now.isoformat()}"
    uow.enqueue(SEND_MESSAGE, message_id=message.id, dedupe_key=again)
    return True


def count_lost(uow: UnitOfWork, since: datetime | None = None, *, but: str = "") -> int:
    """How many messages could not be sent, all or those given up since an instant; `but` leaves a kind out."""
    query = sa.select(sa.func.count()).where(Message.state == MessageState.LOST)
    if but:
        query = query.where(Message.about != but)
    return uow.db.scalars(query if since is None else query.where(Message.tried_at > since)).one()


def _key(message: Message) -> str:
    return f"send:{message.id}"


def sender(mailer: Mailer) -> Callable[..., None]:
    """The job that sends through one mailer."""

    def send(office: Office, message_id: str) -> None:
        send_message(office, mailer, message_id)

    return send
