"""Diving: fix the routes the relaxed master is surest of, price again, until everybody has a day."""

from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass, field
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

from dispatch.solver.backend.highs import NoOptimumError, Relaxed
from dispatch.solver.compiled.day_graph import Flags
from dispatch.solver.master.colgen import TOLERANCE, ColumnGeneration, DualBound
from dispatch.solver.master.layout import LEAVE
from dispatch.solver.master.rows import BANNED
from dispatch.solver.pricing.pricing import Route, routes_of

Indices = NDArray[np.int64]
SURE = 0.95
SHARE_WHEN_LATE = 0.5
PRICINGS_PER_STEP = 2
WORTH_ADDING = 1e-3


@dataclass(slots=True)
class _State:
    """What a dive has decided so far."""

    room: NDArray[np.float64]  # seats and minutes still to be given, by row
    chosen: dict[int, int] = field(default_factory=dict[int, int])  # block to column


def dive(
    generation: ColumnGeneration,
    source: Callable[[ColumnGeneration, DualBound], "Diving"],
    begin: DualBound,
    is_late: Callable[[], bool],
    is_over: Callable[[], bool],
) -> list[int]:
    """The columns of a whole plan near a relaxed one; none where that has no solution."""
    try:
        return Dive(generation, source(generation, begin)).run(is_late, is_over)
    except NoOptimumError:
        return []


class Diving(Protocol):
    """A relaxed master that routes are fixed in."""

    share: float  # of the open blocks that get their route in one step

    @property
    def columns(self) -> Indices:
        """The columns in the master."""
        ...

    def relax(self) -> Relaxed:
        """The optimum over the present columns, with what is fixed."""
        ...

    def add(self, columns: Indices) -> None:
        """Take columns in that are not there yet."""
        ...

    def fix(self, columns: Indices) -> None:
        """Demand some columns."""
        ...


class Dive:
    """One dive from a converged master to a whole plan."""

    def __init__(self, generation: ColumnGeneration, source: Diving) -> None:
        self.generation = generation
        self.source = source
        self.rows = generation.rows
        self.pool = generation.pool
        self.found = generation.pricer.found(2)

    def run(self, is_late: Callable[[], bool], is_over: Callable[[], bool]) -> list[int]:
        """The chosen columns, one per block at most, no seat given twice.

        Late in its time the dive takes larger steps, and when that is over one last step.
        """
        state = _State(self._room())
        with suppress(NoOptimumError):  # what is chosen so far is lawful; gaps are filled elsewhere
            self._descend(state, is_late, is_over)
        return list(state.chosen.values())

    def _descend(
        self, state: _State, is_late: Callable[[], bool], is_over: Callable[[], bool]
    ) -> None:
        found = self.source.relax()
        while True:
            for _ in range(0 if is_over() else 1 if is_late() else PRICINGS_PER_STEP):
                new = self._price(found, state)
                if not len(new):
                    break
                self.source.add(new)
                found = self.source.relax()
            share = 1.0 if is_over() else SHARE_WHEN_LATE if is_late() else self.source.share
            fixed = self._fix(found, state, share)
            if not fixed or share == 1.0:
                break
            self.source.fix(np.array(fixed, dtype=np.int64))
            found = self.source.relax()

    def _room(self) -> NDArray[np.float64]:
        rows, sessions = self.rows, self.rows.blocks.session
        room = np.full(rows.count, np.inf)
        left = rows.decision[sessions] == LEAVE
        room[rows.node_row] = np.where(left, 0.0, rows.needed[sessions])
        caps = list(rows.cap_rows.values())
        room[caps] = np.array(rows.high)[caps]
        return room

    def _price(self, found: Relaxed, state: _State) -> Indices:
        """New columns for the blocks that are still open."""
        rows, blocks = self.rows, self.rows.blocks
        gain = rows.gains(rows.clean(found.duals))
        gain[state.room[rows.node_row] <= 0] = BANNED
        still: Flags = np.ones(blocks.count, dtype=np.bool_)
        still[list(state.chosen)] = False
        which = np.flatnonzero(still)
        self.found.values[:] = 0.0
        self.generation.pricer.price(gain, self.found, which)
        self.generation.budget.spend(self.generation.pricer.seconds)
        paid = -found.duals[rows.first_block : rows.first_block + blocks.count]
        columns = self.pool.add(self._better(np.maximum(0.0, paid)))
        return np.setdiff1d(np.array(columns, dtype=np.int64), self.source.columns)

    def _better(self, paid: NDArray[np.float64]) -> list[Route]:
        return routes_of(self.found, WORTH_ADDING, paid)

    def _fix(self, found: Relaxed, state: _State, share: float) -> list[int]:
        """Choose the routes the relaxed plan is surest of."""
        columns = self.source.columns
        order = np.argsort(-found.values, kind="stable")
        used: list[int] = columns[found.values > TOLERANCE].tolist()
        open_blocks = {self.pool.block[c] for c in used} - set(state.chosen)
        wanted = max(1, int(share * len(open_blocks)))
        fixed: list[int] = []
        for k in order.tolist():
            value, c = float(found.values[k]), int(columns[k])
            if value < TOLERANCE or (value < SURE and len(fixed) >= wanted):
                break
            b = self.pool.block[c]
            if b in state.chosen or not self._fits(c, state):
                continue
            state.chosen[b] = c
            for row, taken in self.pool.entries_of(c):
                state.room[row] -= taken
            fixed.append(c)
        return fixed

    def _fits(self, column: int, state: _State) -> bool:
        """Whether a route takes no seat twice, and none nor any minutes that are gone."""
        entries = self.pool.entries_of(column)
        return self.pool.is_elementary(column) and all(
            state.room[row] >= taken for row, taken in entries
        )
