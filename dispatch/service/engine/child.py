"""The engine's process: started with its question, its lines read as they come, gone afterwards."""

import os
import queue
import signal
import subprocess
import sys
import tempfile
import threading
from collections.abc import Generator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from typing import IO

from dispatch.service.engine import compiled_code
from dispatch.solver.problem.problem import Limits
from dispatch.solver.process.protocol import Question

# What its threads are given to end after the process has.
JOIN_SECONDS = 5.0
ROOT = Path(__file__).parents[3]
ENGINE = (sys.executable, "-m", "dispatch.solver")


@dataclass(frozen=True)
class Child:
    """A running engine; `lines` ends with None when it has closed its output, `errors` is its error stream."""

    process: "subprocess.Popen[str]"
    lines: "queue.Queue[str | None]"
    errors: IO[str]

    def last_words(self) -> str:
        """The end of what it said on its error stream; it may hold data of the problem."""
        self.errors.seek(0)
        return self.errors.read()[-500:]


@contextmanager
def running(question: Question, limits: Limits, engine: Sequence[str] = ENGINE) -> Generator[Child]:
    """The engine with its question on the way and its lines coming in; gone afterwards."""
    lines: queue.Queue[str | None] = queue.Queue()
    options = [f"--seconds={limits.seconds}", f"--seed={limits.seed}"]
    options += [f"--workers={limits.workers}"]
    options += ["--deterministic"] if limits.deterministic else []
    with tempfile.TemporaryFile("w+", encoding="utf-8") as errors:
        process = subprocess.Popen(  # noqa: S603  our own program, no shell
            [*engine, *options],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=errors,
            text=True,
            encoding="utf-8",
            cwd=ROOT,
            env=compiled_code.environment(),
            # With whatever it starts it is a group of its own, to be ended together. So Ctrl-C in a terminal
            # reaches us alone: OR-Tools in there would take it for itself.
            start_new_session=True,
        )
        threads = [
            threading.Thread(target=_write, args=(process, question.to_line()), daemon=True),
            threading.Thread(target=_read, args=(process, lines), daemon=True),
        ]
        for thread in threads:
            thread.start()
        try:
            yield Child(process, lines, errors)
        finally:
            with suppress(ProcessLookupError):
                os.killpg(process.pid, signal.SIGKILL)
            process.wait()
            for thread in threads:
                thread.join(JOIN_SECONDS)
            with suppress(OSError):
                _close(process)


def _close(process: "subprocess.Popen[str]") -> None:
    for pipe in (process.stdout, process.stdin):
        if pipe is not None:
            pipe.close()


def _write(process: "subprocess.Popen[str]", question: str) -> None:
    """Write the question and leave the pipe open: by it the engine knows that we live."""
    assert process.stdin is not None
    # An engine that dies before it has read everything is noticed by its silence.
    with suppress(OSError):
        process.stdin.write(question)
        process.stdin.flush()


def _read(process: "subprocess.Popen[str]", lines: "queue.Queue[str | None]") -> None:
    assert process.stdout is not None
    for line in process.stdout:
        lines.put(line)
    lines.put(None)
