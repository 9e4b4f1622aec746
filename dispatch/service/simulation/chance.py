"""Chance that falls the same way every time, keyed by what it decides.

Whoever asks "does she accept this?" gets the same answer whatever was asked before, so that two coordinators
who do different things play with the same people.
"""

import math
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta
from hashlib import blake2b
from statistics import NormalDist
from typing import TypeVar
from uuid import UUID

T = TypeVar("T")
_BITS = 48
_BELL = NormalDist()


@dataclass(frozen=True)
class Chance:
    """The chance of one seed."""

    seed: int

    def fraction(self, *key: object) -> float:
        """A number above 0 and below 1."""
        return (int.from_bytes(self._digest(key)[:6], "big") + 0.5) / 2**_BITS

    def happens(self, share: float, *key: object) -> bool:
        """True for `share` of all keys."""
        return self.fraction(*key) < share

    def between(self, low: float, high: float, *key: object) -> float:
        """A number from `low` to `high`, all equally likely."""
        return low + (high - low) * self.fraction(*key)

    def one_of(self, things: Sequence[T], *key: object) -> T:
        """One of the things, all equally likely."""
        return things[int(self.fraction(*key) * len(things))]

    def weighted(self, weights: Sequence[tuple[T, float]], *key: object) -> T:
        """One of the things, the heavier the likelier."""
        mark = self.fraction(*key) * sum(weight for _, weight in weights)
        for thing, weight in weights:
            mark -= weight
            if mark < 0:
                return thing
        return weights[-1][0]

    def lapse(self, median: timedelta, spread: float, *key: object) -> timedelta:
        """How long somebody takes: half of them less than `median`, a few many times as long (log-normal)."""
        stretch = math.exp(spread * _BELL.inv_cdf(self.fraction(*key)))
        return timedelta(seconds=round(median.total_seconds() * stretch))

    def uuid(self, number: int) -> UUID:
        """The id of a number: as good as any other, and the same each time."""
        return UUID(bytes=self._digest(("id", number)), version=4)

    def _digest(self, key: Sequence[object]) -> bytes:
        text = "/".join([str(self.seed), *map(str, key)])
        return blake2b(text.encode(), digest_size=16).digest()
