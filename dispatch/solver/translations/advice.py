"""Why a job is late or has nobody, and which one change would help: each found by asking again.

Whoever asks again leaves all other jobs as they are planned. A job has then what is left of everybody's
days, and may be interrupted there for longer than a plan allows.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from typing import Literal

from dispatch.solver.problem.problem import Limits
from dispatch.solver.translations.engine import plan_translations
from dispatch.solver.translations.problem import (
    JobToPlan,
    PlannedStep,
    StepCandidate,
    StepToPlan,
    TranslationPlan,
    TranslationProblem,
    TranslationRates,
    only,
)

WhyLate = Literal["nobody", "one_person", "too_short", "crowded"]
HelpKind = Literal["later", "split", "pivot", "lift"]
# Asking again counts: planned at all, then in time, then by whom it costs least.
UNPLANNED, LATE, MOST_COST = 10_000_000, 10_000, 999
ASK_SECONDS = 3.0


@dataclass(frozen=True, slots=True)
class TranslationHelp:
    """One change that would have the job done in time, and who would do it then.

    `later`: by so many `days`. `split`: into two jobs. `pivot` and `lift`: `name` is the way or the rule.
    """

    kind: HelpKind
    steps: tuple[PlannedStep, ...]
    name: str = ""
    days: int = 0


@dataclass(frozen=True, slots=True)
class TranslationAdvice:
    """Why a job is late or unplanned, the `steps` that lack somebody, and what would help."""

    job: str
    why: WhyLate
    steps: tuple[str, ...]
    helps: tuple[TranslationHelp, ...]


def advise(problem: TranslationProblem, plan: TranslationPlan) -> tuple[TranslationAdvice, ...]:
    """Advice on every job of a plan that is late or unplanned, in the order of the problem."""
    troubled = {*plan.late, *plan.unplanned}
    return tuple(_advice(problem, plan, job) for job in problem.jobs if job.id in troubled)


def left_over(
    problem: TranslationProblem, plan: TranslationPlan, job: JobToPlan
) -> TranslationProblem:
    """What is asked again: this job alone, on the days that all others leave."""
    used: dict[tuple[str, int], int] = {}
    for step in plan.steps:
        if step.job != job.id:
            for day, words in step.words:
                used[step.translator, day] = used.get((step.translator, day), 0) + words
    people = tuple(
        replace(
            who,
            capacity=tuple(
                words - used.get((who.id, d), 0) for d, words in enumerate(who.capacity)
            ),
        )
        for who in problem.translators
    )
    rest = replace(problem, translators=people, rates=TranslationRates(), slack_days=problem.days)
    return only(rest, replace(job, late=LATE, unplanned=UNPLANNED))


def _advice(
    problem: TranslationProblem, plan: TranslationPlan, job: JobToPlan
) -> TranslationAdvice:
    rest = left_over(problem, plan, job)
    (asked,) = rest.jobs
    empty = only(replace(rest, translators=problem.translators), asked)
    why, steps = _why(empty)
    return TranslationAdvice(job.id, why, steps, tuple(_helps(rest, asked)))


def _why(empty: TranslationProblem) -> tuple[WhyLate, tuple[str, ...]]:
    """The first reason that holds even if nobody had anything else to do."""
    (job,) = empty.jobs
    lacking = tuple(step.id for step in job.steps if not list(_free(step)))
    if lacking:
        return "nobody", lacking
    if not _different(job.steps, frozenset()):
        return "one_person", tuple(step.id for step in job.steps)
    return ("crowded" if _is_in_time(empty) else "too_short"), ()


def _free(step: StepToPlan) -> Iterator[str]:
    for candidate in step.candidates:
        if not candidate.bars and (not step.held or candidate.translator == step.current):
            yield candidate.translator


def _different(steps: tuple[StepToPlan, ...], taken: frozenset[str]) -> bool:
    """Whether each step can have somebody else."""
    if not steps:
        return True
    return any(_different(steps[1:], taken | {who}) for who in _free(steps[0]) if who not in taken)


def _helps(rest: TranslationProblem, job: JobToPlan) -> Iterator[TranslationHelp]:
    asked = _ask(rest, job)
    if not asked.unplanned:
        # Where it is in time already, the plan has left it for the sake of others.
        yield TranslationHelp("later", asked.steps, days=asked.late.get(job.id, 0))
    if all(step.work > 1 for step in job.steps):
        yield from _found(rest, "split", "", _halves(job))
    for bar in sorted({b for step in job.steps for c in step.candidates for b in c.bars}):
        yield from _found(rest, "lift", bar, [_lifted(job, bar)])
    for pivot in job.pivots:
        yield from _found(rest, "pivot", pivot.name, [replace(job, steps=pivot.steps)])


def _found(
    rest: TranslationProblem, kind: HelpKind, name: str, jobs: Iterable[JobToPlan]
) -> Iterator[TranslationHelp]:
    plan = _ask(rest, *jobs)
    if not plan.unplanned and not plan.late:
        yield TranslationHelp(kind, plan.steps, name)


def _is_in_time(rest: TranslationProblem) -> bool:
    plan = _ask(rest, *rest.jobs)
    return not plan.unplanned and not plan.late


def _ask(rest: TranslationProblem, *jobs: JobToPlan) -> TranslationPlan:
    asked = only(rest, *(_cheap(job) for job in jobs))
    return plan_translations(asked, Limits(seconds=ASK_SECONDS))


def _cheap(job: JobToPlan) -> JobToPlan:
    """The same with costs of candidates that never outweigh a day."""
    return replace(
        job,
        steps=tuple(
            replace(
                step,
                candidates=tuple(replace(c, cost=min(c.cost, MOST_COST)) for c in step.candidates),
            )
            for step in job.steps
        ),
    )


def _halves(job: JobToPlan) -> Iterator[JobToPlan]:
    """Two jobs of half the words each; whoever has a step has the first half of it."""
    for number, (extra, name) in enumerate(((1, "first"), (0, "second"))):
        yield replace(
            job,
            id=f"{job.id}/{name}",
            steps=tuple(
                replace(
                    step,
                    work=(step.work + extra) // 2,
                    held=step.held and number == 0,
                )
                for step in job.steps
            ),
        )


def _lifted(job: JobToPlan, bar: str) -> JobToPlan:
    """The same job with a rule lifted: whoever it alone kept away comes into question."""

    def free(candidate: StepCandidate) -> StepCandidate:
        return replace(candidate, bars=tuple(b for b in candidate.bars if b != bar))

    return replace(
        job,
        steps=tuple(
            replace(step, candidates=tuple(free(c) for c in step.candidates)) for step in job.steps
        ),
    )
