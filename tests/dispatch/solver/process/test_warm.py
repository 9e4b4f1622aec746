"""Warming compiles every kernel: the first plan after an installation waits for none."""

# Numba is untyped.
# pyright: reportUnknownMemberType=false

import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import numba
import pytest

from dispatch.service.engine.child import ROOT
from dispatch.solver.bench.generate import generate
from dispatch.solver.compiled.day_graph import DayGraph
from dispatch.solver.compiled.problem import CompiledProblem
from dispatch.solver.parallel.components import components
from dispatch.solver.pricing.pricing import Pricer
from dispatch.solver.problem.problem import Problem
from dispatch.solver.process.warm import a_small_day
from tests.dispatch.solver.builders import a_problem, a_session

# Prints each kernel that is not compiled once the engine has been warmed.
PROGRAM = """
from dispatch.solver.__main__ import main
from dispatch.solver.pricing import enumeration, kernels
from dispatch.solver.translations import rebuild
assert main(["--warm"]) == 0
for room in (kernels, enumeration, rebuild):
    for name, kernel in vars(room).items():
        # What is always inlined is compiled with its callers.
        if hasattr(kernel, "signatures") and kernel.targetoptions.get("inline") != "always":
            print(name, len(kernel.signatures))
"""


def types_of(problem: Problem) -> dict[str, Any]:
    """What the kernels are compiled for, by the name of what they are given."""
    data = Pricer(DayGraph(CompiledProblem(problem))).pricing_data
    return {name: numba.typeof(getattr(data, name)) for name in data._fields}


@pytest.mark.parametrize(
    "problem",
    [
        a_problem(),
        a_problem(a_session(), a_session("s2", start=900)),
        generate("week-300", 21),
        generate("office-300", 21),
    ],
    ids=["one session", "two sessions", "a week", "an office's week"],
)
def test_whatever_is_planned_is_of_the_types_that_were_compiled(problem: Problem) -> None:
    warmed = types_of(a_small_day())
    parts = components(CompiledProblem(problem))
    for part in [problem, *(part for part in parts if CompiledProblem(part).day_sessions)]:
        assert types_of(part) == warmed


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
