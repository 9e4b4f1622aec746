"""Why a rule does not hold, in words for a person."""

from dataclasses import dataclass

from foundation.text.message import LazyText


@dataclass(frozen=True)
class Reason:
    """One sentence, with what is needed and what there is beside it."""

    text: LazyText
    need: LazyText
    have: LazyText
