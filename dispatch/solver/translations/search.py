"""The programmes of one part: relaxed by column generation, and whole over the spans that matter."""

import time
from collections import defaultdict
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
from dispatch.solver.translations.rows import Flags, JobPrices, Reals, TranslationRows

# Columns that come in a round: the best few of each step. Rows of room likewise.
COLUMNS_A_STEP = 5
ROOMS_A_ROUND = 300
ROUNDS = 80
# Prices have converged when the relaxed plan costs no more than this share above what they prove.
CONVERGED = 1e-5
LP_TOLERANCE = 1e-7
DIVE_TOLERANCE = 1e-4
# A dive decides a part of all steps at a time, and whatever is nearly whole.
DIVE_PARTS, SURE, UNSURE = 6, 0.98, 0.1
DIVE_SHARE = 0.4
# Before each decision it prices so often at most, unless little changes.
DIVE_PASSES, FEW_CHANGES = 2, 20
HALF = 0.5
# One cluster is searched for such a share of the time at most.
CLUSTER_SHARE = 0.1


class PartSearch:
    """One part of a problem, its rows growing, until a time of the clock."""

    def __init__(self, places: CompiledTranslations, until: float, seconds: float) -> None:
        self._places = places
        self._rows = TranslationRows(places)
        self.until = until
        self.seconds = seconds
        self._relaxed: Numbers = np.zeros(0, dtype=np.int64)

    def relax(self) -> JobPrices:
        """The best prices found for the relaxed programme."""
        rows, steps = self._rows, self._places.spans.step
        best = rows.price(np.zeros(rows.size))
        chosen = _best_of_each(steps, best.reduced)
        last = -inf
        for _ in range(ROUNDS):
            try:
                solved = solve_by_interior_point(
                    rows.programme(chosen),
                    LP_TOLERANCE,
                    max(0.01, self.until - time.monotonic()),
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
            self._relaxed = chosen
            if time.monotonic() >= self.until:
                break
        return best

    def dive(self, useful: Flags) -> dict[int, int]:
        """Who does each step, both by position, out of the relaxed plan: the surest are decided first, bit by bit.

        Columns are priced in between, so that what is decided late still finds its days. A step that
        nobody does in there is missing.
        """
        rows, spans = self._rows, self._places.spans
        people = len(self._places.capacity)
        pair = spans.step * people + spans.who
        allowed, alive = useful.copy(), self._relaxed[useful[self._relaxed]]
        decided = np.full(len(self._places.steps), -1, dtype=np.int64)
        batch = max(1, len(decided) // DIVE_PARTS)
        until = time.monotonic() + DIVE_SHARE * (self.until - time.monotonic())
        passes = 0
        while (left := until - time.monotonic()) > 0:
            try:
                solved = solve_by_interior_point(rows.programme(alive), DIVE_TOLERANCE, left)
            except NoOptimumError:
                break
            values = solved.values[: len(alive)]
            full = rows.overfull(alive, values)
            prices = rows.price(solved.duals)
            new = self._priced(prices, solved.duals, alive, allowed)
            rows.rooms += full[:ROOMS_A_ROUND]
            passes += 1
            if passes < DIVE_PASSES and len(new) + len(full) > FEW_CHANGES:
                alive = np.union1d(alive, new)
                continue
            passes = 0
            pairs, place = np.unique(pair[alive], return_inverse=True)
            share = np.bincount(place, weights=values)
            step = pairs // people
            # The surest person of each step stands first.
            order = np.lexsort((-share, step))
            best = order[np.unique(step[order], return_index=True)[1]]
            best = best[(decided[step[best]] < 0) & (share[best] > UNSURE)]
            if not len(best):
                break
            best = best[np.argsort(-share[best], kind="stable")]
            best = best[: max(batch, int((share[best] > SURE).sum()))]
            decided[step[best]] = pairs[best]
            mine = decided[spans.step] >= 0
            allowed &= ~mine | (pair == decided[spans.step])
            alive = np.union1d(alive[allowed[alive]], new[allowed[new]])
        return {k: int(p % people) for k, p in enumerate(decided.tolist()) if p >= 0}

    def _priced(
        self, prices: JobPrices, duals: Reals, chosen: Numbers, allowed: Flags | None = None
    ) -> Numbers:
        """Of each step the best few spans that would make the relaxed plan cheaper."""
        steps = self._places.spans.step
        negative = prices.reduced < duals[steps] - LP_TOLERANCE
        negative[chosen] = False
        if allowed is not None:
            negative &= allowed
        new = np.flatnonzero(negative)
        return new[_best_of_each(steps[new], prices.reduced[new])]

    def choose(self, chosen: Numbers, gap: float) -> tuple[float, tuple[PlannedStep, ...] | None]:
        """The bound of all plans that use some spans alone, and the best of them if one was found."""
        bound = -inf
        while (left := self.until - time.monotonic()) > 0:
            solved = solve_mip(self._rows.programme(chosen, whole=True), left, gap=gap)
            bound = max(bound, solved.bound)
            if solved.values is None:
                return bound, None
            taken = solved.values[: len(chosen)] > HALF
            full = self._rows.overfull(chosen, taken.astype(float), above=HALF)
            if not full:
                return bound, self._steps(chosen[taken])
            self._rows.rooms += full
        return bound, None

    def improve(
        self, steps: tuple[PlannedStep, ...], free: set[int], useful: Flags, gap: float
    ) -> tuple[PlannedStep, ...] | None:
        """The best plan in which all jobs keep their ways but some, by position, which use useful spans."""
        spans = self._places.spans
        kept = self.spans_of(steps)
        kept = kept[~np.isin(spans.job[kept], list(free))]
        chosen = np.union1d(kept, np.flatnonzero(useful & np.isin(spans.job, list(free))))
        left = min(CLUSTER_SHARE * self.seconds, self.until - time.monotonic())
        rooms = self._rows.crowded(chosen)
        solved = solve_mip(self._rows.programme(chosen, rooms, whole=True), left, gap=gap)
        if solved.values is None:
            return None
        return self._steps(chosen[solved.values[: len(chosen)] > HALF])

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

    def _steps(self, taken: Numbers) -> tuple[PlannedStep, ...]:
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
