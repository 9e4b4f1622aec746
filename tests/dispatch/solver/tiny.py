"""Tiny random problems, and the cheapest plan found by trying everything."""

import random
from dataclasses import replace
from itertools import combinations, product

from dispatch.solver.problem.check import judge, violations
from dispatch.solver.problem.plan import Plan
from dispatch.solver.problem.problem import (
    MINUTES_PER_DAY,
    NO_LIMIT,
    Agreement,
    Costs,
    Interpreter,
    Place,
    Problem,
    Session,
    Travel,
    Way,
)
from tests.dispatch.solver.builders import a_plan

MOST_COMBINATIONS = 3000


def a_tiny_problem(seed: int) -> Problem:
    """A problem small enough to try every plan."""
    return _problem(seed, most_people=3, most_sessions=4)


def a_small_problem(seed: int) -> Problem:
    """A problem too large to try every plan, and small enough to prove at once."""
    return _problem(seed, most_people=6, most_sessions=16)


def a_tiny_problem_of_two_days(seed: int) -> Problem:
    """A tiny problem whose people are free on both of two days, with sessions on one and the other."""
    problem = _problem(seed, most_people=3, most_sessions=4)
    days = [(540, 1080), (MINUTES_PER_DAY + 540, MINUTES_PER_DAY + 1080)]
    people = tuple(replace(i, available=tuple(days)) for i in problem.interpreters)
    sessions = tuple(_on_day(s, k % 2) for k, s in enumerate(problem.sessions))
    return replace(problem, interpreters=people, sessions=sessions)


def _on_day(session: Session, day: int) -> Session:
    shift = (day - session.day) * MINUTES_PER_DAY
    ways = (
        replace(
            way,
            earliest_start=way.earliest_start + shift,
            latest_start=way.latest_start + shift,
        )
        for way in session.ways
    )
    return replace(session, day=day, ways=tuple(ways))


def _problem(seed: int, *, most_people: int, most_sessions: int) -> Problem:
    dice = random.Random(seed)
    days = dice.choice([1, 1, 2])
    places = tuple(Place(f"p{k}", 37 + dice.random() / 2, 127 + dice.random()) for k in range(4))
    people = tuple(_person(dice, k, days) for k in range(dice.randint(1, most_people)))
    names = [i.id for i in people]
    sessions = tuple(_session(dice, k, days, names) for k in range(dice.randint(1, most_sessions)))
    costs = Costs(
        travel_minute=dice.choice([0, 4, 40]),
        load_minute=dice.choice([0, 1, 20]),
        discontinuity=dice.choice([0, 120, 5000]),
        change=dice.choice([0, 800]),
        shift=dice.choice([0, 3]),
        tight_transfer=dice.choice([0, 0, 90]),
        tight_minutes=dice.choice([5, 15]),
    )
    problem = Problem(f"tiny-{seed}", places, people, sessions, _travel(dice), costs)
    problem = _strained(dice, problem) if dice.random() < 0.75 else problem
    return _rested(random.Random(f"rest of {seed}"), problem)


def _rested(dice: random.Random, problem: Problem) -> Problem:
    """The same problem with a rest after some sessions, in half of all problems."""
    if dice.random() < 0.5:
        return problem
    sessions = (replace(s, rest=dice.choice([0, 5, 15, 40])) for s in problem.sessions)
    return replace(problem, sessions=tuple(sessions))


def _strained(dice: random.Random, problem: Problem) -> Problem:
    """The same problem with strain on some sessions, and a cap on it for some people."""
    people = (
        replace(
            person,
            max_strain_per_day=dice.choice([1, 1, 2, NO_LIMIT]),
            strain_taken=dice.choice([(), (), (), ((0, 1),), ((1, 3),)]),
        )
        for person in problem.interpreters
    )
    sessions = (replace(s, strain=dice.choice([0, 1, 1, 1, 2])) for s in problem.sessions)
    return replace(problem, interpreters=tuple(people), sessions=tuple(sessions))


