"""Sending a message by mail, whatever its reader has chosen."""

import uuid
from collections.abc import Collection

from foundation.database.work import Office, UnitOfWork
from foundation.messages import delivering
from foundation.messages.addressees import MessageRoute, PostOffice, as_mail
from foundation.messages.carrying import Outgoing
from foundation.messages.channels import MessageChannel
from foundation.messages.mailer import MailCarrier, Mailer
from foundation.messages.records import Delivery, Message


class MailOnly:
    """Everybody is written to by mail: where nobody can choose."""

    def route(self, uow: UnitOfWork, message: Message) -> MessageRoute:
        """By mail, now."""
        del uow, message
        return MessageRoute(channels=(MessageChannel.MAIL,))

    def next_channel(
        self, uow: UnitOfWork, message: Message, tried: Collection[MessageChannel]
    ) -> MessageChannel | None:
        """There is no other."""
        del uow, message, tried

    def outgoing(
        self, uow: UnitOfWork, message: Message, delivery: Delivery, body: str
    ) -> Outgoing:
        """The mail."""
        del uow
        return as_mail(message, delivery, body)

    def forget(self, uow: UnitOfWork, devices: Collection[uuid.UUID]) -> None:
        """There are none."""


def by_mail(office: Office, mailer: Mailer) -> PostOffice:
    """A post office that knows nothing but mail."""
    return PostOffice({MessageChannel.MAIL: MailCarrier(mailer, office.settings)}, MailOnly())


def send_by_mail(office: Office, mailer: Mailer, message_id: object) -> None:
    """Send one message."""
    delivering.send_message(office, by_mail(office, mailer), str(message_id))
