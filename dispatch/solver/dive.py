"""Diving: fix the routes the relaxed master is surest of, price again, until everybody has a day."""

from collections.abc import Callable
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from dispatch.solver.blocks import Flags
from dispatch.solver.colgen import TOLERANCE, ColumnGeneration, Proof
from dispatch.solver.highs import Relaxed
from dispatch.solver.pricing import Route, routes_of
from dispatch.solver.rows import BANNED, LEAVE

Indices = NDArray[np.int64]
SURE = 0.95
SHARE_FIXED, SHARE_WHEN_LATE = 0.12, 0.35
PRICINGS_PER_STEP = 3
ACCURACY = 1e-6
WORTH_ADDING = 1e-3
# Columns this much above the best of their block take no part in a dive.
WORTH_TRYING = 600.0
SECONDS_PER_ENTRY = 2e-6


@dataclass(slots=True)
class _State:
    """What a dive has decided so far."""

    need: NDArray[np.float64]  # seats still to be given, by row
    chosen: dict[int, int] = field(default_factory=dict[int, int])  # block to column


class Dive:
    """One dive from a converged master to a whole plan."""

    def __init__(self, generation: ColumnGeneration, proof: Proof) -> None:
        self.generation = generation
        self.rows = generation.rows
        self.pool = generation.pool
        self.proof = proof
        self.found = generation.pricer.found(2)

    def run(self, is_late: Callable[[], bool], is_over: Callable[[], bool]) -> list[int]:
        """The chosen columns, one per block at most, no seat given twice.

        Late in its time the dive takes larger steps, and when that is over one last step.
        """
        state = _State(self._needs())
        columns = self._first_columns()
        while not is_over():
            found = self._relax(columns)
            for _ in range(1 if is_late() else PRICINGS_PER_STEP):
                new = self._price(found, state)
                if not len(new):
                    break
                columns = np.union1d(columns, new)
                found = self._relax(columns)
            share = 1.0 if is_over() else SHARE_WHEN_LATE if is_late() else SHARE_FIXED
            if not self._fix(columns, found, state, share):
                break
            columns = self._open_columns(columns, state)
        return list(state.chosen.values())

    def _needs(self) -> NDArray[np.float64]:
        need = np.zeros(self.rows.count)
        sessions = self.rows.blocks.session
        need[self.rows.node_row] = self.rows.needed[sessions]
        left = self.rows.decision[sessions] == LEAVE
        need[self.rows.node_row[left]] = 0.0
        return need

    def _first_columns(self) -> Indices:
        """Columns close to the best of their block, and those the relaxed plan uses."""
        reduced = self.pool.reduced_costs(self.proof.duals, self.proof.best)
        used = self.proof.columns[self.proof.values > TOLERANCE]
        close = np.flatnonzero(reduced < WORTH_TRYING)
        limit = 8 * self.rows.blocks.count
        close = close[np.argsort(reduced[close], kind="stable")[:limit]]
        return np.union1d(close, used)

    def _open_columns(self, columns: Indices, state: _State) -> Indices:
        """Columns that still may be chosen, and those that are."""
        ptr, row, _ = self.pool.arrays()
        closed = np.zeros(self.rows.count)
        seats = np.unique(self.rows.node_row)
        closed[seats] = state.need[seats] <= 0
        hits = np.add.reduceat(closed[row], ptr[:-1])[columns] > 0
        fixed = np.zeros(self.rows.blocks.count, dtype=np.bool_)
        fixed[list(state.chosen)] = True
        taken = fixed[np.array(self.pool.block)[columns]]
        chosen = np.array(sorted(state.chosen.values()), dtype=np.int64)
        return np.union1d(columns[~hits & ~taken], chosen)

    def _relax(self, columns: Indices) -> Relaxed:
        self.generation.budget.spend(len(columns) * 8 * SECONDS_PER_ENTRY)
        return self.generation.master.relax(columns, ACCURACY)

    def _price(self, found: Relaxed, state: _State) -> Indices:
        """New columns for the blocks that are still open."""
        rows, blocks = self.rows, self.rows.blocks
        gain = rows.gains(rows.clean(found.duals))
        gain[state.need[rows.node_row] <= 0] = BANNED
        still: Flags = np.ones(blocks.count, dtype=np.bool_)
        still[list(state.chosen)] = False
        which = np.flatnonzero(still)
        self.found.values[:] = 0.0
        self.generation.pricer.price(gain, self.found, which)
        self.generation.budget.spend(self.generation.pricer.seconds)
        paid = -found.duals[rows.first_block : rows.first_block + blocks.count]
        before = len(self.pool)
        columns = self.pool.add(self._better(np.maximum(0.0, paid)))
        return np.array(sorted({c for c in columns if c >= before}), dtype=np.int64)

    def _better(self, paid: NDArray[np.float64]) -> list[Route]:
        return routes_of(self.found, WORTH_ADDING, paid)

    def _fix(self, columns: Indices, found: Relaxed, state: _State, share: float) -> int:
        """Choose the routes the relaxed plan is surest of; how many were chosen."""
        order = np.argsort(-found.values, kind="stable")
        used: list[int] = columns[found.values > TOLERANCE].tolist()
        open_blocks = {self.pool.block[c] for c in used} - set(state.chosen)
        wanted = max(1, int(share * len(open_blocks)))
        fixed = 0
        for k in order.tolist():
            value, c = float(found.values[k]), int(columns[k])
            if value < TOLERANCE or (value < SURE and fixed >= wanted):
                break
            b = self.pool.block[c]
            rows = self.rows.node_row[list(self.pool.nodes[c])]
            if b in state.chosen or not self.pool.is_elementary(c) or (state.need[rows] <= 0).any():
                continue
            state.chosen[b] = c
            state.need[rows] -= 1.0
            fixed += 1
        return fixed
