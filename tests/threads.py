"""Many threads at the same instant, for the promises; a test with one that is stuck fails, it does not hang.

A `ThreadPoolExecutor` waits for its threads whatever happens: neither an error of one of them nor the time
limit of the test would end a wait for a thread that retries for ever or stands at a barrier alone.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from queue import Empty, SimpleQueue
from threading import Event, Thread
from time import monotonic
from typing import Generic, TypeVar

THREADS = 50
# Less than the time limit of a test, so that the message names what is stuck.
SECONDS = 90.0
T = TypeVar("T")
R = TypeVar("R")


@dataclass
class _Crowd(Generic[T, R]):
    """Things to be done, and what has come of them so far."""

    act: Callable[[T], R]
    waiting: SimpleQueue[tuple[int, T]]
    results: dict[int, R] = field(default_factory=dict[int, R])
    errors: list[BaseException] = field(default_factory=list[BaseException])
    stop: Event = field(default_factory=Event)

    def work(self) -> None:
        """What each thread does: take the next thing until there is none."""
        try:
            while not self.stop.is_set():
                place, thing = self.waiting.get_nowait()
                self.results[place] = self.act(thing)
        except Empty:
            return
        except BaseException as error:  # noqa: BLE001  raised again by whoever started us
            self.errors.append(error)
            self.stop.set()


def at_once(
    act: Callable[[T], R], things: Iterable[T], threads: int = THREADS, *, seconds: float = SECONDS
) -> list[R]:
    """Do it for each of them, many at the same time; the results in the order of the things.

    Raises the first error of a thread, or TimeoutError when some are not through after `seconds`.
    """
    waiting: SimpleQueue[tuple[int, T]] = SimpleQueue()
    for numbered in enumerate(things):
        waiting.put(numbered)
    crowd = _Crowd(act, waiting)
    # Daemons, so that a stuck one ends with the process at the latest.
    started = [Thread(target=crowd.work, daemon=True) for _ in range(min(threads, waiting.qsize()))]
    for thread in started:
        thread.start()
    until = monotonic() + seconds
    for thread in started:
        thread.join(max(0.0, until - monotonic()))
    crowd.stop.set()
    if crowd.errors:
        raise crowd.errors[0]
    if stuck := sum(thread.is_alive() for thread in started):
        raise TimeoutError(f"{stuck} of {len(started)} threads are not through after {seconds:g} s")
    return [crowd.results[place] for place in sorted(crowd.results)]
