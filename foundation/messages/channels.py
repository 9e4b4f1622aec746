"""The channels that a message may go out over, and how much it matters that it arrives."""

from enum import StrEnum

from foundation.text.i18n import register_labels
from foundation.text.message import say


class MessageChannel(StrEnum):
    """How a message goes out. `office` is an alert to a room of the office's own: Slack, Teams, Telegram."""

    MAIL = "mail"
    TEXT = "text"
    ALIMTALK = "alimtalk"
    PUSH = "push"
    OFFICE = "office"


# What reaches somebody at once comes first when a message must reach them and a channel failed.
FALLBACK = (
    MessageChannel.PUSH,
    MessageChannel.ALIMTALK,
    MessageChannel.TEXT,
    MessageChannel.MAIL,
)
BY_GATEWAY = frozenset({MessageChannel.TEXT, MessageChannel.ALIMTALK})


class Urgency(StrEnum):
    """What a message may do to arrive.

    `ordinary` keeps to everything that its reader has chosen. `must_reach` tries her other channels when one
    fails, and the call list when none is left. `urgent` does the same and comes in quiet hours if she agreed.
    `account` (passwords, sign-in) goes by mail at once, whatever she chose.
    """

    ORDINARY = "ordinary"
    MUST_REACH = "must_reach"
    URGENT = "urgent"
    ACCOUNT = "account"

    @property
    def must_arrive(self) -> bool:
        """Whether another channel is tried when one fails."""
        return self in {Urgency.MUST_REACH, Urgency.URGENT}


# The more urgent of two news in one letter decides.
ORDER = (Urgency.ORDINARY, Urgency.MUST_REACH, Urgency.URGENT, Urgency.ACCOUNT)

register_labels(
    {
        MessageChannel.MAIL: say("E-mail"),
        MessageChannel.TEXT: say("Text message"),
        MessageChannel.ALIMTALK: say("KakaoTalk"),
        MessageChannel.PUSH: say("Notification on the phone"),
        MessageChannel.OFFICE: say("Office alert"),
    }
)
