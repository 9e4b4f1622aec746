"""Seeded translation jobs of a province: drawn, planned and proven, a line for each seed."""

import random
from collections.abc import Iterator, Sequence
from dataclasses import asdict, dataclass
from typing import Any

from dispatch.solver.bench.province import DOMAINS, LANGUAGES
from dispatch.solver.problem.problem import Limits
from dispatch.solver.translations.check import judge_translations
from dispatch.solver.translations.engine import plan_translations
from dispatch.solver.translations.first import first_plan
from dispatch.solver.translations.problem import (
    JobToPlan,
    StepCandidate,
    StepToPlan,
    TranslationProblem,
    TranslationRates,
    Translator,
)

JOBS, PEOPLE, DAYS = 300, 60, 20
PRIORITIES = {1: 8, 2: 22, 3: 45, 4: 25}
# As the office's usual weights come out: a word above the fair share costs 1.
LATE = {1: 8000, 2: 4000, 3: 2000, 4: 1000}
UNPLANNED = {1: 120_000, 2: 60_000, 3: 30_000, 4: 15_000}
RATES = TranslationRates(load=1, further_day=60, change=4000)
OTHER_DOMAIN, NEW_CASE, OUTWARDS = 900, 400, 500
# Words of a translation for which a reviser needs as long as a translator for one.
REVISION = 3
# Shares of translators, and of jobs, of which it is so.
SECOND_LANGUAGE, ON_LEAVE, KNOWS_A_DOMAIN, INTO_BOTH = 0.25, 0.25, 0.5, 0.8
OUT_OF_KOREAN, KNOWS_THE_CASE = 0.7, 0.2


@dataclass(frozen=True, slots=True)
class _MadeUpTranslator:
    who: Translator
    languages: frozenset[str]
    domains: frozenset[str]
    from_korean: bool


def translation_jobs(
    seed: int, jobs: int = JOBS, people: int = PEOPLE, days: int = DAYS
) -> TranslationProblem:
    """The same problem for the same numbers, always."""
    dice = random.Random(f"translations/{seed}/{jobs}/{people}/{days}")  # noqa: S311 - repeatable, not secret
    roster = [_translator(dice, k, days) for k in range(people)]
    found = tuple(_job(dice, k, roster, days) for k in range(jobs))
    return TranslationProblem(
        f"translations-{jobs}, seed {seed}",
        days,
        tuple(each.who for each in roster),
        found,
        RATES,
    )


def _translator(dice: random.Random, k: int, days: int) -> _MadeUpTranslator:
    # The first two of each language, so that every pair has a reviser.
    language = (
        LANGUAGES[k // 2]
        if k < 2 * len(LANGUAGES)
        else dice.choices(LANGUAGES, [each.supply for each in LANGUAGES])[0]
    )
    languages = {language.name}
    if dice.random() < SECOND_LANGUAGE:
        languages.add(dice.choice(language.related))
    a_day = dice.choice([1200, 1500, 1800, 2000, 2400])
    leave = dice.randrange(days) if dice.random() < ON_LEAVE else days
    length = dice.choice([1, 3, 5])
    capacity = tuple(
        0
        if leave <= day < leave + length
        else a_day * dice.choices([4, 3, 2, 0], [50, 25, 15, 10])[0] // 4
        for day in range(days)
    )
    return _MadeUpTranslator(
        Translator(f"t{k}", capacity, target=sum(capacity) * 6 // 10),
        frozenset(languages),
        frozenset(d for d in DOMAINS if d == "general" or dice.random() < KNOWS_A_DOMAIN),
        dice.random() < INTO_BOTH,
    )


def _job(dice: random.Random, k: int, roster: Sequence[_MadeUpTranslator], days: int) -> JobToPlan:
    language = dice.choices(LANGUAGES, [each.demand for each in LANGUAGES])[0].name
    domain = dice.choices(list(DOMAINS), list(DOMAINS.values()))[0]
    priority = dice.choices(list(PRIORITIES), list(PRIORITIES.values()))[0]
    words = dice.choice([300, 500, 800, 1000, 1500, 2000, 3000, 5000]) + dice.randrange(0, 200)
    release = dice.randrange(0, days * 3 // 5)
    deadline = release + dice.choice([3, 4, 5, 6, 8, 10]) + words // 1500
    from_korean = dice.random() < OUT_OF_KOREAN
    case = {each.who.id for each in roster if dice.random() < KNOWS_THE_CASE}
    candidates = tuple(
        StepCandidate(
            each.who.id,
            OTHER_DOMAIN * (domain not in each.domains)
            + NEW_CASE * (each.who.id not in case)
            + OUTWARDS * (from_korean and not each.from_korean),
        )
        for each in roster
        if language in each.languages
    )
    return JobToPlan(
        f"j{k}",
        release,
        min(deadline, days - 1),
        LATE[priority],
        UNPLANNED[priority],
        (
            StepToPlan("translation", words, candidates),
            StepToPlan("revision", -(-words // REVISION), candidates),
        ),
    )


@dataclass(frozen=True, slots=True)
class TranslationsRow:
    """One problem planned; `first` is the cost of the plan that was there at once."""

    problem: str
    jobs: int
    people: int
    first: int
    cost: int
    bound: int
    late: int
    unplanned: int
    seconds: float

    def line(self) -> str:
        """The same in one line."""
        gap = (self.cost - self.bound) / max(1, self.bound)
        return (
            f"{self.problem:28} {self.jobs:4} jobs {self.people:3} people  cost {self.cost:>10,}"
            f"  bound {self.bound:>10,}  gap {gap:7.3%}  at first {self.first:>10,}"
            f"  late {self.late:3}  unplanned {self.unplanned:3}  {self.seconds:5.1f} s"
        )

    def as_json(self) -> dict[str, Any]:
        """The same for machines."""
        return asdict(self)


def measure(seeds: Sequence[int], limits: Limits, jobs: int = JOBS) -> Iterator[TranslationsRow]:
    """Plan the problem of each seed; a plan that breaks a rule is an error."""
    for seed in seeds:
        problem = translation_jobs(seed, jobs, max(4, jobs * PEOPLE // JOBS))
        plan = plan_translations(problem, limits)
        judged = judge_translations(problem, plan.steps)
        if judged.violations or judged.terms.total != plan.cost:
            raise RuntimeError(f"{problem.name}: {judged.violations[:3]}")
        at_first = judge_translations(problem, first_plan(problem)).terms.total
        yield TranslationsRow(
            problem=problem.name,
            jobs=len(problem.jobs),
            people=len(problem.translators),
            first=at_first,
            cost=plan.cost,
            bound=plan.bound,
            late=len(plan.late),
            unplanned=len(plan.unplanned),
            seconds=round(plan.seconds, 1),
        )
