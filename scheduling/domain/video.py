"""Rooms on the office's own video server: when they are open, and the names they get."""

import secrets
from dataclasses import dataclass
from datetime import datetime, timedelta

# 24 letters of 36: more than 120 bits, so that nobody guesses a room.
_LETTERS = "abcdefghijklmnopqrstuvwxyz0123456789"
_LENGTH = 24


@dataclass(frozen=True)
class VideoWindow:
    """From when until when a room may be entered."""

    opens_at: datetime
    closes_at: datetime

    def is_open(self, now: datetime) -> bool:
        """Whether it may be entered now."""
        return self.opens_at <= now < self.closes_at

    def is_over(self, now: datetime) -> bool:
        """Whether it has closed for good."""
        return now >= self.closes_at


def window_of(
    starts_at: datetime, ends_at: datetime, *, before: timedelta, after: timedelta
) -> VideoWindow:
    """The window of a session: somewhat before it begins until somewhat after it should end."""
    return VideoWindow(starts_at - before, ends_at + after)


def new_room() -> str:
    """A name that nobody guesses and that says nothing of the session."""
    return "ieum-" + "".join(secrets.choice(_LETTERS) for _ in range(_LENGTH))
