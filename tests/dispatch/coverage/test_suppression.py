"""What is withheld cannot be found by whoever subtracts: tried with everything that is published."""

import random
from collections import defaultdict
from collections.abc import Collection, Mapping
from itertools import product
from typing import Any

import pytest
from ortools.linear_solver import pywraplp

from dispatch.domain.suppression import (
    LEAST,
    Cell,
    CountTable,
    PublishedTable,
    TooFewToPublish,
    is_small,
    protect,
    with_sums,
)

LINEAR: Any = pywraplp
KEPT = frozenset({frozenset({2})})


def a_table(seed: int, languages: int = 4, cities: int = 5, most: int = 60) -> CountTable:
    """Few languages make up most; many pairs of a language and a city are small, many there are none of."""
    draw = random.Random(seed)
    counts: dict[Cell, int] = {}
    for language, city in product(range(languages), range(cities)):
        mean = most * draw.random() ** 3 / (1 + language * city / 4)
        for outcome, share in (("covered", 0.75), ("not", 0.25)):
            count = int(mean * share + draw.random() * 2)
            if count and draw.random() < 0.8:
                counts[f"l{language}", f"c{city}", outcome] = count
    return CountTable(counts=counts, kept=KEPT)


def bounds(
    cells: Mapping[Cell, int], withheld: Collection[Cell]
) -> Mapping[Cell, tuple[float, float]]:
    """What somebody can say of each withheld cell from the rest: the least and the most that it can be.

    They know that no count is negative, that what has no line is 0, and which counts make up each sum.
    """
    solver = LINEAR.Solver.CreateSolver("GLOP")
    values = [sorted({cell[place] or "" for cell in cells} - {""}) for place in range(3)]
    atoms: dict[Cell, Any] = {
        atom: solver.NumVar(0, solver.infinity(), "") for atom in product(*values)
    }
    inside = defaultdict[Cell, list[Cell]](list)
    for atom in atoms:
        for cell in with_sums({atom: 1}):
            inside[cell].append(atom)
    for cell, some in inside.items():
        if cell not in withheld:
            solver.Add(sum(atoms[atom] for atom in some) == cells.get(cell, 0))
    found: dict[Cell, tuple[float, float]] = {}
    for cell in withheld:
        whole = sum(atoms[atom] for atom in inside[cell])
        ends: list[float] = []
        for aim in (solver.Minimize, solver.Maximize):
            aim(whole)
            answer = solver.Solve()
            assert answer in {solver.OPTIMAL, solver.UNBOUNDED}
            ends.append(
                solver.Objective().Value() if answer == solver.OPTIMAL else solver.infinity()
            )
        found[cell] = (ends[0], ends[1])
    return found


def check(table: PublishedTable) -> None:
    """Small numbers are withheld; each that is has a table of whole numbers that proves it."""
    assert {cell for cell, count in table.cells.items() if is_small(count)} <= table.withheld
    proven: set[Cell] = set()
    for move in table.moves:
        assert set(move) <= table.withheld
        other = {cell: table.cells.get(cell, 0) + change for cell, change in move.items()}
        assert min(other.values()) >= 0
        assert min(map(abs, move.values())) >= LEAST
        sums = with_sums({cell: change for cell, change in move.items() if None not in cell})
        assert {cell: change for cell, change in sums.items() if change} == dict(move)
        proven |= set(move)
    assert proven == table.withheld


@pytest.mark.parametrize("seed", range(4))
def test_nobody_who_subtracts_finds_what_is_withheld(seed: int) -> None:
    table = protect(a_table(seed, most=150))
    check(table)
    assert any(is_small(count) for count in table.cells.values())
    for cell, (least, most) in bounds(table.cells, table.withheld).items():
        assert most - least >= LEAST - 0.001, cell
        assert least - 0.001 <= table.cells.get(cell, 0) <= most + 0.001


def test_without_the_others_it_would_be_found() -> None:
    """The negative control: withholding small numbers alone is not enough."""
    cells = protect(a_table(1, most=150)).cells
    small = {cell for cell, count in cells.items() if is_small(count)}
    assert any(most - least < 0.001 for least, most in bounds(cells, small).values())


def test_sums_that_are_kept_are_never_withheld() -> None:
    table = protect(a_table(2, most=150))
    assert {(None, None, "covered"), (None, None, "not"), (None, None, None)}.isdisjoint(
        table.withheld
    )
    with pytest.raises(TooFewToPublish):
        protect(CountTable(counts={("l", "c", "covered"): 90, ("l", "c", "not"): 2}, kept=KEPT))


def test_what_has_nothing_small_is_published_whole() -> None:
    counts: dict[Cell, int] = {("l", "c", "covered"): 9, ("m", "c", "not"): 7}
    assert protect(CountTable(counts=counts, kept=KEPT)).withheld == frozenset()


@pytest.mark.wide
@pytest.mark.parametrize("seed", range(3))
def test_nor_in_a_table_of_the_whole_province(seed: int) -> None:
    table = protect(a_table(seed, languages=12, cities=31, most=200))
    check(table)
    for cell, (least, most) in bounds(table.cells, table.withheld).items():
        assert most - least >= LEAST - 0.001, cell
