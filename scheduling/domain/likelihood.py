"""What a requester is told while filling in the form: whether this can be filled."""

from dataclasses import dataclass, field
from typing import Literal

from foundation.text.message import LazyText


@dataclass(frozen=True, kw_only=True)
class FillLikelihood:
    """The answer: how likely, by how many people, why, and what would help."""

    level: Literal["high", "mid", "low"]
    candidates: int
    sentence: LazyText
    tips: list[LazyText] = field(default_factory=list[LazyText])