def _travel(dice: random.Random) -> Travel:
    if dice.random() < 0.5:
        return Travel(kmh=60, buffer=dice.choice([0, 10]))
    rows = [[dice.choice([5, 10, 25, 40]) for _ in range(4)] for _ in range(4)]
    for k in range(4):
        rows[k][k] = 0
    return Travel(minutes=tuple(map(tuple, rows)), buffer=dice.choice([0, 10]))


def _person(dice: random.Random, k: int, days: int) -> Interpreter:
    windows = [
        (day * 1440 + first, day * 1440 + last)
        for day in range(days)
        for first, last in dice.choice([[(540, 1080)], [(540, 720)], [(540, 660), (700, 900)], []])
    ]
    return Interpreter(
        id=f"i{k}",
        home=f"p{dice.randrange(4)}",
        available=tuple(windows),
        max_minutes_per_day=dice.choice([60, 120, 300]),
        max_minutes_per_week=dice.choice([90, 150, 600]),
        worked_minutes=dice.choice([0, 0, 60]),
        target_minutes=dice.choice([0, 60, 150]),
        min_break=dice.choice([0, 10]),
        session_cost=dice.choice([0, 0, 90]),
        max_away_minutes=dice.choice([NO_LIMIT, NO_LIMIT, 120, 200]),
    )


def _session(dice: random.Random, k: int, days: int, names: list[str]) -> Session:
    day = dice.randrange(days)
    first = day * 1440 + dice.choice([540, 560, 600, 620, 660, 700])
    needed = min(len(names), dice.choice([1, 1, 1, 2]))
    ways = tuple(
        Way(
            name=f"w{n}",
            place=dice.choice([None, "p0", "p1", "p2"]),
            earliest_start=first + (later := n and dice.choice([0, 0, 15, 60])),
            latest_start=first + later + dice.choice([0, 0, 10, 20]),
            candidates=tuple(dice.sample(names, dice.randint(min(needed, len(names)), len(names)))),
            cost=dice.choice([0, 150, 700]) if n else 0,
        )
        for n in range(dice.choice([1, 1, 2, 3]))
    )
    held = dice.sample(names, dice.choice([0, 0, 1]))
    return Session(
        id=f"s{k}",
        minutes=dice.choice([30, 60, 60, 90]),
        day=day,
        ways=ways,
        needed=needed,
        unfilled_cost=dice.choice([200, 1000, 16000]),
        preferred=tuple(dice.sample(names, dice.choice([0, 0, 1, min(2, len(names))]))),
        held_by=tuple(Agreement(name, dice.choice(ways).name) for name in held),
        case=dice.choice(["", "", "a", "b"]),
    )


def cheapest_by_trying_everything(problem: Problem) -> int | None:
    """The cost of the cheapest lawful plan; None where that would take too long."""
    plans = lawful_plans(problem)
    return None if plans is None else min(judge(problem, p.assignments).terms.total for p in plans)


def lawful_plans(problem: Problem) -> list[Plan] | None:
    """Every lawful plan there is; None where listing them would take too long."""
    choices = [_choices(s) for s in problem.sessions]
    count = 1
    for teams in choices:
        count *= len(teams)
    if count > MOST_COMBINATIONS:
        return None
    plans = (a_plan(*(a for team in teams for a in team)) for teams in product(*choices))
    return [p for p in plans if not violations(problem, p)]


def _choices(session: Session) -> list[list[tuple[str, str, int, str]]]:
    """Every team in every way and from every start, and nobody."""
    choices: list[list[tuple[str, str, int, str]]] = [[]]
    for way in session.ways:
        for start in range(way.earliest_start, way.latest_start + 1, 5):
            teams = combinations(way.candidates, session.needed)
            choices += [[(session.id, name, start, way.name) for name in team] for team in teams]
    return choices
