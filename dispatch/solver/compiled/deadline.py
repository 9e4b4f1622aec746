"""How much longer the engine may work: by a clock, or by counted work, which repeats exactly."""

import time
from collections.abc import Callable, Generator
from contextlib import contextmanager
from dataclasses import replace
from math import inf

from dispatch.solver.problem.problem import Limits

LEAST_ALLOWANCE = 0.05


class OutOfTime(Exception):
    """The time is up, or somebody asked to stop, in the middle of a piece of work."""


class Deadline:
    """Time or counted work that has been used up, and whether to stop.

    In deterministic mode nothing reads the clock: each piece of work reports what it roughly
    costs in seconds through `spend`, and the same input spends the same amount. Otherwise the
    clock is the wall's, or the processor's where the limits ask for it.
    """

    def __init__(self, limits: Limits, should_stop: Callable[[], bool] | None = None) -> None:
        self.limits = limits
        self.deterministic = limits.deterministic
        self._should_stop = should_stop or (lambda: False)
        self._clock = time.process_time if limits.processor else time.monotonic
        self._began = self._clock()
        self._spent = 0.0

    def elapsed(self) -> float:
        """Seconds used so far."""
        return self._spent if self.deterministic else self._clock() - self._began

    def left(self) -> float:
        """Seconds still to be used."""
        return max(0.0, self.limits.seconds - self.elapsed())

    def allowance(self, until: float = inf) -> float:
        """Seconds of the clock that a single piece of work may take, ending by `until`.

        Infinite in deterministic mode, where a limit by the clock would not repeat.
        """
        if self.deterministic:
            return inf
        return max(LEAST_ALLOWANCE, min(self.left(), until - self.elapsed()))

    def spend(self, seconds: float) -> None:
        """Count work done; the clock counts by itself outside deterministic mode."""
        self._spent += seconds

    def is_stopped(self) -> bool:
        """Whether somebody asked to stop."""
        return self._should_stop()

    def is_over(self) -> bool:
        """Whether the time is up or somebody asked to stop."""
        return self.is_stopped() or self.left() <= 0

    def look(self) -> None:
        """Raise OutOfTime where it is over: for work that is long, and worth nothing half done."""
        if self.is_over():
            raise OutOfTime

    def ends_at(self, moment: float) -> Callable[[], bool]:
        """A question to ask again and again: whether so many seconds have been used, or all."""
        return lambda: self.is_over() or self.elapsed() > moment


class PartDeadline(Deadline):
    """The time of one part among several that take turns: it ends with the whole, and only turns count as used.

    `seconds` is what the part may expect in all; shares of a limit are shares of it.
    """

    def __init__(self, whole: Deadline, seconds: float) -> None:
        super().__init__(replace(whole.limits, seconds=seconds), whole.is_stopped)
        self._whole = whole
        self._used = 0.0
        self._turn_began: float | None = None

    @contextmanager
    def turn(self) -> Generator[None, None, None]:
        """A turn of this part: its clock runs inside."""
        self._turn_began = self._clock()
        try:
            yield
        finally:
            self._used += self._clock() - self._turn_began
            self._turn_began = None

    def elapsed(self) -> float:
        """Seconds used in turns so far."""
        if self.deterministic:
            return self._spent
        running = 0.0 if self._turn_began is None else self._clock() - self._turn_began
        return self._used + running

    def left(self) -> float:
        """Seconds that the whole has left."""
        return self._whole.left()

    def spend(self, seconds: float) -> None:
        """Count work done, here and in the whole."""
        super().spend(seconds)
        self._whole.spend(seconds)
