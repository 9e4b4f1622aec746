"""The teaching that covers most under a budget, by CP-SAT: a maximum coverage in which a session counts once."""

# OR-Tools ships partial annotations: expressions come back as unions the checker cannot follow.
# pyright: reportUnknownMemberType=false, reportUnknownVariableType=false, reportUnknownArgumentType=false, reportOperatorIssue=false

from collections import defaultdict
from collections.abc import Collection, Mapping
from dataclasses import dataclass, replace

from ortools.sat.python import cp_model

from dispatch.solver.portfolio.budget import (
    RESOURCES,
    Teaching,
    TeachingMeans,
    TeachingProblem,
    teaching_of,
)
from dispatch.solver.problem.problem import Limits

USABLE = frozenset({cp_model.OPTIMAL, cp_model.FEASIBLE})
# So many choices beside the best: each leaves out some kind of people of every one before.
ALTERNATIVES = 3


@dataclass(frozen=True, slots=True)
class Portfolio:
    """The best choice, the next best, and what more of each resource would bring on top; `is_proven` of the best."""

    best: Teaching
    alternatives: tuple[Teaching, ...]
    more: Mapping[str, int]
    is_proven: bool


def choose(problem: TeachingProblem, more: TeachingMeans, limits: Limits) -> Portfolio:
    """The portfolio of a problem; `more` is how much more of each resource is asked about."""
    best, is_proven = _best(problem, limits)
    others: list[Teaching] = []
    seen = [frozenset(best.people)]
    for _ in range(ALTERNATIVES):
        other, _proven = _best(problem, limits, but=seen)
        if not other.worth:
            break
        others.append(other)
        seen.append(frozenset(other.people))
    gained = {
        resource: max(0, _best(_with_more(problem, resource, more), limits)[0].worth - best.worth)
        for resource in RESOURCES
    }
    return Portfolio(best, tuple(others), gained, is_proven)


def _with_more(problem: TeachingProblem, resource: str, more: TeachingMeans) -> TeachingProblem:
    budget = problem.budget
    larger = {resource: budget.of(resource) + more.of(resource)}
    return replace(problem, budget=replace(budget, **larger))


def _best(
    problem: TeachingProblem, limits: Limits, but: Collection[frozenset[str]] = ()
) -> tuple[Teaching, bool]:
    """The best choice that leaves out something of each of some sets of kinds, and whether it is proven; nothing where there is none."""
    model = _TeachingModel(problem)
    model.forbid(but)
    solver = cp_model.CpSolver()
    solver.parameters.catch_sigint_signal = False  # signals are the main thread's
    solver.parameters.num_workers = 1
    solver.parameters.random_seed = limits.seed
    if limits.deterministic:
        solver.parameters.max_deterministic_time = limits.seconds
    else:
        solver.parameters.max_time_in_seconds = limits.seconds
    status = solver.solve(model.model)
    if status not in USABLE:
        return teaching_of(problem, {}, {}), False
    people = {
        name: sum(solver.boolean_value(each) for each in serving)
        for name, serving in model.serving.items()
    }
    held = {name: solver.value(count) for name, count in model.held.items()}
    return teaching_of(problem, people, held), status == cp_model.OPTIMAL


class _TeachingModel:
    """A literal for each further person of a kind who comes to serve, a count for each lesson."""

    def __init__(self, problem: TeachingProblem) -> None:
        self.problem = problem
        self.model = cp_model.CpModel()
        self.held = {
            lesson.id: self.model.new_int_var(0, lesson.most, "") for lesson in problem.lessons
        }
        self.serving: dict[str, list[cp_model.IntVar]] = {}
        seats: dict[str, list[cp_model.LinearExprT]] = defaultdict(list)
        covering: dict[str, list[cp_model.IntVar]] = defaultdict(list)
        for learning in problem.learnings:
            literals = [self.model.new_bool_var("") for _ in learning.adds]
            self.serving[learning.id] = literals
            before = 0
            for k, literal in enumerate(literals):
                if k:
                    self.model.add_implication(literal, literals[k - 1])
                seats[learning.lesson].append((learning.seats_for[k] - before) * literal)
                before = learning.seats_for[k]
                for session in learning.adds[k]:
                    covering[session].append(literal)
        for lesson in problem.lessons:
            self.model.add(sum(seats[lesson.id]) <= lesson.places * self.held[lesson.id])
        self._keep_budget(seats)
        self._cover(covering, seats)

    def _keep_budget(self, seats: Mapping[str, list[cp_model.LinearExprT]]) -> None:
        problem, budget = self.problem, self.problem.budget
        self.model.add(sum(sum(seats[lesson.id]) for lesson in problem.lessons) <= budget.seats)
        for resource in ("trainer_days", "room_days"):
            taken = sum(each.each.of(resource) * self.held[each.id] for each in problem.lessons)
            self.model.add(taken <= budget.of(resource))
        money = sum(
            each.each.money * self.held[each.id] + each.seat_money * sum(seats[each.id])
            for each in problem.lessons
        )
        self.model.add(money <= budget.money)

    def _cover(
        self,
        covering: Mapping[str, list[cp_model.IntVar]],
        seats: Mapping[str, list[cp_model.LinearExprT]],
    ) -> None:
        """Worth of what is covered, each session once; of two choices alike the one with fewer seats and lessons."""
        worth: list[cp_model.LinearExprT] = []
        for session, literals in sorted(covering.items()):
            covered = self.model.new_bool_var("")
            self.model.add_bool_or(literals).only_enforce_if(covered)
            worth.append(self.problem.worth[session] * covered)
        most = sum(each.most * (each.places + 1) for each in self.problem.lessons) + 1
        spent = sum(sum(each) for each in seats.values()) + sum(self.held.values())
        self.model.maximize(most * sum(worth) - spent)

    def forbid(self, sets: Collection[frozenset[str]]) -> None:
        """Of each of these sets of kinds of people at least one is left out."""
        for names in sets:
            self.model.add_bool_or([self.serving[name][0].negated() for name in sorted(names)])
