"""Where a message goes: what its reader has chosen, her addresses, and the next channel when one fails."""

import json
import re
from collections.abc import Callable, Collection
from dataclasses import replace
from uuid import UUID

from accounts.domain.message_choices import USUAL, HowTold, channels_for, next_of, not_before
from accounts.service import message_choices, sign_in_links
from accounts.store import message_queries
from accounts.store.message_tables import OfficeAlert
from foundation.database.work import UnitOfWork
from foundation.messages import letters
from foundation.messages.addressees import MessageRoute, as_mail
from foundation.messages.carrying import Device, NotSent, Outgoing, SendProblem
from foundation.messages.channels import BY_GATEWAY, MessageChannel, Urgency
from foundation.messages.records import Delivery, Message, MessageState
from foundation.text.i18n import translate
from foundation.text.message import say

# The number of somebody on the roster, by the account: an upper package knows it.
NumberOf = Callable[[UnitOfWork, UUID], str]


class OfficeAddressees:
    """Knows what everybody has chosen."""

    def __init__(self, number_of: NumberOf) -> None:
        """Keep who knows the numbers of the roster."""
        self._number_of = number_of

    def route(self, uow: UnitOfWork, message: Message) -> MessageRoute:
        """Over which channels a message goes, and when."""
        if message.alert_id is not None:
            return MessageRoute(channels=(MessageChannel.OFFICE,))
        choice = self._choice(uow, message)
        if message.urgency is not Urgency.ACCOUNT and choice.is_paused(uow.now):
            return MessageRoute(instead=MessageState.UNWANTED)
        if message.urgency is Urgency.ORDINARY and message.topic in choice.daily_topics:
            return MessageRoute(instead=MessageState.SUMMED)
        # Of whoever has chosen nothing but mail nothing more is asked.
        is_plain = message.user_id is None or choice.channels == USUAL.channels
        possible = USUAL.channels if is_plain else self._possible(uow, message.user_id)
        return MessageRoute(
            channels=channels_for(choice, possible, message.urgency),
            at=not_before(choice, message.urgency, uow.now, uow.settings.zone),
        )

    def next_channel(
        self, uow: UnitOfWork, message: Message, tried: Collection[MessageChannel]
    ) -> MessageChannel | None:
        """Another channel that could reach the reader, chosen or not."""
        if message.user_id is None:
            return None
        return next_of(tried, self._possible(uow, message.user_id))

    def outgoing(
        self, uow: UnitOfWork, message: Message, delivery: Delivery, body: str
    ) -> Outgoing:
        """The message as it goes out over one channel."""
        mail = as_mail(message, delivery, body)
        if message.alert_id is not None:
            return replace(mail, to=_alert_address(uow, message.alert_id), text=_first(message))
        plain = letters.link_to(uow, message.path)
        link = plain
        if message.path and self._choice(uow, message).links_sign_in:
            link = sign_in_links.address_of(uow, message)
        if delivery.channel is MessageChannel.MAIL:
            # Only the whole address: a longer one that begins like it is another page.
            whole = re.compile(re.escape(plain) + r"(?![\w/?=&#.-])")
            return replace(mail, body=whole.sub(lambda _: link, body), link=link)
        made = replace(mail, text=_short(message), link=link)
        if delivery.channel in BY_GATEWAY:
            return replace(made, to=self._number(uow, message.user_id))
        return replace(made, to="", devices=self._devices(uow, message.user_id))

    def forget(self, uow: UnitOfWork, devices: Collection[UUID]) -> None:
        """Forget devices that take no notifications any more."""
        message_queries.forget_devices(uow.db, devices)

    def _choice(self, uow: UnitOfWork, message: Message) -> HowTold:
        if message.user_id is None:
            return USUAL
        return message_choices.choice_of(uow, message.user_id)

    def _possible(self, uow: UnitOfWork, user_id: UUID | None) -> frozenset[MessageChannel]:
        """The channels over which something can reach somebody now."""
        possible = set(message_choices.set_up(uow))
        if user_id is None or not message_queries.list_devices(uow.db, user_id):
            possible.discard(MessageChannel.PUSH)
        if user_id is None or not self._known_number(uow, user_id):
            possible -= BY_GATEWAY
        return frozenset(possible)

    def _known_number(self, uow: UnitOfWork, user_id: UUID) -> str:
        number = message_choices.own_number_of(uow, user_id) or self._number_of(uow, user_id)
        return number if message_choices.is_mobile(number) else ""

    def _number(self, uow: UnitOfWork, user_id: UUID | None) -> str:
        number = "" if user_id is None else self._known_number(uow, user_id)
        if not number:
            raise NotSent(SendProblem.NO_NUMBER, final=True)
        return number

    def _devices(self, uow: UnitOfWork, user_id: UUID | None) -> tuple[Device, ...]:
        found = () if user_id is None else message_queries.list_devices(uow.db, user_id)
        if not found:
            raise NotSent(SendProblem.NO_DEVICE, final=True)
        return tuple(
            Device(
                each.id,
                json.loads(
                    uow.cipher.open(
                        each.encrypted_subscription, *message_choices.device_place(each)
                    )
                ),
                each.public_key,
            )
            for each in found
        )


def _alert_address(uow: UnitOfWork, alert_id: UUID) -> str:
    alert = uow.db.get(OfficeAlert, alert_id)
    if alert is None or not alert.active:
        raise NotSent(SendProblem.ALERT_GONE, final=True)
    return uow.cipher.open(alert.encrypted_address, *alert_place(alert.id))


def alert_place(alert_id: UUID) -> tuple[object, ...]:
    """What the address of an office alert is bound to when encrypted."""
    return ("office_alert", "encrypted_address", alert_id)


def _short(message: Message) -> str:
    """What is read on a locked phone: the subject, and the first line of the body."""
    subject = translate(say("[Ieum] %(subject)s", subject=message.subject), message.language)
    return f"{subject}\n{_first(message)}"


def _first(message: Message) -> str:
    return message.body.partition("\n\n")[0]
