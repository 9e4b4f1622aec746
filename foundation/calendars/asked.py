"""The question that the process for calendars of strangers is asked, and what it does to answer it."""

import base64
import json
import resource
from dataclasses import dataclass
from datetime import date
from typing import Any, Protocol
from zoneinfo import ZoneInfo

from foundation.calendars.faults import CalendarRefused
from foundation.calendars.fetching import fetch
from foundation.calendars.reading import BusyTimes, read_busy

SECONDS = 25
MEMORY_BYTES = 1024**3


@dataclass(frozen=True, kw_only=True)
class CalendarQuestion:
    """What to read: the file in `raw`, or what stands at `address` unless it still has the `mark`."""

    days: tuple[date, date]
    zone: str
    own_host: str
    address: str = ""
    mark: str = ""
    raw: bytes = b""


@dataclass(frozen=True)
class CalendarAnswer:
    """What was read; `busy` is None when the address says that nothing has changed."""

    busy: BusyTimes | None
    mark: str = ""


class CalendarReader(Protocol):
    """Fetches and reads; CalendarRefused says what is wrong. Slow: never inside a transaction."""

    def __call__(self, question: CalendarQuestion) -> CalendarAnswer:
        """What the question's file or address says."""
        ...


def read_here(question: CalendarQuestion, **reach: Any) -> CalendarAnswer:
    """Fetch and read in this process; `reach` is for `fetch`."""
    raw, mark = question.raw, ""
    if question.address:
        fetched = fetch(question.address, question.mark, **reach)
        if fetched.raw is None:
            return CalendarAnswer(None, question.mark)
        raw, mark = fetched.raw, fetched.mark
    zone = ZoneInfo(question.zone)
    return CalendarAnswer(read_busy(raw, question.days, zone, own_host=question.own_host), mark)


def answer_line(line: str) -> str:
    """What the child says to one line of its parent."""
    asked = json.loads(line)
    first, last = (date.fromisoformat(day) for day in asked["days"])
    question = CalendarQuestion(
        days=(first, last),
        zone=asked["zone"],
        own_host=asked["own_host"],
        address=asked["address"],
        mark=asked["mark"],
        raw=base64.b64decode(asked["raw"]),
    )
    try:
        answer = read_here(question)
    except CalendarRefused as refused:
        return json.dumps({"fault": refused.fault, "detail": refused.detail})
    if answer.busy is None:
        return json.dumps({"unchanged": answer.mark})
    spans = [[each.start.isoformat(), each.end.isoformat()] for each in answer.busy.spans]
    return json.dumps({"spans": spans, "entries": answer.busy.entries, "mark": answer.mark})


def limit_this_process() -> None:
    """Let this process compute and remember only so much, whatever it reads."""
    resource.setrlimit(resource.RLIMIT_CPU, (SECONDS, SECONDS))
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY_BYTES, MEMORY_BYTES))
