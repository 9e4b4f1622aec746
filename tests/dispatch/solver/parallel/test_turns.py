"""Turns: each part keeps its state, the one that lacks most comes first, and nobody works past the end."""

from collections.abc import Iterator

import pytest

from dispatch.solver.compiled.deadline import Deadline, PartDeadline
from dispatch.solver.engines.incumbent import Incumbent
from dispatch.solver.parallel.turns import solve_by_turns
from dispatch.solver.params import DEFAULT
from dispatch.solver.problem.problem import Limits
from tests.dispatch.solver.parallel.test_join import ONE, OTHER, joined

PARTS = DEFAULT.parts


def test_a_part_goes_on_where_it_rested_until_its_plan_is_proven() -> None:
    plan = joined()
    heard: list[tuple[str, int]] = []

    def steps(incumbent: Incumbent, deadline: Deadline) -> Iterator[None]:
        name = incumbent.problem.sessions[0].id
        for k in range(3):
            heard.append((name, k))
            deadline.spend(PARTS.first_turn)
            yield
        incumbent.offer((ONE,) if name == "s1" else (OTHER,))
        incumbent.prove(incumbent.best)
        yield

    deadline = Deadline(Limits(seconds=20, deterministic=True))
    solve_by_turns(plan, [0, 1], deadline, steps, PARTS)
    assert sorted(heard) == [(name, k) for name in ("s1", "s2") for k in range(3)]
    assert {name for name, _ in heard[:2]} == {"s1", "s2"}
    assert plan.incumbent.assignments == (ONE, OTHER)
    assert plan.incumbent.is_optimal()
    assert deadline.elapsed() == pytest.approx(6 * PARTS.first_turn)


def test_what_a_part_found_is_told_before_another_has_its_turn() -> None:
    plan = joined()
    told: list[bool] = []

    def steps(incumbent: Incumbent, deadline: Deadline) -> Iterator[None]:
        if incumbent.problem.sessions[0].id == "s1":
            incumbent.prove(1)
            incumbent.offer((ONE,))  # less than a second after the news of the bound
        else:
            told.append(ONE in plan.incumbent.assignments)
        deadline.spend(PARTS.first_turn)
        yield

    solve_by_turns(plan, [0, 1], Deadline(Limits(seconds=20, deterministic=True)), steps, PARTS)
    assert told == [True]


def test_the_part_that_lacks_most_has_most_of_the_time() -> None:
    plan = joined()
    turns = {"s1": 0, "s2": 0}

    def steps(incumbent: Incumbent, deadline: Deadline) -> Iterator[None]:
        name = incumbent.problem.sessions[0].id
        incumbent.prove(incumbent.best - (10_000 if name == "s1" else 1_000))
        while not deadline.is_over():
            turns[name] += 1
            deadline.spend(PARTS.first_turn)
            yield

    solve_by_turns(plan, [0, 1], Deadline(Limits(seconds=60, deterministic=True)), steps, PARTS)
    assert turns["s2"] > 0
    assert turns["s1"] > 5 * turns["s2"]


@pytest.mark.parametrize("workers", [1, 3])
def test_what_a_part_raises_is_raised(workers: int) -> None:
    def steps(incumbent: Incumbent, deadline: Deadline) -> Iterator[None]:
        yield
        raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        solve_by_turns(joined(), [0, 1], Deadline(Limits(seconds=5, workers=workers)), steps, PARTS)


def test_only_turns_count_as_time_of_a_part() -> None:
    whole = Deadline(Limits(seconds=10))
    part = PartDeadline(whole, 3.0)
    assert (part.elapsed(), part.limits.seconds) == (0.0, 3.0)
    with part.turn():
        assert part.elapsed() >= 0.0
    used = part.elapsed()
    assert part.elapsed() == used
    assert 9.0 < part.left() <= 10.0
