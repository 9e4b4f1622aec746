"""Chance that falls the same way every time, on every machine and every Python."""

from collections.abc import Iterable, Sequence
from hashlib import sha256
from itertools import accumulate
from typing import TypeVar

T = TypeVar("T")


class Dice:
    """One repeatable stream of chance per topic, so that topics do not disturb each other."""

    def __init__(self, topic: str) -> None:
        self._topic = topic
        self._thrown = 0

    def fraction(self) -> float:
        """A number from 0 up to, not including, 1."""
        # A digest instead of `random`: its shuffles may change between Python versions.
        self._thrown += 1
        digest = sha256(f"ieum/{self._topic}/{self._thrown}".encode()).digest()
        return int.from_bytes(digest[:6], "big") / 2**48

    def chance(self, share: float) -> bool:
        """True in `share` of all throws."""
        return self.fraction() < share

    def below(self, limit: int) -> int:
        """A whole number from 0 up to, not including, `limit`."""
        return int(self.fraction() * limit)

    def one_of(self, things: Sequence[T]) -> T:
        """Any of the things, all equally likely."""
        return things[self.below(len(things))]

    def weighted(self, weights: Iterable[tuple[T, float]]) -> T:
        """One of the things, the heavier the likelier."""
        things, heights = zip(*weights, strict=True)
        mark = self.fraction() * sum(heights)
        for thing, reached in zip(things, accumulate(heights), strict=True):
            if mark < reached:
                return thing
        return things[-1]

    def shuffled(self, things: Iterable[T]) -> list[T]:
        """The things in a new order."""
        return [thing for _, thing in sorted(self._tagged(things), key=lambda pair: pair[0])]

    def near(self, middle: float, spread: float) -> float:
        """A number within `spread` of the middle, mostly close to it."""
        return middle + spread * (self.fraction() + self.fraction() - 1)

    def _tagged(self, things: Iterable[T]) -> list[tuple[float, T]]:
        return [(self.fraction(), thing) for thing in things]
