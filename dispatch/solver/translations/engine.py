"""The best plan of translation jobs with its bound: relaxed, rebuilt, then proven.

The relaxed programme over all spans is solved by columns, its rows of room added where they are broken.
Its prices prove a bound. Plans come from taking jobs out and putting them back. Every span that by the
prices cannot be in a plan better than the best one is left out, and HiGHS chooses among the rest where
they are few (Baldacci, Christofides and Mingozzi, "An exact algorithm for the vehicle routing problem
based on the set partitioning formulation", Mathematical Programming 115, 2008).
"""

import time
from collections.abc import Callable
from math import ceil, inf

import numpy as np

from dispatch.solver.problem.problem import Limits
from dispatch.solver.translations.check import judge_translations
from dispatch.solver.translations.columns import CompiledTranslations, compiled
from dispatch.solver.translations.first import first_plan
from dispatch.solver.translations.parts import parts
from dispatch.solver.translations.problem import (
    GOOD_ENOUGH,
    PlannedStep,
    TranslationPlan,
    TranslationProblem,
)
from dispatch.solver.translations.rebuild import Rebuilder
from dispatch.solver.translations.rows import JobPrices
from dispatch.solver.translations.search import PartSearch

# Of what is missing to the wished gap, so much is aimed at in each part.
NEARER = 0.5
TOLERANCE = 1e-6
# So few spans are chosen among at once; where more are left, up to so many, after such a share of the time.
FEW_SPANS, MOST_SPANS = 2_500, 8_000
REBUILD_SHARE = 0.75
# Among so few the best is proven at once; otherwise plans are rebuilt for such a share, however few are left:
# the cheaper the plan, the fewer spans HiGHS has to look at, and its own first plans come late.
FEWEST_SPANS, SHORT_SHARE = 300, 0.4
# Jobs are rebuilt by so many rounds between looks at the clock.
ROUNDS_A_LOOK = 500
# A plan dearer by such a share of a job's mean cost is kept about every third time, at first and at last.
HEAT, COLD = 0.3, 0.01


def plan_translations(
    problem: TranslationProblem,
    limits: Limits = Limits(seconds=30),  # noqa: B008  immutable
    on_progress: Callable[[TranslationPlan], None] | None = None,
) -> TranslationPlan:
    """The best plan found within `limits`, and its proven bound."""
    clock = clock_of(limits)
    began = clock()
    found: list[_PartSolve] = [_PartSolve(part, limits) for part in parts(problem)]

    def so_far() -> TranslationPlan:
        steps = [step for part in found for step in part.steps]
        bound = sum(part.bound for part in found)
        return judge_translations(problem, steps).plan(bound, clock() - began)

    plan = so_far()
    end = began + limits.seconds
    # The smallest parts come first, and what they leave of their time goes to the others.
    found.reverse()
    for k, part in enumerate(found):
        weight = sum(len(other.problem.jobs) for other in found[k:])
        now = clock()
        part.solve(now + (end - now) * len(part.problem.jobs) / weight)
        plan = so_far()
        if on_progress is not None:
            on_progress(plan)
    for part in sorted(found, key=lambda part: part.bound - part.cost):
        if plan.is_proven or clock() > end:
            break
        part.solve(end)
        plan = so_far()
    return plan


def clock_of(limits: Limits) -> Callable[[], float]:
    """The clock by which the seconds of some limits pass."""
    return time.process_time if limits.processor else time.monotonic


class _PartSolve:
    """One part: its best steps so far and what is proven about it."""

    def __init__(self, problem: TranslationProblem, limits: Limits) -> None:
        self.problem = problem
        self._seed = limits.seed
        self._clock = clock_of(limits)
        self.steps: tuple[PlannedStep, ...] = first_plan(problem)
        self.cost = judge_translations(problem, self.steps).terms.total
        self.bound = 0
        self._compiled: CompiledTranslations | None = None
        self._search: PartSearch | None = None
        self._prices: JobPrices | None = None

    @property
    def is_good(self) -> bool:
        return self.cost - self.bound <= GOOD_ENOUGH * NEARER * self.bound

    def solve(self, until: float) -> None:
        """Improve plan and bound until both agree or the time is over."""
        if self.is_good or self._clock() >= until:
            return
        search = self._search = self._search or PartSearch(self._places(), self._clock)
        if self._prices is None:
            self._prices = search.relax(until)
            self._prove(self._prices.bound)
        self._rebuild(search, self._prices, until)
        if not self.is_good and self._clock() < until:
            self._close(search, self._prices, until)

    def _rebuild(self, search: PartSearch, prices: JobPrices, until: float) -> None:
        """Rebuild the plan, ever colder, until few enough spans could make it better or the time is over."""
        began = self._clock()
        useful = self._useful(prices)
        length = (until - began) * (1.0 if useful > FEW_SPANS else SHORT_SHARE)
        if useful <= FEWEST_SPANS or length <= 0:
            return
        plan = Rebuilder.of(self._places(), prices, search.spans_of(self.steps), self._seed)
        a_job = self.cost / len(self.problem.jobs)
        while (passed := (self._clock() - began) / length) < 1:
            heat = a_job * HEAT * (COLD / HEAT) ** passed
            if plan.run(ROUNDS_A_LOOK, heat):
                self._take(search.steps_of(plan.best))
            now = self._useful(prices)
            if self.is_good or now <= FEWEST_SPANS:
                return
            # A part that was small from the beginning is cooled down first.
            if useful > FEW_SPANS >= now or (passed >= REBUILD_SHARE and now <= MOST_SPANS):
                return

    def _useful(self, prices: JobPrices) -> int:
        """How many spans could be in a better plan."""
        return int((prices.with_span < self.cost).sum())

    def _close(self, search: PartSearch, prices: JobPrices, until: float) -> None:
        """One programme over every span that could be in a better plan proves the best one."""
        useful = np.flatnonzero(prices.with_span < self.cost)
        left_out = np.delete(prices.with_span, useful)
        bound, steps = search.choose(useful, GOOD_ENOUGH * NEARER * self.bound / 2, until)
        self._take(steps)
        self._prove(min(bound, left_out.min(initial=inf), self.cost))

    def _places(self) -> CompiledTranslations:
        if self._compiled is None:
            self._compiled = compiled(self.problem)
        return self._compiled

    def _prove(self, bound: float) -> None:
        if bound > self.bound:
            whole = self.cost if bound >= self.cost else ceil(bound - TOLERANCE * bound)
            self.bound = min(self.cost, max(self.bound, whole))

    def _take(self, steps: tuple[PlannedStep, ...] | None) -> None:
        """Keep steps that cost less."""
        if steps is None:
            return
        judged = judge_translations(self.problem, steps)
        if not judged.violations and judged.terms.total < self.cost:
            self.steps, self.cost = judged.steps, judged.terms.total
