"""Complaints and praise: what they are about, who says it, and how far the office has come with it."""

from collections.abc import Mapping
from enum import StrEnum

from foundation.text.i18n import register_labels
from foundation.text.message import say

LONGEST_WORDS = 2000
# Letters and digits that nobody takes for another one, read out over a telephone.
CODE_SIGNS = "ABCDEFGHJKMNPQRSTUVWXYZ23456789"
CODE_LENGTH = 10


class FeedbackKind(StrEnum):
    """What is said."""

    COMPLAINT = "complaint"
    PRAISE = "praise"


class FeedbackTopic(StrEnum):
    """What it is about."""

    SESSION = "session"
    TRANSLATION = "translation"
    PERSON = "person"
    ORGANISATION = "organisation"
    GENERAL = "general"


class FeedbackGiver(StrEnum):
    """Whose word it is."""

    SERVICE_USER = "service_user"
    COUNSELLOR = "counsellor"
    INTERPRETER = "interpreter"
    SOMEBODY_ELSE = "somebody_else"


class FeedbackState(StrEnum):
    """How far the office has come."""

    RECEIVED = "received"
    IN_WORK = "in_work"
    ANSWERED = "answered"
    CLOSED = "closed"


F = FeedbackState
FEEDBACK_MOVES: Mapping[FeedbackState, frozenset[FeedbackState]] = {
    F.RECEIVED: frozenset({F.IN_WORK}),
    F.IN_WORK: frozenset({F.ANSWERED}),
    F.ANSWERED: frozenset({F.CLOSED}),
    F.CLOSED: frozenset(),
}
FEEDBACK_OPEN = (F.RECEIVED, F.IN_WORK)


def plain_code(text: str) -> str:
    """A code as it is kept: in capitals, without what people put between."""
    return "".join(sign for sign in text.upper() if sign in CODE_SIGNS)


register_labels(
    {
        FeedbackKind.COMPLAINT: say("Complaint"),
        FeedbackKind.PRAISE: say("Praise"),
        FeedbackTopic.SESSION: say("An interpreted session"),
        FeedbackTopic.TRANSLATION: say("A translation"),
        FeedbackTopic.PERSON: say("A person"),
        FeedbackTopic.ORGANISATION: say("An organisation"),
        FeedbackTopic.GENERAL: say("Something else"),
    }
)
register_labels(
    {
        FeedbackGiver.SERVICE_USER: say("Somebody who was interpreted for"),
        FeedbackGiver.COUNSELLOR: say("Counsellor"),
        FeedbackGiver.INTERPRETER: say("Interpreter"),
        FeedbackGiver.SOMEBODY_ELSE: say("Somebody else"),
        FeedbackState.RECEIVED: say("Received"),
        FeedbackState.IN_WORK: say("Being worked on"),
        FeedbackState.ANSWERED: say("Answered"),
        FeedbackState.CLOSED: say("Closed"),
    }
)
