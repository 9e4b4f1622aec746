"""Calendars of strangers, fetched and read in a process of its own that has only so many seconds and so much memory.

The parent writes one line of JSON, the child answers with one. A slow server, a repetition that never ends or a
file that fills the memory then costs that process and nothing else.
"""

import base64
import json
import os
import signal
import subprocess
import sys
from collections.abc import Mapping, Sequence
from contextlib import suppress
from datetime import datetime
from pathlib import Path
from typing import Any

from foundation.calendars.asked import SECONDS, CalendarAnswer, CalendarQuestion
from foundation.calendars.faults import CalendarFault, CalendarRefused
from foundation.calendars.reading import BusyTimes
from foundation.times.spans import Span

ROOT = Path(__file__).parents[2]
PROGRAM = (sys.executable, "-P", "-m", "foundation.calendars")


def read_apart(
    question: CalendarQuestion, *, program: Sequence[str] = PROGRAM, seconds: float = SECONDS
) -> CalendarAnswer:
    """Fetch and read in a process of its own, which is ended after so many seconds."""
    line = json.dumps(
        {
            "days": [day.isoformat() for day in question.days],
            "zone": question.zone,
            "own_host": question.own_host,
            "address": question.address,
            "mark": question.mark,
            "raw": base64.b64encode(question.raw).decode(),
        }
    )
    process = subprocess.Popen(  # noqa: S603  our own program, no shell
        [*program],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        text=True,
        encoding="utf-8",
        cwd=ROOT,
        env={**os.environ, "PYTHONPATH": str(ROOT)},
        # A group of its own, so that all of it is ended together.
        start_new_session=True,
    )
    try:
        said, _ = process.communicate(line, timeout=seconds)
    except subprocess.TimeoutExpired:
        said = ""
    finally:
        with suppress(ProcessLookupError):
            os.killpg(process.pid, signal.SIGKILL)
        process.communicate()
    if not said:
        # It was ended, by us or by its limits.
        fault = CalendarFault.NO_ANSWER if question.address else CalendarFault.TOO_LONG
        raise CalendarRefused(fault)
    return _answer_of(json.loads(said))


def _answer_of(said: Mapping[str, Any]) -> CalendarAnswer:
    if "fault" in said:
        raise CalendarRefused(CalendarFault(said["fault"]), said["detail"])
    if "unchanged" in said:
        return CalendarAnswer(None, said["unchanged"])
    spans = tuple(
        Span(datetime.fromisoformat(start), datetime.fromisoformat(end))
        for start, end in said["spans"]
    )
    return CalendarAnswer(BusyTimes(spans, said["entries"]), said["mark"])
