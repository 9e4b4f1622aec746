"""Other solvers on our problems: lawful plans, and one clear line where one is missing."""

import sys
from types import ModuleType

import pytest

from dispatch.solver.bench.compare import BenchmarkSetup, compare, table
from dispatch.solver.bench.disruption import Disruption, disrupt
from dispatch.solver.bench.generate import generate
from dispatch.solver.bench.peers import ortools_routing, pyvrp, vroom
from dispatch.solver.bench.peers.core import CannotState
from dispatch.solver.compiled.problem import CompiledProblem
from dispatch.solver.problem.check import violations
from dispatch.solver.problem.plan import Plan
from dispatch.solver.problem.problem import Limits, Problem
from tests.dispatch.solver.builders import a_plan, a_problem, a_session, a_way

SOON = 0.5


@pytest.fixture(scope="module")
def core() -> Problem:
    """A small day that every routing solver can state."""
    return generate("day-50", 1, "core")


def lawful(problem: Problem, plan: Plan) -> bool:
    """Whether a peer serves something and breaks nothing."""
    return bool(plan.assignments) and violations(problem, plan) == []


def test_the_routing_library_gives_a_lawful_plan(core: Problem) -> None:
    assert lawful(core, ortools_routing.solve(CompiledProblem(core), SOON))


def test_pyvrp_gives_a_lawful_plan(core: Problem) -> None:
    pytest.importorskip("pyvrp")
    assert lawful(core, pyvrp.solve(CompiledProblem(core), SOON))


@pytest.mark.filterwarnings("ignore")  # pyvroom's data frames
def test_vroom_gives_a_lawful_plan(core: Problem) -> None:
    pytest.importorskip("vroom")
    assert lawful(core, vroom.solve(CompiledProblem(core), SOON))


@pytest.mark.parametrize(("peer", "name"), [(pyvrp, "pyvrp"), (vroom, "vroom")])
def test_a_missing_peer_says_how_to_have_it(
    core: Problem, monkeypatch: pytest.MonkeyPatch, peer: ModuleType, name: str
) -> None:
    monkeypatch.setitem(sys.modules, name, None)
    with pytest.raises(CannotState, match=r"not installed \(pip install 'ieum\[bench\]'\)"):
        peer.solve(CompiledProblem(core), SOON)


def test_the_table_compares_everybody_with_the_best_bound(
    core: Problem, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in ("pyvrp", "vroom"):
        monkeypatch.setitem(sys.modules, name, None)
    question = BenchmarkSetup(("day-50",), (1,), ("core",), Limits(SOON))
    lines = table(compare(core, question)).splitlines()
    assert [line.split("  ")[1].strip() for line in lines[1:]] == [
        "greedy",
        "ieum 1",
        "VROOM",
        "PyVRP",
        "OR-Tools routing",
        "arc flow (HiGHS)",
    ]
    assert sum("is not installed" in line for line in lines) == 2
    assert "ratio  1.0000" in lines[-1]


def test_a_session_with_several_ways_cannot_be_stated() -> None:
    ways = (a_way("on site", "office", ("i1",)), a_way("video", None, ("i1",)))
    with pytest.raises(CannotState, match="sessions with several ways cannot be stated"):
        ortools_routing.solve(CompiledProblem(a_problem(a_session(ways=ways))), SOON)


def test_an_urgent_session_can_be_held_in_all_ways_of_the_one_it_is_like() -> None:
    ways = (a_way("on site", "office", ("i1",)), a_way("video", None, ("i1",), latest_start=660))
    problem = a_problem(a_session(ways=ways))
    *_, urgent = disrupt(problem, a_plan(), 1, Disruption(ill=0, urgent=1)).sessions
    assert [way.name for way in urgent.ways] == ["on site", "video"]
    assert (urgent.earliest_start, urgent.latest_start) == (600, 600)
