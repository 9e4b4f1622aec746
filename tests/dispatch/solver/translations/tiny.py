"""Tiny translation problems, and the cheapest plan by trying everything."""

import random
from collections import Counter
from collections.abc import Iterator
from itertools import product

from dispatch.solver.translations.check import judge_translations
from dispatch.solver.translations.problem import (
    JobToPlan,
    PlannedStep,
    StepCandidate,
    StepsByPivot,
    StepToPlan,
    TranslationProblem,
    TranslationRates,
    Translator,
    only,
)

Used = tuple[tuple[tuple[str, int], int], ...]


def a_tiny_problem(seed: int) -> TranslationProblem:
    """Two or three jobs of one or two steps, three translators, three days, a few words."""
    dice = random.Random(f"tiny translations {seed}")
    days = 3
    people = tuple(
        Translator(
            f"t{k}",
            tuple(dice.choices([0, 1, 2, 3], [1, 2, 3, 2])[0] for _ in range(days)),
            target=dice.choice([0, 1, 2, 9]),
        )
        for k in range(3)
    )
    return TranslationProblem(
        f"tiny {seed}",
        days,
        people,
        tuple(_a_job(dice, f"j{k}") for k in range(dice.choice([2, 2, 3]))),
        TranslationRates(
            load=dice.choice([0, 1, 3]),
            further_day=dice.choice([0, 2]),
            change=dice.choice([0, 4]),
        ),
        slack_days=dice.choice([0, 1]),
    )


def _a_job(dice: random.Random, name: str) -> JobToPlan:
    kinds = ("translation", "revision")[: dice.choice([1, 2, 2])]
    steps = tuple(_a_step(dice, kind) for kind in kinds)
    pivot = tuple(_a_step(dice, kind) for kind in ("first", "second"))
    return JobToPlan(
        name,
        release=dice.choice([0, 0, 1]),
        deadline=dice.choice([0, 1, 2]),
        late=dice.choice([1, 5]),
        unplanned=dice.choice([3, 20]),
        steps=steps,
        hand_over=dice.choice([0, 1, 1]),
        pivots=(StepsByPivot("en", pivot),) if dice.random() < 0.3 else (),
    )


def _a_step(dice: random.Random, kind: str) -> StepToPlan:
    who = [f"t{k}" for k in range(3) if dice.random() < 0.8]
    candidates = tuple(
        StepCandidate(
            name, dice.choice([0, 1, 4]), dice.choice([(), (), (), ("domain",), ("far", "domain")])
        )
        for name in who
    )
    current = dice.choice([None, None, *who]) if who else None
    return StepToPlan(
        kind,
        dice.choice([1, 2, 3]),
        candidates,
        current,
        held=bool(current) and dice.random() < 0.3,
    )


def ways_of_a_step(
    problem: TranslationProblem, job: JobToPlan, step: StepToPlan
) -> Iterator[PlannedStep]:
    """Everybody, lawful or not, with every division of the words over the days."""
    for who in problem.translators:
        for words in product(range(step.work + 1), repeat=problem.days):
            if sum(words) == step.work:
                by_day = tuple((day, each) for day, each in enumerate(words) if each)
                yield PlannedStep(job.id, step.id, who.id, by_day)


def ways_of_a_job(
    problem: TranslationProblem, job: JobToPlan
) -> list[tuple[int, Counter[tuple[str, int]], tuple[PlannedStep, ...]]]:
    """Every lawful way with its cost but for load."""
    alone = only(problem, job)
    per_step = [
        [
            None,
            *(
                one
                for one in ways_of_a_step(problem, job, step)
                if any(c.translator == one.translator and not c.bars for c in step.candidates)
            ),
        ]
        for step in job.steps
    ]
    found: list[tuple[int, Counter[tuple[str, int]], tuple[PlannedStep, ...]]] = []
    for chosen in product(*per_step):
        steps = tuple(one for one in chosen if one is not None)
        judged = judge_translations(alone, steps)
        if judged.violations:
            continue
        used: Counter[tuple[str, int]] = Counter()
        for one in steps:
            for day, words in one.words:
                used[one.translator, day] += words
        found.append((judged.terms.total - judged.terms.load, used, steps))
    return found


def cheapest(problem: TranslationProblem) -> int:
    """The cost of the best plan, by trying every way of every job together."""
    capacity = {
        (who.id, day): words
        for who in problem.translators
        for day, words in enumerate(who.capacity)
    }
    known: dict[Used, int] = {(): 0}
    for job in problem.jobs:
        least: dict[Used, int] = {}
        for cost, used, _ in ways_of_a_job(problem, job):
            key = tuple(sorted(used.items()))
            least[key] = min(cost, least.get(key, cost))
        more: dict[Used, int] = {}
        for so_far, before in known.items():
            for mine, cost in least.items():
                both = Counter(dict(so_far))
                both.update(dict(mine))
                if all(words <= capacity[where] for where, words in both.items()):
                    key = tuple(sorted(both.items()))
                    more[key] = min(before + cost, more.get(key, before + cost))
        known = more
    targets = {who.id: who.target for who in problem.translators}

    def load(used: Used) -> int:
        words: Counter[str] = Counter()
        for (who, _), number in used:
            words[who] += number
        return problem.rates.load * sum(max(0, words[w] - t) for w, t in targets.items())

    return min(cost + load(used) for used, cost in known.items())
