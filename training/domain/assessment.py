"""The words of assessment: instruments, attempts, outcomes."""

from enum import StrEnum

from foundation.text.i18n import register_labels
from foundation.text.message import say


class InstrumentKind(StrEnum):
    """How something is assessed."""

    WRITTEN = "written"
    ROLE_PLAY = "role_play"
    ORAL = "oral"
    SIGHT_TRANSLATION = "sight_translation"
    ETHICS = "ethics"
    SCENARIO = "scenario"
    PORTFOLIO = "portfolio"
    TRANSLATION = "translation"
    QUIZ = "quiz"


class AttemptStatus(StrEnum):
    """The life of one sitting of one person."""

    PLANNED = "planned"
    SCORING = "scoring"
    DISPUTED = "disputed"
    DECIDED = "decided"
    ANNULLED = "annulled"


class Outcome(StrEnum):
    """What an attempt ended in."""

    FULL = "full"
    SEMI = "semi"
    RECOGNISED = "recognised"
    FAILED = "failed"


class AppealStatus(StrEnum):
    """The life of an appeal."""

    LODGED = "lodged"
    UPHELD = "upheld"
    DISMISSED = "dismissed"


class ConflictKind(StrEnum):
    """Why somebody must not assess somebody."""

    SELF = "self"
    TRAINER = "trainer"
    MENTOR = "mentor"
    RELATIVE = "relative"
    OTHER = "other"


PASSES = frozenset({Outcome.FULL, Outcome.SEMI, Outcome.RECOGNISED})
# What an assessor may declare; the others follow from what the office knows.
DECLARABLE = (ConflictKind.RELATIVE, ConflictKind.MENTOR, ConflictKind.TRAINER, ConflictKind.OTHER)
# These still take scores or assessors.
OPEN_ATTEMPTS = frozenset({AttemptStatus.PLANNED, AttemptStatus.SCORING, AttemptStatus.DISPUTED})
# From the first seat to the third: who settles a dispute.
THIRD = 3

register_labels(
    {
        InstrumentKind.WRITTEN: say("Written test"),
        InstrumentKind.ROLE_PLAY: say("Role-play"),
        InstrumentKind.ORAL: say("Oral test"),
        InstrumentKind.SIGHT_TRANSLATION: say("Sight translation"),
        InstrumentKind.ETHICS: say("Ethics test"),
        InstrumentKind.SCENARIO: say("Trauma scenario"),
        InstrumentKind.PORTFOLIO: say("Portfolio"),
        InstrumentKind.TRANSLATION: say("Translated texts"),
        InstrumentKind.QUIZ: say("Quiz"),
    }
)
register_labels(
    {
        AttemptStatus.PLANNED: say("Sitting planned"),
        AttemptStatus.SCORING: say("Being scored"),
        AttemptStatus.DISPUTED: say("A third assessor decides"),
        AttemptStatus.DECIDED: say("Result decided"),
        AttemptStatus.ANNULLED: say("Sitting annulled"),
    }
)
register_labels(
    {
        Outcome.FULL: say("Passed"),
        Outcome.SEMI: say("Passed in part"),
        Outcome.RECOGNISED: say("Recognised"),
        Outcome.FAILED: say("Not passed"),
    }
)
register_labels(
    {
        AppealStatus.LODGED: say("Appeal lodged"),
        AppealStatus.UPHELD: say("Appeal upheld"),
        AppealStatus.DISMISSED: say("Appeal dismissed"),
    }
)
register_labels(
    {
        ConflictKind.SELF: say("is this person"),
        ConflictKind.TRAINER: say("taught this person"),
        ConflictKind.MENTOR: say("is this person's mentor"),
        ConflictKind.RELATIVE: say("is a relative"),
        ConflictKind.OTHER: say("declared a conflict of interest"),
    }
)
