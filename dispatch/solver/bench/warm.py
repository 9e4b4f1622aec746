"""Compiling the kernels ahead of time, so that the first plan after an update is not their price."""

import numpy as np

from dispatch.solver.bench.generate import generate
from dispatch.solver.compiled.day_graph import DayGraph
from dispatch.solver.compiled.problem import CompiledProblem
from dispatch.solver.pricing.pricing import Pricer
from dispatch.solver.problem.problem import Limits
from dispatch.solver.solve import solve

# Long enough for every kernel to be compiled and used once, on a slow machine too.
SECONDS = 15.0


def warm() -> None:
    """Solve one small problem; Numba keeps what it compiled beside `kernels.py`.

    It ends as soon as the plan is proven, which is at once when everything was compiled before.
    """
    solve(generate("day-200", 11), Limits(seconds=SECONDS, seed=0, workers=2, deterministic=False))
    # A search that is proven early never lists for odd sets.
    blocks = DayGraph(CompiledProblem(generate("day-50", 11)))
    Pricer(blocks).above(np.zeros(len(blocks.session)), np.zeros(blocks.count), 1)
