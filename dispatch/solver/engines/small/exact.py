"""The exact model for small problems: a path through each interpreter's day, as CP-SAT circuits."""

# OR-Tools ships partial annotations: expressions come back as unions the checker cannot follow.
# pyright: reportUnknownMemberType=false, reportUnknownVariableType=false, reportUnknownArgumentType=false

import threading
from collections import defaultdict
from collections.abc import Sequence
from itertools import combinations
from math import inf

from ortools.sat.python import cp_model

from dispatch.solver.compiled.deadline import Deadline
from dispatch.solver.compiled.problem import CompiledProblem, Option, broken_pin_cost
from dispatch.solver.engines.incumbent import Incumbent
from dispatch.solver.problem.plan import Assignment
from dispatch.solver.problem.problem import Session, week_of

LOOK_EVERY_SECONDS = 0.1
HOME = 0

Linear = cp_model.LinearExpr | cp_model.IntVar | int


class ExactModel:
    """The whole problem as one CP-SAT model."""

    def __init__(self, compiled: CompiledProblem) -> None:
        self.compiled = compiled
        self.problem = compiled.problem
        self.model = cp_model.CpModel()
        self.cost: list[Linear] = []
        self.visits: dict[tuple[int, int, int], cp_model.IntVar] = {}  # interpreter, way, start
        self.serves: dict[tuple[int, int], Linear] = {}  # by interpreter and session
        self.serves_in: dict[tuple[int, int], Linear] = {}  # by interpreter and way
        for build in (
            self._days,
            self._teams,
            self._wishes,
            self._cases,
            self._week_caps,
            self._load,
        ):
            build()
        self.model.minimize(cp_model.LinearExpr.sum(self.cost))

    def _days(self) -> None:
        """Each interpreter's day is one circuit from home to home."""
        for (i, day), sessions in self.compiled.day_sessions.items():
            nodes = [option for s in sessions for option in self.compiled.options(i, s)]
            taken = [self.model.new_bool_var("") for _ in nodes]
            self._circuit(i, nodes, taken)
            for (w, start), literal in zip(nodes, taken, strict=True):
                self.visits[i, w, start] = literal
            minutes = [self._session(w).minutes for w, _ in nodes]
            spent = cp_model.LinearExpr.weighted_sum(taken, minutes)
            self.model.add(spent <= self.compiled.day_cap(i, day))
            if not self.compiled.has_strain_to_spare(i, day):
                strains = [self._session(w).strain for w, _ in nodes]
                strain = cp_model.LinearExpr.weighted_sum(taken, strains)
                self.model.add(strain <= self.compiled.strain_cap(i, day))

    def _session(self, w: int) -> Session:
        return self.problem.sessions[self.compiled.session_of[w]]

    def _circuit(self, i: int, nodes: list[Option], taken: list[cp_model.IntVar]) -> None:
        compiled, rate = self.compiled, self.problem.costs.travel_minute
        stays_home = self.model.new_bool_var("")
        arcs: list[tuple[int, int, cp_model.LiteralT]] = [(HOME, HOME, stays_home)]
        for k, (w, _) in enumerate(nodes, start=1):
            arcs.append((k, k, taken[k - 1].negated()))
            arcs.append((HOME, k, self._arc(rate * compiled.travel_minutes(i, None, w))))
            arcs.append((k, HOME, self._arc(rate * compiled.travel_minutes(i, w, None))))
            for m, (other, start) in enumerate(nodes, start=1):
                cost = compiled.transfer(i, nodes[k - 1], (other, start))
                if cost is not None:
                    arcs.append((k, m, self._arc(cost)))
        self.model.add_circuit(arcs)
        for (one, here), (other, there) in combinations(zip(nodes, taken, strict=True), 2):
            if compiled.is_too_long_away(i, (one, other)):
                self.model.add_at_most_one(here, there)

    def _arc(self, cost: int) -> cp_model.IntVar:
        literal = self.model.new_bool_var("")
        if cost:
            self.cost.append(cost * literal)
        return literal

    def _teams(self) -> None:
        """A session is served by a whole team in one way from one start, or by nobody."""
        visits: dict[Option, list[cp_model.IntVar]] = defaultdict(list)
        pairs: dict[tuple[int, int], list[cp_model.IntVar]] = defaultdict(list)
        in_way: dict[tuple[int, int], list[cp_model.IntVar]] = defaultdict(list)
        for (i, w, start), literal in self.visits.items():
            visits[w, start].append(literal)
            pairs[i, self.compiled.session_of[w]].append(literal)
            in_way[i, w].append(literal)
            self.cost.append(self.problem.interpreters[i].session_cost * literal)
        begun: dict[int, list[cp_model.IntVar]] = defaultdict(list)
        for option, team in visits.items():
            s = self.compiled.session_of[option[0]]
            session = self.problem.sessions[s]
            begins = self.model.new_bool_var("")
            self.model.add(sum(team) == session.needed * begins)
            begun[s].append(begins)
            cost = self.compiled.option_cost(option)
            self.cost.append((cost - session.unfilled_cost * session.needed) * begins)
        for pair, literals in pairs.items():
            self.model.add_at_most_one(literals)
            self.serves[pair] = sum(literals)
        self.serves_in = {pair: sum(literals) for pair, literals in in_way.items()}
        for s, session in enumerate(self.problem.sessions):
            self.model.add_at_most_one(begun[s])
            self.cost.append(session.unfilled_cost * session.needed)

    def _wishes(self) -> None:
        """Continuity, assignments to keep, and pins."""
        rate, broken_pin = self.problem.costs, broken_pin_cost(self.problem)
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
            for settled in self.compiled.held_by[s].items():
                self.cost.append(rate.change * (1 - self.serves_in.get(settled, 0)))
            for settled in self.compiled.pinned[s].items():
                self.cost.append(broken_pin * (1 - self.serves_in.get(settled, 0)))

    def _cases(self) -> None:
        """Everybody who serves a case beyond the first costs a discontinuity."""
        for sessions in self.compiled.cases:
            known: dict[int, cp_model.IntVar] = {}
            for s in sessions:
                for i in self.compiled.able[s]:
                    known.setdefault(i, self.model.new_bool_var(""))
                    self.model.add(self.serves[i, s] <= known[i])
            further = self.model.new_int_var(0, len(sessions), "")
            self.model.add(further >= sum(known.values()) - 1)
            self.cost.append(self.problem.costs.discontinuity * further)

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
        given = {
            (who[a.interpreter], self.compiled.way_at(at[a.session], a.way), a.start)
            for a in assignments
        }
        for key, literal in self.visits.items():
            self.model.add_hint(literal, key in given)

    def assignments(self, value: cp_model.CpSolverSolutionCallback) -> tuple[Assignment, ...]:
        """The plan of a solution."""
        ways, people = self.compiled.ways, self.problem.interpreters
        return tuple(
            sorted(
                Assignment(self._session(w).id, people[i].id, start, ways[w].name)
                for (i, w, start), literal in self.visits.items()
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
