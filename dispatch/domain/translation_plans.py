"""Drafts of who translates what: where one stands, and what the words of the engine mean."""

from enum import StrEnum

from foundation.text.i18n import register_labels
from foundation.text.message import say


class TranslationPlanState(StrEnum):
    """Where a draft stands."""

    QUEUED = "queued"
    READY = "ready"
    FAILED = "failed"
    SENT = "sent"
    DROPPED = "dropped"


class TranslationFreedom(StrEnum):
    """What a draft may change: what nobody has; for a repair also nothing else, who is asked, or who has accepted."""

    PLAN = "plan"
    GAPS = "gaps"
    ASKED = "asked"
    ACCEPTED = "accepted"


# The ways of a repair, from the one that moves nobody to the one that may move most.
REPAIRS = (TranslationFreedom.GAPS, TranslationFreedom.ASKED, TranslationFreedom.ACCEPTED)
OPEN_PLANS = frozenset({TranslationPlanState.QUEUED, TranslationPlanState.READY})

register_labels(
    {
        TranslationFreedom.PLAN: say("Draft"),
        TranslationFreedom.GAPS: say("Nobody else is moved"),
        TranslationFreedom.ASKED: say("Who is only asked may change"),
        TranslationFreedom.ACCEPTED: say("Accepted steps may change too"),
        TranslationPlanState.QUEUED: say("Being planned"),
        TranslationPlanState.READY: say("Waiting for you"),
        TranslationPlanState.FAILED: say("Failed"),
        TranslationPlanState.SENT: say("Sent"),
        TranslationPlanState.DROPPED: say("Discarded"),
    }
)
