"""A draft of who translates and who revises, or the ways of a repair, as a coordinator reads it beside what is."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

from dispatch.domain.permissions import DispatchPermission
from dispatch.domain.translation_plans import TranslationFreedom, TranslationPlanState
from dispatch.store.queries import translation_plans as queries
from dispatch.store.tables import Interpreter, TranslationJob, TranslationPlanRun
from foundation.database.work import UnitOfWork

P = DispatchPermission


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
    # who has accepted it and would be replaced; or somebody was asked and would not be any more
    instead_of: Interpreter | None = None
    is_instead_of_asked: bool = False


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
    # what she interprets that day
    minutes: int = 0


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
class DraftedWay:
    """One way of a repair in figures: whom it moves, and what it leaves."""

    freedom: TranslationFreedom
    moved: int
    offers: int
    open: int
    late: int


@dataclass(frozen=True)
class SeenTranslationPlan:
    """The newest draft, or none, as a coordinator reads it: what needs her first; of several ways the chosen one."""

    plan: TranslationPlanRun | None
    jobs: Sequence[DraftedJob]
    people: Sequence[DraftedPerson]
    ways: Sequence[DraftedWay] = ()
    way: int = 0

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
        plan = way_of(self.plan, self.way)["plan"] if self.plan else {"cost": 0, "bound": 0}
        return round(1000 * (plan["cost"] - plan["bound"]) / max(1, plan["bound"]), 1)


def look_at(uow: UnitOfWork, way: int = 0) -> SeenTranslationPlan:
    """The newest draft beside what is, in one of its ways."""
    uow.require(P.TRANSLATION_KEEP)
    plan = queries.newest(uow.db)
    if plan is None or plan.state is not TranslationPlanState.READY:
        return SeenTranslationPlan(plan, (), ())
    number = min(max(way, 0), len(plan.draft["ways"]) - 1)
    found = [list_jobs(uow, plan, each) for each in plan.draft["ways"]]
    jobs = sorted(found[number], key=lambda each: (not each.is_open, -each.days_late))
    if plan.is_repair:
        # What nobody touches is not read for a gap.
        jobs = [j for j in jobs if j.is_open or j.days_late or any(s.is_changed for s in j.steps)]
    return SeenTranslationPlan(
        plan,
        jobs,
        _people(uow, plan, way_of(plan, number)),
        [
            _figures(each, mine)
            for each, mine in zip(plan.draft["ways"], found, strict=True)
            if plan.is_repair
        ],
        number,
    )


def way_of(plan: TranslationPlanRun, way: int) -> Mapping[str, Any]:
    """One way of a draft as it was kept; the first where there is none of this number."""
    ways = plan.draft["ways"]
    return ways[way] if 0 <= way < len(ways) else ways[0]


def _figures(way: Mapping[str, Any], jobs: Sequence[DraftedJob]) -> DraftedWay:
    changed = [step for job in jobs for step in job.steps if step.is_changed]
    return DraftedWay(
        freedom=TranslationFreedom(way["freedom"]),
        moved=sum(s.instead_of is not None or s.is_instead_of_asked for s in changed),
        offers=len(changed),
        open=sum(job.is_open for job in jobs),
        late=sum(job.days_late > 0 for job in jobs),
    )


def list_jobs(
    uow: UnitOfWork, plan: TranslationPlanRun, way: Mapping[str, Any]
) -> list[DraftedJob]:
    """The jobs of one way of a draft that are still under way, by deadline."""
    found, days = way["plan"], _days(plan)
    people = _named(uow, way)
    advice = {each["job"]: each for each in way["advice"]}
    steps: dict[str, list[Mapping[str, Any]]] = {}
    for each in found["steps"]:
        steps.setdefault(each["job"], []).append(each)
    before = {(job, step): who for job, step, who in way["before"]}
    asked = {(job, step): who for job, step, who in way["asked"]}
    drafted: list[DraftedJob] = []
    for job in queries.list_under_way(uow.db):
        name = str(job.id)
        own = advice.get(name, {"why": "", "helps": []})
        holders = {step.kind.value: step.interpreter_id for step in job.steps}
        mine = [
            _step(
                each,
                days,
                people,
                _Now(
                    holder=str(holders.get(each["step"]) or ""),
                    asked=asked.get((name, each["step"]), ""),
                    before=before.get((name, each["step"]), ""),
                ),
            )
            for each in steps.get(name, ())
        ]
        drafted.append(
            DraftedJob(
                job=job,
                steps=sorted(mine, key=lambda step: (step.first_day, step.last_day)),
                days_late=found["late"].get(name, 0),
                is_open=name in found["unplanned"],
                why=own["why"],
                helps=[_help(each, people) for each in own["helps"]],
            )
        )
    return drafted


@dataclass(frozen=True)
class _Now:
    """Who has a step now, who was asked for it and who had it when the draft was made; empty for nobody."""

    holder: str
    asked: str
    before: str


def _step(
    each: Mapping[str, Any],
    days: Sequence[date],
    people: Mapping[str, Interpreter],
    now: _Now,
) -> DraftedStep:
    first, last = int(each["words"][0][0]), int(each["words"][-1][0])
    who = each["translator"]
    is_changed = who not in {now.holder, now.asked, now.before}
    return DraftedStep(
        key=f"{each['job']}:{each['step']}",
        name=each["step"],
        person=people.get(who),
        first_day=days[first],
        last_day=days[last],
        is_held=who in {now.holder, now.before},
        is_changed=is_changed,
        instead_of=people.get(now.before) if is_changed and now.before else None,
        is_instead_of_asked=is_changed and bool(now.asked) and not now.before,
    )


def _help(each: Mapping[str, Any], people: Mapping[str, Interpreter]) -> DraftedHelp:
    names = dict.fromkeys(
        people[step["translator"]].full_name
        for step in each["steps"]
        if step["translator"] in people
    )
    return DraftedHelp(each["kind"], each["name"], each["days"], list(names))


def _people(
    uow: UnitOfWork, plan: TranslationPlanRun, way: Mapping[str, Any]
) -> list[DraftedPerson]:
    """Everybody who is given something, with her days."""
    days, named = _days(plan), _named(uow, way)
    minutes = {(who, day): number for who, day, number in way["interpreting"]}
    words: dict[tuple[str, int], int] = {}
    for step in way["plan"]["steps"]:
        for day, number in step["words"]:
            key = step["translator"], day
            words[key] = words.get(key, 0) + number
    found = [
        DraftedPerson(
            named[who["id"]],
            [
                DraftedDay(
                    day,
                    who["capacity"][k],
                    words.get((who["id"], k), 0),
                    minutes.get((who["id"], k), 0),
                )
                for k, day in enumerate(days)
            ],
        )
        for who in way["people"]
        if who["id"] in named
    ]
    return sorted((each for each in found if each.words), key=lambda each: each.person.full_name)


def _days(plan: TranslationPlanRun) -> list[date]:
    return [date.fromisoformat(each) for each in plan.draft["days"]]


def _named(uow: UnitOfWork, way: Mapping[str, Any]) -> dict[str, Interpreter]:
    had = [who for _job, _step, who in way["before"]]
    ids = [UUID(who) for who in {*had, *(each["id"] for each in way["people"])}]
    return {str(each.id): each for each in queries.people_named(uow.db, ids)}
