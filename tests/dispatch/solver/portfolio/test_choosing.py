"""The best teaching under a budget, against trying everything."""

import random
from dataclasses import replace
from itertools import product

import pytest

from dispatch.solver.portfolio.budget import (
    RESOURCES,
    Lesson,
    Teaching,
    TeachingGroup,
    TeachingMeans,
    TeachingProblem,
    taken_by,
    teaching_of,
)
from dispatch.solver.portfolio.choosing import choose
from dispatch.solver.problem.problem import Limits

ENOUGH = Limits(seconds=10, deterministic=True)
ONE_MORE = TeachingMeans(seats=1, trainer_days=1, room_days=1, money=100)


def drawn(seed: int) -> TeachingProblem:
    """Two courses and four kinds of people who chase some of the same nine sessions."""
    dice = random.Random(f"portfolio/{seed}")
    sessions = [f"s{k}" for k in range(9)]
    lessons = tuple(
        Lesson(
            id=f"l{k}",
            each=TeachingMeans(
                trainer_days=dice.randint(1, 4),
                room_days=dice.randint(1, 3),
                money=dice.randint(1, 4) * 100,
            ),
            places=dice.randint(3, 6),
            seat_money=dice.choice([0, 20, 50]),
            most=2,
        )
        for k in range(2)
    )
    learnings: list[TeachingGroup] = []
    for k in range(4):
        count = dice.randint(1, 2)
        needed = [dice.randint(1, 3) for _ in range(count)]
        learnings.append(
            TeachingGroup(
                id=f"p{k}",
                lesson=f"l{k % 2}",
                adds=tuple(
                    frozenset(dice.sample(sessions, dice.randint(1, 4))) for _ in range(count)
                ),
                seats_for=tuple(sum(needed[: n + 1]) for n in range(count)),
            )
        )
    return TeachingProblem(
        lessons=lessons,
        learnings=tuple(learnings),
        worth={session: dice.choice([8, 16, 32]) for session in sessions},
        budget=TeachingMeans(
            seats=dice.randint(2, 9),
            trainer_days=dice.randint(2, 8),
            room_days=dice.randint(2, 6),
            money=dice.randint(3, 12) * 100,
        ),
    )


def lawful(problem: TeachingProblem) -> list[Teaching]:
    """Every choice that keeps to places and budget."""
    found: list[Teaching] = []
    numbers = [range(len(each.adds) + 1) for each in problem.learnings]
    times = [range(each.most + 1) for each in problem.lessons]
    for counts in product(*numbers, *times):
        people = {p.id: n for p, n in zip(problem.learnings, counts, strict=False)}
        held = {
            lesson.id: n
            for lesson, n in zip(problem.lessons, counts[len(problem.learnings) :], strict=True)
        }
        taken = taken_by(problem, people, held)
        fits = all(taken.of(each) <= problem.budget.of(each) for each in RESOURCES)
        if fits and all(
            sum(
                p.seats_for[people[p.id] - 1]
                for p in problem.learnings
                if p.lesson == lesson.id and people[p.id]
            )
            <= lesson.places * held[lesson.id]
            for lesson in problem.lessons
        ):
            found.append(teaching_of(problem, people, held))
    return found


@pytest.mark.parametrize("seed", range(6))
def test_nothing_that_fits_covers_more(seed: int) -> None:
    problem = drawn(seed)
    every = lawful(problem)
    found = choose(problem, ONE_MORE, ENOUGH)
    assert found.is_proven
    assert found.best.worth == max(each.worth for each in every)
    seen = [frozenset(found.best.people)]
    for other in found.alternatives:
        left = [t.worth for t in every if not any(one <= frozenset(t.people) for one in seen)]
        assert other.worth == max(left)
        seen.append(frozenset(other.people))
    for resource in RESOURCES:
        more = {resource: problem.budget.of(resource) + ONE_MORE.of(resource)}
        larger = replace(problem, budget=replace(problem.budget, **more))
        assert found.more[resource] == max(t.worth for t in lawful(larger)) - found.best.worth


def test_two_kinds_that_chase_one_session_cover_it_once() -> None:
    lesson = Lesson(id="l", each=TeachingMeans(trainer_days=1), places=5)
    both = frozenset({"s"})
    problem = TeachingProblem(
        (lesson,),
        (TeachingGroup("a", "l", (both,), (1,)), TeachingGroup("b", "l", (both,), (1,))),
        {"s": 10},
        TeachingMeans(seats=5, trainer_days=5),
    )
    best = choose(problem, ONE_MORE, ENOUGH).best
    assert (best.worth, sum(best.people.values()), best.taken.seats) == (10, 1, 1)


def test_without_a_budget_nothing_is_held() -> None:
    found = choose(replace(drawn(1), budget=TeachingMeans()), ONE_MORE, ENOUGH)
    assert (found.best.worth, found.best.held, found.alternatives) == (0, {}, ())
