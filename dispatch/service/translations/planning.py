"""A draft of who translates and who revises: asked for, seen beside what is, sent as offers, dropped."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

from sqlalchemy.exc import IntegrityError

from accounts.domain.ids import UserId
from dispatch.domain.permissions import DispatchPermission
from dispatch.domain.translation_plans import OPEN_PLANS, TranslationPlanState
from dispatch.domain.translations import TranslationStepKind
from dispatch.service.translations import offers
from dispatch.service.translations.planning_work import PLAN_TRANSLATIONS
from dispatch.store.queries import translation_plans as queries
from dispatch.store.tables import Interpreter, TranslationJob, TranslationPlanRun
from foundation.database.work import UnitOfWork
from foundation.security.errors import Conflict, NotFound, Refused, refuse
from foundation.text.message import say

P = DispatchPermission
ONE_WAITS = say("A draft is waiting already. Send or discard it first.")


@dataclass(frozen=True)
class DraftedStep:
    """One step of a draft: by whom, on which days, and whether she would be asked anew."""

    key: str
    name: str
    person: Interpreter | None
    first_day: date
    last_day: date
    is_held: bool
    is_changed: bool


@dataclass(frozen=True)
class DraftedHelp:
    """What would help a late or open job: the kind, a name (a rule, a language), days, and who would do it."""

    kind: str
    name: str
    days: int
    people: Sequence[str]


@dataclass(frozen=True)
class DraftedJob:
    """One job of a draft: its steps, days late, and why it is late or has nobody."""

    job: TranslationJob
    steps: Sequence[DraftedStep]
    days_late: int
    is_open: bool
    why: str
    helps: Sequence[DraftedHelp]

    @property
    def last_day(self) -> date | None:
        """The day on which it would be done."""
        return None if self.is_open or not self.steps else self.steps[-1].last_day


@dataclass(frozen=True)
class DraftedDay:
    """A working day of one person: her words, how many are given out, in per cent of her fullest day."""

    day: date
    capacity: int
    words: int


@dataclass(frozen=True)
class DraftedPerson:
    """What a draft gives one person, day by day."""

    person: Interpreter
    days: Sequence[DraftedDay]

    @property
    def words(self) -> int:
        """All that she is given."""
        return sum(each.words for each in self.days)

    @property
    def capacity(self) -> int:
        """All that she could do."""
        return sum(each.capacity for each in self.days)


@dataclass(frozen=True)
class SeenTranslationPlan:
    """The newest draft, or none, as a coordinator reads it: what needs her first."""

    plan: TranslationPlanRun | None
    jobs: Sequence[DraftedJob]
    people: Sequence[DraftedPerson]

    @property
    def troubled(self) -> Sequence[DraftedJob]:
        """Jobs that are late or have nobody."""
        return [each for each in self.jobs if each.days_late or each.is_open]

    @property
    def offers(self) -> int:
        """How many offers sending all of it comes to."""
        return sum(step.is_changed for each in self.jobs for step in each.steps)

    @property
    def gap_per_mille(self) -> float:
        """How far it may be from the best possible, in thousandths."""
        plan = self.plan.draft["plan"] if self.plan else {"cost": 0, "bound": 0}
        return round(1000 * (plan["cost"] - plan["bound"]) / max(1, plan["bound"]), 1)


def ask_for_plan(uow: UnitOfWork) -> TranslationPlanRun:
    """Ask for a draft of all jobs under way; a job makes it. Conflict while another one waits."""
    uow.require(P.TRANSLATION_KEEP)
    if not queries.list_under_way(uow.db):
        raise Refused(say("No translation is under way."))
    newest = queries.newest(uow.db)
    if newest is not None and newest.is_open:
        raise Conflict(ONE_WAITS)
    user = uow.actor.user_id
    plan = TranslationPlanRun(
        state=TranslationPlanState.QUEUED,
        is_open=True,
        asked_at=uow.now,
        asked_by=None if user is None else UserId(user),
    )
    try:
        with uow.db.begin_nested():
            uow.db.add(plan)
    except IntegrityError:
        # Somebody else asked in the same moment.
        raise Conflict(ONE_WAITS) from None
    uow.enqueue(PLAN_TRANSLATIONS, plan_id=plan.id, dedupe_key=f"translations:{plan.id}")
    uow.record("translation.plan_asked", subject=plan.id)
    return plan


def drop(uow: UnitOfWork, plan_id: UUID) -> None:
    """Drop a draft, made or not; nobody was asked for anything in it."""
    uow.require(P.TRANSLATION_KEEP)
    _close(uow, plan_id, OPEN_PLANS, TranslationPlanState.DROPPED)
    uow.record("translation.plan_dropped", subject=plan_id)


def send(uow: UnitOfWork, plan_id: UUID, ticked: Collection[str]) -> tuple[int, int]:
    """Send the offers of ticked steps; how many went out, and how many fit no longer and stay behind."""
    uow.require(P.TRANSLATION_KEEP)
    if not ticked:
        raise refuse("steps", say("Choose at least one step."))
    ready = frozenset({TranslationPlanState.READY})
    plan = _close(uow, plan_id, ready, TranslationPlanState.SENT)
    sent = left_out = 0
    for job in _jobs(uow, plan):
        for step in job.steps:
            if not step.is_changed or step.person is None or step.key not in ticked:
                continue
            kind = TranslationStepKind(step.name)
            try:
                with uow.db.begin_nested():
                    sent += len(offers.send(uow, job.job.id, kind, [step.person.id], None))
            except (Refused, Conflict, NotFound):
                left_out += 1
    uow.record("translation.plan_sent", subject=plan_id, offers=sent, left_out=left_out)
    return sent, left_out


def _close(
    uow: UnitOfWork,
    plan_id: UUID,
    was: Collection[TranslationPlanState],
    becomes: TranslationPlanState,
) -> TranslationPlanRun:
    plan = queries.lock(uow.db, plan_id)
    if plan is None:
        raise NotFound
    if plan.state not in was:
        raise Conflict(say("This draft has been sent or discarded."))
    plan.state, plan.is_open, plan.ended_at = becomes, False, uow.now
    return plan


def look_at(uow: UnitOfWork) -> SeenTranslationPlan:
    """The newest draft beside what is."""
    uow.require(P.TRANSLATION_KEEP)
    plan = queries.newest(uow.db)
    if plan is None or plan.state is not TranslationPlanState.READY:
        return SeenTranslationPlan(plan, (), ())
    jobs = sorted(_jobs(uow, plan), key=lambda each: (not each.is_open, -each.days_late))
    return SeenTranslationPlan(plan, jobs, _people(uow, plan))


def _jobs(uow: UnitOfWork, plan: TranslationPlanRun) -> list[DraftedJob]:
    """The jobs of a draft that are still under way, by deadline."""
    draft = plan.draft
    found, days = draft["plan"], _days(plan)
    people = _named(uow, plan)
    settled = {(job, step, who): held for job, step, who, held in draft["settled"]}
    advice = {each["job"]: each for each in draft["advice"]}
    steps: dict[str, list[DraftedStep]] = {}
    for each in found["steps"]:
        steps.setdefault(each["job"], []).append(_step(each, days, people, settled))
    drafted: list[DraftedJob] = []
    for job in queries.list_under_way(uow.db):
        name = str(job.id)
        own = advice.get(name, {"why": "", "helps": []})
        mine = sorted(steps.get(name, ()), key=lambda step: (step.first_day, step.last_day))
        drafted.append(
            DraftedJob(
                job=job,
                steps=mine,
                days_late=found["late"].get(name, 0),
                is_open=name in found["unplanned"],
                why=own["why"],
                helps=[_help(each, people) for each in own["helps"]],
            )
        )
    return drafted


def _step(
    each: Mapping[str, Any],
    days: Sequence[date],
    people: Mapping[str, Interpreter],
    settled: Mapping[tuple[str, str, str], bool],
) -> DraftedStep:
    first, last = int(each["words"][0][0]), int(each["words"][-1][0])
    known = settled.get((each["job"], each["step"], each["translator"]))
    return DraftedStep(
        key=f"{each['job']}:{each['step']}",
        name=each["step"],
        person=people.get(each["translator"]),
        first_day=days[first],
        last_day=days[last],
        is_held=bool(known),
        is_changed=known is None,
    )


def _help(each: Mapping[str, Any], people: Mapping[str, Interpreter]) -> DraftedHelp:
    names = dict.fromkeys(
        people[step["translator"]].full_name
        for step in each["steps"]
        if step["translator"] in people
    )
    return DraftedHelp(each["kind"], each["name"], each["days"], list(names))


def _people(uow: UnitOfWork, plan: TranslationPlanRun) -> list[DraftedPerson]:
    """Everybody who is given something, with her days."""
    days, named = _days(plan), _named(uow, plan)
    words: dict[tuple[str, int], int] = {}
    for step in plan.draft["plan"]["steps"]:
        for day, number in step["words"]:
            key = step["translator"], day
            words[key] = words.get(key, 0) + number
    found = [
        DraftedPerson(
            named[who["id"]],
            [
                DraftedDay(day, who["capacity"][k], words.get((who["id"], k), 0))
                for k, day in enumerate(days)
            ],
        )
        for who in plan.draft["people"]
        if who["id"] in named
    ]
    return sorted((each for each in found if each.words), key=lambda each: each.person.full_name)


def _days(plan: TranslationPlanRun) -> list[date]:
    return [date.fromisoformat(each) for each in plan.draft["days"]]


def _named(uow: UnitOfWork, plan: TranslationPlanRun) -> dict[str, Interpreter]:
    ids = [UUID(who["id"]) for who in plan.draft["people"]]
    return {str(each.id): each for each in queries.people_named(uow.db, ids)}
