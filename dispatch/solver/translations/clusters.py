"""Clusters of jobs that are planned anew while all others stay: where most seems lost, and who is near.

Large neighbourhood search (Shaw, "Using constraint programming and local search methods to solve vehicle
routing problems", 1998).
"""

from random import Random

import numpy as np

from dispatch.solver.translations.columns import CompiledTranslations, Numbers
from dispatch.solver.translations.rows import JobPrices

LEAST_JOBS, MOST_JOBS = 12, 60
# JobClusters grow when so many in a row brought nothing; at their largest the search has nothing more to try.
BARREN = 4
GROWTH = 1.5
DRAWN_BY_LOSS = 0.7


class JobClusters:
    """Which jobs to free next. `are_exhausted` once even large clusters bring nothing."""

    def __init__(self, places: CompiledTranslations, prices: JobPrices, dice: Random) -> None:
        self._places = places
        self._prices = prices
        self._dice = dice
        self._size = float(LEAST_JOBS)
        self._barren = 0
        self.are_exhausted = False
        people, jobs = len(places.capacity), len(places.problem.jobs)
        self._could = np.zeros((jobs, people), dtype=np.bool_)
        self._could[places.spans.job, places.spans.who] = True

    def next(self, taken: Numbers) -> set[int]:
        """Jobs around one that costs more than its prices say, or any."""
        jobs = len(self._could)
        size = min(int(self._size), jobs)
        loss = self._losses(taken)
        if self._dice.random() < DRAWN_BY_LOSS and loss.sum() > 0:
            first = self._dice.choices(range(jobs), loss.tolist())[0]
        else:
            first = self._dice.randrange(jobs)
        spans = self._places.spans
        does = np.zeros_like(self._could, dtype=float)
        does[spans.job[taken], spans.who[taken]] = 1.0
        # Near is who has the days that the first job could use, and who could use its own.
        near = does @ self._could[first] + self._could @ does[first]
        near += 2.0 * loss / max(1.0, float(loss.max(initial=0.0)))
        near += np.array([self._dice.random() for _ in range(jobs)])
        near[first] = np.inf
        return set(np.argsort(-near, kind="stable")[:size].tolist())

    def learn(self, *, gained: int) -> None:
        """Whether the last cluster brought something."""
        if gained:
            self._barren = 0
            return
        self._barren += 1
        if self._barren >= BARREN:
            self._barren = 0
            self.are_exhausted = self._size >= min(MOST_JOBS, len(self._could))
            self._size = min(self._size * GROWTH, MOST_JOBS)

    def _losses(self, taken: Numbers) -> "np.ndarray[tuple[int], np.dtype[np.float64]]":
        """By job, what its ways cost beyond the least that the bound counts; all of an unplanned one."""
        spans, prices = self._places.spans, self._prices
        loss = np.zeros(len(self._could))
        np.add.at(loss, spans.job[taken], prices.with_span[taken] - prices.bound)
        planned = np.zeros(len(loss), dtype=np.bool_)
        planned[spans.job[taken]] = True
        top = float(loss.max(initial=1.0))
        loss[~planned] = top
        return np.maximum(loss, 0.0)
