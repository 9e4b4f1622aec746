"""Subset-row cuts: odd sets of rows of which a whole plan cannot take as much as the relaxed plan does.

Among 2k + 1 rows that each give one place - a session for one, somebody's day - there is room for k
routes that take two of them, a route that takes four counting twice. A relaxed plan of half-used
routes gives more. Those of three rows are the subset-row cuts of Jepsen, Petersen, Spoorendonk and
Pisinger ("Subset-row inequalities applied to the vehicle-routing problem with time windows", Operations
Research 56(2), 2008); larger sets are Chvátal-Gomory cuts with halves as multipliers too (Caprara and
Fischetti, "{0, 1/2}-Chvátal-Gomory cuts", Mathematical Programming 74, 1996).
"""

import random
from collections import defaultdict
from collections.abc import Iterable
from heapq import nlargest

import numpy as np
from numpy.typing import NDArray

from dispatch.solver.compiled.day_graph import Flags, Reals
from dispatch.solver.master.rows import MasterRows
from dispatch.solver.params import Cuts

Indices = NDArray[np.int64]
RowSet = tuple[int, ...]  # an odd number of rows, in order
Triples = tuple[Indices, Indices, Reals]


class SubsetRowCuts:
    """Some cuts, each by its set of rows: the columns that take 2k of its rows count k times.

    A cut says that these counts together come to at most half of its rows, rounded down.
    """

    def __init__(self, rows: MasterRows) -> None:
        self.rows = rows
        self.sets: list[RowSet] = []
        self._index()

    def __len__(self) -> int:
        return len(self.sets)

    def _index(self) -> None:
        """Which sets each row is in."""
        row = np.array([r for rows in self.sets for r in rows], dtype=np.int64)
        number = np.repeat(np.arange(len(self.sets)), [len(rows) for rows in self.sets])
        order = np.argsort(row, kind="stable")
        self._set: Indices = number[order]
        self._ptr: Indices = np.searchsorted(row[order], np.arange(self.rows.count + 1))

    @property
    def right_hand_sides(self) -> Reals:
        """How often two rows of a set can be taken at once, by cut."""
        return np.array([len(rows) // 2 for rows in self.sets], dtype=float)

    def add(self, sets: Iterable[RowSet]) -> None:
        """Take in more cuts, of sets that are not there yet."""
        self.sets += sets
        self._index()

    def keep(self, which: Flags) -> None:
        """Keep some cuts and forget the others; the positions of those kept move up."""
        self.sets = [rows for rows, kept in zip(self.sets, which.tolist(), strict=True) if kept]
        self._index()

    def coefficients(self, column: Indices, row: Indices) -> Triples:
        """The columns in the cuts: cut, column, and how often it takes two rows of the set, none zero.

        `column` and `row` say pair by pair which rows the columns take.
        """
        count: Indices = self._ptr[row + 1] - self._ptr[row]
        begins = np.cumsum(count) - count
        at = np.repeat(self._ptr[row] - begins, count) + np.arange(int(count.sum()))
        code = np.repeat(column, count) * max(1, len(self)) + self._set[at]
        code, taken = np.unique(code, return_counts=True)
        code, taken = code[taken > 1], taken[taken > 1]
        column, number = np.divmod(code, max(1, len(self)))
        return number, column, (taken // 2).astype(float)


def violated(
    rows: MasterRows, used: Iterable[tuple[float, Iterable[int]]], numbers: Cuts
) -> list[RowSet]:
    """Separation: sets of rows whose cuts a relaxed plan breaks, those first that it breaks most.

    `used` are its columns: how much of each, and the rows it takes. From every row a set grows by
    the two rows that add most, again and again, and once more by two of those that add most.
    """
    single = single_rows(rows)
    columns = [(x, [r for r in taken if single[r]]) for x, taken in used if x > numbers.used]
    at: dict[int, list[int]] = defaultdict(list)
    for k, (_, taken) in enumerate(columns):
        for r in taken:
            at[r].append(k)
    found: dict[RowSet, float] = {}
    dice = random.Random(0)  # noqa: S311 - repeatable, not secret
    for first in at:
        for choice in (1, numbers.drawn_from):
            _grow(first, columns, at, (found, dice, choice, numbers))
    return _spread_out(found, numbers)


def single_rows(rows: MasterRows) -> Flags:
    """By row, whether it gives one place: those of sessions for one, and of blocks."""
    single = np.zeros(rows.count, dtype=np.bool_)
    single[rows.first_block : rows.first_block + rows.graph.count] = True
    alone = rows.fixed_sessions[rows.needed[rows.fixed_sessions] == 1]
    single[rows.row_of_session[alone]] = True
    return single


def _grow(
    first: int,
    columns: list[tuple[float, list[int]]],
    at: dict[int, list[int]],
    how: tuple[dict[RowSet, float], random.Random, int, Cuts],
) -> None:
    """Collect the violated sets on the way from one row to the largest.

    `how`: the sets found with their violation, and among how many of the best rows one is drawn each time.
    """
    found, dice, choice, numbers = how
    members, odd = {first}, set(at[first])
    total = 0.0
    while len(members) < numbers.largest:
        for _ in range(2):
            gain: dict[int, float] = defaultdict(float)
            for k in odd:
                for r in columns[k][1]:
                    if r not in members:
                        gain[r] += columns[k][0]
            if not gain:
                return
            best = dice.choice(nlargest(choice, gain, key=gain.__getitem__))
            members.add(best)
            total += gain[best]
            odd.symmetric_difference_update(at[best])
        over = total - len(members) // 2
        if over > numbers.least_violated:
            found[tuple(sorted(members))] = over


def _spread_out(found: dict[RowSet, float], numbers: Cuts) -> list[RowSet]:
    """The most violated, not too many around one row."""
    shared: dict[int, int] = defaultdict(int)
    chosen: list[RowSet] = []
    for odd in sorted(found, key=lambda odd: (-found[odd], odd)):
        is_free = all(shared[r] < numbers.most_sharing for r in odd)
        if len(chosen) < numbers.most_new and is_free:
            chosen.append(odd)
            for r in odd:
                shared[r] += 1
    return chosen
