"""Series: on which days a recurring need occurs, and how far a change of one occurrence reaches."""

from datetime import date, timedelta
from enum import StrEnum

from foundation.text.i18n import register_labels
from foundation.text.message import say

MAX_OCCURRENCES = 26


class Scope(StrEnum):
    """Which occurrences a change or a cancellation is meant for."""

    THIS = "this"
    FOLLOWING = "following"
    ALL = "all"


def occurrence_days(first: date, until: date, every_weeks: int = 1) -> list[date]:
    """Every `every_weeks` weeks from `first`, `until` included; never more than half a year's worth."""
    step = timedelta(weeks=every_weeks)
    count = max(0, (until - first) // step + 1)
    return [first + n * step for n in range(min(count, MAX_OCCURRENCES))]


def is_within(day: date, chosen: date, scope: Scope) -> bool:
    """Whether an occurrence on `day` is meant when the one on `chosen` was edited with `scope`."""
    if scope is Scope.THIS:
        return day == chosen
    return scope is Scope.ALL or day >= chosen


register_labels(
    {
        Scope.THIS: say("This one only"),
        Scope.FOLLOWING: say("This and the following ones"),
        Scope.ALL: say("All of the series"),
    }
)
