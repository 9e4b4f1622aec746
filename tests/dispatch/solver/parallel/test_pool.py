"""The process pool: plans come back, a process that dies leaves what it sent, and none stays behind."""

import multiprocessing
import os
from collections.abc import Callable

import pytest

from dispatch.solver.compiled.deadline import Deadline
from dispatch.solver.parallel.pool import solve_side_by_side
from dispatch.solver.parallel.worker import Solve
from dispatch.solver.params import DEFAULT
from dispatch.solver.problem.check import judge
from dispatch.solver.problem.plan import Assignment, Plan, Progress
from dispatch.solver.problem.problem import Limits, Problem
from tests.dispatch.solver.parallel.test_join import ONE, OTHER, joined


def serve_all(
    problem: Problem,
    limits: Limits,
    *,
    previous: Plan | None = None,
    on_progress: Callable[[Progress], None] | None = None,
    should_stop: Callable[[], bool] | None = None,
) -> Plan:
    """Each session by its only candidate."""
    served = tuple(Assignment(s.id, s.candidates[0], s.earliest_start) for s in problem.sessions)
    return judge(problem, served).plan(bound=1)


def die_after_news(
    problem: Problem,
    limits: Limits,
    *,
    previous: Plan | None = None,
    on_progress: Callable[[Progress], None] | None = None,
    should_stop: Callable[[], bool] | None = None,
) -> Plan:
    """Send a plan, and end without another word."""
    plan = serve_all(problem, limits)
    assert on_progress is not None
    on_progress(Progress(plan.cost, plan.bound, 0, 0.0, plan))
    os._exit(3)


@pytest.mark.parametrize("solve", [serve_all, die_after_news])
def test_what_the_processes_sent_is_joined_and_none_is_left(solve: Solve) -> None:
    plan = joined()
    solve_side_by_side(plan, [0, 1], Deadline(Limits(seconds=20, workers=2)), solve, DEFAULT.parts)
    assert plan.incumbent.assignments == (ONE, OTHER)
    assert plan.incumbent.bound == 2
    assert multiprocessing.active_children() == []


def test_without_time_no_process_is_started() -> None:
    plan = joined(ONE)
    solve_side_by_side(
        plan, [0, 1], Deadline(Limits(seconds=0, workers=2)), serve_all, DEFAULT.parts
    )
    assert plan.incumbent.assignments == (ONE,)
