"""When coordinators are told, and told again, of something urgent that waits. Pure: times in, a yes or no out."""

from dataclasses import dataclass
from datetime import datetime, timedelta


@dataclass(frozen=True, kw_only=True)
class WatchRules:
    """How long something may wait, how often is told, and how long whoever has taken it is left in peace."""

    urgent_after: timedelta
    call_after: timedelta
    every: timedelta
    taken_for: timedelta
    # nearer than this it is told at night too
    last_call: timedelta


@dataclass(frozen=True, kw_only=True)
class UrgentWait:
    """Something urgent that nobody serves: since when, what has been told, whether somebody has taken it."""

    since: datetime
    starts_at: datetime
    is_call: bool = False
    told_at: datetime | None = None
    taken_at: datetime | None = None


def is_taken(waiting: UrgentWait, now: datetime, rules: WatchRules) -> bool:
    """Whether somebody has it in hand; after a while it is asked about again, for they may have forgotten."""
    return waiting.taken_at is not None and now < waiting.taken_at + rules.taken_for


def is_due(waiting: UrgentWait, now: datetime, rules: WatchRules, *, by_day: bool) -> bool:
    """Whether coordinators are told now. `by_day`: the office's hours, in which letters are read.

    At night only calls are told of, and what starts before the last call.
    """
    if is_taken(waiting, now, rules):
        return False
    if not by_day and not waiting.is_call and waiting.starts_at > now + rules.last_call:
        return False
    after = rules.call_after if waiting.is_call else rules.urgent_after
    if now < waiting.since + after:
        return False
    taken_anew = waiting.taken_at is not None and (
        waiting.told_at is None or waiting.told_at < waiting.taken_at
    )
    if waiting.told_at is None or taken_anew:
        return True
    every = min(rules.every, rules.call_after) if waiting.is_call else rules.every
    return now >= waiting.told_at + every
