"""What is carried out of the house, by whatever can carry it, and why it did not leave."""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Protocol
from uuid import UUID

from foundation.messages.channels import MessageChannel
from foundation.text.i18n import register_labels
from foundation.text.message import say


class SendProblem(StrEnum):
    """Why a message did not leave, or did not arrive."""

    OUT_OF_REACH = "out_of_reach"
    CERTIFICATE = "certificate"
    SIGN_IN = "sign_in"
    SENDER = "sender"
    NOT_NOW = "not_now"
    NO_MAILBOX = "no_mailbox"
    REFUSED = "refused"
    UNWRITABLE = "unwritable"
    BOUNCED = "bounced"
    NO_NUMBER = "no_number"
    NO_DEVICE = "no_device"
    GATEWAY_AWAY = "gateway_away"
    GATEWAY_KEY = "gateway_key"
    GATEWAY_REFUSED = "gateway_refused"
    GATEWAY_ODD = "gateway_odd"
    NOT_DELIVERED = "not_delivered"
    PUSH_AWAY = "push_away"
    PUSH_REFUSED = "push_refused"
    ALERT_AWAY = "alert_away"
    ALERT_GONE = "alert_gone"


register_labels(
    {
        SendProblem.OUT_OF_REACH: say("The mail server does not answer."),
        SendProblem.CERTIFICATE: say(
            "The mail server showed no valid certificate for its name, so nothing was said to it."
        ),
        SendProblem.SIGN_IN: say("The mail server does not take our name and password."),
        SendProblem.SENDER: say("The mail server does not take mail from our address."),
        SendProblem.NOT_NOW: say("The mail server does not take it at present."),
        SendProblem.NO_MAILBOX: say("The mail server says that this address takes no mail."),
        SendProblem.REFUSED: say("The mail server has refused this message for good."),
        SendProblem.UNWRITABLE: say("This message or its address cannot be sent as mail."),
        SendProblem.BOUNCED: say("The mail came back: it could not be delivered."),
        SendProblem.NO_NUMBER: say("There is no mobile number to send it to."),
        SendProblem.NO_DEVICE: say("No phone or browser takes notifications any more."),
        SendProblem.GATEWAY_AWAY: say("The text message gateway does not answer."),
        SendProblem.GATEWAY_KEY: say("The text message gateway does not take our key."),
        SendProblem.GATEWAY_REFUSED: say("The text message gateway has refused this message."),
        SendProblem.GATEWAY_ODD: say("The answer of the text message gateway cannot be read."),
        SendProblem.NOT_DELIVERED: say("The gateway says that it could not be delivered."),
        SendProblem.PUSH_AWAY: say("The notification service does not answer."),
        SendProblem.PUSH_REFUSED: say("The notification service has refused this message."),
        SendProblem.ALERT_AWAY: say("The service behind this office alert did not take it."),
        SendProblem.ALERT_GONE: say("This office alert has been removed or switched off."),
    }
)


class NotSent(Exception):
    """A message that did not leave. What is `final` will not be tried again.

    `gone` are the devices that take no notifications any more.
    """

    def __init__(
        self, problem: SendProblem, *, final: bool = False, gone: tuple[UUID, ...] = ()
    ) -> None:
        """Say why."""
        super().__init__(problem.value)
        self.problem, self.final, self.gone = problem, final, gone


@dataclass(frozen=True)
class Device:
    """A browser that takes notifications: what it gave us, and the public key that it was given."""

    id: UUID
    subscription: Mapping[str, object]
    public_key: str


@dataclass(frozen=True, kw_only=True)
class Outgoing:
    """A message on its way over one channel, ready to go.

    `id` stays the same in every try, so that a second copy can be recognised; so does everything else.
    `text` is the short form, for what is read on a locked phone; `link` opens the app.
    """

    id: UUID
    message_id: UUID
    channel: MessageChannel
    language: str
    to: str
    subject: str
    body: str
    text: str
    link: str
    devices: tuple[Device, ...] = ()


@dataclass(frozen=True)
class Receipt:
    """What became of a message that was taken; `went_out` is False where nothing is set up to carry it."""

    went_out: bool = True
    is_delivered: bool = False
    reference: str = ""
    gone: tuple[UUID, ...] = ()


class Carrier(Protocol):
    """Whatever can carry a message; raises NotSent when it could not."""

    def carry(self, outgoing: Outgoing) -> Receipt:
        """Carry it, waiting no longer than some seconds."""
        ...


class NoCarrier:
    """Carries nothing: what would have gone where is read on the outbox page."""

    def carry(self, outgoing: Outgoing) -> Receipt:
        """Do nothing, on purpose."""
        del outgoing
        return Receipt(went_out=False)
