"""What a library prints by itself does not stand in a command's answer."""

import subprocess
import sys
from pathlib import Path

import pytest

PROGRAM = """
import os
from foundation.cli.standard_output import libraries_elsewhere
print("before")
with libraries_elsewhere():
    os.write(1, b"a library speaks\\n")
print("after")
"""


@pytest.mark.wide
def test_what_a_library_prints_goes_to_standard_error() -> None:
    root = Path(__file__).parents[3]
    done = subprocess.run(
        [sys.executable, "-c", PROGRAM], capture_output=True, text=True, check=True, cwd=root
    )
    assert done.stdout == "before\nafter\n"
    assert done.stderr == "a library speaks\n"
