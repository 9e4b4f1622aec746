"""Translation problems, plans and advice as JSON: what goes over the wire and into drafts, both ways.

Keys are the fields of the dataclasses. Whatever is read is checked field by field, so that a refusal
names the field.
"""

from dataclasses import asdict
from typing import Any, cast

from dispatch.solver.problem.fields import Field
from dispatch.solver.translations.advice import (
    HelpKind,
    TranslationAdvice,
    TranslationHelp,
    WhyLate,
)
from dispatch.solver.translations.problem import (
    JobToPlan,
    PlannedStep,
    StepCandidate,
    StepsByPivot,
    StepToPlan,
    TranslationPlan,
    TranslationProblem,
    TranslationRates,
    TranslationTerms,
    Translator,
)

MOST_DAYS = 366
WHY: frozenset[str] = frozenset(("nobody", "one_person", "too_short", "crowded"))
HELPS: frozenset[str] = frozenset(("later", "split", "pivot", "lift"))


def problem_as_json(problem: TranslationProblem) -> dict[str, Any]:
    """A problem as one JSON object."""
    return asdict(problem)


def problem_from_json(field: Field) -> TranslationProblem:
    """The problem of a JSON object; BadFile names the first field that is wrong."""
    days = field["days"].positive()
    if days > MOST_DAYS:
        field["days"].refuse(f"must be at most {MOST_DAYS}")
    people = tuple(_translator(each, days) for each in field["translators"].items())
    known = _once(field["translators"], [who.id for who in people])
    jobs = tuple(_job(each, known) for each in field["jobs"].items())
    _once(field["jobs"], [job.id for job in jobs])
    rates = field["rates"].knows("load", "further_day", "change")
    return TranslationProblem(
        name=field["name"].text(),
        days=days,
        translators=people,
        jobs=jobs,
        rates=TranslationRates(
            rates["load"].whole(), rates["further_day"].whole(), rates["change"].whole()
        ),
        slack_days=field["slack_days"].whole(),
    )


def _once(field: Field, names: list[str]) -> frozenset[str]:
    if len(set(names)) < len(names):
        field.refuse("must name each id once only")
    return frozenset(names)


def _translator(field: Field, days: int) -> Translator:
    capacity = tuple(each.whole() for each in field["capacity"].items())
    if len(capacity) != days:
        field["capacity"].refuse(f"must have {days} days")
    return Translator(field["id"].text(), capacity, field["target"].whole())


def _job(field: Field, people: frozenset[str]) -> JobToPlan:
    steps = _steps(field["steps"], people)
    return JobToPlan(
        id=field["id"].text(),
        release=field["release"].whole(),
        # A deadline may have passed already.
        deadline=int(field["deadline"].real()),
        late=field["late"].whole(),
        unplanned=field["unplanned"].whole(),
        steps=steps,
        hand_over=field["hand_over"].whole(),
        pivots=tuple(
            StepsByPivot(each["name"].text(), _steps(each["steps"], people))
            for each in field["pivots"].items()
        ),
    )


def _steps(field: Field, people: frozenset[str]) -> tuple[StepToPlan, ...]:
    steps = tuple(_step(each, people) for each in field.items())
    if not steps:
        field.refuse("must have a step")
    _once(field, [step.id for step in steps])
    return steps


def _step(field: Field, people: frozenset[str]) -> StepToPlan:
    current = field["current"]
    candidates = tuple(
        StepCandidate(
            translator=each["translator"].one_of(people, "a translator"),
            cost=each["cost"].whole(),
            bars=tuple(bar.text() for bar in each["bars"].items()),
        )
        for each in field["candidates"].items()
    )
    _once(field["candidates"], [each.translator for each in candidates])
    held = field["held"].value
    if not isinstance(held, bool):
        field["held"].refuse("must be true or false")
    return StepToPlan(
        id=field["id"].text(),
        work=field["work"].positive(),
        candidates=candidates,
        current=None if current.value is None else current.text(),
        held=held,
    )


def plan_as_json(plan: TranslationPlan) -> dict[str, Any]:
    """A plan as one JSON object."""
    return asdict(plan)


def plan_from_json(field: Field) -> TranslationPlan:
    """The plan of a JSON object."""
    terms, late = field["terms"], field["late"]
    return TranslationPlan(
        steps=_planned(field["steps"]),
        cost=field["cost"].total(),
        bound=field["bound"].total(),
        terms=TranslationTerms(**{name: terms[name].total() for name in terms.names()}),
        seconds=field["seconds"].real(),
        late={name: late[name].whole() for name in late.names()},
        unplanned=tuple(each.text() for each in field["unplanned"].items()),
    )


def _planned(field: Field) -> tuple[PlannedStep, ...]:
    return tuple(
        PlannedStep(
            each["job"].text(),
            each["step"].text(),
            each["translator"].text(),
            tuple(_day_and_words(pair) for pair in each["words"].items()),
        )
        for each in field.items()
    )


def _day_and_words(field: Field) -> tuple[int, int]:
    day, words = field.items()
    return day.whole(), words.positive()


def advice_as_json(advice: TranslationAdvice) -> dict[str, Any]:
    """Advice on one job as one JSON object."""
    return asdict(advice)


def advice_from_json(field: Field) -> TranslationAdvice:
    """The advice of a JSON object."""
    return TranslationAdvice(
        job=field["job"].text(),
        why=cast("WhyLate", field["why"].one_of(WHY, "a reason")),
        steps=tuple(each.text() for each in field["steps"].items()),
        helps=tuple(
            TranslationHelp(
                kind=cast("HelpKind", each["kind"].one_of(HELPS, "a help")),
                steps=_planned(each["steps"]),
                name=each["name"].any_text(),
                days=each["days"].whole(),
            )
            for each in field["helps"].items()
        ),
    )
