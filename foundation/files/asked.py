"""What the process that looks through a file may use, and what it answers."""

import json
import resource
import sys

from foundation.files.counting import as_answer, count_file
from foundation.files.faults import FileFault, FileRefused

SECONDS = 30
MEMORY_BYTES = 1024**3
# What Python is about to do, as it names it: start a program, open a way to the network, change the disk.
ACTING = (
    "os.exec",
    "os.fork",
    "os.link",
    "os.posix_spawn",
    "os.remove",
    "os.rename",
    "os.spawn",
    "os.symlink",
    "os.system",
    "os.truncate",
    "pty.spawn",
    "socket.",
    "subprocess.",
)
READING = {"r", "rb"}


def answer_line(content: bytes, name: str) -> str:
    """What the child says to one file."""
    try:
        return json.dumps(as_answer(count_file(content, name)))
    except FileRefused as refused:
        return json.dumps({"fault": refused.fault})
    except (MemoryError, RecursionError):
        return json.dumps({"fault": FileFault.TOO_HEAVY})
    except Exception:  # noqa: BLE001  whatever a reader trips over: the file is damaged
        return json.dumps({"fault": FileFault.BROKEN})


def limit_this_process() -> None:
    """Let this process compute and remember only so much, write no file and start no program."""
    for limit, most in (
        (resource.RLIMIT_CPU, SECONDS),
        (resource.RLIMIT_AS, MEMORY_BYTES),
        (resource.RLIMIT_FSIZE, 0),
        (resource.RLIMIT_CORE, 0),
        (resource.RLIMIT_NPROC, 0),
    ):
        resource.setrlimit(limit, (most, most))
    sys.addaudithook(_refuse_to_act)


def _refuse_to_act(event: str, given: tuple[object, ...]) -> None:
    """Python asks here before it acts; the limits alone would not hold back an account that may do everything."""
    if event.startswith(ACTING) or (event == "open" and given[1] not in READING):
        raise PermissionError(event)
