"""The checker of translation plans: what is broken and what a plan costs; knows no solver."""

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise

from dispatch.solver.translations.problem import (
    JobToPlan,
    PlannedStep,
    StepToPlan,
    TranslationPlan,
    TranslationProblem,
    TranslationTerms,
    Translator,
    fewest_days,
    working_days,
)


@dataclass(frozen=True, slots=True)
class JudgedTranslations:
    """What a checker says about some planned steps: `late` are days by job, `unplanned` jobs with an open step."""

    steps: tuple[PlannedStep, ...]
    violations: tuple[str, ...]
    terms: TranslationTerms
    late: dict[str, int]
    unplanned: tuple[str, ...]

    def plan(self, bound: int = 0, seconds: float = 0.0) -> TranslationPlan:
        """The same as a plan."""
        cost = self.terms.total
        return TranslationPlan(
            steps=self.steps,
            cost=cost,
            bound=min(bound, cost),
            terms=self.terms,
            seconds=seconds,
            late=self.late,
            unplanned=self.unplanned,
        )


def judge_translations(
    problem: TranslationProblem, steps: Iterable[PlannedStep]
) -> JudgedTranslations:
    """Every broken rule, and the cost term by term."""
    planned = tuple(sorted(steps))
    violations = (*_unknown(problem, planned), *_work(problem, planned))
    if violations:
        return JudgedTranslations(planned, violations, TranslationTerms(), {}, ())
    of_job: dict[str, list[PlannedStep]] = defaultdict(list)
    for one in planned:
        of_job[one.job].append(one)
    broken = [line for job in problem.jobs for line in _order(job, of_job[job.id])]
    broken += _capacity(problem, planned)
    late = {job.id: days for job in problem.jobs if (days := _late_days(job, of_job[job.id])) > 0}
    unplanned = tuple(job.id for job in problem.jobs if len(of_job[job.id]) < len(job.steps))
    terms = _terms(problem, planned, late)
    return JudgedTranslations(planned, tuple(broken), terms, late, unplanned)


def _unknown(problem: TranslationProblem, planned: Sequence[PlannedStep]) -> Iterator[str]:
    steps = {(job.id, step.id) for job in problem.jobs for step in job.steps}
    people = {who.id for who in problem.translators}
    for (job, step), times in Counter((one.job, one.step) for one in planned).items():
        if (job, step) not in steps:
            yield f"{job} has no step {step}"
        elif times > 1:
            yield f"{step} of {job} is planned {times} times"
    yield from (f"{one.translator} is not known" for one in planned if one.translator not in people)


def _work(problem: TranslationProblem, planned: Sequence[PlannedStep]) -> Iterator[str]:
    """Each step by itself: by whom, how much, on which days."""
    steps = {(job.id, step.id): step for job in problem.jobs for step in job.steps}
    people = {who.id: who for who in problem.translators}
    for one in planned:
        step, who = steps.get((one.job, one.step)), people.get(one.translator)
        if step is None or who is None:
            continue
        named = f"{one.step} of {one.job}"
        if not any(c.translator == who.id and not c.bars for c in step.candidates):
            yield f"{who.id} may not do {named}"
        if step.held and step.current != who.id:
            yield f"{named} is held by {step.current}"
        yield from (f"{named} {what}" for what in _days(problem, who, step, one))


def _days(
    problem: TranslationProblem, who: Translator, step: StepToPlan, one: PlannedStep
) -> Iterator[str]:
    days = [day for day, _ in one.words]
    if not days or any(day < 0 or day >= problem.days for day in days):
        yield "has no day, or one outside the plan"
        return
    if any(one >= other for one, other in pairwise(days)):
        yield "has days out of order"
    if any(words <= 0 for _, words in one.words):
        yield "has a day without work"
    if sum(words for _, words in one.words) != step.work:
        yield f"needs {step.work} words"
    needed = fewest_days(who.capacity, days[0], step.work)
    taken = working_days(who.capacity, days[0], days[-1])
    if needed is None or taken > needed + problem.slack_days:
        yield "takes too many days"


def _order(job: JobToPlan, planned: Sequence[PlannedStep]) -> Iterator[str]:
    """The steps of one job: in order, none after an open one, each by somebody else."""
    found = {one.step: one for one in planned}
    free = job.release
    ended = False
    for step in job.steps:
        one = found.get(step.id)
        if one is None:
            ended = True
            continue
        if ended:
            yield f"{step.id} of {job.id} comes after a step that nobody does"
        if one.first_day < free:
            yield f"{step.id} of {job.id} begins before day {free}"
        free = one.last_day + job.hand_over
    whole = [step.id in found for step in job.steps if not step.held]
    if any(whole) and not all(whole):
        yield f"{job.id} is planned in part"
    if len({one.translator for one in planned}) < len(planned):
        yield f"two steps of {job.id} have the same person"


def _capacity(problem: TranslationProblem, planned: Sequence[PlannedStep]) -> Iterator[str]:
    used: Counter[tuple[str, int]] = Counter()
    for one in planned:
        for day, words in one.words:
            used[one.translator, day] += words
    for who in problem.translators:
        for day, words in enumerate(who.capacity):
            if used[who.id, day] > words:
                yield f"{who.id} has more than {words} words on day {day}"


def _late_days(job: JobToPlan, planned: Sequence[PlannedStep]) -> int:
    """Days after its deadline on which the last step ends; a job that nobody ends is not late but open."""
    last = job.steps[-1].id
    return max((one.last_day - job.deadline for one in planned if one.step == last), default=0)


def _terms(
    problem: TranslationProblem, planned: Sequence[PlannedStep], late: dict[str, int]
) -> TranslationTerms:
    jobs = {job.id: job for job in problem.jobs}
    steps = {(job.id, step.id): step for job in problem.jobs for step in job.steps}
    people = {who.id: who for who in problem.translators}
    load: Counter[str] = Counter()
    candidates = further = changes = 0
    for one in planned:
        step, capacity = steps[one.job, one.step], people[one.translator].capacity
        load[one.translator] += step.work
        candidates += next(c.cost for c in step.candidates if c.translator == one.translator)
        further += working_days(capacity, one.first_day, one.last_day) - 1
        changes += step.current not in {None, one.translator}
    missing = Counter(job for job, _ in steps)
    missing.subtract(one.job for one in planned)
    over = sum(max(0, load[who.id] - who.target) for who in problem.translators)
    return TranslationTerms(
        unplanned=sum(jobs[job].unplanned * number for job, number in missing.items()),
        late=sum(jobs[job].late * days for job, days in late.items()),
        load=problem.rates.load * over,
        candidates=candidates,
        further_days=problem.rates.further_day * further,
        changes=problem.rates.change * changes,
    )
