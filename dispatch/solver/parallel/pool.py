"""Parts side by side, each in a process of its own; their news are joined as they come."""

import multiprocessing
from contextlib import suppress
from dataclasses import dataclass, replace
from multiprocessing.connection import Connection, wait
from multiprocessing.process import BaseProcess

from dispatch.solver.compiled.deadline import Deadline
from dispatch.solver.parallel.join import LEAST_SECONDS, JoinedPlan, weight
from dispatch.solver.parallel.worker import Solve, work
from dispatch.solver.problem.plan import Plan, Progress

LISTEN_SECONDS = 0.2
# A part that does not end by itself so long after its time is ended; its best plan so far counts.
GRACE_SECONDS = 15.0


@dataclass(frozen=True, slots=True)
class _Worker:
    part: int
    process: BaseProcess
    connection: Connection
    until: float  # by the budget's clock

    def stop(self) -> None:
        """Ask for the best plan so far."""
        with suppress(OSError):
            self.connection.send("stop")

    def end(self) -> None:
        """Be gone."""
        self.connection.close()
        self.process.terminate()
        self.process.join()
        self.process.close()


def solve_side_by_side(
    joint: JoinedPlan, numbers: list[int], deadline: Deadline, solve: Solve
) -> None:
    """As many parts at a time as there are workers, the heaviest first."""
    waiting = sorted(numbers, key=lambda k: weight(joint.problems[k]))
    running: list[_Worker] = []
    stopped = False
    try:
        while running or (waiting and not deadline.is_over()):
            while waiting and len(running) < deadline.limits.workers and not deadline.is_over():
                running.append(_start(joint, waiting, running, deadline, solve))
            running = [worker for worker in running if not _has_ended(worker, joint, deadline)]
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
    joint: JoinedPlan,
    waiting: list[int],
    running: list[_Worker],
    deadline: Deadline,
    solve: Solve,
) -> _Worker:
    """The next part in a process of its own, with its share of what all workers have left."""
    total = sum(weight(joint.problems[k]) for k in waiting)
    k = waiting.pop()
    taken = sum(max(0.0, worker.until - deadline.elapsed()) for worker in running)
    share = (deadline.left() * deadline.limits.workers - taken) * weight(joint.problems[k]) / total
    seconds = min(deadline.left(), max(share, LEAST_SECONDS))
    threads = max(1, deadline.limits.workers // (len(waiting) + len(running) + 1))
    limits = replace(deadline.limits, seconds=seconds, workers=threads)
    # A fresh interpreter, not a copy: threads of OR-Tools and Numba do not survive being copied.
    context = multiprocessing.get_context("spawn")
    here, there = context.Pipe()
    given = (there, solve, joint.problems[k], limits, joint.start(k))
    process = context.Process(target=work, args=given, daemon=True)
    process.start()
    there.close()
    return _Worker(k, process, here, deadline.elapsed() + seconds)


def _has_ended(worker: _Worker, joint: JoinedPlan, deadline: Deadline) -> bool:
    """Hear what a worker says; whether that was its last."""
    try:
        while worker.connection.poll():
            said: Progress | Plan = worker.connection.recv()
            if isinstance(said, Plan):
                joint.finish(worker.part, said)
                worker.end()
                return True
            joint.hear(worker.part, said)
    except (EOFError, OSError):
        worker.end()  # died: what it told before stands
        return True
    if deadline.elapsed() > worker.until + GRACE_SECONDS:
        worker.end()
        return True
    return False
