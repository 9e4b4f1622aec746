"""The exact model for small problems: a path through each interpreter's day, as CP-SAT circuits."""

# OR-Tools ships partial annotations: expressions come back as unions the checker cannot follow.
# pyright: reportUnknownMemberType=false, reportUnknownVariableType=false, reportUnknownArgumentType=false

import threading
from collections import defaultdict
from collections.abc import Sequence
from math import inf

from ortools.sat.python import cp_model

from dispatch.solver.compiled.deadline import Deadline
from dispatch.solver.compiled.problem import CompiledProblem, broken_pin_cost
from dispatch.solver.engines.incumbent import Incumbent
from dispatch.solver.problem.plan import Assignment
from dispatch.solver.problem.problem import week_of

LOOK_EVERY_SECONDS = 0.1
HOME = 0

Linear = cp_model.LinearExpr | cp_model.IntVar | int
Visit = tuple[int, int]  # (session, start)


class ExactModel:
    """The whole problem as one CP-SAT model."""

    def __init__(self, compiled: CompiledProblem) -> None:
        self.compiled = compiled
        self.problem = compiled.problem
        self.model = cp_model.CpModel()
        self.cost: list[Linear] = []
        self.visits: dict[
            tuple[int, int, int], cp_model.IntVar
        ] = {}  # (interpreter, session, start)
        self.serves: dict[tuple[int, int], Linear] = {}
        for build in (
            self._days,
            self._teams,
            self._wishes,
            self._week_caps,
            self._load,
        ):
            build()
        self.model.minimize(cp_model.LinearExpr.sum(self.cost))

    def _days(self) -> None:
        """Each interpreter's day is one circuit from home to home."""
        for (i, day), sessions in self.compiled.day_sessions.items():
            nodes = [(s, start) for s in sessions for start in self.compiled.starts(i, s)]
            taken = [self.model.new_bool_var("") for _ in nodes]
            self._circuit(i, nodes, taken)
            for (s, start), literal in zip(nodes, taken, strict=True):
                self.visits[i, s, start] = literal
            minutes = [self.problem.sessions[s].minutes for s, _ in nodes]
            spent = cp_model.LinearExpr.weighted_sum(taken, minutes)
            self.model.add(spent <= self.compiled.day_cap(i, day))
            if not self.compiled.has_strain_to_spare(i, day):
                strains = [self.problem.sessions[s].strain for s, _ in nodes]
                strain = cp_model.LinearExpr.weighted_sum(taken, strains)
                self.model.add(strain <= self.compiled.strain_cap(i, day))

    def _circuit(self, i: int, nodes: list[Visit], taken: list[cp_model.IntVar]) -> None:
        compiled, rate = self.compiled, self.problem.costs.travel_minute
        stays_home = self.model.new_bool_var("")
        arcs: list[tuple[int, int, cp_model.LiteralT]] = [(HOME, HOME, stays_home)]
        for k, (s, _) in enumerate(nodes, start=1):
            arcs.append((k, k, taken[k - 1].negated()))
            arcs.append((HOME, k, self._arc(rate * compiled.travel_minutes(i, None, s))))
            arcs.append((k, HOME, self._arc(rate * compiled.travel_minutes(i, s, None))))
            for m, (other, start) in enumerate(nodes, start=1):
                if other != s and self._reaches(i, nodes[k - 1], (other, start)):
                    arcs.append((k, m, self._arc(rate * compiled.travel_minutes(i, s, other))))
        self.model.add_circuit(arcs)

    def _arc(self, cost: int) -> cp_model.IntVar:
        literal = self.model.new_bool_var("")
        if cost:
            self.cost.append(cost * literal)
        return literal

    def _reaches(self, i: int, one: Visit, other: Visit) -> bool:
        ends = one[1] + self.problem.sessions[one[0]].minutes
        return other[1] - ends >= self.compiled.pause(
            i, self.compiled.travel_minutes(i, one[0], other[0])
        )

    def _teams(self) -> None:
        """A session is served by a whole team from one start, or by nobody."""
        visits: dict[tuple[int, int], list[cp_model.IntVar]] = defaultdict(list)
        pairs: dict[tuple[int, int], list[cp_model.IntVar]] = defaultdict(list)
        for (i, s, start), literal in self.visits.items():
            visits[s, start].append(literal)
            pairs[i, s].append(literal)
        starts: dict[int, list[cp_model.IntVar]] = defaultdict(list)
        for (s, start), team in visits.items():
            session = self.problem.sessions[s]
            begins = self.model.new_bool_var("")
            self.model.add(sum(team) == session.needed * begins)
            starts[s].append(begins)
            late = self.problem.costs.shift * (start - session.earliest_start)
            self.cost.append((late - session.unfilled_cost * session.needed) * begins)
        for pair, literals in pairs.items():
            self.model.add_at_most_one(literals)
            self.serves[pair] = sum(literals)
        for s, session in enumerate(self.problem.sessions):
            self.model.add_at_most_one(starts[s])
            self.cost.append(session.unfilled_cost * session.needed)

    def _wishes(self) -> None:
        """Continuity, assignments to keep, and pins."""
        rate = self.problem.costs
        for s, session in enumerate(self.problem.sessions):
            if session.preferred:
                missed = self.model.new_bool_var("")
                who = [
                    self.serves[i, s] for i in self.compiled.preferred[s] if (i, s) in self.serves
                ]
                self.model.add(sum(who, start=missed) >= 1)
                self.cost.append(rate.discontinuity * missed)
            gone = len(session.held_by) - len(self.compiled.held_by[s])
            self.cost.append(rate.change * gone)
            for i in self.compiled.held_by[s]:
                self.cost.append(rate.change * (1 - self.serves.get((i, s), 0)))
            for i in self.compiled.pinned[s]:
                self.cost.append(broken_pin_cost(self.problem) * (1 - self.serves.get((i, s), 0)))

    def _minutes(self) -> dict[tuple[int, int], list[Linear]]:
        """Session minutes of each interpreter and week."""
        minutes: dict[tuple[int, int], list[Linear]] = defaultdict(list)
        for (i, s), serves in self.serves.items():
            session = self.problem.sessions[s]
            minutes[i, week_of(session.day)].append(session.minutes * serves)
        return minutes

    def _week_caps(self) -> None:
        """Session minutes of a week stay under the cap."""
        for (i, week), minutes in self._minutes().items():
            self.model.add(sum(minutes) <= max(0, self.compiled.week_cap(i, week)))

    def _load(self) -> None:
        """Everybody's minutes should be near the target."""
        weeks = self._minutes()
        most = sum(s.minutes for s in self.problem.sessions)
        for i, person in enumerate(self.problem.interpreters):
            mine = [m for (who, _), minutes in weeks.items() if who == i for m in minutes]
            missing = person.target_minutes - person.worked_minutes
            off = self.model.new_int_var(0, most + abs(missing), "")
            self.model.add(off >= sum(mine) - missing)
            self.model.add(off >= missing - sum(mine))
            self.cost.append(self.problem.costs.load_minute * off)

    def hint(self, assignments: Sequence[Assignment]) -> None:
        """Start the search from a plan."""
        at, who = self.compiled.session_at, self.compiled.interpreter_at
        given = {(who[a.interpreter], at[a.session], a.start) for a in assignments}
        for key, literal in self.visits.items():
            self.model.add_hint(literal, key in given)

    def assignments(self, value: cp_model.CpSolverSolutionCallback) -> tuple[Assignment, ...]:
        """The plan of a solution."""
        sessions, people = self.problem.sessions, self.problem.interpreters
        return tuple(
            sorted(
                Assignment(sessions[s].id, people[i].id, start)
                for (i, s, start), literal in self.visits.items()
                if value.boolean_value(literal)
            )
        )


