"""The only file that asks the machine for the time."""

import time
from collections.abc import Callable
from datetime import UTC, datetime

Clock = Callable[[], datetime]


def utc_now() -> datetime:
    """The current instant, in UTC."""
    return datetime.now(UTC)  # noqa: TID251  this is the one place


def monotonic() -> float:
    """Seconds on a clock that never goes back: for durations only."""
    return time.monotonic()
