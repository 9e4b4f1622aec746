"""What will be asked for in the coming weeks: by what it is told apart, how a week is made of its days, how a forecast is judged.

Counts are small, so an interval is that of the negative binomial distribution: chance as with the Poisson distribution, and
on top of it how far off forecasts of this grain have been (`spread`).
"""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum
from math import exp, lgamma, log, sqrt
from typing import NamedTuple

from dispatch.domain.coverage import Daypart
from foundation.text.i18n import register_labels
from foundation.text.message import say
from foundation.times.zones import monday_of
from interpreters.domain.qualifications import Domain

WEEKS = 12
# Without so much history nothing is said about the coming weeks.
LEAST_WEEKS, LEAST_SESSIONS = 8, 40
# More of the past than this says nothing about the coming weeks.
MOST_WEEKS = 104
# Eight times in ten what comes lies in the interval.
LOW, MIDDLE, HIGH = 0.1, 0.5, 0.9
# How far off a forecast is taken to be while none could be compared with what came.
USUAL_SPREAD = 0.02
# Until holidays have been seen, half of a usual day's sessions; that counts as much as ten sessions that were expected on one.
_CLOSED_SHARE, _CLOSED_COUNTS = 0.5, 10
_WEEK = 7
# Above this the distribution is smooth enough to be taken for a normal one.
_LARGE = 400.0
_NORMAL = {LOW: -1.2815515655, MIDDLE: 0.0, HIGH: 1.2815515655}


class DemandCell(NamedTuple):
    """What demand is told apart by; a language is a code, or the name that was typed."""

    language: str
    domain: Domain
    city: str
    daypart: Daypart


class ForecastGrain(StrEnum):
    """How finely a forecast is looked at."""

    ALL = "all"
    LANGUAGE = "language"
    LANGUAGE_DOMAIN = "language_domain"
    LANGUAGE_CITY = "language_city"
    CELL = "cell"


class ForecastMethod(StrEnum):
    """Ours, and two that need no method at all."""

    OURS = "ours"
    WEEK_BEFORE = "week_before"
    EIGHT_WEEKS = "eight_weeks"


@dataclass(frozen=True, kw_only=True)
class ForecastError:
    """How far off a method was on weeks that it had not seen, at one grain.

    `rmsse` is the root of the mean squared error, scaled by that of taking each week for the next one; `pinball` the mean
    loss of the low, middle and high quantile, as a share of the mean demand; `inside` the share of what came that was in the interval.
    """

    grain: ForecastGrain
    method: ForecastMethod
    rmsse: float
    pinball: float
    inside: float


@dataclass(frozen=True, kw_only=True)
class DayPattern:
    """How a week is made of its days: the share of each weekday, and what is left of it on a closed day."""

    shares: Sequence[float]
    closed_share: float

    def weight(self, monday: date, closed: Collection[date]) -> float:
        """How much of a usual week a week is; less than one where days are closed."""
        return sum(
            share * (self.closed_share if monday + timedelta(days=n) in closed else 1.0)
            for n, share in enumerate(self.shares)
        )


def day_pattern(counts: Mapping[date, int], closed: Collection[date]) -> DayPattern:
    """What the days of whole weeks say about weekdays and closed days; all languages together, for one has few."""
    open_days = [0] * _WEEK
    sums = [1.0] * _WEEK
    for day, count in counts.items():
        if day not in closed:
            open_days[day.weekday()] += 1
            sums[day.weekday()] += count
    means = [total / max(1, days) for total, days in zip(sums, open_days, strict=True)]
    shares = [mean / sum(means) for mean in means]
    came, usual = 0.0, 0.0
    for monday in sorted({monday_of(day) for day in counts}):
        days = [monday + timedelta(days=n) for n in range(_WEEK)]
        others = [day for day in days if day in counts and day not in closed]
        whole = sum(shares[day.weekday()] for day in others)
        if whole > 0:
            level = sum(counts[day] for day in others) / whole
            for day in days:
                if day in counts and day in closed:
                    came += counts[day]
                    usual += level * shares[day.weekday()]
    return DayPattern(
        shares=shares,
        closed_share=(came + _CLOSED_SHARE * _CLOSED_COUNTS) / (usual + _CLOSED_COUNTS),
    )


def quantile_of(mean: float, spread: float, share: float) -> int:
    """Below or at which count it lies with this probability, for a mean and its spread (a share of the mean, squared)."""
    if mean <= 0:
        return 0
    variance = mean + spread * mean * mean
    if mean > _LARGE:
        return max(0, round(mean + _NORMAL[share] * sqrt(variance)))
    size = 1 / spread if spread > 1 / 1e6 else 0.0
    run, count = 0.0, 0
    while True:
        run += exp(_log_chance(mean, size, count))
        if run >= share or count > mean + 40 * sqrt(variance) + 10:
            return count
        count += 1


def _log_chance(mean: float, size: float, count: int) -> float:
    """The logarithm of the chance of a count: negative binomial, or Poisson without a size."""
    if not size:
        return count * log(mean) - mean - lgamma(count + 1)
    return (
        lgamma(count + size)
        - lgamma(size)
        - lgamma(count + 1)
        + size * log(size / (size + mean))
        + count * log(mean / (size + mean))
    )


def is_enough(weeks: int, sessions: int) -> bool:
    """Whether there is enough history to say anything about the coming weeks."""
    return weeks >= LEAST_WEEKS and sessions >= LEAST_SESSIONS


register_labels(
    {
        ForecastGrain.ALL: say("All together"),
        ForecastGrain.LANGUAGE: say("By language"),
        ForecastGrain.LANGUAGE_DOMAIN: say("By language and field"),
        ForecastGrain.LANGUAGE_CITY: say("By language and city"),
        ForecastGrain.CELL: say("By language, field, city and part of the day"),
        ForecastMethod.OURS: say("This forecast"),
        ForecastMethod.WEEK_BEFORE: say("As in the week before"),
        ForecastMethod.EIGHT_WEEKS: say("Mean of the last eight weeks"),
    }
)
