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


OPEN_PLANS = frozenset({TranslationPlanState.QUEUED, TranslationPlanState.READY})

register_labels(
    {
        TranslationPlanState.QUEUED: say("Being planned"),
        TranslationPlanState.READY: say("Waiting for you"),
        TranslationPlanState.FAILED: say("Failed"),
        TranslationPlanState.SENT: say("Sent"),
        TranslationPlanState.DROPPED: say("Discarded"),
    }
)
