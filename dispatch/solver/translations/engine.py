"""The best plan of translation jobs with its bound: column generation, then a small integer programme.

The relaxed programme over all spans is solved by columns, its rows of room added where they are broken.
Its prices prove a bound; every span that cannot be in a plan better than the best one is left out, and
HiGHS chooses among the rest (Baldacci, Christofides and Mingozzi, "An exact algorithm for the vehicle
routing problem based on the set partitioning formulation", Mathematical Programming 115, 2008).
"""

import time
from collections.abc import Callable, Mapping
from math import ceil, inf
from random import Random
from types import MappingProxyType

import numpy as np

from dispatch.solver.problem.problem import Limits
from dispatch.solver.translations.check import judge_translations
from dispatch.solver.translations.clusters import JobClusters
from dispatch.solver.translations.columns import CompiledTranslations, compiled
from dispatch.solver.translations.first import first_plan
from dispatch.solver.translations.parts import parts
from dispatch.solver.translations.problem import (
    GOOD_ENOUGH,
    PlannedStep,
    TranslationPlan,
    TranslationProblem,
)
from dispatch.solver.translations.rows import JobPrices
from dispatch.solver.translations.search import PartSearch

# Of what is missing to the wished gap, so much is aimed at in each part.
NEARER = 0.5
TOLERANCE = 1e-6
# Clusters use spans that cost such a share of the bound more than the relaxed plan.
NEAR_SHARE = 0.002
# Somebody else than the dive has found for a step is dearer by so much.
NOT_SURE = 3_000.0
# So many spans at most are chosen among at once.
FEW_SPANS, MOST_SPANS = 2_500, 30_000


def plan_translations(
    problem: TranslationProblem,
    limits: Limits = Limits(seconds=30),  # noqa: B008  immutable
    on_progress: Callable[[TranslationPlan], None] | None = None,
) -> TranslationPlan:
    """The best plan found within `limits`, whose seconds are those of the clock, and its proven bound."""
    began = time.monotonic()
    found: list[_PartSolve] = [_PartSolve(part, limits.seconds) for part in parts(problem)]

    def so_far() -> TranslationPlan:
        steps = [step for part in found for step in part.steps]
        bound = sum(part.bound for part in found)
        return judge_translations(problem, steps).plan(bound, time.monotonic() - began)

    plan = so_far()
    end = began + limits.seconds
    # The smallest parts come first, and what they leave of their time goes to the others.
    found.reverse()
    for k, part in enumerate(found):
        weight = sum(len(other.problem.jobs) for other in found[k:])
        now = time.monotonic()
        part.solve(now + (end - now) * len(part.problem.jobs) / weight)
        plan = so_far()
        if on_progress is not None:
            on_progress(plan)
    for part in sorted(found, key=lambda part: part.bound - part.cost):
        if plan.is_proven or time.monotonic() > end:
            break
        part.solve(end)
        plan = so_far()
    return plan


class _PartSolve:
    """One part: its best steps so far and what is proven about it."""

    def __init__(self, problem: TranslationProblem, seconds: float) -> None:
        self.problem = problem
        self._seconds = seconds
        self.steps: tuple[PlannedStep, ...] = first_plan(problem)
        self.cost = judge_translations(problem, self.steps).terms.total
        self.bound = 0
        self._compiled: CompiledTranslations | None = None
        self._search: PartSearch | None = None
        self._prices: JobPrices | None = None
        self._clusters: JobClusters | None = None

    @property
    def is_good(self) -> bool:
        return self.cost - self.bound <= GOOD_ENOUGH * NEARER * self.bound

    def solve(self, until: float) -> None:
        """Improve plan and bound until both agree or the time is over."""
        if self.is_good or time.monotonic() >= until:
            return
        search = self._search = self._search or PartSearch(self._places(), until, self._seconds)
        search.until = until
        prices = self._prices = self._prices or self._relax(search)
        clusters = self._clusters = self._clusters or JobClusters(
            self._places(),
            prices,
            dice=Random(len(self.problem.jobs)),  # noqa: S311 - repeatable, not secret
        )
        beyond = prices.with_span - prices.bound
        while not self.is_good and time.monotonic() < until:
            useful = beyond < self.cost - prices.bound
            if useful.sum() <= FEW_SPANS or clusters.are_exhausted:
                self._close(search, prices)
                return
            free = clusters.next(search.spans_of(self.steps))
            wanted = GOOD_ENOUGH * NEARER * self.bound / 4
            near = useful & (beyond < NEAR_SHARE * self.bound)
            clusters.learn(gained=self._take(search.improve(self.steps, free, near, wanted)))

    def _relax(self, search: PartSearch) -> JobPrices:
        """Prices and the bound they prove, and the plans that follow from them."""
        prices = search.relax()
        self._prove(prices.bound)
        self._take(first_plan(self.problem, self._step_prices(prices)))
        if not self.is_good:
            sure = search.dive(prices.with_span < self.cost)
            wished = self._step_prices(prices, sure)
            for by_deadline in (False, True):
                self._take(first_plan(self.problem, wished, by_deadline=by_deadline))
        return prices

    def _close(self, search: PartSearch, prices: JobPrices) -> None:
        """One programme over every span that could be in a better plan proves the best one."""
        beyond = prices.with_span - prices.bound
        order = np.argsort(beyond, kind="stable")[:MOST_SPANS]
        useful = order[beyond[order] < self.cost - prices.bound]
        left_out = np.delete(prices.with_span, useful)
        bound, steps = search.choose(np.sort(useful), GOOD_ENOUGH * NEARER * self.bound / 2)
        self._take(steps)
        self._prove(min(bound, left_out.min(initial=inf), self.cost))

    def _step_prices(
        self, prices: JobPrices, sure: Mapping[int, int] = MappingProxyType({})
    ) -> dict[tuple[str, str, str], float]:
        """What each person would cost for a step beyond the prices of her days; whoever is sure, nothing."""
        places = self._places()
        spans, jobs, people = places.spans, self.problem.jobs, self.problem.translators
        found: dict[tuple[str, str, str], float] = {}
        for c, price in enumerate(prices.reduced.tolist()):
            k, who = int(spans.step[c]), int(spans.who[c])
            at = places.steps[k]
            name = jobs[at.job].id, at.step.id, people[who].id
            cost = float(price)
            if k in sure:
                cost = 0.0 if sure[k] == who else cost + NOT_SURE
            found[name] = min(cost, found.get(name, inf))
        return found

    def _places(self) -> CompiledTranslations:
        if self._compiled is None:
            self._compiled = compiled(self.problem)
        return self._compiled

    def _prove(self, bound: float) -> None:
        if bound > self.bound:
            whole = self.cost if bound >= self.cost else ceil(bound - TOLERANCE * bound)
            self.bound = min(self.cost, max(self.bound, whole))

    def _take(self, steps: tuple[PlannedStep, ...] | None) -> int:
        """Keep steps that cost less; what they save."""
        if steps is None:
            return 0
        judged = judge_translations(self.problem, steps)
        if judged.violations or judged.terms.total >= self.cost:
            return 0
        saved = self.cost - judged.terms.total
        self.steps, self.cost = judged.steps, judged.terms.total
        return saved
