"""Logs: one JSON line for what happened, without anything that somebody typed.

Only the keys and kinds of values listed here are written. An error is told by its kind and by where it arose:
its message and the variables around it may hold a password, a name or a key.
"""

import logging
import sys
import threading
import traceback
from collections.abc import Iterator
from types import TracebackType
from typing import Any

import structlog
from structlog.typing import EventDict, WrappedLogger

# What a line may say. Everything else is left out, whoever logs it.
KEYS = frozenset(
    {
        "at",
        "attempts",
        "error",
        "event",
        "id",
        "job",
        "level",
        "logger",
        "method",
        "pid",
        "reference",
        "route",
        "state",
        "status",
        "traceback",
    }
)
LONGEST = 200
MOST_LINKS = 5
MOST_FRAMES = 40
# Numbers and names by which libraries tell errors apart; none of them holds a value.
_CODES = ("sqlstate", "sqlite_errorname", "errno", "smtp_code")


def kind_of(error: BaseException) -> str:
    """What an error is, with the code of its library and without its message."""
    parts = [type(error).__name__]
    for source in (error, getattr(error, "orig", None)):
        if source is not None and source is not error:
            parts.append(type(source).__name__)
        codes = (getattr(source, name, None) for name in _CODES)
        parts += [str(code) for code in codes if isinstance(code, str | int)]
    return " ".join(parts)


def trace_of(error: BaseException) -> str:
    """Where an error arose and what caused it: files, lines and kinds, without messages or values."""
    lines: list[str] = []
    for link in reversed([*_chain(error)]):
        stack = traceback.extract_tb(link.__traceback__)[-MOST_FRAMES:]
        lines += [f'File "{f.filename}", line {f.lineno}, in {f.name}' for f in stack]
        lines.append(kind_of(link))
    return "\n".join(lines)


def _chain(error: BaseException) -> Iterator[BaseException]:
    """The error, and what it was raised from."""
    link: BaseException | None = error
    for _ in range(MOST_LINKS):
        if link is None:
            return
        yield link
        link = link.__cause__ or (None if link.__suppress_context__ else link.__context__)


def configure() -> None:
    """Send every log of this process, and of the libraries in it, through the same filter."""
    chain: list[Any] = [
        structlog.stdlib.add_log_level,
        structlog.processors.TimeStamper(fmt="iso", utc=True, key="at"),
        _told_by_kind,
        _only_known,
        structlog.processors.JSONRenderer(ensure_ascii=False),
    ]
    structlog.configure(
        processors=chain,
        wrapper_class=structlog.make_filtering_bound_logger(logging.INFO),
        logger_factory=_to_standard_error,
        cache_logger_on_first_use=False,
    )
    root = logging.getLogger()
    if not any(isinstance(handler, _Libraries) for handler in root.handlers):
        root.addHandler(_Libraries(level=logging.WARNING))


def catch_what_nobody_caught() -> None:
    """Log errors that end a process or a thread as all others; for the command line, which owns its process."""
    sys.excepthook = _on_uncaught
    threading.excepthook = _on_thread


def _to_standard_error(*_: object) -> WrappedLogger:
    return structlog.WriteLogger(sys.stderr)


def _told_by_kind(_: WrappedLogger, __: str, event: EventDict) -> EventDict:
    """An exception becomes its kind and its places."""
    given = event.pop("exc_info", None)
    if given is True:
        given = sys.exception()
    if isinstance(given, tuple):
        given = given[1]  # pyright: ignore[reportUnknownVariableType]  as logging gives it
    if isinstance(given, BaseException):
        event["error"] = kind_of(given)
        event["traceback"] = trace_of(given)
    return event


def _only_known(_: WrappedLogger, __: str, event: EventDict) -> EventDict:
    """Keep the keys that are known, and of their values what is short and plain."""
    return {key: _plain(key, value) for key, value in event.items() if key in KEYS}


def _plain(key: str, value: object) -> object:
    if value is None or isinstance(value, bool | int | float):
        return value
    if isinstance(value, str):
        return value if key == "traceback" else value[:LONGEST]
    return type(value).__name__


class _Libraries(logging.Handler):
    """What libraries log: the sentence as they wrote it in code, without what they put into it."""

    def emit(self, record: logging.LogRecord) -> None:
        """Say it as our own lines are said."""
        try:
            structlog.get_logger().log(
                record.levelno,
                record.msg if isinstance(record.msg, str) else type(record.msg).__name__,
                logger=record.name,
                exc_info=record.exc_info,
            )
        except Exception:  # noqa: BLE001  as logging asks of every handler: a log must not end the work
            self.handleError(record)

    def handleError(self, record: logging.LogRecord) -> None:  # noqa: N802  its name in logging
        """Say that a line was lost; logging itself would print what the line holds."""
        sys.stderr.write(f'{{"event": "log.lost", "logger": "{record.name}"}}\n')


def _on_uncaught(
    kind: type[BaseException], error: BaseException, trace: TracebackType | None
) -> None:
    # Whoever sits at the terminal has typed it all themselves.
    if isinstance(error, KeyboardInterrupt) or sys.stderr.isatty():
        sys.__excepthook__(kind, error, trace)
        return
    structlog.get_logger().error("process.ended", exc_info=error)


def _on_thread(given: threading.ExceptHookArgs) -> None:
    if given.exc_value is not None:
        structlog.get_logger().error("thread.ended", exc_info=given.exc_value)
