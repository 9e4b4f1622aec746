"""Translation plans: the engine against trying everything, and the checker against broken plans."""

import time
from dataclasses import replace

import pytest

from dispatch.solver.bench.translations import translation_jobs
from dispatch.solver.problem.problem import Limits
from dispatch.solver.translations.check import judge_translations
from dispatch.solver.translations.columns import compiled
from dispatch.solver.translations.engine import plan_translations
from dispatch.solver.translations.first import first_plan
from dispatch.solver.translations.problem import (
    JobToPlan,
    PlannedStep,
    StepCandidate,
    StepToPlan,
    TranslationProblem,
    TranslationRates,
    Translator,
)
from dispatch.solver.translations.rebuild import Rebuilder
from dispatch.solver.translations.search import PartSearch
from tests.dispatch.solver.translations.tiny import a_tiny_problem, cheapest

MAI, LAN = Translator("mai", (1000, 1000, 1000)), Translator("lan", (1000, 0, 1000))
BOTH = (StepCandidate("mai"), StepCandidate("lan"))
LETTER = JobToPlan(
    "letter",
    release=0,
    deadline=1,
    late=100,
    unplanned=5000,
    steps=(StepToPlan("translation", 800, BOTH), StepToPlan("revision", 300, BOTH)),
)
OFFICE = TranslationProblem("office", 3, (MAI, LAN), (LETTER,), TranslationRates(further_day=10))


def assert_cheapest(seed: int) -> None:
    problem = a_tiny_problem(seed)

    plan = plan_translations(problem, Limits(seconds=20))

    judged = judge_translations(problem, plan.steps)
    assert judged.violations == ()
    assert judged.terms.total == plan.cost
    assert plan.cost == plan.bound == cheapest(problem)


@pytest.mark.parametrize("seed", range(25))
def test_every_plan_is_lawful_honest_and_cheapest(seed: int) -> None:
    assert_cheapest(seed)


@pytest.mark.wide
@pytest.mark.parametrize("first", range(25, 225, 50))
def test_hundreds_of_plans_are_lawful_honest_and_cheapest(first: int) -> None:
    for seed in range(first, first + 50):
        assert_cheapest(seed)


def test_the_first_plan_is_lawful_and_the_bound_holds_when_time_is_short() -> None:
    problem = translation_jobs(3, jobs=40, people=12, days=10)

    assert judge_translations(problem, first_plan(problem)).violations == ()
    plan = plan_translations(problem, Limits(seconds=0.5))
    assert judge_translations(problem, plan.steps).violations == ()
    assert plan.bound <= plan.cost


@pytest.mark.wide
@pytest.mark.parametrize("seed", range(25))
def test_rebuilding_finds_lawful_plans_and_the_cheapest(seed: int) -> None:
    """By itself, without proving; its own count of the cost is that of the checker."""
    problem = a_tiny_problem(seed)
    places = compiled(problem)
    search = PartSearch(places, time.monotonic)
    prices = search.relax(time.monotonic() + 20)
    room = places.room.copy()
    plan = Rebuilder.of(places, prices, search.spans_of(first_plan(problem)), seed)

    for heat in (2.0, 1.0, 0.1):
        plan.run(300, heat)

    # Bounds are proven by the same rooms afterwards.
    assert (places.room == room).all()

    judged = judge_translations(problem, search.steps_of(plan.best))
    assert judged.violations == ()
    assert judged.terms.total == plan.best_cost == cheapest(problem)


@pytest.mark.wide
def test_a_problem_too_large_to_be_chosen_from_at_once_is_rebuilt_lawfully() -> None:
    problem = translation_jobs(2, jobs=100, people=20)
    at_first = judge_translations(problem, first_plan(problem)).terms.total

    plan = plan_translations(problem, Limits(seconds=6, processor=True))

    judged = judge_translations(problem, plan.steps)
    assert judged.violations == ()
    assert plan.bound <= plan.cost == judged.terms.total < at_first


def test_two_people_one_after_the_other_and_late_by_days() -> None:
    """Lan is away on the second day, so she translates at once and Mai revises; nobody needs to be late."""
    plan = plan_translations(OFFICE)

    assert [(s.step, s.first_day) for s in plan.steps] == [("revision", 1), ("translation", 0)]
    assert {s.step: s.translator for s in plan.steps} == {"translation": "lan", "revision": "mai"}
    assert plan.late == {}
    ill = replace(OFFICE, translators=(replace(MAI, capacity=(1000, 0, 1000)), LAN))
    assert plan_translations(ill).late == {"letter": 1}


def test_a_job_that_needs_two_people_and_has_one_stays_unplanned() -> None:
    alone = replace(LETTER, steps=tuple(replace(s, candidates=BOTH[:1]) for s in LETTER.steps))

    plan = plan_translations(replace(OFFICE, jobs=(alone,)))

    assert plan.unplanned == ("letter",)
    assert plan.cost == plan.bound == 10_000


def test_who_has_a_step_keeps_it_unless_that_serves_less() -> None:
    held = replace(LETTER.steps[0], current="mai")
    job = replace(LETTER, deadline=2, steps=(held, LETTER.steps[1]))
    problem = replace(OFFICE, jobs=(job,), rates=TranslationRates(change=500))

    plan = plan_translations(problem)
    assert {s.step: s.translator for s in plan.steps} == {"translation": "mai", "revision": "lan"}
    assert plan.terms.changes == 0

    ill = replace(problem, translators=(replace(MAI, capacity=(0, 0, 1000)), LAN))
    assert plan_translations(ill).terms.changes == 500


WORK = PlannedStep("letter", "translation", "mai", ((0, 800),))
REVISION = PlannedStep("letter", "revision", "lan", ((2, 300),))


@pytest.mark.parametrize(
    ("steps", "told"),
    [
        ((replace(WORK, step="nothing"),), "no step"),
        ((WORK, WORK), "2 times"),
        ((replace(WORK, translator="eve"),), "not known"),
        ((replace(WORK, words=()),), "no day"),
        ((replace(WORK, words=((1, 400), (0, 400))),), "out of order"),
        ((replace(WORK, words=((0, 0), (1, 800))),), "without work"),
        ((replace(WORK, words=((0, 700),)),), "needs 800 words"),
        ((replace(WORK, words=((0, 1), (1, 1), (2, 798))),), "too many days"),
        ((WORK,), "in part"),
        ((REVISION,), "after a step that nobody does"),
        ((WORK, replace(REVISION, translator="mai", words=((1, 300),))), "same person"),
        ((WORK, replace(REVISION, words=((0, 300),))), "begins before day 1"),
        ((WORK, replace(REVISION, translator="lan", words=((1, 300),))), "more than 0 words"),
    ],
)
def test_the_checker_names_what_is_broken(steps: tuple[PlannedStep, ...], told: str) -> None:
    assert told in " / ".join(judge_translations(OFFICE, steps).violations)


def test_bars_and_held_steps_bind() -> None:
    barred = (StepCandidate("mai", bars=("domain",)), StepCandidate("lan"))
    steps = (StepToPlan("translation", 800, barred, current="lan", held=True), LETTER.steps[1])
    problem = replace(OFFICE, jobs=(replace(LETTER, steps=steps),))

    broken = judge_translations(problem, (WORK, REVISION)).violations

    assert any("may not do" in line for line in broken)
    assert any("held by lan" in line for line in broken)
