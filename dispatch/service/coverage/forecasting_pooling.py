"""From the whole to its cells: what is rare borrows from what is like it.

The weeks of everything together are forecast by `level`; a language has its share of them, from all weeks with the newer ones
counting more where that did better; and within a language a cell has its own share, pulled towards what the fields, cities and parts of the
day of that language say, which in turn is pulled towards what those of all languages say. How strongly is chosen by the last
weeks, which the others did not see. So all numbers add up, and a cell that was asked for once is not forecast as nothing.
"""

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from functools import cached_property
from typing import Any

import numpy as np
from numpy.typing import NDArray

from dispatch.domain.forecasts import (
    HIGH,
    LOW,
    MIDDLE,
    USUAL_SPREAD,
    WEEKS,
    DayPattern,
    DemandCell,
    ForecastError,
    ForecastGrain,
    ForecastMethod,
    day_pattern,
    quantile_of,
)

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]
Level = Callable[[Sequence[float], int], list[float]]
# How many sessions of its own outweigh what a cell borrows; and how fast older weeks are forgotten.
PULLS = (3, 10, 30, 100, 300, 1_000, 10_000, 100_000)
FADING = (1.0, 0.98, 0.95, 0.9, 0.8, 0.7)
# The weeks that choose between them.
HELD_BACK = 4
# A forecast is compared with what came from this many weeks on, and so often at most.
FIRST_ORIGIN, MOST_ORIGINS = 12, 16
_NOTHING = 1e-9
G = ForecastGrain
KEYS: Mapping[ForecastGrain, Callable[[DemandCell], Any]] = {
    G.ALL: lambda _cell: "",
    G.LANGUAGE: lambda cell: cell.language,
    G.LANGUAGE_DOMAIN: lambda cell: (cell.language, cell.domain),
    G.LANGUAGE_CITY: lambda cell: (cell.language, cell.city),
    G.CELL: lambda cell: cell,
}


@dataclass(frozen=True, kw_only=True)
class DemandHistory:
    """Sessions of whole weeks by cell, the first week first; `closed` are the days off, of the coming weeks too."""

    first: date
    cells: Sequence[DemandCell]
    weeks: Floats
    days: Mapping[date, int]
    closed: Collection[date]

    @property
    def length(self) -> int:
        """How many weeks."""
        return int(self.weeks.shape[1])

    def until(self, length: int) -> "DemandHistory":
        """Only its first weeks, and what was known of the days off."""
        end = self.first + timedelta(weeks=length)
        return DemandHistory(
            first=self.first,
            cells=self.cells,
            weeks=self.weeks[:, :length],
            days={day: count for day, count in self.days.items() if day < end},
            closed=self.closed,
        )

    @cached_property
    def pattern(self) -> DayPattern:
        """How its weeks are made of days."""
        return day_pattern(self.days, self.closed)

    def weights(self, first: int, count: int) -> list[float]:
        """How much of a usual week some weeks are, by their places; later ones too."""
        mondays = (self.first + timedelta(weeks=first + n) for n in range(count))
        return [max(0.05, self.pattern.weight(monday, self.closed)) for monday in mondays]


@dataclass(frozen=True)
class Places:
    """For each cell the place of what it belongs to at each grain and along each dimension."""

    cells: Sequence[DemandCell]
    found: dict[str, tuple[Ints, int]] = field(default_factory=dict[str, tuple[Ints, int]])

    def of(self, name: str, key: Callable[[DemandCell], Any]) -> tuple[Ints, int]:
        """The places, and how many there are."""
        if name not in self.found:
            keys = {each: n for n, each in enumerate(dict.fromkeys(map(key, self.cells)))}
            self.found[name] = (
                np.array([keys[key(cell)] for cell in self.cells], dtype=np.int64),
                len(keys),
            )
        return self.found[name]

    def summed(self, values: Floats, name: str, key: Callable[[DemandCell], Any]) -> Floats:
        """The sums by place."""
        places, size = self.of(name, key)
        sums: Floats = np.bincount(places, values, size).astype(float)
        return sums

    def spread_out(self, values: Floats, name: str, key: Callable[[DemandCell], Any]) -> Floats:
        """For each cell the sum of what it belongs to."""
        return self.summed(values, name, key)[self.of(name, key)[0]]

    def grouped(self, values: Floats, grain: ForecastGrain) -> Floats:
        """Rows of a grain, added up from rows of cells."""
        places, size = self.of(grain.value, KEYS[grain])
        sums = np.zeros((size, values.shape[1]))
        np.add.at(sums, places, values)
        return sums


