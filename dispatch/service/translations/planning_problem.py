"""Translation jobs as the engine is told of them: days, capacity, candidates, costs.

Costs are in words: a word above somebody's fair share costs one.
"""

from bisect import bisect_right
from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from uuid import UUID

from dispatch.domain.translation_plans import REPAIRS, TranslationFreedom
from dispatch.domain.translation_settings import TranslationSettings
from dispatch.domain.translations import ASKED_FOR, TranslationStepState
from dispatch.service.translations import candidates, course, gaps, workdays
from dispatch.service.translations.candidates import Languages, NoFit, TranslatorChoice
from dispatch.solver.translations.problem import (
    JobToPlan,
    StepCandidate,
    StepsByPivot,
    StepToPlan,
    TranslationProblem,
    TranslationRates,
    Translator,
)
from dispatch.store.queries import translation_plans as queries
from dispatch.store.tables import TranslationJob, TranslationStep
from foundation.database.work import UnitOfWork
from foundation.times.spans import Span
from foundation.times.zones import local_day
from interpreters.domain.ids import InterpreterId
from interpreters.domain.standing import Employment
from interpreters.domain.translators import TextLanguage
from interpreters.service import translators
from scheduling.domain.holidays import is_working_day
from scheduling.domain.settings import SchedulingSettings
from scheduling.service import closing_days

# So many working days are planned: up to the last deadline and some more, in which something may be late.
DAYS_AFTER, LEAST_DAYS, MOST_DAYS = 10, 15, 60
LATE = {1: 8000, 2: 4000, 3: 2000, 4: 1000}
UNPLANNED = {1: 120_000, 2: 60_000, 3: 30_000, 4: 15_000}
RATES = TranslationRates(load=1, further_day=60, change=4000)
# What a person costs for a step: not on the staff; new to the case or the organisation.
NO_STAFF, NEW_TO_CASE = 200, 400
# A fair share is this part more than everybody's days are filled on average, in per cent.
FAIR_PER_CENT = 120
MINUTES_A_DAY = 480
URGENT = 1
# What speaks against somebody, and may be lifted by a person; the others bind.
LIFTED = {NoFit.FIELD: "field", NoFit.CERTIFICATION: "certification"}
PIVOTS = (TextLanguage.KOREAN, TextLanguage.ENGLISH)


@dataclass(frozen=True)
class PlanningDesk:
    """The problem, and its days on the wall; day 0 is the first of them."""

    problem: TranslationProblem
    days: Sequence[date]
    # who interprets how many minutes on which of the days, by number
    interpreting: Sequence[tuple[str, int, int]]
    # by job and step: who is asked for it, and who has it
    asked: Sequence[tuple[str, str, str]]
    before: Sequence[tuple[str, str, str]]


def read_problem(
    uow: UnitOfWork, freedom: TranslationFreedom = TranslationFreedom.PLAN
) -> PlanningDesk:
    """Everything under way as it stands, and what may be changed of it."""
    jobs = queries.list_under_way(uow.db)
    days = _days(uow, jobs)
    told = [_job(uow, job, days, freedom) for job in jobs]
    found = tuple(job for job in told if job.steps)
    people = _everybody(found)
    busy = _interpreting(uow, people, days)
    problem = TranslationProblem(
        name=f"translations of {days[0].isoformat()}",
        days=len(days),
        translators=_people(uow, people, days, busy),
        jobs=found,
        rates=RATES,
    )
    number = {day: k for k, day in enumerate(days)}
    return PlanningDesk(
        _with_shares(problem),
        days,
        interpreting=[
            (str(who), number[day], minutes)
            for (who, day), minutes in busy.items()
            if day in number
        ],
        asked=[
            (str(job.id), step.kind, str(offer.interpreter_id))
            for job in jobs
            for offer in course.open_offers(uow, job)
            for step in job.steps
            if step.id == offer.step_id
        ],
        before=[
            (str(job.id), step.kind, str(step.interpreter_id))
            for job in jobs
            for step in job.steps
            if step.interpreter_id is not None
        ],
    )


def _days(uow: UnitOfWork, jobs: Sequence[TranslationJob]) -> list[date]:
    """Working days of the office from tomorrow on; today goes with the answers."""
    weekdays = uow.settings.of(SchedulingSettings).working_weekdays
    closed = closing_days.known(uow)
    last = max((local_day(job.deadline_at, uow.settings.zone) for job in jobs), default=uow.today)
    days: list[date] = []
    day, after = uow.today, 0
    while len(days) < MOST_DAYS and (after < DAYS_AFTER or len(days) < LEAST_DAYS):
        day += timedelta(days=1)
        if is_working_day(day, weekdays, closed):
            days.append(day)
            after += day > last
    return days


def _job(
    uow: UnitOfWork, job: TranslationJob, days: Sequence[date], freedom: TranslationFreedom
) -> JobToPlan:
    asked = {offer.step_id: offer.interpreter_id for offer in course.open_offers(uow, job)}
    open_steps = [
        step
        for step in job.steps
        if step.kind in ASKED_FOR and step.state is not TranslationStepState.HANDED_IN
    ]
    steps = tuple(_step(uow, job, step, asked.get(step.id), freedom) for step in open_steps)
    is_untouched = bool(open_steps) and open_steps[0].position == job.steps[0].position
    wants_pivot = is_untouched and all(step.interpreter_id is None for step in open_steps)
    return JobToPlan(
        id=str(job.id),
        release=0,
        deadline=bisect_right(days, local_day(job.deadline_at, uow.settings.zone)) - 1,
        late=LATE[job.priority],
        unplanned=UNPLANNED[job.priority],
        steps=steps,
        hand_over=0 if job.priority == URGENT else 1,
        pivots=tuple(_pivots(uow, job, open_steps)) if wants_pivot else (),
    )


