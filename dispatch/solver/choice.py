"""The integer master of a few blocks: which of their known routes fit best, the others' days fixed."""

# OR-Tools ships partial annotations: expressions come back as unions the checker cannot follow.
# pyright: reportUnknownMemberType=false, reportUnknownVariableType=false, reportUnknownArgumentType=false

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass

from ortools.sat.python import cp_model

from dispatch.solver.pool import Pool

# More minutes than anybody could be given in the days of one choice.
MOST_MINUTES = 10**6

Linear = cp_model.LinearExpr | cp_model.IntVar | int


@dataclass(frozen=True, slots=True)
class Effort:
    """How hard to think about one choice, in CP-SAT's counted seconds, and with which seed."""

    seconds: float
    seed: int


class Choice:
    """Free blocks and their routes; everybody else's routes stay as they are."""

    def __init__(self, pool: Pool, chosen: dict[int, int], free: frozenset[int]) -> None:
        self.pool = pool
        self.rows = pool.rows
        self.chosen = chosen
        self.free = free
        self.spent = 0.0
        self.used: dict[int, int] = defaultdict(int)  # row to seats or minutes of the others
        self.own_rows = {row for b in free for row in pool.block_rows[b]}
        for b, c in chosen.items():
            if b not in free:
                self.count(c)

    def count(self, column: int) -> None:
        """Count a route as taken."""
        for n in self.pool.nodes[column]:
            self.used[self.pool.node_row[n]] += 1
        for row in self.pool.block_rows[self.pool.block[column]]:
            self.used[row] += self.pool.minutes[column]

    def fits(self, column: int) -> bool:
        """Whether the others leave every seat of a route free."""
        pool, need = self.pool, self.rows.needed
        session = pool.blocks.session
        return all(
            self.used[pool.node_row[n]] < need[session[n]] and self._start_is_open(n)
            for n in pool.nodes[column]
        )

    def _start_is_open(self, node: int) -> bool:
        """A team that others have begun starts when they do."""
        starts = self.rows.flexible.get(int(self.pool.blocks.session[node]), ())
        row = self.pool.node_row[node]
        return all(other == row or not self.used[other] for _, other in starts)

    def best(self, columns: Iterable[int], effort: Effort) -> dict[int, int] | None:
        """The best routes of the free blocks; None when none better than the present was found."""
        model = cp_model.CpModel()
        present = {self.chosen[b] for b in self.free if b in self.chosen}
        taken = {c: model.new_bool_var("") for c in sorted({*columns, *present}) if self.fits(c)}
        cost: list[Linear] = [round(self.pool.cost[c]) * x for c, x in taken.items()]
        by_block: dict[int, list[cp_model.IntVar]] = defaultdict(list)
        by_row: dict[int, list[cp_model.IntVar]] = defaultdict(list)
        for c, x in taken.items():
            by_block[self.pool.block[c]].append(x)
            for n in self.pool.nodes[c]:
                by_row[self.pool.node_row[n]].append(x)
        for literals in by_block.values():
            model.add_at_most_one(literals)
        cost += self._sessions(model, by_row)
        cost += self._minutes(model, taken)
        model.minimize(sum(cost))
        for c, x in taken.items():
            model.add_hint(x, c in present)
        solver = cp_model.CpSolver()
        solver.parameters.num_workers = 1
        solver.parameters.random_seed = effort.seed
        solver.parameters.max_deterministic_time = effort.seconds
        solver.parameters.linearization_level = 2
        status = solver.solve(model)
        self.spent = solver.response_proto.deterministic_time
        if status not in (cp_model.OPTIMAL, cp_model.FEASIBLE):
            return None
        return {self.pool.block[c]: c for c, x in taken.items() if solver.boolean_value(x)}

    def _sessions(
        self, model: cp_model.CpModel, by_row: dict[int, list[cp_model.IntVar]]
    ) -> list[Linear]:
        """Each session whole or unfilled at its cost."""
        cost: list[Linear] = []
        starts: dict[int, list[int]] = defaultdict(list)
        for row in sorted(by_row):
            starts[self.rows.session_of_row[row]].append(row)
        for s, rows in starts.items():
            session = self.rows.problem.sessions[s]
            unfilled = model.new_bool_var("")
            cost.append(session.unfilled_cost * session.needed * unfilled)
            if s not in self.rows.flexible:
                left = session.needed - self.used[rows[0]]
                model.add(sum(by_row[rows[0]]) + left * unfilled == left)
                continue
            begins = [model.new_bool_var("") for _ in rows]
            model.add_exactly_one([*begins, unfilled])
            for row, begin in zip(rows, begins, strict=True):
                left = session.needed - self.used[row]
                model.add(sum(by_row[row]) == left * begin)
        return cost

    def _minutes(self, model: cp_model.CpModel, taken: dict[int, cp_model.IntVar]) -> list[Linear]:
        """Load near the target and weekly caps of whoever works on several days."""
        minutes: dict[int, list[Linear]] = defaultdict(list)
        for c, x in taken.items():
            for row in self.pool.block_rows[self.pool.block[c]]:
                minutes[row].append(self.pool.minutes[c] * x)
        rate = self.rows.problem.costs.load_minute
        loads = set(self.rows.load_rows.values())
        cost: list[Linear] = []
        for row in sorted(self.own_rows):
            aim = self.rows.target[row] if row in loads else int(self.rows.high[row])
            missing = aim - self.used[row]
            spent = sum(minutes[row])
            if row not in loads:
                model.add(spent <= missing)
                continue
            most = abs(missing) + MOST_MINUTES
            off = model.new_int_var(0, most, "")
            model.add(off >= spent - missing)
            model.add(off >= missing - spent)
            cost.append(rate * off)
        return cost