def forecast(
    history: DemandHistory, level: Level, places: Places | None = None, count: int = WEEKS
) -> Floats:
    """What is expected of each cell in each of the weeks that follow."""
    places = places or Places(history.cells)
    past = history.weights(0, history.length)
    usual = history.weeks.sum(axis=0) / np.array(past)
    coming = history.weights(history.length, count)
    whole = np.array(level([float(each) for each in usual], count)) * np.array(coming)
    of_language = _language_shares(history.weeks, places)
    within = _shares_within(history.weeks, places)
    shares: Floats = of_language * within
    return shares[:, None] * whole[None, :]


def _language_shares(weeks: Floats, places: Places) -> Floats:
    """For each cell the share of its language of everything."""
    by_week = places.grouped(weeks, G.LANGUAGE)
    length = by_week.shape[1]

    def shares(upto: int, fading: float) -> Floats:
        weights = fading ** np.arange(upto)[::-1]
        sums = (by_week[:, :upto] * weights).sum(axis=1) + 0.5
        return sums / sums.sum()

    def goodness(fading: float) -> float:
        origins = range(max(HELD_BACK, length // 2), length)
        return sum(
            float((by_week[:, at : at + HELD_BACK] * np.log(shares(at, fading))[:, None]).sum())
            for at in origins
        )

    best = max(FADING, key=goodness)
    return shares(length, best)[places.of(G.LANGUAGE.value, KEYS[G.LANGUAGE])[0]]


def _shares_within(weeks: Floats, places: Places) -> Floats:
    """For each cell its share of its language."""
    before, after = weeks[:, :-HELD_BACK].sum(axis=1), weeks[:, -HELD_BACK:].sum(axis=1)

    def goodness(pulls: tuple[int, int]) -> float:
        return float((after * np.log(_pulled(before, places, *pulls) + _NOTHING)).sum())

    pulls = max(((a, b) for a in PULLS for b in PULLS), key=goodness)
    return _pulled(weeks.sum(axis=1), places, *pulls)


def _pulled(sums: Floats, places: Places, of_language: int, of_cell: int) -> Floats:
    """The shares, pulled towards those of the language, and these towards those of all."""
    language = (G.LANGUAGE.value, KEYS[G.LANGUAGE])
    whole = sums.sum() + _NOTHING
    of_all = places.spread_out(sums, *language)
    domain = places.spread_out(sums, "domain", lambda cell: cell.domain) / whole
    city = places.spread_out(sums, "city", lambda cell: cell.city) / whole
    daypart = places.spread_out(sums, "daypart", lambda cell: cell.daypart) / whole
    own_domain = places.spread_out(sums, G.LANGUAGE_DOMAIN.value, KEYS[G.LANGUAGE_DOMAIN])
    own_city = places.spread_out(sums, G.LANGUAGE_CITY.value, KEYS[G.LANGUAGE_CITY])
    domain = (own_domain + of_language * domain) / (of_all + of_language)
    city = (own_city + of_language * city) / (of_all + of_language)
    alike = domain * city * daypart + _NOTHING
    alike = alike / places.spread_out(alike, *language)
    pulled = (sums + of_cell * alike) / (of_all + of_cell)
    shares: Floats = pulled / places.spread_out(pulled, *language)
    return shares


@dataclass(frozen=True, kw_only=True)
class Backtest:
    """Forecasts beside what came: the errors of every method, and how far off ours was at each grain."""

    origins: int
    errors: Sequence[ForecastError]
    spreads: Mapping[ForecastGrain, float]


def compare(history: DemandHistory, level: Level) -> Backtest:
    """Forecast from earlier weeks on, one after another, and look at the twelve that followed each."""
    last = history.length - WEEKS
    every = max(1, -(-(last - FIRST_ORIGIN + 1) // MOST_ORIGINS))
    origins = list(range(last, FIRST_ORIGIN - 1, -every))
    usual = dict.fromkeys(ForecastGrain, USUAL_SPREAD)
    if not origins:
        return Backtest(origins=0, errors=[], spreads=usual)
    places = Places(history.cells)
    seen = [_Origin.at(history, at, level, places) for at in origins]
    spreads = {grain: _spread([each.ours(grain) for each in seen]) for grain in ForecastGrain}
    errors = [_error(seen, grain, method) for grain in ForecastGrain for method in ForecastMethod]
    return Backtest(origins=len(origins), errors=errors, spreads=spreads)


@dataclass(frozen=True, kw_only=True)
class _Origin:
    """Forecasts made at one time, and what came, by method and grain."""

    came: Mapping[ForecastGrain, Floats]
    past: Mapping[ForecastGrain, Floats]
    said: Mapping[tuple[ForecastGrain, ForecastMethod], Floats]

    @classmethod
    def at(cls, history: DemandHistory, at: int, level: Level, places: Places) -> "_Origin":
        known = history.until(at)
        last, eight = known.weeks[:, -1:], known.weeks[:, -8:].mean(axis=1, keepdims=True)
        said = {
            ForecastMethod.OURS: forecast(known, level, places),
            ForecastMethod.WEEK_BEFORE: np.repeat(last, WEEKS, axis=1),
            ForecastMethod.EIGHT_WEEKS: np.repeat(eight, WEEKS, axis=1),
        }
        return cls(
            came={g: places.grouped(history.weeks[:, at : at + WEEKS], g) for g in ForecastGrain},
            past={g: places.grouped(known.weeks, g) for g in ForecastGrain},
            said={
                (g, method): places.grouped(rows, g)
                for g in ForecastGrain
                for method, rows in said.items()
            },
        )

    def ours(self, grain: ForecastGrain) -> tuple[float, float]:
        """By how much the squared errors exceed chance, and the squares of what was said."""
        said, came = self.said[grain, ForecastMethod.OURS], self.came[grain]
        return float(((came - said) ** 2 - said).sum()), float((said**2).sum())


def _spread(parts: Sequence[tuple[float, float]]) -> float:
    return max(0.0, sum(part for part, _ in parts) / max(_NOTHING, sum(part for _, part in parts)))


def _error(seen: Sequence[_Origin], grain: ForecastGrain, method: ForecastMethod) -> ForecastError:
    squared, pinball, inside = 0.0, 0.0, 0.0
    for at, each in enumerate(seen):
        said, came = each.said[grain, method], each.came[grain]
        scale = float((np.diff(each.past[grain], axis=1) ** 2).mean())
        squared += float(((came - said) ** 2).mean()) / max(_NOTHING, scale)
        # An interval is judged by forecasts other than those from which its width is.
        others = [other.ours(grain) for n, other in enumerate(seen) if n != at]
        spread = 0.0
        if method is ForecastMethod.OURS:
            spread = _spread(others) if others else USUAL_SPREAD
        low, middle, high = (quantiles(said, spread, share) for share in (LOW, MIDDLE, HIGH))
        loss = sum(
            float(np.maximum(share * (came - value), (share - 1) * (came - value)).mean())
            for share, value in ((LOW, low), (MIDDLE, middle), (HIGH, high))
        )
        pinball += loss / 3 / max(_NOTHING, float(came.mean()))
        inside += float(((came >= low) & (came <= high)).mean())
    count = len(seen)
    return ForecastError(
        grain=grain,
        method=method,
        rmsse=(squared / count) ** 0.5,
        pinball=pinball / count,
        inside=inside / count,
    )


def quantiles(means: Floats, spread: float, share: float) -> Floats:
    """The same quantile of many counts; equal means are reckoned once."""
    rounded = np.round(means, 3)
    values, places = np.unique(rounded, return_inverse=True)
    found = np.array([quantile_of(float(value), spread, share) for value in values], dtype=float)
    return found[places].reshape(means.shape)
