"""Values of one more interpreter measured: the estimate beside solving anew with them."""

import random
import time
from collections.abc import Iterator, Sequence
from dataclasses import asdict, dataclass, replace
from typing import Any

import numpy as np

from dispatch.solver.problem.plan import Plan
from dispatch.solver.problem.problem import Limits, Problem
from dispatch.solver.solve import solve
from dispatch.solver.whatif.supply import ExtraInterpreter, Supply, with_extra

# One more interpreter for each of so many problems' plans.
CASES_PER_PROBLEM = 2


@dataclass(frozen=True, slots=True)
class SupplyRow:
    """One more interpreter: the estimate, the plan's price, and what solving anew shows.

    `seconds` are the estimate's, of processor.
    """

    problem: str
    like: str
    estimate: int
    price: int
    truth: int
    seconds: float
    seconds_anew: float

    def line(self) -> str:
        """The same in one line."""
        return (
            f"{self.problem:18} one more like {self.like:5} worth {self.estimate:>8,}"
            f"  (price {self.price:>8,})  solved anew {self.truth:>8,}"
            f"  {self.seconds:5.2f} s, anew {self.seconds_anew:5.1f} s"
        )

    def as_json(self) -> dict[str, Any]:
        """The same for machines."""
        return asdict(self)


def measure(problem: Problem, limits: Limits, seed: int) -> Iterator[SupplyRow]:
    """Interpreters like some who could serve what is unfilled, living elsewhere."""
    plan = solve(problem, limits)
    supply = Supply(problem, plan)
    dice = random.Random(f"another/{seed}")  # noqa: S311 - repeatable, not secret
    unfilled = set(plan.unfilled)
    wanted = {c for s in problem.sessions if s.id in unfilled for c in s.candidates}
    people = [i for i in problem.interpreters if i.id in wanted]
    for like in dice.sample(people, min(CASES_PER_PROBLEM, len(people))):
        home = dice.choice(problem.interpreters).home
        person = replace(like, id="another", home=home, target_minutes=0, worked_minutes=0)
        could = frozenset(
            (s.id, way.name)
            for s in problem.sessions
            for way in s.ways
            if like.id in way.candidates
        )
        yield _row((problem, plan, limits), supply, ExtraInterpreter(person, could), like.id)


def _row(
    base: tuple[Problem, Plan, Limits], supply: Supply, extra: ExtraInterpreter, like: str
) -> SupplyRow:
    problem, plan, limits = base
    used = time.process_time()
    estimate = supply.value(extra)
    seconds = time.process_time() - used
    anew = solve(with_extra(problem, extra), limits, previous=plan)
    return SupplyRow(
        problem=problem.name,
        like=like,
        estimate=estimate,
        price=supply.price(extra),
        truth=max(0, plan.cost - anew.cost),
        seconds=round(seconds, 3),
        seconds_anew=round(anew.seconds, 3),
    )


@dataclass(frozen=True, slots=True)
class Accuracy:
    """How good estimates are: the mean error as a share of the mean truth, and the rank correlation."""

    error: float
    rank_correlation: float

    def line(self) -> str:
        """The same in one line."""
        return f"mean error {self.error:.1%}, rank correlation {self.rank_correlation:.3f}"


def accuracy(rows: Sequence[SupplyRow]) -> Accuracy:
    """The accuracy over all cases."""
    estimates = [row.estimate for row in rows]
    truths = [row.truth for row in rows]
    return Accuracy(mean_error(estimates, truths), rank_correlation(estimates, truths))


def mean_error(estimates: Sequence[int], truths: Sequence[int]) -> float:
    """The mean error as a share of the mean truth."""
    pairs = zip(estimates, truths, strict=True)
    return sum(abs(one - other) for one, other in pairs) / max(1, sum(truths))


def rank_correlation(estimates: Sequence[int], truths: Sequence[int]) -> float:
    """How alike two orders are: 1 the same, 0 no likeness; where all of one are equal there is none."""
    if min(len(set(estimates)), len(set(truths))) < 2:  # noqa: PLR2004 - one rank orders nothing
        return 0.0
    ranks = _ranks(np.array(estimates, dtype=float)), _ranks(np.array(truths, dtype=float))
    return float(np.corrcoef(ranks[0], ranks[1])[0, 1])


def _ranks(values: "np.ndarray[Any, np.dtype[np.float64]]") -> list[float]:
    """Ranks; equal values share the middle one."""
    return [float((values < v).sum() + ((values == v).sum() - 1) / 2) for v in values]