def _step(
    uow: UnitOfWork,
    job: TranslationJob,
    step: TranslationStep,
    asked: InterpreterId | None,
    freedom: TranslationFreedom,
) -> StepToPlan:
    """A step: held by whoever has accepted it, kept if it can be by whoever is being asked.

    A repair gives what somebody cannot do any more to others, and moves others as far as its freedom goes.
    """
    settings = uow.settings.of(TranslationSettings)
    work = max(1, candidates.words_for(step.kind, job, settings))
    holder = step.interpreter_id
    is_lost = holder is not None and freedom in REPAIRS and gaps.is_lost(uow, step)
    stays = holder if not is_lost else None
    if freedom is TranslationFreedom.ACCEPTED and gaps.may_move(step):
        stays = None
    if freedom is TranslationFreedom.GAPS and holder is None:
        stays = asked
    if stays is not None:
        own = str(stays)
        return StepToPlan(step.kind, work, (StepCandidate(own),), current=own, held=True)
    choices = candidates.list_choices(uow, job, step)
    if is_lost:
        choices = [each for each in choices if each.person.id != holder]
    asked = asked if is_lost else holder or asked
    found = tuple(_candidates(choices))
    is_there = any(each.translator == str(asked) for each in found)
    return StepToPlan(step.kind, work, found, current=str(asked) if is_there else None)


def _candidates(choices: Iterable[TranslatorChoice]) -> Iterable[StepCandidate]:
    for choice in choices:
        codes = {each.code for each in choice.reasons} - {NoFit.TIME}
        if codes - set(LIFTED):
            continue
        cost = NO_STAFF * (choice.person.employment is not Employment.STAFF)
        cost += NEW_TO_CASE * (not choice.is_known)
        bars = tuple(sorted(LIFTED[code] for code in codes))
        yield StepCandidate(str(choice.person.id), cost, bars)


def _pivots(
    uow: UnitOfWork, job: TranslationJob, steps: Sequence[TranslationStep]
) -> Iterable[StepsByPivot]:
    """By way of Korean or English: into it, out of it, and what follows as before."""
    settings = uow.settings.of(TranslationSettings)
    work = max(1, candidates.words_for(steps[0].kind, job, settings))

    def leg(name: str, between: Languages) -> StepToPlan:
        choices = candidates.list_between(uow, job, steps[0], between)
        return StepToPlan(name, work, tuple(each for each in _candidates(choices) if not each.bars))

    for pivot in PIVOTS:
        if pivot in {job.source, job.target}:
            continue
        legs = (leg("into", (job.source, pivot)), leg("out_of", (pivot, job.target)))
        if all(each.candidates for each in legs):
            rest = tuple(_step(uow, job, step, None, TranslationFreedom.PLAN) for step in steps[1:])
            yield StepsByPivot(pivot, (*legs, *rest))


def _everybody(jobs: Sequence[JobToPlan]) -> list[InterpreterId]:
    steps = [step for job in jobs for step in (*job.steps, *_of_pivots(job))]
    names = sorted({each.translator for step in steps for each in step.candidates})
    return [InterpreterId(UUID(name)) for name in names]


def _people(
    uow: UnitOfWork,
    ids: Sequence[InterpreterId],
    days: Sequence[date],
    busy: Mapping[tuple[InterpreterId, date], int],
) -> tuple[Translator, ...]:
    """Everybody who is named, with her words by day: none on leave, fewer where she interprets."""
    free = workdays.free_days(uow, ids, days[0], days[-1])
    pairs = translators.pairs_by_person(uow, ids)
    people: list[Translator] = []
    for who in ids:
        most = max((pair.words_per_day for pair in pairs.get(who, ())), default=0)
        open_days = set(free[who])
        people.append(
            Translator(
                str(who),
                tuple(
                    most * (MINUTES_A_DAY - busy.get((who, day), 0)) // MINUTES_A_DAY
                    if day in open_days
                    else 0
                    for day in days
                ),
            )
        )
    return tuple(people)


def _of_pivots(job: JobToPlan) -> Iterable[StepToPlan]:
    return (step for pivot in job.pivots for step in pivot.steps)


def _interpreting(
    uow: UnitOfWork, ids: Collection[InterpreterId], days: Sequence[date]
) -> Mapping[tuple[InterpreterId, date], int]:
    """Minutes that some people interpret, by day, at most a whole one."""
    zone = uow.settings.zone
    within = Span(uow.now, uow.now + (days[-1] - uow.today + timedelta(days=1)))
    minutes: dict[tuple[InterpreterId, date], int] = defaultdict(int)
    for each in queries.list_interpreting(uow.db, ids, within):
        key = each.interpreter_id, local_day(each.starts_at, zone)
        length = int((each.ends_at - each.starts_at).total_seconds()) // 60
        minutes[key] = min(MINUTES_A_DAY, minutes[key] + length)
    return minutes


def _with_shares(problem: TranslationProblem) -> TranslationProblem:
    """Targets that fill everybody's days alike, and a little more."""
    work = sum(step.work for job in problem.jobs for step in job.steps)
    room = sum(sum(who.capacity) for who in problem.translators)
    people = tuple(
        Translator(
            who.id, who.capacity, sum(who.capacity) * work * FAIR_PER_CENT // (100 * max(1, room))
        )
        for who in problem.translators
    )
    return TranslationProblem(
        problem.name, problem.days, people, problem.jobs, problem.rates, problem.slack_days
    )
