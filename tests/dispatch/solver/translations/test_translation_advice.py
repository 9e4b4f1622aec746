"""Why a job is late, and what would help: against trying everything."""

from collections.abc import Iterable
from dataclasses import replace

import pytest

from dispatch.solver.translations.advice import advise, left_over
from dispatch.solver.translations.check import judge_translations
from dispatch.solver.translations.engine import plan_translations
from dispatch.solver.translations.problem import (
    JobToPlan,
    StepCandidate,
    StepsByPivot,
    StepToPlan,
    TranslationPlan,
    TranslationProblem,
    only,
)
from tests.dispatch.solver.translations.test_translation_engine import (
    BOTH,
    LAN,
    LETTER,
    MAI,
    OFFICE,
)
from tests.dispatch.solver.translations.tiny import a_tiny_problem, ways_of_a_job


def days_late(rest: TranslationProblem, jobs: Iterable[JobToPlan]) -> int | None:
    """The fewest days by which some jobs together are late, by trying everything; None where it cannot be."""
    together: list[tuple[int, dict[tuple[str, int], int]]] = [(0, {})]
    capacity = {
        (who.id, day): words for who in rest.translators for day, words in enumerate(who.capacity)
    }
    for job in jobs:
        ways = [
            (used, steps)
            for _, used, steps in ways_of_a_job(rest, job)
            if len(steps) == len(job.steps)
        ]
        more: dict[tuple[tuple[tuple[str, int], int], ...], int] = {}
        for late, before in together:
            for used, steps in ways:
                both = {where: before.get(where, 0) + used[where] for where in {*before, *used}}
                if all(words <= capacity[where] for where, words in both.items()):
                    last = max(step.last_day for step in steps if step.step == job.steps[-1].id)
                    key = tuple(sorted(both.items()))
                    days = max(late, last - job.deadline)
                    more[key] = min(days, more.get(key, days))
        together = [(late, dict(key)) for key, late in more.items()]
    return min((late for late, _ in together), default=None)


def halves(job: JobToPlan) -> list[JobToPlan]:
    first = tuple(replace(s, work=s.work - s.work // 2) for s in job.steps)
    second = tuple(replace(s, work=s.work // 2, held=False) for s in job.steps)
    return [replace(job, id="a", steps=first), replace(job, id="b", steps=second)]


def without(job: JobToPlan, bar: str) -> JobToPlan:
    steps = tuple(
        replace(
            step,
            candidates=tuple(replace(c, bars=tuple(set(c.bars) - {bar})) for c in step.candidates),
        )
        for step in job.steps
    )
    return replace(job, steps=steps)


def expected(rest: TranslationProblem, job: JobToPlan) -> set[tuple[str, str, int]]:
    found: set[tuple[str, str, int]] = set()
    later = days_late(rest, [job])
    if later is not None:
        found.add(("later", "", max(0, later)))
    if all(step.work > 1 for step in job.steps) and in_time(rest, halves(job)):
        found.add(("split", "", 0))
    for bar in {b for step in job.steps for c in step.candidates for b in c.bars}:
        if in_time(rest, [without(job, bar)]):
            found.add(("lift", bar, 0))
    for pivot in job.pivots:
        if in_time(rest, [replace(job, steps=pivot.steps)]):
            found.add(("pivot", pivot.name, 0))
    return found


def in_time(rest: TranslationProblem, jobs: list[JobToPlan]) -> bool:
    late = days_late(rest, jobs)
    return late is not None and late <= 0


def assert_advice(seed: int) -> int:
    problem = a_tiny_problem(seed)
    plan = plan_translations(problem)
    found = advise(problem, plan)
    assert {each.job for each in found} == {*plan.late, *plan.unplanned}
    jobs = {job.id: job for job in problem.jobs}
    for each in found:
        rest = left_over(problem, plan, jobs[each.job])
        (job,) = rest.jobs
        told = {(one.kind, one.name, one.days) for one in each.helps}
        assert told == expected(rest, job), (seed, each.job)
        empty = only(replace(rest, translators=problem.translators), job)
        alone = days_late(empty, [job])
        assert (each.why == "crowded") == (alone is not None and alone <= 0)
    return sum(len(each.helps) for each in found)


def test_what_helps_is_what_trying_everything_finds() -> None:
    assert sum(assert_advice(seed) for seed in range(12)) > 5


@pytest.mark.wide
def test_what_helps_is_what_trying_everything_finds_for_many() -> None:
    assert sum(assert_advice(seed) for seed in range(12, 130)) > 50


def planned(job: JobToPlan) -> tuple[TranslationProblem, TranslationPlan]:
    problem = replace(OFFICE, jobs=(job,))
    return problem, plan_translations(problem)


def test_it_says_who_is_missing_and_that_a_neighbour_would_do() -> None:
    barred = (StepCandidate("mai"), StepCandidate("lan", bars=("neighbour",)))
    job = replace(LETTER, steps=tuple(replace(s, candidates=barred) for s in LETTER.steps))

    (advice,) = advise(*planned(job))

    assert advice.why == "one_person"
    assert [(each.kind, each.name) for each in advice.helps] == [("lift", "neighbour")]
    assert {s.translator for s in advice.helps[0].steps} == {"mai", "lan"}


def test_it_says_how_many_days_later_and_that_two_halves_would_be_in_time() -> None:
    long = replace(
        LETTER,
        deadline=1,
        steps=(
            StepToPlan("translation", 2000, BOTH),
            StepToPlan("revision", 10, (StepCandidate("eve"),)),
        ),
    )
    eve = replace(MAI, id="eve")
    problem = replace(
        OFFICE, translators=(MAI, replace(LAN, capacity=(1000,) * 3), eve), jobs=(long,)
    )

    (advice,) = advise(problem, plan_translations(problem))

    assert advice.why == "too_short"
    assert [(each.kind, each.days) for each in advice.helps] == [("later", 1), ("split", 0)]


def test_a_way_through_english_helps_where_nobody_knows_both() -> None:
    nobody = replace(LETTER.steps[0], candidates=())
    by_english = (
        StepToPlan("first", 100, BOTH[:1]),
        StepToPlan("second", 100, BOTH[1:]),
    )
    job = replace(
        LETTER,
        deadline=2,
        steps=(nobody, LETTER.steps[1]),
        pivots=(StepsByPivot("en", by_english),),
    )

    problem, plan = planned(job)
    (advice,) = advise(problem, plan)

    assert (advice.why, advice.steps) == ("nobody", ("translation",))
    assert [(each.kind, each.name) for each in advice.helps] == [("pivot", "en")]
    assert judge_translations(problem, plan.steps).unplanned == ("letter",)
