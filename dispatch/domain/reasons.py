"""Why a rule does not hold, in words for a person."""

from dataclasses import dataclass

from foundation.text.message import Wording


@dataclass(frozen=True)
class Reason:
    """One sentence, with what is needed and what there is beside it."""

    text: Wording
    need: Wording
    have: Wording
