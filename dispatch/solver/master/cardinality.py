"""Cardinality rows: how many sessions stay unfilled, a count that is whole in every plan.

The relaxed master leaves half of one session and half of another unfilled. All together, and those
of one cost, must come to a whole number: a row counts them, and branching moves its bounds.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from math import gcd

import numpy as np
from numpy.typing import NDArray

Reals = NDArray[np.float64]
Range = tuple[float, float]
ANY: Range = (0.0, np.inf)


@dataclass(frozen=True, slots=True)
class CardinalityRow:
    """What each session counts when it stays unfilled (`weight`), and the cost of one count (`unit`)."""

    weight: Reals
    unit: float


@dataclass(frozen=True, slots=True)
class Decisions:
    """What branching demands: sessions served or left, who serves them, and counts.

    `sessions` maps a session to SERVE or LEAVE, `pairs` a session and a block to whether the session
    is served there, `ranges` a cardinality row to the least and the most it may count.
    """

    sessions: Mapping[int, int] = field(default_factory=dict[int, int])
    pairs: Mapping[tuple[int, int], bool] = field(default_factory=dict[tuple[int, int], bool])
    ranges: Mapping[int, Range] = field(default_factory=dict[int, Range])

    def with_session(self, session: int, decision: int) -> "Decisions":
        """The same and one session decided."""
        return replace(self, sessions={**self.sessions, session: decision})

    def with_pair(self, session: int, block: int, *, served: bool) -> "Decisions":
        """The same and one session served in a block, or not there."""
        return replace(self, pairs={**self.pairs, (session, block): served})

    def with_range(self, row: int, least: float, most: float) -> "Decisions":
        """The same and one cardinality row between two numbers."""
        return replace(self, ranges={**self.ranges, row: (least, most)})


def common(several: Sequence[Decisions]) -> Decisions:
    """What all of some decisions demand: the sessions and pairs they share, the widest ranges.

    Every plan that obeys one of them obeys this, so that a bound under it holds for all.
    """
    first, rest = several[0], several[1:]
    sessions, pairs = set(first.sessions.items()), set(first.pairs.items())
    ranges = set(first.ranges)
    for other in rest:
        sessions &= set(other.sessions.items())
        pairs &= set(other.pairs.items())
        ranges &= set(other.ranges)
    widest = {
        k: (min(d.ranges[k][0] for d in several), max(d.ranges[k][1] for d in several))
        for k in ranges
    }
    return Decisions(dict(sessions), dict(pairs), widest)


def cardinality_rows(cost: NDArray[np.int64], most_kinds: int) -> list[CardinalityRow]:
    """One row that weighs sessions by cost in units of the greatest common divisor, and one per cost.

    `cost` holds by session what leaving it costs, zero where nobody could serve it anyhow. Empty
    where no session costs anything, or `most_kinds` is 0. With more than `most_kinds` different costs counting each apart says little.
    """
    kinds: list[int] = np.unique(cost[cost > 0]).tolist()
    if not kinds or not most_kinds:
        return []
    unit = gcd(*kinds)
    every = [CardinalityRow(cost / unit, float(unit))]
    if len(kinds) == 1 or len(kinds) > most_kinds:
        return every
    alike = [CardinalityRow((cost == kind).astype(float), float(kind)) for kind in kinds]
    return [*every, *reversed(alike)]
