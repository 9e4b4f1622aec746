"""A process pool: components side by side, each in a process of its own, joined while they are solved."""

import multiprocessing
from contextlib import suppress
from dataclasses import dataclass, replace
from multiprocessing.connection import Connection, wait
from multiprocessing.process import BaseProcess

from dispatch.solver.compiled.deadline import Deadline
from dispatch.solver.parallel.join import JoinedPlan, weight
from dispatch.solver.parallel.worker import Solve, work
from dispatch.solver.params import Parts
from dispatch.solver.problem.plan import Plan, Progress

LISTEN_SECONDS = 0.2  # between two looks at the clock and at whether to stop
# A process that does not end by itself so long after its time is ended; its best plan so far counts.
GRACE_SECONDS = 15.0


@dataclass(frozen=True, slots=True)
class _Worker:
    """A running process with the component it solves."""

    component: int
    process: BaseProcess
    connection: Connection
    until: float  # in seconds of the whole solve

    def stop(self) -> None:
        """Ask for the best plan so far."""
        with suppress(OSError):
            self.connection.send("stop")

    def end(self) -> None:
        """End the process at once."""
        self.connection.close()
        self.process.terminate()
        self.process.join()
        self.process.close()


def solve_side_by_side(
    joined: JoinedPlan, which: list[int], deadline: Deadline, solve: Solve, numbers: Parts
) -> None:
    """Solve the components `which`, as many at a time as there are workers, the heaviest first.

    Comes back when all have ended, or some time after the deadline; on an error no process is left behind.
    """
    waiting = sorted(which, key=lambda k: weight(joined.problems[k]))
    running: list[_Worker] = []
    stopped = False
    try:
        while running or (waiting and not deadline.is_over()):
            while waiting and len(running) < deadline.limits.workers and not deadline.is_over():
                worker = _start(joined, waiting, running, deadline, (solve, numbers))
                running.append(worker)
            running = [worker for worker in running if not _has_ended(worker, joined, deadline)]
            if deadline.is_stopped() and not stopped:
                stopped = True
                for worker in running:
                    worker.stop()
            if running:
                wait([worker.connection for worker in running], LISTEN_SECONDS)
    finally:
        for worker in running:
            worker.end()


def _start(
    joined: JoinedPlan,
    waiting: list[int],
    running: list[_Worker],
    deadline: Deadline,
    how: tuple[Solve, Parts],
) -> _Worker:
    """Start the next component in a process of its own, with its share of the time that all workers have left."""
    solve, numbers = how
    total = sum(weight(joined.problems[k]) for k in waiting)
    k = waiting.pop()
    taken = sum(max(0.0, worker.until - deadline.elapsed()) for worker in running)
    share = (deadline.left() * deadline.limits.workers - taken) * weight(joined.problems[k]) / total
    seconds = min(deadline.left(), max(share, numbers.least_seconds))
    threads = max(1, deadline.limits.workers // (len(waiting) + len(running) + 1))
    limits = replace(deadline.limits, seconds=seconds, workers=threads)
    # A fresh interpreter, not a copy: threads of OR-Tools and Numba do not survive being copied.
    context = multiprocessing.get_context("spawn")
    here, there = context.Pipe()
    given = (there, solve, joined.problems[k], limits, joined.first_plan(k))
    process = context.Process(target=work, args=given, daemon=True)
    process.start()
    there.close()
    return _Worker(k, process, here, deadline.elapsed() + seconds)


def _has_ended(worker: _Worker, joined: JoinedPlan, deadline: Deadline) -> bool:
    """Take over what a worker has sent; whether it has ended."""
    try:
        while worker.connection.poll():
            message: Progress | Plan = worker.connection.recv()
            if isinstance(message, Plan):
                joined.finish(worker.component, message)
                worker.end()
                return True
            joined.update(worker.component, message)
    except (EOFError, OSError):
        worker.end()  # it died: what it sent before counts
        return True
    if deadline.elapsed() > worker.until + GRACE_SECONDS:
        worker.end()
        return True
    return False
