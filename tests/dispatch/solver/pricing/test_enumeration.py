"""Listing routes: complete, each once, and worth what the table says."""

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from dispatch.solver.bench.generate import generate
from dispatch.solver.compiled.day_graph import DayGraph
from dispatch.solver.compiled.problem import CompiledProblem
from dispatch.solver.master.pool import Pool
from dispatch.solver.master.rows import MasterRows
from dispatch.solver.pricing.enumeration import EnumeratedRoutes
from dispatch.solver.pricing.pricing import Pricer, Route
from dispatch.solver.problem.problem import NO_LIMIT
from tests.dispatch.solver.builders import a_problem, a_session, an_interpreter
from tests.dispatch.solver.tiny import a_tiny_problem


def enumerated_of(
    pricer: Pricer, profit: np.ndarray, least: float | np.ndarray = -1e9
) -> EnumeratedRoutes:
    """All routes through the nodes worth at least so much."""
    floors = np.full(pricer.graph.count, -1e9)
    return pricer.enumerate_above(profit, floors, 2000, keep=profit > least)


def priced_at_random(seed: int) -> tuple[MasterRows, Pricer, np.ndarray]:
    """A tiny problem under random duals: its rows, its pricer, and what its nodes are worth."""
    graph = DayGraph(CompiledProblem(a_tiny_problem(seed)))
    rows = MasterRows(graph)
    dice = np.random.default_rng(seed)
    duals = rows.project(dice.normal(300, 400, rows.count))
    return rows, Pricer(graph), rows.reduced_profits(duals)


@given(st.integers(0, 10**9))
@settings(deadline=None, max_examples=30)
def test_all_routes_are_listed_once_with_their_worth(seed: int) -> None:
    rows, pricer, profit = priced_at_random(seed)
    graph = pricer.graph
    enumerated = enumerated_of(pricer, profit)
    priced = pricer.room_for_routes(1)
    pricer.price(profit, priced)
    assert enumerated.whole.all()
    assert np.allclose(enumerated.best, priced.values[:, 0])

    pool = Pool(rows)
    seen: set[tuple[int, tuple[int, ...]]] = set()
    top = np.zeros(graph.count)
    for k, b in enumerate(enumerated.block.tolist()):
        nodes = tuple(enumerated.nodes[k, : enumerated.lengths[k]].tolist())
        assert (b, nodes) not in seen
        seen.add((b, nodes))
        (column,) = pool.add([Route(b, nodes, 0.0)])
        worth = (profit - graph.base_profit)[list(nodes)].sum() - pool.cost[column]
        assert np.isclose(enumerated.values[k], worth)
        top[b] = max(top[b], enumerated.values[k])
        seats = [(int(graph.start[n]), int(graph.way[n])) for n in nodes]
        assert graph.route(b, seats) == list(nodes)
    # The table knows no strain, no time away, nor whether a route comes back to a session after another: it may promise
    # more than any lawful route is worth.
    unlimited = (graph.strain_cap == NO_LIMIT) & (graph.max_away == NO_LIMIT)
    unlimited[graph.block[graph.may_repeat]] = False
    assert np.allclose(top[unlimited], enumerated.best[unlimited])
    assert (top <= enumerated.best + 1e-6).all()


def test_no_route_is_listed_with_more_strain_than_a_day_may_hold() -> None:
    sessions = [a_session(f"s{k}", start=540 + 80 * k, strain=1) for k in range(4)]
    pricer = Pricer(DayGraph(CompiledProblem(a_problem(*sessions))))
    capped = a_problem(*sessions, interpreters=(an_interpreter(max_strain_per_day=2),))
    within_cap = Pricer(DayGraph(CompiledProblem(capped)))

    def most_sessions(pricer: Pricer) -> int:
        profit = np.full(4, 1000.0)
        return int(enumerated_of(pricer, profit).lengths.max())

    assert most_sessions(pricer) == 4
    assert most_sessions(within_cap) == 2


def test_a_route_with_more_strain_than_its_day_may_hold_is_not_lawful() -> None:
    sessions = [a_session(f"s{k}", start=540 + 80 * k, strain=1) for k in range(3)]
    people = (an_interpreter(max_strain_per_day=2),)
    graph = DayGraph(CompiledProblem(a_problem(*sessions, interpreters=people)))
    pool = Pool(MasterRows(graph))
    two, three = pool.add([Route(0, (0, 1), 0.0), Route(0, (0, 1, 2), 0.0)])
    assert pool.is_lawful(two)
    assert not pool.is_lawful(three)


@given(st.integers(0, 10**9))
@settings(deadline=None, max_examples=30)
def test_the_best_way_through_a_node_is_the_best_route_with_it(seed: int) -> None:
    _, pricer, profit = priced_at_random(seed)
    graph = pricer.graph
    enumerated = enumerated_of(pricer, profit, graph.least_profit)
    through = pricer.through(profit)
    for k in range(len(enumerated.block)):
        nodes = enumerated.nodes[k, : enumerated.lengths[k]]
        assert (through[nodes] >= enumerated.values[k] - 1e-6).all()
    best = np.zeros(graph.count)
    np.maximum.at(best, graph.block, through)
    assert np.allclose(best, enumerated.best)


def test_too_many_routes_are_narrowed_to_so_many_near_the_best() -> None:
    graph = DayGraph(CompiledProblem(generate("day-50", 1)))
    pricer, profit = Pricer(graph), np.full(len(graph.session), 300.0)
    few = pricer.enumerate_above(profit, np.full(graph.count, -1e9), 20)
    assert not few.whole.all()
    assert np.bincount(few.block, minlength=graph.count).max() <= 20


def test_some_blocks_are_listed_in_their_order_whatever_the_threads() -> None:
    graph = DayGraph(CompiledProblem(generate("day-50", 1)))
    profit, floors = np.full(len(graph.session), 300.0), np.full(graph.count, 400.0)
    some = np.arange(1, graph.count, 2)
    whole = Pricer(graph).enumerate_above(profit, floors, 2000)
    for threads in (1, 2):
        part = Pricer(graph, threads).enumerate_above(profit, floors, 2000, only=some)
        assert np.allclose(part.best, whole.best[some])
        assert len(part.block) == np.isin(whole.block, some).sum()
