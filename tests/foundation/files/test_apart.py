"""Files of strangers are looked through by a process that may do nothing else, and closed so that nothing of them moves."""

import json
import os
import sys
from pathlib import Path
from time import perf_counter

import pytest

from foundation.files.apart import count_apart
from foundation.files.asked import answer_line
from foundation.files.encrypting import MARK, PIECE, TAG_BYTES, decrypt, encrypt, new_key
from foundation.files.faults import FileFault, FileRefused
from tests.foundation.files.making import docx


def test_a_process_of_its_own_reads_them_and_knows_no_key(tmp_path: Path) -> None:
    marker = tmp_path / "written"
    tries = f"""
import os, socket, subprocess, json
from foundation.files.asked import limit_this_process
limit_this_process()
done = [name for name in os.environ if name.startswith("IEUM_")]
for act in (
    lambda: open({str(marker)!r}, "w"),
    lambda: os.open({str(marker)!r}, os.O_CREAT | os.O_WRONLY),
    lambda: subprocess.run(["true"]),
    lambda: os.system("true"),
    lambda: os.fork() or os._exit(0),
    lambda: socket.socket(),
    lambda: bytearray(2 * 1024 ** 3),
):
    try:
        act()
        done.append("acted")
    except (OSError, MemoryError):
        pass
print(json.dumps({{"fault": "broken" if done else "unknown"}}))
"""
    with pytest.raises(FileRefused) as refused:
        count_apart(b"x", "a.txt", program=(sys.executable, "-c", tries))
    assert refused.value.fault is FileFault.UNKNOWN
    assert not marker.exists()
    assert count_apart(docx("하나"), "a.docx").words == 1


def test_one_that_takes_too_long_is_ended() -> None:
    started = perf_counter()
    with pytest.raises(FileRefused) as refused:
        count_apart(
            b"x", "a", program=(sys.executable, "-c", "import time; time.sleep(60)"), seconds=0.3
        )
    assert refused.value.fault is FileFault.TOO_HEAVY
    assert perf_counter() - started < 10


def test_the_child_says_what_is_wrong() -> None:
    assert json.loads(answer_line(b"MZ", ".exe")) == {"fault": "unknown"}
    assert json.loads(answer_line("비밀 사례 내용".encode(), ".txt"))["words"] == 3


@pytest.mark.parametrize("size", [0, 1, PIECE, PIECE + 1, 3 * PIECE])
def test_encryption_holds_pieces_together(size: int) -> None:
    key, content = new_key(), os.urandom(size)
    closed = encrypt(content, key, b"here")
    assert decrypt(closed, key, b"here") == content
    half, piece = len(MARK), PIECE + TAG_BYTES
    for wrong in (
        closed[:-1],
        closed + b"x",
        closed[half:],
        closed[: half + piece] if size > PIECE else b"",
        closed[:half] + closed[half + piece :],
    ):
        with pytest.raises(ValueError, match=r"file"):
            decrypt(wrong, key, b"here")
    with pytest.raises(ValueError, match="belong"):
        decrypt(closed, key, b"there")
    with pytest.raises(ValueError, match="belong"):
        decrypt(closed, new_key(), b"here")
