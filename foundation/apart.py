"""Work in a process of its own: however much it computes, the process that serves pages stays free.

The parent starts a program with the name of the work, writes one line of JSON on its standard input and leaves
the pipe open: by it the child knows that somebody waits, and ends by itself when nobody does.
"""

import json
import os
import signal
import subprocess
import sys
import tempfile
import threading
from collections.abc import Mapping, Sequence
from contextlib import suppress
from typing import IO, Any

from foundation.logs import trace_of

# How often it is looked whether the work has ended, and how long it may take to stop when told to.
LOOK_SECONDS, STOP_SECONDS = 0.1, 5.0
# Pages come first where both want the same processor.
NICE = 2
LONGEST_ERROR = 4000


class FailedApart(Exception):
    """The work ended otherwise than well; the text names files, lines and kinds of errors, and no values."""


class StoppedApart(Exception):
    """The work was stopped because this process ends; it can be begun anew."""


class Apart:
    """Starts the program that does work apart, and ends what still runs when this process ends."""

    def __init__(self, program: Sequence[str], environ: Mapping[str, str] | None = None) -> None:
        """`program` is given the name of the work as its last argument, `environ` is added to our environment."""
        self._program = tuple(program)
        self._environ = dict(environ or {})
        self._stop = threading.Event()

    def do(self, name: str, payload: Mapping[str, Any]) -> None:
        """Do the work and wait for it; FailedApart or StoppedApart when it did not end well."""
        with tempfile.TemporaryFile("w+", encoding="utf-8") as said:
            process = subprocess.Popen(  # noqa: S603  our own program, no shell
                [*self._program, name],
                stdin=subprocess.PIPE,
                stdout=said,
                text=True,
                encoding="utf-8",
                env={**os.environ, **self._environ},
                # A group of its own: Ctrl-C in a terminal reaches us, and we end it.
                start_new_session=True,
            )
            try:
                self._tell(process, payload)
                self._wait(process)
            finally:
                _end(process)
            if process.returncode != 0:
                raise FailedApart(_told(said) or f"the process ended with {process.returncode}")

    def _tell(self, process: "subprocess.Popen[str]", payload: Mapping[str, Any]) -> None:
        assert process.stdin is not None
        # One that ends before it has read this is noticed by its end.
        with suppress(OSError):
            process.stdin.write(json.dumps(dict(payload)) + "\n")
            process.stdin.flush()

    def _wait(self, process: "subprocess.Popen[str]") -> None:
        while True:
            with suppress(subprocess.TimeoutExpired):
                process.wait(LOOK_SECONDS)
                return
            if self._stop.is_set():
                process.terminate()
                with suppress(subprocess.TimeoutExpired):
                    process.wait(STOP_SECONDS)
                raise StoppedApart

    def stop(self) -> None:
        """End what is running, and whatever is begun from now on."""
        self._stop.set()


def _end(process: "subprocess.Popen[str]") -> None:
    with suppress(ProcessLookupError):
        os.killpg(process.pid, signal.SIGKILL)
    process.wait()
    assert process.stdin is not None
    with suppress(OSError):
        process.stdin.close()


def _told(said: IO[str]) -> str:
    said.seek(0)
    return said.read()[-LONGEST_ERROR:].strip()


def read_payload() -> dict[str, Any]:
    """In the child: what the work is about. From now on the process ends when its parent is gone."""
    line = b""
    while not line.endswith(b"\n"):
        part = os.read(sys.stdin.fileno(), 65_536)
        if not part:
            raise SystemExit(1)
        line += part
    threading.Thread(target=_leave_with_the_parent, daemon=True).start()
    with suppress(OSError):
        os.nice(NICE)
    return json.loads(line)


def _leave_with_the_parent() -> None:
    with suppress(OSError):
        while os.read(sys.stdin.fileno(), 1):
            pass
    os._exit(1)


def say_what_failed(error: Exception) -> None:
    """In the child: tell the parent what went wrong, without a message or a value."""
    sys.stdout.write(trace_of(error))
    sys.stdout.flush()
