"""One day of a joint problem of several days as a problem of its own, and the way between the two."""

from collections.abc import Iterable, Mapping
from dataclasses import replace

import numpy as np
from numpy.typing import NDArray

from dispatch.solver.compiled.day_graph import DayGraph, Reals
from dispatch.solver.compiled.problem import CompiledProblem
from dispatch.solver.master.cardinality import Decisions
from dispatch.solver.master.case_rows import CasePrices
from dispatch.solver.master.colgen import TOLERANCE, ColumnGeneration, DualBound
from dispatch.solver.master.columns import assignments_of, columns_of, filled
from dispatch.solver.master.rows import LEAVE, MasterRows
from dispatch.solver.pricing.pricing import Pricer, Route
from dispatch.solver.problem.check import judge
from dispatch.solver.problem.plan import Assignment
from dispatch.solver.problem.problem import Interpreter

Indices = NDArray[np.int64]


class DaySubproblem:
    """Column generation for the sessions of one day, with its own graph, rows and pool.

    Interpreters keep their positions. What ties their days together is given in one of two ways: by
    `minute`, the profit of a minute of each, by position, in cost (load and caps are left out then);
    or by `people` whose load targets and caps are what is left for this day. Cases, too, tie days
    together: here they are left out, and `cases` says what they are worth instead. The branching
    decisions in force in the joint problem are taken over.
    """

    def __init__(
        self,
        joint: ColumnGeneration,
        sessions: Indices,
        people: tuple[Interpreter, ...],
        minute: Mapping[int, float] | None = None,
        cases: CasePrices | None = None,
    ) -> None:
        problem = joint.rows.problem
        at: list[int] = sessions.tolist()
        cases = cases or CasePrices()
        taken = tuple(replace(problem.sessions[s], case="") for s in at)
        self.problem = replace(problem, sessions=taken, interpreters=people)
        here = {s: k for k, s in enumerate(at)}
        self.visit = {(i, here[s]): value for (i, s), value in cases.visit.items() if s in here}
        compiled, steps = CompiledProblem(self.problem), joint.rows.graph.compiled.steps
        # On a day without odd times steps are wider, unless starts were made coarser than their times.
        compiled.steps = [
            own if own % step == 0 else step
            for own, step in zip(compiled.steps, steps, strict=True)
        ]
        graph = DayGraph(compiled, minute, self.visit)
        self.joint = joint
        self.sessions = sessions
        self.rows = MasterRows(graph, joint.params)
        pricer = Pricer(graph, joint.pricer.threads, joint.deadline)
        self.generation = ColumnGeneration(self.rows, pricer, joint.deadline, joint.params)
        self._match_nodes()
        self._match_rows()
        self.take_over_decisions()

    def _match_nodes(self) -> None:
        """Where each node stands in the joint problem, and the other way round."""
        own, joint = self.rows.graph, self.joint.rows.graph
        at = [joint.index_of[key] for key in own.keys]
        self._block = np.array(at, dtype=np.int64)
        codes = _codes(joint, joint.block.astype(np.int64), joint.way)
        order = np.argsort(codes, kind="stable")
        sessions: list[int] = self.sessions.tolist()
        ways = [w for s in sessions for w in joint.compiled.ways_of[s]]
        self._way = np.array(ways, dtype=np.int64)
        wanted = _codes(joint, self._block[own.block], self._way[own.way], own.start)
        self._node: Indices = order[np.searchsorted(codes[order], wanted)]
        self._own_node = np.full(len(codes), -1, dtype=np.int64)
        self._own_node[self._node] = np.arange(len(self._node))
        self._own_block = {b: k for k, b in enumerate(at)}

    def _match_rows(self) -> None:
        """Where rows of seats and of continuity stand in the joint problem; -1 where they have none."""
        own, joint = self.rows, self.joint.rows
        self._row = np.full(own.count, -1, dtype=np.int64)
        for (w, start), row in own.seat_row.items():
            self._row[row] = joint.seat_row[int(self._way[w]), start]
        self._row[own.node_row] = joint.node_row[self._node]
        there = own.wish_row_of_node >= 0
        self._row[own.wish_row_of_node[there]] = joint.wish_row_of_node[self._node[there]]

    def take_over_decisions(self) -> None:
        """Put the branching decisions of the joint problem into force here."""
        self.rows.decision[:] = self.joint.rows.decision[self.sessions]
        self.rows.barred[:] = self.joint.rows.barred[self._node]

    def as_joint_decisions(self, own: Decisions, first_range: int, others: Decisions) -> Decisions:
        """Those of the joint problem with decisions about this day, whose counts begin at `first_range` there."""
        return Decisions(
            {**others.sessions, **{int(self.sessions[s]): d for s, d in own.sessions.items()}},
            {
                **others.pairs,
                **{
                    (int(self.sessions[s]), int(self._block[b])): served
                    for (s, b), served in own.pairs.items()
                },
            },
            {**others.ranges, **{first_range + k: some for k, some in own.ranges.items()}},
        )

    def start_from(self, dual_bound: DualBound, cheap: Indices) -> DualBound:
        """What the duals of the joint problem prove here; its columns of this day are taken over, `cheap` ones too."""
        generation = self.generation
        used = dual_bound.columns[dual_bound.values > TOLERANCE]
        columns = generation.pool.add(self._as_routes_here(used.tolist()))
        generation.pool.add(self._as_routes_here(cheap.tolist()))
        duals = np.zeros(self.rows.count)
        there = self._row >= 0
        duals[there] = dual_bound.duals[self._row[there]]
        begin = generation.dual_bound(duals)
        begin.columns = np.unique(np.array(columns, dtype=np.int64))
        begin.values = np.ones(len(begin.columns))
        return begin

    def _as_routes_here(self, columns: Iterable[int]) -> Iterable[Route]:
        """Those of some columns of the joint problem that are lawful on this day."""
        pool, most = self.joint.pool, self.rows.graph.cap * self.rows.graph.unit
        for c in columns:
            b = self._own_block.get(pool.block[c], -1)
            nodes: list[int] = self._own_node[list(pool.nodes[c])].tolist()
            if b >= 0 and min(nodes) >= 0 and pool.minutes[c] <= most[b]:
                yield Route(b, tuple(nodes), 0.0)

    def as_joint_columns(self, columns: Iterable[int]) -> list[int]:
        """Columns of the day as columns of the joint problem, added to its pool where they are new."""
        pool = self.generation.pool
        routes = [
            Route(int(self._block[pool.block[c]]), tuple(nodes), 0.0)
            for c in columns
            for nodes in [self._node[list(pool.nodes[c])].tolist()]
        ]
        return self.joint.pool.add(routes)

    def with_gaps_filled(self, columns: Iterable[int]) -> tuple[list[int], int]:
        """The plan of some columns with open sessions filled, as columns of the joint problem; and its cost here."""
        pool = self.generation.pool
        left: list[int] = np.flatnonzero(self.rows.decision == LEAVE).tolist()
        plan = filled(pool, columns, left)
        return self.as_joint_columns(columns_of(pool, plan).values()), self._cost(plan)

    def cost_of(self, columns: Iterable[int]) -> int:
        """What some columns of the joint problem, all of this day, cost here."""
        return self._cost(tuple(assignments_of(self.joint.pool, columns)))

    def _cost(self, assignments: tuple[Assignment, ...]) -> int:
        compiled = self.rows.graph.compiled
        pairs = (
            (compiled.interpreter_at[a.interpreter], compiled.session_at[a.session])
            for a in assignments
        )
        saved = sum(self.visit.get(pair, 0.0) for pair in pairs)
        return judge(self.problem, assignments).terms.total - round(saved)

    def write_duals(self, own: Reals, duals: Reals) -> None:
        """Write duals of this day's rows into those of the joint problem; rows of load and caps stay."""
        there = self._row >= 0
        duals[self._row[there]] = own[there]


def sessions_by_day(rows: MasterRows) -> dict[int, Indices]:
    """The sessions of each day on which somebody works; what nobody can serve is in the first."""
    day = np.array([s.day for s in rows.problem.sessions], dtype=np.int64)
    numbers = sorted({day for _, day in rows.graph.keys})
    return {
        number: np.flatnonzero(
            (rows.servable & (day == number)) | (~rows.servable & (number == numbers[0]))
        )
        for number in numbers
    }


def _codes(
    joint: DayGraph,
    block: Indices,
    way: NDArray[np.integer],
    start: NDArray[np.integer] | None = None,
) -> Indices:
    """One number for each node, by block, way and start of the joint problem."""
    begins = joint.start if start is None else start
    span = int(joint.start.max(initial=0)) + 1
    return (block * len(joint.compiled.ways) + way) * span + begins
