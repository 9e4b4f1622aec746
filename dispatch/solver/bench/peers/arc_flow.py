"""The engine's own yardstick as one more peer, as far as its model would leave its root node."""

from dispatch.solver.bench.peers.core import CannotState
from dispatch.solver.compiled.problem import CompiledProblem
from dispatch.solver.engines import arcflow
from dispatch.solver.problem.plan import Plan

NAME = arcflow.NAME


def solve(compiled: CompiledProblem, seconds: float) -> Plan:
    """The exact model's plan and bound; CannotState where it would be too large to be of use."""
    count = compiled.visit_pairs()
    if count > arcflow.MOST_ARCS:
        raise CannotState(f"{count:,} pairs of visits are too many for one model")
    return arcflow.solve(compiled, seconds)
