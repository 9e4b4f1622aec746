"""The crowd that the promises are tested with can itself neither hang nor lose an error."""

from threading import Barrier, BrokenBarrierError, Event

import pytest

from tests.threads import at_once


def test_results_come_in_the_order_of_the_things() -> None:
    together = Barrier(4, timeout=10)

    def square(number: int) -> int:
        together.wait()
        return number * number

    assert at_once(square, range(4)) == [0, 1, 4, 9]
    assert at_once(lambda number: number, range(9), 2) == list(range(9))


def test_a_thread_that_is_stuck_fails_the_test() -> None:
    never = Event()
    with pytest.raises(TimeoutError, match="2 of 3 threads"):
        at_once(lambda number: number == 1 or never.wait(), range(3), seconds=0.2)
    never.set()


def test_the_error_of_a_thread_is_raised_and_the_others_stop() -> None:
    done: list[int] = []

    def act(number: int) -> None:
        if number == 1:
            raise ValueError("this one")
        done.append(number)

    with pytest.raises(ValueError, match="this one"):
        at_once(act, range(1_000), 1)
    assert done == [0]


def test_a_barrier_that_one_never_reaches_breaks() -> None:
    together = Barrier(3, timeout=0.2)

    def act(number: int) -> None:
        if number == 0:
            return
        together.wait()

    with pytest.raises(BrokenBarrierError):
        at_once(act, range(3))
