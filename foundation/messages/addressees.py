"""Who carries messages, and whoever knows what their readers have chosen."""

import uuid
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

from foundation.database.work import UnitOfWork
from foundation.messages.carrying import Carrier, NoCarrier, Outgoing
from foundation.messages.channels import MessageChannel
from foundation.messages.records import Delivery, Message, MessageState


@dataclass(frozen=True, kw_only=True)
class MessageRoute:
    """Where a message goes: over these channels, not before `at`; or nowhere, as `instead` says."""

    channels: tuple[MessageChannel, ...] = ()
    at: datetime | None = None
    instead: MessageState | None = None


class Addressees(Protocol):
    """Whoever knows what the readers of messages have chosen, and their addresses."""

    def route(self, uow: UnitOfWork, message: Message) -> MessageRoute:
        """Over which channels a message goes, and when."""
        ...

    def next_channel(
        self, uow: UnitOfWork, message: Message, tried: Collection[MessageChannel]
    ) -> MessageChannel | None:
        """Another channel that could reach the reader, if there is one."""
        ...

    def outgoing(
        self, uow: UnitOfWork, message: Message, delivery: Delivery, body: str
    ) -> Outgoing:
        """The message as it goes out over one channel; NotSent when there is no address for it."""
        ...

    def forget(self, uow: UnitOfWork, devices: Collection[uuid.UUID]) -> None:
        """Forget devices that take no notifications any more."""
        ...


def as_mail(message: Message, delivery: Delivery, body: str) -> Outgoing:
    """A message as it goes out by mail."""
    return Outgoing(
        id=delivery.id,
        message_id=message.id,
        channel=delivery.channel,
        language=message.language,
        to=message.to,
        subject=message.subject,
        body=body,
        text=body,
        link="",
    )


@dataclass(frozen=True)
class PostOffice:
    """Who carries over which channel, and who knows the addresses."""

    carriers: Mapping[MessageChannel, Carrier]
    addressees: Addressees

    def carrier(self, channel: MessageChannel) -> Carrier:
        """Who carries over a channel; without anybody it is read on the outbox page."""
        return self.carriers.get(channel) or NoCarrier()
