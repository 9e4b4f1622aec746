"""Turns: components share time by what they still lack, and keep their state while others work."""

import threading
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from math import inf

from dispatch.solver.compiled.deadline import Deadline, PartDeadline
from dispatch.solver.engines.incumbent import Incumbent
from dispatch.solver.parallel.join import JoinedPlan, weight
from dispatch.solver.parallel.worker import Solve
from dispatch.solver.params import Parts

Steps = Callable[[Incumbent, Deadline], Iterator[None]]


@dataclass(frozen=True, slots=True)
class WaysToSolve:
    """How a component is solved, given by whoever stands above this room: whole, or step by step.

    `steps` searches for what an incumbent lacks and may rest after each step.
    """

    solve: Solve
    steps: Steps


@dataclass(slots=True)
class _Turns:
    """A component whose search rests or works."""

    component: int
    incumbent: Incumbent
    deadline: PartDeadline
    steps: Iterator[None]
    length: float
    is_over: bool = False
    is_new: bool = True
    is_working: bool = False
    spent: float = field(default=0.0)

    @property
    def lack(self) -> float:
        """How far plan and bound are apart; a component that had no turn yet lacks everything."""
        return inf if self.is_new else float(self.incumbent.best - self.incumbent.bound)


class _Table:
    """The components that are not done, from which each worker takes the one that lacks most."""

    def __init__(self, turns: list[_Turns], deadline: Deadline, numbers: Parts) -> None:
        self.turns, self.deadline, self.numbers = turns, deadline, numbers
        self._lock = threading.Lock()

    def take(self) -> _Turns | None:
        """The component whose lack for the time it had is greatest; none where there is nothing to do."""
        with self._lock:
            if self.deadline.is_over():
                return None
            waiting = [t for t in self.turns if not t.is_over and not t.is_working]
            if not waiting:
                return None
            first = self.numbers.first_turn
            best = max(waiting, key=lambda t: (t.lack / (first + t.spent), -t.component))
            best.is_working = True
            return best

    def work(self) -> None:
        """One worker: turn after turn, until nothing is left to do."""
        while (turns := self.take()) is not None:
            self._turn(turns)
            turns.is_working = False

    def _turn(self, turns: _Turns) -> None:
        began = turns.deadline.elapsed()
        with turns.deadline.turn():
            for _ in turns.steps:
                spent = turns.deadline.elapsed() - began
                if spent >= turns.length or self.deadline.is_over():
                    break
            else:
                turns.is_over = True
        # While it rests nobody else would tell what it found: a search that is killed meanwhile would lose it.
        turns.incumbent.catch_up()
        turns.is_over = turns.is_over or turns.incumbent.is_optimal()
        turns.spent = turns.deadline.elapsed()
        turns.length *= self.numbers.longer
        turns.is_new = False


def solve_by_turns(
    joined: JoinedPlan, which: list[int], deadline: Deadline, steps: Steps, numbers: Parts
) -> None:
    """Give turns to the components `which`, that first which lacks most for the time it had.

    As many at a time as there are workers, none where work is counted: that could not repeat. Ends when nothing
    is left to do, or at the deadline.
    """
    weights = {k: weight(joined.problems[k]) for k in which}
    total = sum(weights.values()) or 1
    turns: list[_Turns] = []
    for k in which:
        part = PartDeadline(deadline, deadline.left() * weights[k] / total)
        incumbent = Incumbent(joined.problems[k], part, joined.listener(k))
        incumbent.offer(joined.assignments[k])
        turns.append(_Turns(k, incumbent, part, steps(incumbent, part), numbers.first_turn))
    table = _Table(turns, deadline, numbers)
    workers = 1 if deadline.deterministic or deadline.limits.processor else deadline.limits.workers
    with ThreadPoolExecutor(max(1, min(workers, len(turns)))) as threads:
        for done in [threads.submit(table.work) for _ in range(max(1, workers))]:
            done.result()
    for each in turns:
        joined.finish(each.component, each.incumbent.plan())