class _ImprovementListener(cp_model.CpSolverSolutionCallback):
    """Passes every better plan on."""

    def __init__(self, model: ExactModel, incumbent: Incumbent) -> None:
        super().__init__()
        self._model = model
        self._incumbent = incumbent

    def on_solution_callback(self) -> None:
        self._incumbent.offer(self._model.assignments(self))
        self._incumbent.prove(_whole(self.best_objective_bound))


def _whole(bound: float) -> int:
    """A bound on whole-number costs, rounded up where that is safe."""
    return -int(-(bound - 1e-6) // 1)


def solve_exactly(
    compiled: CompiledProblem, incumbent: Incumbent, deadline: Deadline, most: float = inf
) -> None:
    """Improve and prove with CP-SAT until optimal, out of time or stopped, for so many seconds at most."""
    model = ExactModel(compiled)
    model.hint(incumbent.assignments)
    solver = cp_model.CpSolver()
    solver.parameters.catch_sigint_signal = False  # signals are the main thread's
    solver.parameters.random_seed = deadline.limits.seed
    if deadline.deterministic:
        solver.parameters.num_workers = 1
        solver.parameters.max_deterministic_time = min(most, deadline.left())
    else:
        solver.parameters.num_workers = max(1, deadline.limits.workers)
        solver.parameters.max_time_in_seconds = min(most, deadline.left())
    finished = threading.Event()
    watcher = threading.Thread(target=_watch, args=(solver, deadline, finished), daemon=True)
    watcher.start()
    try:
        solver.solve(model.model, _ImprovementListener(model, incumbent))
    finally:
        finished.set()
        watcher.join()
    deadline.spend(solver.response_proto.deterministic_time)
    incumbent.prove(_whole(solver.best_objective_bound))


def _watch(solver: cp_model.CpSolver, deadline: Deadline, finished: threading.Event) -> None:
    """Ends the search when somebody asks to stop: the search itself never returns to Python."""
    while not finished.wait(LOOK_EVERY_SECONDS):
        if deadline.is_stopped():
            solver.stop_search()
            return
