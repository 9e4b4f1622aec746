"""Warming compiles every kernel: the first plan after an installation waits for none."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

from dispatch.service.engine.child import ROOT

# Prints each kernel that is not compiled once the engine has been warmed.
PROGRAM = """
from dispatch.solver.__main__ import main
from dispatch.solver.pricing import enumeration, kernels
assert main(["--warm"]) == 0
for room in (kernels, enumeration):
    for name, kernel in vars(room).items():
        # What is always inlined is compiled with its callers.
        if hasattr(kernel, "signatures") and kernel.targetoptions.get("inline") != "always":
            print(name, len(kernel.signatures))
"""


# With nothing kept from before, compiling takes about a minute.
@pytest.mark.slow
@pytest.mark.timeout(400)
def test_every_kernel_is_compiled_once_the_engine_is_warm(tmp_path: Path) -> None:
    ended = subprocess.run(
        [sys.executable, "-c", PROGRAM],
        cwd=ROOT,
        env={**os.environ, "NUMBA_CACHE_DIR": str(tmp_path)},
        capture_output=True,
        text=True,
        check=False,
        timeout=300,
    )
    compiled = dict(line.split() for line in ended.stdout.splitlines())
    assert len(compiled) > 10, ended.stderr
    assert [name for name, count in compiled.items() if count == "0"] == []
