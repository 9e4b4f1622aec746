"""How somebody is reached: by the app with its messages, or by a telephone call."""

from enum import StrEnum

from foundation.text.i18n import register_labels
from foundation.text.message import LazyText, say
from foundation.text.phone_numbers import read_number
from foundation.text.words import register_words


class Channel(StrEnum):
    """How somebody wants to be reached; there are no others."""

    APP = "app"
    TELEPHONE = "telephone"


class CallReason(StrEnum):
    """Why somebody must be called: the product cannot reach them, or they want it so."""

    NO_ACCOUNT = "no_account"
    CLOSED_ACCOUNT = "closed_account"
    NO_MAIL = "no_mail"
    PAUSED = "paused"
    WISH = "wish"


def reason_against_number(text: str) -> LazyText | None:
    """Why a text is no telephone number; None for a number, and for none at all."""
    if not text or read_number(text) is not None:
        return None
    return say("Enter a phone number such as 010-1234-5678.")


register_labels(
    {
        Channel.APP: say("App and e-mail"),
        Channel.TELEPHONE: say("Phone"),
    }
)
register_labels(
    {
        CallReason.NO_ACCOUNT: say("No account"),
        CallReason.CLOSED_ACCOUNT: say("Cannot answer in the app"),
        CallReason.NO_MAIL: say("E-mail does not arrive"),
        CallReason.PAUSED: say("Messages paused"),
        CallReason.WISH: say("Wants to be called"),
    }
)
register_words(
    {
        Channel.APP: "앱, 이메일, 전자우편, 메일, 앱/이메일, Email, Mail",
        Channel.TELEPHONE: "전화 연락, 통화, 유선, 휴대폰, 핸드폰, Phone, Call",
    }
)
