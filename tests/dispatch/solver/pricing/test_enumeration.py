"""Listing routes: complete, each once, and worth what the table says."""

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from dispatch.solver.bench.generate import generate
from dispatch.solver.compiled.day_graph import DayGraph
from dispatch.solver.compiled.problem import CompiledProblem
from dispatch.solver.master.pool import Pool
from dispatch.solver.master.rows import Rows
from dispatch.solver.pricing.enumeration import EnumerationLimits
from dispatch.solver.pricing.pricing import Pricer, Route
from dispatch.solver.problem.problem import NO_LIMIT
from tests.dispatch.solver.builders import a_problem, a_session, an_interpreter
from tests.dispatch.solver.tiny import a_tiny_problem

EVERYTHING = EnumerationLimits(span=1e9, most=2000)


def priced(seed: int) -> tuple[Rows, Pricer, np.ndarray]:
    """A tiny problem under random duals: its rows, its pricer, and what its nodes are worth."""
    blocks = DayGraph(CompiledProblem(a_tiny_problem(seed)))
    rows = Rows(blocks)
    dice = np.random.default_rng(seed)
    duals = rows.clean(dice.normal(300, 400, rows.count))
    return rows, Pricer(blocks), rows.gains(duals)


@given(st.integers(0, 10**9))
@settings(deadline=None, max_examples=60)
def test_all_routes_are_listed_once_with_their_worth(seed: int) -> None:
    rows, pricer, gain = priced(seed)
    blocks = pricer.blocks
    listed = pricer.listed(
        np.arange(blocks.count), gain, np.ones(len(gain), dtype=np.bool_), EVERYTHING
    )
    found = pricer.found(1)
    pricer.price(gain, found)
    assert listed.whole.all()
    assert np.allclose(listed.best, found.values[:, 0])

    pool = Pool(rows)
    seen: set[tuple[int, tuple[int, ...]]] = set()
    top = np.zeros(blocks.count)
    for k, b in enumerate(listed.block.tolist()):
        nodes = tuple(listed.nodes[k, : listed.lengths[k]].tolist())
        assert (b, nodes) not in seen
        seen.add((b, nodes))
        (column,) = pool.add([Route(b, nodes, 0.0)])
        worth = (gain - blocks.base)[list(nodes)].sum() - pool.cost[column]
        assert np.isclose(listed.values[k], worth)
        top[b] = max(top[b], listed.values[k])
        seats = [(int(blocks.start[n]), int(blocks.session[n])) for n in nodes]
        assert blocks.route(b, seats) == list(nodes)
    # The table knows no strain: it may promise more than any route with little enough of it is worth.
    unlimited = blocks.strain_cap == NO_LIMIT
    assert np.allclose(top[unlimited], listed.best[unlimited])
    assert (top <= listed.best + 1e-6).all()


def test_no_route_is_listed_with_more_strain_than_a_day_may_hold() -> None:
    sessions = [a_session(f"s{k}", start=540 + 80 * k, strain=1) for k in range(4)]
    pricer = Pricer(DayGraph(CompiledProblem(a_problem(*sessions))))
    capped = a_problem(*sessions, interpreters=(an_interpreter(max_strain_per_day=2),))
    within_cap = Pricer(DayGraph(CompiledProblem(capped)))

    def most_sessions(pricer: Pricer) -> int:
        gain = np.full(4, 1000.0)
        every = np.ones(4, dtype=np.bool_)
        listed = pricer.listed(np.arange(1), gain, every, EVERYTHING)
        return int(listed.lengths.max())

    assert most_sessions(pricer) == 4
    assert most_sessions(within_cap) == 2


@given(st.integers(0, 10**9))
@settings(deadline=None, max_examples=60)
def test_the_best_way_through_a_node_is_the_best_route_with_it(seed: int) -> None:
    _, pricer, gain = priced(seed)
    blocks = pricer.blocks
    worth_it = gain > blocks.least
    listed = pricer.listed(np.arange(blocks.count), gain, worth_it, EVERYTHING)
    through = pricer.through(gain)
    for k in range(len(listed.block)):
        nodes = listed.nodes[k, : listed.lengths[k]]
        assert (through[nodes] >= listed.values[k] - 1e-6).all()
    best = np.zeros(blocks.count)
    np.maximum.at(best, blocks.block, through)
    assert np.allclose(best, listed.best)


def test_too_many_routes_are_narrowed_to_so_many_near_the_best() -> None:
    blocks = DayGraph(CompiledProblem(generate("day-50", 1)))
    pricer, gain = Pricer(blocks), np.full(len(blocks.session), 300.0)
    which, every = np.arange(blocks.count), np.ones(len(gain), dtype=np.bool_)
    few = pricer.listed(which, gain, every, EnumerationLimits(span=1e9, most=20))
    assert not few.whole.all()
    assert np.bincount(few.block, minlength=len(which)).max() <= 20
    assert (few.best > 0).all()
