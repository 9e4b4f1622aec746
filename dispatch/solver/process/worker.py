"""One part in a process of its own: solve, tell, and stop when asked or when nobody listens."""

import os
import signal
from collections.abc import Callable
from multiprocessing.connection import Connection

from dispatch.solver.problem.plan import Plan
from dispatch.solver.problem.problem import Limits, Problem
from dispatch.solver.solve import solve


def work(connection: Connection, problem: Problem, limits: Limits, begin: Plan) -> None:
    """Send news while solving, and the plan at the end."""
    # Ctrl-C reaches every process of a terminal; the one that shares out the parts decides.
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
    """A word from the other end, or its end, means stop."""

    def stop() -> bool:
        try:
            return connection.poll()
        except OSError:
            return True

    return stop
