"""How much longer the engine may work: by a clock, or by counted work, which repeats exactly."""

import time
from collections.abc import Callable, Generator
from contextlib import contextmanager
from copy import copy
from dataclasses import replace
from math import inf

from dispatch.solver.problem.problem import Limits

LEAST_ALLOWANCE = 0.05


class OutOfTime(Exception):
    """The time is up, or somebody asked to stop, in the middle of a piece of work."""


class Stopwatch:
    """Seconds used so far: of the wall's clock, of the processor's, or counted.

    In deterministic mode nothing reads a clock: each piece of work reports what it roughly costs in seconds
    through `spend`, and the same input spends the same amount.
    """

    def __init__(self, limits: Limits) -> None:
        self._counts = limits.deterministic
        self._clock = time.process_time if limits.processor else time.monotonic
        self._began = self._clock()
        self._spent = 0.0

    def elapsed(self) -> float:
        """Seconds used so far."""
        return self._spent if self._counts else self._clock() - self._began

    def spend(self, seconds: float) -> None:
        """Count work done; a clock counts by itself."""
        self._spent += seconds


class TurnStopwatch(Stopwatch):
    """Seconds used in turns alone; what is spent counts in the whole's stopwatch too."""

    def __init__(self, limits: Limits, whole: Stopwatch) -> None:
        super().__init__(limits)
        self._whole = whole
        self._used = 0.0
        self._turn_began: float | None = None

    def begin(self) -> None:
        """A turn begins."""
        self._turn_began = self._clock()

    def end(self) -> None:
        """The turn is over."""
        self._used += self._clock() - (self._turn_began or 0.0)
        self._turn_began = None

    def elapsed(self) -> float:
        """Seconds used in turns so far."""
        if self._counts:
            return self._spent
        running = 0.0 if self._turn_began is None else self._clock() - self._turn_began
        return self._used + running

    def spend(self, seconds: float) -> None:
        """Count work done, here and in the whole."""
        super().spend(seconds)
        self._whole.spend(seconds)


class Deadline:
    """A moment until which work may go on, and whether somebody asked to stop before.

    `end` is that moment, in seconds of the stopwatch, or infinite where only the limits count.
    """

    def __init__(self, limits: Limits, should_stop: Callable[[], bool] | None = None) -> None:
        self.limits = limits
        self.deterministic = limits.deterministic
        self.end = inf
        self._should_stop = should_stop or (lambda: False)
        self.stopwatch = Stopwatch(limits)

    def until(self, moment: float) -> "Deadline":
        """The same with an end of its own, in seconds of the stopwatch: both are over where the limits are."""
        sooner = copy(self)
        sooner.end = min(self.end, moment)
        return sooner

    def elapsed(self) -> float:
        """Seconds used so far."""
        return self.stopwatch.elapsed()

    def left(self) -> float:
        """Seconds that the limits leave."""
        return max(0.0, self.limits.seconds - self.elapsed())

    def allowance(self) -> float:
        """Seconds of the clock that a single piece of work may take.

        Infinite in deterministic mode, where a limit by the clock would not repeat.
        """
        if self.deterministic:
            return inf
        return max(LEAST_ALLOWANCE, min(self.left(), self.end - self.elapsed()))

    def spend(self, seconds: float) -> None:
        """Count work done; the clock counts by itself outside deterministic mode."""
        self.stopwatch.spend(seconds)

    def is_stopped(self) -> bool:
        """Whether somebody asked to stop."""
        return self._should_stop()

    def is_over(self) -> bool:
        """Whether the time is up or somebody asked to stop."""
        return self.is_stopped() or self.left() <= 0 or self.elapsed() > self.end

    def look(self) -> None:
        """Raise OutOfTime where it is over: for work that is long, and worth nothing half done."""
        if self.is_over():
            raise OutOfTime


class PartDeadline(Deadline):
    """The time of one part among several that take turns: it ends with the whole, and only turns count as used.

    `seconds` is what the part may expect in all; shares of a limit are shares of it.
    """

    def __init__(self, whole: Deadline, seconds: float) -> None:
        super().__init__(replace(whole.limits, seconds=seconds), whole.is_stopped)
        self._whole = whole
        self.stopwatch = self._turns = TurnStopwatch(self.limits, whole.stopwatch)

    @contextmanager
    def turn(self) -> Generator[None, None, None]:
        """A turn of this part: its stopwatch runs inside."""
        self._turns.begin()
        try:
            yield
        finally:
            self._turns.end()

    def left(self) -> float:
        """Seconds that the whole has left."""
        return self._whole.left()
