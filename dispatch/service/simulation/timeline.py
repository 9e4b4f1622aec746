"""The clock that is set, and what is to happen when: never sleeping, always at the next instant."""

import heapq
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime
from itertools import count

Deed = Callable[[], None]


@dataclass
class SetClock:
    """A clock that shows what it was set to and never goes back."""

    now: datetime

    def __call__(self) -> datetime:
        """The time it was set to."""
        return self.now

    def set(self, now: datetime) -> None:
        """Go on to an instant; one that is past changes nothing."""
        self.now = max(self.now, now)


@dataclass
class DeedQueue:
    """What people will do, by instant; of one instant in the order of their keys."""

    clock: SetClock
    _waiting: list[tuple[datetime, str, int, Deed]] = field(
        default_factory=list[tuple[datetime, str, int, Deed]]
    )
    _numbers: "count[int]" = field(default_factory=count)

    def at(self, when: datetime, key: str, deed: Deed) -> None:
        """Have something done at an instant, or now where that is past."""
        heapq.heappush(self._waiting, (max(when, self.clock.now), key, next(self._numbers), deed))

    def next_at(self) -> datetime | None:
        """When the next thing is to happen."""
        return self._waiting[0][0] if self._waiting else None

    def pop_due(self) -> Deed | None:
        """The next deed that is due by now, if any; it is not waited for any more."""
        if self._waiting and self._waiting[0][0] <= self.clock.now:
            return heapq.heappop(self._waiting)[3]
        return None
