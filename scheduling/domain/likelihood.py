"""What a requester is told while filling in the form: whether this can be filled."""

from dataclasses import dataclass, field
from typing import Any, Literal, Protocol

from foundation.text.message import LazyText
from scheduling.domain.needs import RequestNeed


@dataclass(frozen=True, kw_only=True)
class FillLikelihood:
    """The answer: how likely, by how many people, why, and what would help."""

    level: Literal["high", "mid", "low"]
    candidates: int
    sentence: LazyText
    tips: list[LazyText] = field(default_factory=list[LazyText])


class Teller(Protocol):
    """Whoever knows the people and the plan. `uow` is a UnitOfWork, which a domain does not name."""

    def __call__(self, uow: Any, need: RequestNeed) -> FillLikelihood:
        """Tell the odds of one complete need, in a unit of work that only reads."""
        ...
