"""Ctrl-C and other signals to end, taken as a wish: what has been found is kept."""

import contextlib
import signal
from types import FrameType, TracebackType
from typing import Any, Self

import click

# A terminal that closes, Ctrl-C, and what a machine sends before it ends a process by force.
SIGNALS = (signal.SIGHUP, signal.SIGINT, signal.SIGTERM)
AT_ONCE, BY_FORCE = 2, 3


class Interrupts:
    """Counts the signals to end while it is entered.

    The first asks for the best there is, which takes some seconds; the second not to wait even for that.
    The third is KeyboardInterrupt, wherever the command is.
    """

    def __init__(self) -> None:
        self._count = 0
        self._before: dict[signal.Signals, Any] = {}

    def __enter__(self) -> Self:
        """Take the signals over."""
        self._before = {number: signal.signal(number, self._note) for number in SIGNALS}
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        """Give the signals back."""
        for number, handler in self._before.items():
            signal.signal(number, handler)

    def _note(self, _number: int, _frame: FrameType | None) -> None:
        self._count += 1
        if self._count >= BY_FORCE:
            raise KeyboardInterrupt
        if self._count == 1:
            # Nobody may be listening any more.
            with contextlib.suppress(OSError, RuntimeError):
                click.echo(
                    "Stopping with the best plan so far. Ctrl-C again does not wait.", err=True
                )

    def should_stop(self) -> bool:
        """Whether the search should end soon."""
        return self._count > 0

    def should_leave(self) -> bool:
        """Whether it should end at once, with what is known."""
        return self._count >= AT_ONCE
