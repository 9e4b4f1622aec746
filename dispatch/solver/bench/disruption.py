"""What upsets a plan: some interpreters fall ill, and urgent sessions arrive; seeded, for benchmarks."""

import random
from dataclasses import dataclass, replace

from dispatch.solver.bench.province import UNFILLED_COST
from dispatch.solver.problem.plan import Plan
from dispatch.solver.problem.problem import MINUTES_PER_DAY, Problem, Session

MOST_URGENT = 1


@dataclass(frozen=True, slots=True)
class Disruption:
    """How many fall ill for all the days of a plan, and how many urgent sessions arrive."""

    ill: int = 3
    urgent: int = 10


def disrupt(problem: Problem, plan: Plan, seed: int, how_much: Disruption) -> Problem:
    """The problem as it stands after the illness and the calls: nobody ill is available."""
    dice = random.Random(f"disruption/{seed}")  # noqa: S311 - repeatable, not secret
    working = sorted({a.interpreter for a in plan.assignments})
    ill = set(dice.sample(working, min(how_much.ill, len(working))))
    people = tuple(
        replace(person, available=()) if person.id in ill else person
        for person in problem.interpreters
    )
    urgent = tuple(_urgent(dice, problem, k) for k in range(how_much.urgent))
    name = f"{problem.name}.disrupted-{seed}"
    return replace(problem, name=name, interpreters=people, sessions=(*problem.sessions, *urgent))


def _urgent(dice: random.Random, problem: Problem, number: int) -> Session:
    """Like one session of the plan in all its ways, at the hour of another, and more urgent than any."""
    like = dice.choice([s for s in problem.sessions if s.candidates])
    hour = dice.choice(problem.sessions).earliest_start % MINUTES_PER_DAY
    start = like.day * MINUTES_PER_DAY + hour
    return replace(
        like,
        id=f"urgent-{number}",
        ways=tuple(replace(way, earliest_start=start, latest_start=start) for way in like.ways),
        needed=1,
        unfilled_cost=UNFILLED_COST[MOST_URGENT],
        preferred=(),
        case="",
        pinned=(),
        held_by=(),
    )
