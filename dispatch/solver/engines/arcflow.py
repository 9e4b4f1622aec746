"""The yardstick: the whole problem as flows through everybody's days, proven by HiGHS.

It shares the reading of a problem with the engine (`compiled`) and nothing else: no routes, no duals, no
search. Slow beside the engine, and right: tests check bound <= optimum <= cost by it, and the
benchmarks show it as one more solver.
"""

import time
from collections import defaultdict
from itertools import combinations

from dispatch.solver.backend.mathopt import INFINITY, ProgrammeBuilder, Reals, solve_mip
from dispatch.solver.compiled.problem import CompiledProblem, Option, broken_pin_cost
from dispatch.solver.problem.check import judge
from dispatch.solver.problem.plan import Assignment, Plan
from dispatch.solver.problem.problem import Session, week_of

NAME = "arc flow (HiGHS)"
TAKEN = 0.5
MOST_ARCS = 200_000  # more would not leave the root node
# Costs are whole numbers: a bound this little below one of them is that one.
ROUNDING = 1e-4


class ArcFlow:
    """The model: each interpreter's day is a path from home to home, each session once or unfilled."""

    def __init__(self, compiled: CompiledProblem) -> None:
        self.compiled = compiled
        self.problem = compiled.problem
        self.model = ProgrammeBuilder()
        self.visits: dict[tuple[int, int, int], int] = {}  # (interpreter, way, start) to column
        self.of_pair: dict[tuple[int, int], list[int]] = defaultdict(list)  # interpreter, session
        self.in_way: dict[tuple[int, int], list[int]] = defaultdict(list)  # interpreter, way
        for (i, day), sessions in compiled.day_sessions.items():
            self._day(i, day, [option for s in sessions for option in compiled.options(i, s)])
        self._sessions()
        self._wishes()
        self._cases()
        self._weeks()
        self._load()

    def _session(self, w: int) -> Session:
        return self.problem.sessions[self.compiled.session_of[w]]

    def _day(self, i: int, day: int, visits: list[Option]) -> None:
        """A path through some visits of a day, its minutes and strain under their caps."""
        model, rate = self.model, self.problem.costs.travel_minute
        leaves = model.row(0, 1)
        cap = model.row(0, self.compiled.day_cap(i, day))
        into, out = [model.row(0, 0) for _ in visits], [model.row(0, 0) for _ in visits]
        for k, (w, start) in enumerate(visits):
            visit = model.column(self.problem.interpreters[i].session_cost, whole=False)
            self.visits[i, w, start] = visit
            self.of_pair[i, self.compiled.session_of[w]].append(visit)
            self.in_way[i, w].append(visit)
            model.put(into[k], visit, -1)
            model.put(out[k], visit, -1)
            model.put(cap, visit, self._session(w).minutes)
            first = model.column(rate * self.compiled.travel_minutes(i, None, w))
            model.put(leaves, first)
            model.put(into[k], first)
            model.put(out[k], model.column(rate * self.compiled.travel_minutes(i, w, None)))
            for m, (other, later) in enumerate(visits):
                cost = self.compiled.transfer(i, (w, start), (other, later))
                if cost is not None:
                    arc = model.column(cost)
                    model.put(out[k], arc)
                    model.put(into[m], arc)
        for pair in combinations(visits, 2):
            if self.compiled.is_too_long_away(i, pair):
                either = model.row(0, 1)
                for w, start in pair:
                    model.put(either, self.visits[i, w, start])
        if not self.compiled.has_strain_to_spare(i, day):
            self._strain(i, day, visits)

    def _strain(self, i: int, day: int, visits: list[Option]) -> None:
        """No more strain than the cap among some visits of a day."""
        row = self.model.row(0, self.compiled.strain_cap(i, day))
        for w, start in visits:
            self.model.put(row, self.visits[i, w, start], self._session(w).strain)

    def _sessions(self) -> None:
        """Everybody of a team in one way at one start, or nobody at all."""
        model = self.model
        begun: dict[int, dict[Option, list[int]]] = defaultdict(lambda: defaultdict(list))
        for (_, w, start), visit in self.visits.items():
            begun[self.compiled.session_of[w]][w, start].append(visit)
        for s, session in enumerate(self.problem.sessions):
            once = model.row(1, 1)
            unfilled = session.unfilled_cost * session.needed
            model.put(once, model.column(unfilled, whole=False))
            for option, team in begun[s].items():
                begins = model.column(self.compiled.option_cost(option))
                whole_team = model.row(0, 0)
                model.put(once, begins)
                model.put(whole_team, begins, -session.needed)
                for visit in team:
                    model.put(whole_team, visit)

    def _wishes(self) -> None:
        """Continuity, assignments to keep, and pins."""
        model, rate = self.model, self.problem.costs
        pin = broken_pin_cost(self.problem)
        for s, session in enumerate(self.problem.sessions):
            if session.preferred:
                someone = model.row(1, INFINITY)
                model.put(someone, model.column(rate.discontinuity, whole=False))
                for i in self.compiled.preferred[s]:
                    for visit in self.of_pair.get((i, s), ()):
                        model.put(someone, visit)
            model.constant += rate.change * len(session.held_by) + pin * len(
                self.compiled.pinned[s]
            )
            for settled, gain in (
                (self.compiled.held_by[s], rate.change),
                (self.compiled.pinned[s], pin),
            ):
                for pair in settled.items():
                    for visit in self.in_way.get(pair, ()):
                        model.cost[visit] -= gain

    def _cases(self) -> None:
        """Everybody who serves a case beyond the first costs a discontinuity."""
        model = self.model
        for sessions in self.compiled.cases:
            people = model.row(-INFINITY, 1)
            further = model.column(self.problem.costs.discontinuity, INFINITY, whole=False)
            model.put(people, further, -1)
            known: dict[int, int] = {}
            for s in sessions:
                for i in self.compiled.able[s]:
                    if i not in known:
                        known[i] = model.column(whole=False)
                        model.put(people, known[i])
                    serves = model.row(-INFINITY, 0)
                    model.put(serves, known[i], -1)
                    for visit in self.of_pair[i, s]:
                        model.put(serves, visit)

    def _weeks(self) -> None:
        """Session minutes of a week stay under the cap."""
        rows: dict[tuple[int, int], int] = {}
        for (i, w, _), visit in self.visits.items():
            session = self._session(w)
            key = (i, week_of(session.day))
            if key not in rows:
                rows[key] = self.model.row(-INFINITY, max(0, self.compiled.week_cap(*key)))
            self.model.put(rows[key], visit, session.minutes)

    def _load(self) -> None:
        """Everybody's minutes should be near the target."""
        model, rate = self.model, self.problem.costs.load_minute
        served: dict[int, list[tuple[int, int]]] = defaultdict(list)
        for (i, s), visits in self.of_pair.items():
            served[i] += [(visit, self.problem.sessions[s].minutes) for visit in visits]
        for i, person in enumerate(self.problem.interpreters):
            missing = person.target_minutes - person.worked_minutes
            spent = model.row(missing, missing)
            model.put(spent, model.column(rate, INFINITY, whole=False), 1)
            model.put(spent, model.column(rate, INFINITY, whole=False), -1)
            for visit, minutes in served[i]:
                model.put(spent, visit, minutes)

    def assignments(self, values: Reals) -> tuple[Assignment, ...]:
        """The plan of a solution."""
        ways, people = self.compiled.ways, self.problem.interpreters
        return tuple(
            sorted(
                Assignment(self._session(w).id, people[i].id, start, ways[w].name)
                for (i, w, start), visit in self.visits.items()
                if values[visit] > TAKEN
            )
        )


def solve(compiled: CompiledProblem, seconds: float) -> Plan:
    """The best plan and the bound of the arc-flow model after so many seconds."""
    began = time.monotonic()
    flow = ArcFlow(compiled)
    solved = solve_mip(flow.model, seconds - (time.monotonic() - began))
    assignments = () if solved.values is None else flow.assignments(solved.values)
    bound = max(0, -int(-(solved.bound - ROUNDING) // 1)) if solved.bound > -INFINITY else 0
    judged = judge(compiled.problem, assignments)
    return judged.plan(bound=bound, seconds=time.monotonic() - began, engine=NAME)
