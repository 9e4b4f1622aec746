"""Links that work once: choosing a password, and answering an invitation."""

from enum import StrEnum

from foundation.text.i18n import register_labels
from foundation.text.message import say


class LinkPurpose(StrEnum):
    """What a password link is for: the first password, or another for a forgotten one."""

    FIRST = "first"
    RESET = "reset"


class LinkEnd(StrEnum):
    """How a password link ended before its time: it was used, or a newer one took its place."""

    USED = "used"
    REPLACED = "replaced"


class SignInLinkEnd(StrEnum):
    """How the link of a message ended: it was used, or everything that signs her in was ended."""

    USED = "used"
    REVOKED = "revoked"


class LinkState(StrEnum):
    """What a link opens now."""

    OPEN = "open"
    USED = "used"
    REPLACED = "replaced"
    REVOKED = "revoked"
    EXPIRED = "expired"
    CLOSED = "closed"
    UNKNOWN = "unknown"


class InvitationState(StrEnum):
    """What became of an invitation. An open one may have run out (`expires_at`)."""

    OPEN = "open"
    ACCEPTED = "accepted"
    DECLINED = "declined"
    WITHDRAWN = "withdrawn"


REASONS = {
    LinkState.USED: say("This link was used already."),
    LinkState.REPLACED: say("A newer link was sent since. Only the newest one works."),
    LinkState.REVOKED: say(
        "This link was ended when your password or your roles changed, or when you signed out everywhere."
    ),
    LinkState.EXPIRED: say("This link has expired."),
    LinkState.CLOSED: say("This account is closed."),
    LinkState.UNKNOWN: say("This link does not work. Perhaps a part of it is missing."),
}

register_labels(
    {
        InvitationState.OPEN: say("Invited"),
        InvitationState.ACCEPTED: say("Accepted"),
        InvitationState.DECLINED: say("Declined"),
        InvitationState.WITHDRAWN: say("Withdrawn"),
    }
)
