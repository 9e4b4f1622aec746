"""How many sessions may stay unfilled: counts that are whole in every plan, and so cut the relaxed one.

The relaxed plan leaves half of one session and half of another unfilled. All together, and those of
one cost, must come to a whole number: a row counts them, and branching moves its bounds.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from math import gcd

import numpy as np
from numpy.typing import NDArray

# Above this many different costs counting each apart says little.
MOST_KINDS = 12

Reals = NDArray[np.float64]
Range = tuple[float, float]
ANY: Range = (0.0, np.inf)


@dataclass(frozen=True, slots=True)
class CardinalityRow:
    """What each session counts when it stays unfilled, and the least that one count costs."""

    weight: Reals
    unit: float


@dataclass(frozen=True, slots=True)
class Decisions:
    """What branching demands: sessions served or left, who serves some or does not, and tallies.

    `pairs` says of a session and a block whether the session is served there; `ranges` within which
    range each tally lies.
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

    def with_range(self, tally: int, least: float, most: float) -> "Decisions":
        """The same and one tally held between two numbers."""
        return replace(self, ranges={**self.ranges, tally: (least, most)})


def common(several: Sequence[Decisions]) -> Decisions:
    """What all of some decisions demand: the same of sessions and pairs, the widest of ranges."""
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


def cardinality_rows(cost: NDArray[np.int64]) -> list[CardinalityRow]:
    """All needs in units of what they all are multiples of, and the sessions of each cost.

    `cost` is what leaving each session costs, zero where nobody could serve it anyhow.
    """
    kinds: list[int] = np.unique(cost[cost > 0]).tolist()
    if not kinds:
        return []
    unit = gcd(*kinds)
    every = [CardinalityRow(cost / unit, float(unit))]
    if len(kinds) == 1 or len(kinds) > MOST_KINDS:
        return every
    alike = [CardinalityRow((cost == kind).astype(float), float(kind)) for kind in kinds]
    return [*every, *reversed(alike)]
