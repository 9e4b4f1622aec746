"""One component in a process of its own: solve, send news, and stop when asked or when nobody listens."""

import os
import signal
from collections.abc import Callable
from multiprocessing.connection import Connection
from typing import Protocol

from dispatch.solver.problem.plan import Plan, Progress
from dispatch.solver.problem.problem import Limits, Problem


class Solve(Protocol):
    """How a component is solved: `dispatch.solver.solve.solve`, which stands above this room and is given.

    It must be a function of a module, since another process finds it by its name.
    """

    def __call__(
        self,
        problem: Problem,
        limits: Limits,
        *,
        previous: Plan | None = None,
        on_progress: Callable[[Progress], None] | None = None,
        should_stop: Callable[[], bool] | None = None,
    ) -> Plan:
        """The best plan within the limits."""
        ...


def work(
    connection: Connection, solve: Solve, problem: Problem, limits: Limits, begin: Plan
) -> None:
    """Send progress while solving, and the plan at the end."""
    # Ctrl-C reaches every process of a terminal; the one that started this process decides.
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    try:
        plan = solve(
            problem,
            limits,
            previous=begin,
            on_progress=connection.send,
            should_stop=_asked_to_stop(connection),
        )
        connection.send(plan)
    except OSError:
        os._exit(1)  # the pipe is gone, and so is whoever wanted to know


def _asked_to_stop(connection: Connection) -> Callable[[], bool]:
    """Anything from the other end, or its end, means stop."""

    def stop() -> bool:
        try:
            return connection.poll()
        except OSError:
            return True

    return stop
