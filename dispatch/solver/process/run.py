"""A solve or a repair in a thread, so that signals reach the main thread while OR-Tools works."""

import os
import threading
from collections.abc import Callable
from dataclasses import replace

from dispatch.solver.compiled.problem import CompiledProblem
from dispatch.solver.heuristics.greedy import greedy
from dispatch.solver.problem.check import judge
from dispatch.solver.problem.plan import Plan, Progress
from dispatch.solver.problem.problem import Limits, Problem
from dispatch.solver.repair.alternatives import smaller_repairs
from dispatch.solver.repair.repair import Repaired, repair
from dispatch.solver.solve import solve

# After a stop the search may finish its thought; then the best plan so far is taken without it.
PATIENCE_SECONDS = 2.0
# Of the time for several repairs so much may go to the one that serves the most.
FULL_SHARE = 0.6


def first_plan(problem: Problem, previous: Plan | None = None) -> Plan:
    """The plan that a solve begins with: lawful, there at once, and with nothing proven."""
    return judge(problem, greedy(CompiledProblem(problem), previous).assignments()).plan()


class Run:
    """One solve that can be stopped and always has a plan to show."""

    def __init__(
        self,
        problem: Problem,
        limits: Limits,
        *,
        previous: Plan | None = None,
        on_progress: Callable[[Progress], None] | None = None,
    ) -> None:
        self._problem = problem
        self._limits = limits
        self._previous = previous
        self._on_progress = on_progress
        self._best: Plan | None = None
        self._failure: BaseException | None = None
        self._stop = threading.Event()
        self._closed = threading.Event()
        self._thread = threading.Thread(target=self._work, daemon=True)

    def _work(self) -> None:
        try:
            self._best = self._solve()
        except BaseException as failure:  # noqa: BLE001 - the main thread raises it again
            self._failure = failure

    def _solve(self) -> Plan:
        return solve(
            self._problem,
            self._limits,
            previous=self._previous,
            on_progress=self._hear,
            should_stop=self._stop.is_set,
        )

    def _hear(self, news: Progress) -> None:
        self._best = news.brought_to(self._best)
        if self._on_progress is not None and not self._closed.is_set():
            self._on_progress(news)

    def on_signal(self, _number: int, _frame: object) -> None:
        """Asked to end: stop searching."""
        self._stop.set()

    def best_plan(self) -> Plan:
        """Solve, and give the best plan there is at the end or soon after a stop."""
        self._thread.start()
        while self._thread.is_alive() and not self._stop.is_set():
            self._thread.join(0.1)
        self._thread.join(PATIENCE_SECONDS)
        while self._thread.is_alive() and self._best is None:
            self._thread.join(0.1)  # stopped before the first plan: that one is worth the wait
        self._closed.set()
        if self._failure is not None:
            raise self._failure
        if self._best is None:
            raise RuntimeError("the search ended without a plan")
        return self._best

    def leave(self) -> None:
        """End the process at once if the search has not come back."""
        if self._thread.is_alive():
            os._exit(0)


class RepairRun(Run):
    """One repair of a previous plan; `repaired` is None until it has ended.

    With `several`, `smaller` are those with fewer changes, once they are found.
    """

    repaired: Repaired | None = None
    smaller: tuple[Repaired, ...] = ()

    def __init__(
        self,
        problem: Problem,
        limits: Limits,
        *,
        previous: Plan,
        several: bool = False,
        on_progress: Callable[[Progress], None] | None = None,
    ) -> None:
        super().__init__(problem, limits, previous=previous, on_progress=on_progress)
        self._before = previous
        self._several = several

    def _solve(self) -> Plan:
        limits = self._limits
        share = FULL_SHARE if self._several else 1
        self.repaired = repair(
            self._problem,
            self._before,
            replace(limits, seconds=limits.seconds * share),
            on_progress=self._hear,
            should_stop=self._stop.is_set,
        )
        if self._several and not self._stop.is_set():
            left = max(0.0, limits.seconds - self.repaired.plan.seconds)
            self.smaller = smaller_repairs(
                self._problem,
                self._before,
                self.repaired,
                replace(limits, seconds=left),
                should_stop=self._stop.is_set,
            )
        return self.repaired.plan
