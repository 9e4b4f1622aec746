"""What the engine gives back: who serves which session, what it costs, and how good it is."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Literal

from dispatch.solver.problem.problem import ONLY_WAY

Status = Literal["optimal", "feasible"]


@dataclass(frozen=True, slots=True, order=True)
class Assignment:
    """One interpreter serving one session from a given minute, in one of its ways."""

    session: str
    interpreter: str
    start: int
    way: str = ONLY_WAY


@dataclass(frozen=True, slots=True)
class CostTerms:
    """The cost of a plan, term by term."""

    unfilled: int = 0
    travel: int = 0
    load: int = 0
    discontinuity: int = 0
    change: int = 0
    shift: int = 0
    way: int = 0
    person: int = 0
    tight: int = 0

    @property
    def total(self) -> int:
        """The whole cost."""
        people = self.load + self.person + self.travel + self.tight
        wishes = self.discontinuity + self.change + self.shift + self.way
        return self.unfilled + people + wishes


def gap_between(cost: int, bound: int) -> float:
    """How far a cost may be from the best possible, as a share of the proven bound."""
    return (cost - bound) / max(1, bound)


@dataclass(frozen=True, slots=True)
class Plan:
    """A lawful plan with a bound proven for the whole problem."""

    problem: str
    status: Status
    assignments: tuple[Assignment, ...]
    unfilled: tuple[str, ...]
    cost: int
    bound: int
    terms: CostTerms
    seconds: float = 0.0
    seed: int = 0
    engine: str = ""
    marginal: Mapping[str, Mapping[str, int]] = field(default_factory=dict[str, dict[str, int]])

    @property
    def gap(self) -> float:
        """How far this plan may be from the best possible."""
        return gap_between(self.cost, self.bound)


@dataclass(frozen=True, slots=True)
class Progress:
    """News of a running solve; `plan` is there whenever the best plan is new."""

    best: int
    bound: int
    unfilled: int
    elapsed: float
    plan: Plan | None = None

    @property
    def gap(self) -> float:
        """How far the best plan so far may be from the best possible."""
        return gap_between(self.best, self.bound)

    def brought_to(self, best: Plan | None) -> Plan | None:
        """The best plan known with these news: a new one, or the same of which more is proven."""
        known = self.plan or best
        if known is None or known.cost != self.best or known.bound >= self.bound:
            return known
        return replace(known, bound=self.bound)
