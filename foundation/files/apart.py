"""A file of a stranger, looked through in a process of its own that knows no key and has only so much memory and time.

It gets the file on its standard input and answers with one line of JSON. A bomb then costs that process and nothing else;
it may write no file, start no program, and knows neither the settings nor the database.
"""

import json
import os
import signal
import subprocess
import sys
import threading
from collections.abc import Sequence
from contextlib import suppress
from pathlib import Path

from foundation.files.asked import SECONDS
from foundation.files.counting import FileCount
from foundation.files.faults import FileFault, FileRefused
from foundation.files.kinds import FileKind

ROOT = Path(__file__).parents[2]
PROGRAM = (sys.executable, "-P", "-m", "foundation.files")
# So many at a time: their memory together is bounded too.
AT_ONCE = threading.BoundedSemaphore(2)


def count_apart(
    content: bytes, name: str, *, program: Sequence[str] = PROGRAM, seconds: float = SECONDS
) -> FileCount:
    """Look through a file in a process of its own; FileRefused says why it is not to be kept."""
    with AT_ONCE:
        said = _ask((*program, Path(name).suffix), content, seconds)
    if not said:
        # It was ended, by us or by its limits.
        raise FileRefused(FileFault.TOO_HEAVY)
    answer = json.loads(said)
    if "fault" in answer:
        raise FileRefused(FileFault(answer["fault"]))
    return FileCount(
        FileKind(answer["kind"]),
        answer["pages"],
        answer["words"],
        pages_reckoned=answer["pages_reckoned"],
    )


def _ask(program: Sequence[str], content: bytes, seconds: float) -> bytes:
    process = subprocess.Popen(  # noqa: S603  our own program, no shell
        [*program],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        cwd=ROOT,
        # Nothing of ours: the settings hold keys.
        env={"PYTHONPATH": str(ROOT), "PATH": os.defpath, "PYTHONDONTWRITEBYTECODE": "1"},
        # A group of its own, so that all of it is ended together.
        start_new_session=True,
    )
    try:
        said, _ = process.communicate(content, timeout=seconds)
    except subprocess.TimeoutExpired:
        said = b""
    finally:
        with suppress(ProcessLookupError):
            os.killpg(process.pid, signal.SIGKILL)
        process.communicate()
    return said
