"""When people are told that a session still has nobody: each mark once."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum


class Mark(StrEnum):
    """How near the start is, in this order; what is kept with the session is the last one told."""

    LEAD = "lead"
    SOON = "soon"
    LAST = "last"


ORDER = ("", *Mark)
# Whoever has just asked knows that nobody is found yet.
GRACE = timedelta(minutes=30)


@dataclass(frozen=True, kw_only=True)
class NobodyYet:
    """An unfilled session: its start, when it was asked for, and what has been told so far.

    `lead_passed` says that it was asked for before the recommended time, which has come meanwhile.
    """

    starts_at: datetime
    asked_at: datetime
    told: str
    lead_passed: bool


def due_mark(
    session: NobodyYet, now: datetime, *, urgent: timedelta, last: timedelta
) -> Mark | None:
    """The mark to be told now, or None. What was asked for inside a mark was urgent from the start."""
    found: Mark | None = None
    if session.lead_passed:
        found = Mark.LEAD
    if now >= session.starts_at - urgent > session.asked_at:
        found = Mark.SOON
    if now >= session.starts_at - last and session.asked_at <= now - GRACE:
        found = Mark.LAST
    if found is None or ORDER.index(found) <= ORDER.index(session.told):
        return None
    return found
