"""What is kept of messages: each once, and every channel that it goes out over."""

import uuid
from datetime import datetime, timedelta
from enum import StrEnum

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column, relationship

from foundation.database.base import Base, stored_enum
from foundation.messages.carrying import SendProblem
from foundation.messages.channels import MessageChannel, Urgency
from foundation.text.i18n import register_labels
from foundation.text.message import say

# Stands in a kept body where the mail has its secret link.
HIDDEN = "⟦link⟧"
# A refusal that may pass is followed by another try: after a minute, soon rarely, for a day and an hour.
PAUSES = tuple(timedelta(minutes=minutes) for minutes in (1, 5, 15, *[60] * 24))
# Whoever is not reached for so many tries (more than twenty minutes) is called, though the letter may still go out.
MANY_TRIES = 4


class MessageState(StrEnum):
    """Where a message stands, or its way over one channel.

    `sent`: whoever carries it has taken it; `delivered`: it says that it arrived; `bounced`: it came back;
    `lost`: it could not be sent. `withdrawn`: it stopped being true first. `unwanted`: its reader wants no
    messages at present. `summed`: it is told in her daily summary.
    """

    WAITING = "waiting"
    SENT = "sent"
    DELIVERED = "delivered"
    LOST = "lost"
    BOUNCED = "bounced"
    WITHDRAWN = "withdrawn"
    UNWANTED = "unwanted"
    SUMMED = "summed"


# It got through, as far as anybody knows; it did not, and will not by itself.
THROUGH = (MessageState.SENT, MessageState.DELIVERED)
FAILED = (MessageState.LOST, MessageState.BOUNCED)

register_labels(
    {
        MessageState.WAITING: say("Waiting to be sent"),
        MessageState.SENT: say("Sent"),
        MessageState.DELIVERED: say("Delivered"),
        MessageState.LOST: say("Could not be sent"),
        MessageState.BOUNCED: say("Came back"),
        MessageState.WITHDRAWN: say("Held back"),
        MessageState.UNWANTED: say("Messages paused"),
        MessageState.SUMMED: say("In the daily summary"),
    }
)


class Message(Base):
    """One message to one person. It says time, city and "open the app", never a case's details.

    `state` sums up its deliveries, and `tries`, `tried_at` and `problem` tell of the latest refusal. It `is_open`
    while a channel may still carry it. A message that is done but has no `sent_at` went nowhere: nothing was
    set up to carry it. After `until` it would be no news, and stays at home.
    """

    __tablename__ = "message"
    __table_args__ = (
        sa.Index("ix_message_about", "about", "state"),
        sa.Index("ix_message_to", "to", "created_at"),
        sa.Index("ix_message_state", "state", "tried_at"),
        sa.Index("ix_message_user_id", "user_id", "state"),
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
    problem: Mapped[SendProblem | None] = mapped_column(stored_enum(SendProblem), default=None)
    # Whose channels it goes out over; empty for an address without an account, and for office alerts.
    user_id: Mapped[uuid.UUID | None] = mapped_column(default=None)
    alert_id: Mapped[uuid.UUID | None] = mapped_column(default=None)
    urgency: Mapped[Urgency] = mapped_column(
        stored_enum(Urgency), default=Urgency.ORDINARY, server_default=Urgency.ORDINARY.value
    )
    # The kind of news, by which its reader may ask for a daily summary.
    topic: Mapped[str] = mapped_column(sa.String(40), default="", server_default="")
    path: Mapped[str] = mapped_column(sa.String(300), default="", server_default="")
    until: Mapped[datetime | None] = mapped_column(default=None)
    is_open: Mapped[bool] = mapped_column(default=True, server_default=sa.true())
    deliveries: Mapped[list["Delivery"]] = relationship(
        lazy="raise", init=False, order_by="Delivery.created_at, Delivery.channel"
    )

    @property
    def went_nowhere(self) -> bool:
        """Whether it is done, and nothing carried it."""
        return self.state is MessageState.SENT and self.sent_at is None

    @property
    def next_try_at(self) -> datetime | None:
        """When it is tried again, if it has been refused and still waits."""
        return _next_try(self.state, self.tried_at, self.tries)

    @property
    def can_be_sent_again(self) -> bool:
        """Whether somebody may ask for another try: a link for one use is gone with the letter."""
        if self.state in FAILED:
            return HIDDEN not in self.body
        return self.next_try_at is not None


class Delivery(Base):
    """A message's way over one channel. `tries` counts the failed ones since it was last asked for.

    `reference` is what the gateway calls it; `job_key` is the key of the job that carries it.
    """

    __tablename__ = "delivery"
    __table_args__ = (
        sa.UniqueConstraint("message_id", "channel"),
        sa.Index("ix_delivery_state", "state", "channel", "sent_at"),
    )

    id: Mapped[uuid.UUID] = mapped_column(primary_key=True, default_factory=uuid.uuid4)
    message_id: Mapped[uuid.UUID] = mapped_column(sa.ForeignKey("message.id", ondelete="CASCADE"))
    channel: Mapped[MessageChannel] = mapped_column(stored_enum(MessageChannel))
    created_at: Mapped[datetime]
    job_key: Mapped[str] = mapped_column(sa.String(120))
    state: Mapped[MessageState] = mapped_column(
        stored_enum(MessageState), default=MessageState.WAITING
    )
    due_at: Mapped[datetime]
    sent_at: Mapped[datetime | None] = mapped_column(default=None)
    delivered_at: Mapped[datetime | None] = mapped_column(default=None)
    tries: Mapped[int] = mapped_column(default=0, server_default="0")
    tried_at: Mapped[datetime | None] = mapped_column(default=None)
    problem: Mapped[SendProblem | None] = mapped_column(stored_enum(SendProblem), default=None)
    reference: Mapped[str] = mapped_column(sa.String(80), default="", server_default="")

    @property
    def went_nowhere(self) -> bool:
        """Whether it is done, and nothing is set up to carry it."""
        return self.state is MessageState.SENT and self.sent_at is None

    @property
    def next_try_at(self) -> datetime | None:
        """When it is tried again, if it has been refused and still waits."""
        return _next_try(self.state, self.tried_at, self.tries)


def _next_try(state: MessageState, tried_at: datetime | None, tries: int) -> datetime | None:
    if state is not MessageState.WAITING or tried_at is None or not tries:
        return None
    return tried_at + PAUSES[min(tries, len(PAUSES)) - 1]
