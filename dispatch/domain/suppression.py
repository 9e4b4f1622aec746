"""Counts that may be published: small ones are withheld, and with them as many others that none can be found by subtracting.

It is proven by other tables. For every number that is withheld there is a table with the same published numbers in which
that one is another by `LEAST`. Whoever sees only what is published cannot tell it from the true one, and so cannot say
of any withheld number what it is, nor that it is small.

Such a table is the true one after a move. A move adds `LEAST` to a count and takes as much from counts beside it, so
that the sums stay: a box whose corners differ in two dimensions keeps the sums of both. Where there is no such box a
move of fewer corners changes some sums too, and these are withheld with it. Sums in `kept` are never changed.
"""

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import chain, combinations, product

LEAST = 5
Cell = tuple[str | None, ...]
Places = frozenset[int]
# By how much each count and sum is changed.
Move = Mapping[Cell, int]


class TooFewToPublish(ValueError):
    """So little was counted that no table of it can be published."""


@dataclass(frozen=True, kw_only=True)
class CountTable:
    """Counts by several dimensions; those that are not there are 0.

    `kept` are sums that must be published, by the places of their dimensions.
    """

    counts: Mapping[Cell, int]
    kept: frozenset[Places] = frozenset()


@dataclass(frozen=True, kw_only=True)
class PublishedTable:
    """Every count and sum, those that are withheld, and the moves that prove it: of each something withheld."""

    cells: Mapping[Cell, int]
    withheld: frozenset[Cell]
    moves: Sequence[Move]


def with_sums(counts: Mapping[Cell, int]) -> dict[Cell, int]:
    """The counts and every sum of them; None stands for all of a dimension."""
    found = defaultdict[Cell, int](int)
    for cell, count in counts.items():
        for places in _subsets(range(len(cell))):
            found[_sum_of(cell, places)] += count
    return dict(found)


def is_small(count: int) -> bool:
    """Whether a count says too much about too few; none at all says nothing."""
    return 0 < count < LEAST


def protect(table: CountTable) -> PublishedTable:
    """Withhold what has to be; TooFewToPublish where that is not possible."""
    cells = with_sums(table.counts)
    search = _Withholding(table, cells)
    # Sums first: a move of theirs serves what is below them too.
    small = [cell for cell, count in cells.items() if is_small(count)]
    for cell in sorted(small, key=lambda cell: (-cell.count(None), _said(cell))):
        if cell not in search.withheld:
            search.make(search.best(cell))
    return PublishedTable(
        cells=cells, withheld=frozenset(search.withheld), moves=tuple(search.moves)
    )


def _subsets(places: Sequence[int] | range) -> Iterator[Places]:
    sizes = range(len(places) + 1)
    return map(frozenset, chain.from_iterable(combinations(places, size) for size in sizes))


def _sum_of(cell: Cell, places: Places) -> Cell:
    return tuple(value if place in places else None for place, value in enumerate(cell))


@dataclass
class _Withholding:
    """What is withheld so far, and the moves that prove it."""

    table: CountTable
    cells: Mapping[Cell, int]
    withheld: set[Cell] = field(default_factory=set[Cell])
    moves: list[Move] = field(default_factory=list[Move])
    values: list[list[str]] = field(init=False)

    def __post_init__(self) -> None:
        columns = zip(*self.table.counts, strict=True)
        self.values = [sorted({value or "" for value in column}) for column in columns]

    def make(self, move: Move) -> None:
        """Keep a move: whatever it changes is withheld."""
        self.moves.append(move)
        self.withheld.update(move)

    def best(self, cell: Cell) -> Move:
        """The move that changes a cell and withholds least beside it."""
        for moves in (self._moves(cell), self._transfers(cell)):
            found = min(((*self._cost(move), move) for move in moves), key=_by_cost, default=None)
            if found is not None:
                return found[-1]
        raise TooFewToPublish

    def _moves(self, cell: Cell) -> Iterator[Move]:
        bound = [place for place, value in enumerate(cell) if value is not None]
        for places in _subsets(bound):
            if places and not any(places <= kept for kept in self.table.kept):
                for start in self._inside(cell):
                    yield from self._boxes(start, sorted(places))

    def _inside(self, cell: Cell) -> Iterator[Cell]:
        """The counts that a sum is of; a count itself."""
        bound = frozenset(place for place, value in enumerate(cell) if value is not None)
        if len(bound) == len(cell):
            yield cell
            return
        for atom in self.table.counts:
            if _sum_of(atom, bound) == cell:
                yield atom

    def _boxes(self, start: Cell, places: Sequence[int]) -> Iterator[Move]:
        """Moves that add to a count; their corners differ from it in some dimensions."""
        beside = [
            [
                value
                for value in self.values[place]
                if value != start[place] and self._is_enough(_with(start, {place: value}))
            ]
            for place in places
        ]
        for values in product(*beside):
            opposite = dict(zip(places, values, strict=True))
            corners = {
                _with(start, {place: opposite[place] for place in some}): -LEAST
                if len(some) % 2
                else LEAST
                for some in _subsets(places)
            }
            if all(change > 0 or self._is_enough(corner) for corner, change in corners.items()):
                yield _changes(corners)

    def _transfers(self, cell: Cell) -> Iterator[Move]:
        """Moves from any count to one inside: only what is kept stays, and so they are the last resort."""
        kept = frozenset[int]().union(*self.table.kept)
        for start in self._inside(cell):
            for other in self.table.counts:
                if self._is_enough(other) and _sum_of(start, kept) == _sum_of(other, kept):
                    changes = _changes({start: LEAST, other: -LEAST})
                    if cell in changes:
                        yield changes

    def _is_enough(self, cell: Cell) -> bool:
        return self.table.counts.get(cell, 0) >= LEAST

    def _cost(self, move: Move) -> tuple[float, str]:
        """What is lost by it: nothing of what must be withheld anyway, more of sums than of single counts."""
        lost = 0.0
        for cell in move:
            count = self.cells.get(cell, 0)
            if cell not in self.withheld and not is_small(count):
                lost += (1 + count / 1000) * 5 ** cell.count(None)
        return lost, " ".join(sorted(map(_said, move)))


def _by_cost(found: tuple[float, str, Move]) -> tuple[float, str]:
    return found[:2]


def _changes(corners: Move) -> dict[Cell, int]:
    return {cell: change for cell, change in with_sums(corners).items() if change}


def _with(cell: Cell, values: Mapping[int, str]) -> Cell:
    return tuple(values.get(place, value) for place, value in enumerate(cell))


def _said(cell: Cell) -> str:
    return "/".join(value or "" for value in cell)
