"""The engine's clocks: the wall's, the processor's, and counted work."""

import time
from math import inf

from dispatch.solver.compiled.deadline import Deadline
from dispatch.solver.problem.problem import Limits


def test_waiting_costs_no_processor_time() -> None:
    wall, processor = Deadline(Limits(seconds=60)), Deadline(Limits(seconds=60, processor=True))
    time.sleep(0.1)
    assert wall.elapsed() >= 0.1
    assert processor.elapsed() < 0.09


def test_counted_work_does_not_read_the_clock() -> None:
    deadline = Deadline(Limits(seconds=1, deterministic=True))
    time.sleep(0.01)
    assert deadline.elapsed() == 0
    deadline.spend(1.5)
    assert deadline.is_over()


def test_one_piece_of_work_may_take_what_is_left_of_its_stage() -> None:
    clock = Deadline(Limits(seconds=10))
    assert 0 < clock.until(2).allowance() <= 2
    assert clock.until(-1).allowance() > 0
    assert Deadline(Limits(seconds=10, deterministic=True)).until(2).allowance() == inf
