"""The programmes of one part: relaxed by column generation, and whole over the spans that matter."""

import time
from collections import defaultdict
from collections.abc import Callable
from math import inf

import numpy as np

from dispatch.solver.backend.mathopt import (
    NoOptimumError,
    solve_by_interior_point,
    solve_mip,
)
from dispatch.solver.translations.columns import CompiledTranslations, Numbers
from dispatch.solver.translations.fitting import spread
from dispatch.solver.translations.problem import PlannedStep
from dispatch.solver.translations.rows import JobPrices, Reals, TranslationRows

# Columns that come in a round: the best few of each step. Rows of room likewise.
COLUMNS_A_STEP = 5
ROOMS_A_ROUND = 300
ROUNDS = 80
# Prices have converged when the relaxed plan costs no more than this share above what they prove.
CONVERGED = 1e-5
LP_TOLERANCE = 1e-7
HALF = 0.5


class PartSearch:
    """One part of a problem, its rows growing."""

    def __init__(self, places: CompiledTranslations, clock: Callable[[], float]) -> None:
        self._places = places
        self._rows = TranslationRows(places)
        self._clock = clock
        self._began = clock(), time.monotonic()

    def relax(self, until: float) -> JobPrices:
        """The best prices found for the relaxed programme until a time of the clock."""
        rows, steps = self._rows, self._places.spans.step
        best = rows.price(np.zeros(rows.size))
        chosen = _best_of_each(steps, best.reduced)
        last = -inf
        for _ in range(ROUNDS):
            try:
                solved = solve_by_interior_point(
                    rows.programme(chosen),
                    LP_TOLERANCE,
                    max(0.01, self._on_the_wall(until - self._clock())),
                )
            except NoOptimumError:
                break
            prices = rows.price(solved.duals)
            if prices.bound > best.bound:
                best = prices
            full = rows.overfull(chosen, solved.values[: len(chosen)])
            rows.rooms += full[:ROOMS_A_ROUND]
            new = self._priced(prices, solved.duals, chosen)
            near = solved.objective - prices.bound <= CONVERGED * max(1.0, abs(solved.objective))
            stands = prices.bound - last <= CONVERGED * max(1.0, abs(prices.bound))
            last = prices.bound
            if (near and stands) or not (full or len(new)):
                break
            chosen = np.union1d(chosen, new)
            if self._clock() >= until:
                break
        return best

    def _on_the_wall(self, seconds: float) -> float:
        """Solvers count by the clock on the wall: where that of the processor counts, others may slow it down."""
        began, began_on_the_wall = self._began
        passed = self._clock() - began
        slower = (time.monotonic() - began_on_the_wall) / passed if passed > 0 else 1.0
        return seconds * max(1.0, slower)

    def _priced(self, prices: JobPrices, duals: Reals, chosen: Numbers) -> Numbers:
        """Of each step the best few spans that would make the relaxed plan cheaper."""
        steps = self._places.spans.step
        negative = prices.reduced < duals[steps] - LP_TOLERANCE
        negative[chosen] = False
        new = np.flatnonzero(negative)
        return new[_best_of_each(steps[new], prices.reduced[new])]

    def choose(
        self, chosen: Numbers, gap: float, until: float
    ) -> tuple[float, tuple[PlannedStep, ...] | None]:
        """The bound of all plans that use some spans alone, and the best of them if one was found."""
        bound = -inf
        while (left := until - self._clock()) > 0:
            solved = solve_mip(
                self._rows.programme(chosen, whole=True), self._on_the_wall(left), gap=gap
            )
            bound = max(bound, solved.bound)
            if solved.values is None:
                return bound, None
            taken = solved.values[: len(chosen)] > HALF
            full = self._rows.overfull(chosen, taken.astype(float), above=HALF)
            if not full:
                return bound, self.steps_of(chosen[taken])
            self._rows.rooms += full
        return bound, None

    def spans_of(self, steps: tuple[PlannedStep, ...]) -> Numbers:
        """The spans of planned steps, by position."""
        places, spans = self._places, self._places.spans
        people = {who.id: k for k, who in enumerate(places.problem.translators)}
        jobs = places.problem.jobs
        at = {(jobs[s.job].id, s.step.id): k for k, s in enumerate(places.steps)}
        keys = _key(spans.step, spans.who, spans.first, spans.last)
        wanted = [
            (at[one.job, one.step], people[one.translator], one.first_day, one.last_day)
            for one in steps
        ]
        columns = np.array(wanted, dtype=np.int64).reshape(-1, 4).T
        return np.sort(np.flatnonzero(np.isin(keys, _key(*columns))))

    def steps_of(self, taken: Numbers) -> tuple[PlannedStep, ...]:
        """The words by day of some spans that fit."""
        places, spans = self._places, self._places.spans
        of_person: dict[int, list[int]] = defaultdict(list)
        for c in taken.tolist():
            of_person[int(spans.who[c])].append(c)
        planned: list[PlannedStep] = []
        for who, own in of_person.items():
            free = places.capacity[who].tolist()
            words = spread(
                free, [(int(spans.first[c]), int(spans.last[c]), int(spans.work[c])) for c in own]
            )
            for c, each in zip(own, words, strict=True):
                at = places.steps[int(spans.step[c])]
                planned.append(
                    PlannedStep(
                        places.problem.jobs[at.job].id,
                        at.step.id,
                        places.problem.translators[who].id,
                        each,
                    )
                )
        return tuple(planned)


def _key(step: Numbers, who: Numbers, first: Numbers, last: Numbers) -> Numbers:
    """One number for a span: days and people stay below these sizes."""
    return ((step * 10_000 + who) * 1_000 + first) * 1_000 + last


def _best_of_each(
    steps: Numbers, reduced: "np.ndarray[tuple[int], np.dtype[np.float64]]"
) -> Numbers:
    """Of each step the few spans with the least reduced cost."""
    order = np.lexsort((reduced, steps))
    sorted_steps = steps[order]
    begins = np.searchsorted(sorted_steps, sorted_steps, side="left")
    return np.sort(order[np.arange(len(order)) - begins < COLUMNS_A_STEP])
