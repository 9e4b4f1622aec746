"""Who sits beside whom: trainees paired with sessions of their mentors, by one small exact model.

A CP-SAT model with one literal for each seat and kind of sitting: listening, or speaking while the
mentor listens.
"""

# OR-Tools ships partial annotations: expressions come back as unions the checker cannot follow.
# pyright: reportUnknownMemberType=false, reportUnknownVariableType=false, reportUnknownArgumentType=false

from collections import defaultdict
from itertools import combinations

from ortools.sat.python import cp_model

from dispatch.solver.practicum.sittings import MINUTE, Pairing, PairingProblem, Trainee, collide
from dispatch.solver.problem.problem import Limits

USABLE = frozenset({cp_model.OPTIMAL, cp_model.FEASIBLE})


def pair(problem: PairingProblem, limits: Limits = Limits(seconds=10)) -> tuple[Pairing, ...]:  # noqa: B008  immutable
    """The pairings that count for the most missing minutes and, among those, take the fewest seats.

    Empty where none is found within `limits`, whose seconds are those of the clock.
    """
    model = _Model(problem)
    solver = cp_model.CpSolver()
    solver.parameters.catch_sigint_signal = False  # signals are the main thread's
    solver.parameters.max_time_in_seconds = limits.seconds
    solver.parameters.num_workers = limits.workers
    solver.parameters.random_seed = limits.seed
    if solver.solve(model.model) not in USABLE:
        return ()
    return tuple(
        Pairing(seat.trainee, seat.session, speaks)
        for (k, speaks), taken in model.takes.items()
        for seat in [problem.seats[k]]
        if solver.boolean_value(taken)
    )


class _Model:
    """One literal for each seat and each thing to do there."""

    def __init__(self, problem: PairingProblem) -> None:
        self.problem = problem
        self.model = cp_model.CpModel()
        self.takes: dict[tuple[int, bool], cp_model.IntVar] = {}
        self.useful: list[cp_model.IntVar] = []
        self._seats: dict[str, list[int]] = defaultdict(list)
        for k, seat in enumerate(problem.seats):
            self._seats[seat.trainee].append(k)
            self.takes[k, False] = self.model.new_bool_var("")
            if seat.speaks:
                self.takes[k, True] = self.model.new_bool_var("")
        self._one_trainee_a_session()
        for who in problem.trainees:
            seats = sorted(self._seats[who.id], key=lambda k: problem.seats[k].start)
            self._listens_before_she_speaks(who, seats)
        self._one_place_at_a_time()
        minutes = cp_model.LinearExpr.sum(self.useful)
        self.model.maximize(MINUTE * minutes - cp_model.LinearExpr.sum(list(self.takes.values())))

    def _literals(self, k: int) -> list[cp_model.IntVar]:
        return [self.takes[k, speaks] for speaks in (False, True) if (k, speaks) in self.takes]

    def _one_trainee_a_session(self) -> None:
        of_session: dict[str, list[cp_model.IntVar]] = defaultdict(list)
        for k, seat in enumerate(self.problem.seats):
            of_session[seat.session] += self._literals(k)
        for literals in of_session.values():
            self.model.add_at_most_one(literals)

    def _one_place_at_a_time(self) -> None:
        found = self.problem.seats
        of_person: dict[str, list[tuple[int, Trainee]]] = defaultdict(list)
        for who in self.problem.trainees:
            of_person[who.person] += [(k, who) for k in self._seats[who.id]]
        for seats in of_person.values():
            for (one, who), (other, _) in combinations(seats, 2):
                if collide(self.problem, who, found[one], found[other]):
                    self.model.add_at_most_one([*self._literals(one), *self._literals(other)])

    def _listens_before_she_speaks(self, who: Trainee, seats: list[int]) -> None:
        listens = [k for k in seats if (k, False) in self.takes]
        speaks = [k for k in seats if (k, True) in self.takes]
        heard = self._minutes_that_count(listens, speaks=False, missing=who.observe)
        self._minutes_that_count(speaks, speaks=True, missing=who.supervised)
        done = self.model.new_bool_var("")
        self.model.add(heard >= who.observe).only_enforce_if(done)
        for k in speaks:
            self.model.add_implication(self.takes[k, True], done)
            if self.problem.seats[k].start < who.speaks_from:
                self.model.add(self.takes[k, True] == 0)
            for later in listens:
                if self.problem.seats[k].start <= self.problem.seats[later].start and later != k:
                    self.model.add_at_most_one([self.takes[k, True], self.takes[later, False]])

    def _minutes_that_count(
        self, seats: list[int], *, speaks: bool, missing: int
    ) -> cp_model.LinearExprT:
        """The minutes of one kind; what goes beyond the missing ones is worth nothing."""
        minutes = cp_model.LinearExpr.weighted_sum(
            [self.takes[k, speaks] for k in seats], [self.problem.seats[k].minutes for k in seats]
        )
        counted = self.model.new_int_var(0, max(0, missing), "")
        self.model.add(counted <= minutes)
        self.useful.append(counted)
        return minutes
