"""Past periods played by other rules: asked for under a name, kept, compared and removed."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date, time
from uuid import UUID

from accounts.domain.cities import CITIES
from accounts.domain.ids import UserId
from dispatch.domain.permissions import DispatchPermission
from dispatch.domain.sandbox import (
    FARTHEST_KM,
    LONGEST_NAME,
    MOST_DAYS,
    MOST_RUNS,
    MOST_SECONDS,
    MOST_TAUGHT,
    SandboxFigures,
    SandboxRules,
)
from dispatch.domain.states import RunState
from dispatch.service.plans.runs import FORGOTTEN_AFTER
from dispatch.store.queries import sandbox as queries
from dispatch.store.queries.plans import RUNNING
from dispatch.store.tables import SandboxRun
from foundation.database.work import UnitOfWork
from foundation.security.errors import Conflict, NotFound, Problems
from foundation.security.free_text import check_free_text
from foundation.text.message import say
from foundation.text.normalise import normalise_text

PLAY_SANDBOX = "dispatch.play_sandbox"
POOLED = 2


@dataclass(frozen=True, kw_only=True)
class SandboxWish:
    """What is to be played: a name, some days that are over, how long the engine may think, and the rules."""

    name: str
    first_day: date
    last_day: date
    seconds: int
    rules: SandboxRules


@dataclass(frozen=True, kw_only=True)
class SandboxSeen:
    """One of them; without figures it is being made or has failed."""

    run: SandboxRun
    rules: SandboxRules
    before: SandboxFigures | None
    after: SandboxFigures | None

    @property
    def is_running(self) -> bool:
        """Whether it is still being made."""
        return self.run.state in RUNNING


def ask(uow: UnitOfWork, wish: SandboxWish) -> UUID:
    """Have a past period played by other rules.

    Refused, naming every field, for days that are not over and rules that make no sense or change nothing; Conflict
    while another is being made, or when too many are kept.
    """
    uow.require(DispatchPermission.SEE_COVERAGE)
    name = normalise_text(wish.name)
    _problems_of(uow, name, wish).check()
    check_free_text("name", name)
    _refuse_while_running(uow)
    if queries.count(uow.db) >= MOST_RUNS:
        raise Conflict(say("%(n)s are kept at most. Remove one first.", n=MOST_RUNS))
    user = uow.actor.user_id
    run = SandboxRun(
        name=name,
        first_day=wish.first_day,
        last_day=wish.last_day,
        state=RunState.QUEUED,
        rules=wish.rules.as_json(),
        requested_by=None if user is None else UserId(user),
        created_at=uow.now,
        limit_seconds=wish.seconds,
    )
    uow.db.add(run)
    uow.db.flush()
    uow.enqueue(PLAY_SANDBOX, run_id=run.id, dedupe_key=f"sandbox:{run.id}")
    uow.record("sandbox.asked_for", first_day=wish.first_day, last_day=wish.last_day)
    return run.id


def _problems_of(uow: UnitOfWork, name: str, wish: SandboxWish) -> Problems:
    problems = Problems()
    if not name:
        problems.add("name", say("Enter a name, to find it again."))
    elif len(name) > LONGEST_NAME:
        problems.add("name", say("Use at most %(n)s characters.", n=LONGEST_NAME))
    if wish.last_day >= uow.today:
        problems.add("first_day", say("These days are not over yet."))
    if not 0 <= (wish.last_day - wish.first_day).days < MOST_DAYS:
        problems.add("days", say("Choose at most %(n)s days.", n=MOST_DAYS))
    if not 1 <= wish.seconds <= MOST_SECONDS:
        problems.add("seconds", say("Enter between 1 and %(n)s seconds.", n=MOST_SECONDS))
    _add_problems_of_rules(problems, wish.rules)
    return problems


def _add_problems_of_rules(problems: Problems, rules: SandboxRules) -> None:
    if rules.is_as_it_was:
        problems.add("rules", say("Change at least one rule."))
    known = [city for city in rules.pooled if city in CITIES]
    if rules.pooled and len({*known}) != POOLED:
        problems.add("pooled", say("Choose two different cities."))
    if not 0 <= rules.radius_km <= FARTHEST_KM:
        problems.add("radius_km", say("Enter from 0 to %(n)s km.", n=FARTHEST_KM))
    if rules.hours and time.fromisoformat(rules.hours[0]) >= time.fromisoformat(rules.hours[1]):
        problems.add("hours_to", say("The end must be after the start."))
    if rules.one_more is not None and rules.one_more.city not in CITIES:
        problems.add("more_city", say("Choose a city."))
    if rules.course is not None and not 1 <= rules.course.people <= MOST_TAUGHT:
        problems.add("course_people", say("Enter from 1 to %(n)s people.", n=MOST_TAUGHT))


def _refuse_while_running(uow: UnitOfWork) -> None:
    for run in queries.list_running(uow.db):
        if uow.now - run.created_at < FORGOTTEN_AFTER:
            raise Conflict(say("Another one is being made. Wait until it is ready."))
        run.state, run.finished_at = RunState.FAILED, uow.now
        run.error = "the job that made it has ended"


def list_all(uow: UnitOfWork) -> Sequence[SandboxSeen]:
    """All that are kept, the newest first."""
    uow.require(DispatchPermission.SEE_COVERAGE)
    return [_seen(run) for run in queries.list_all(uow.db)]


def compare(uow: UnitOfWork, ids: Collection[UUID]) -> Sequence[SandboxSeen]:
    """Some that are ready, side by side."""
    uow.require(DispatchPermission.SEE_COVERAGE)
    found = [_seen(run) for run in queries.list_by_ids(uow.db, ids)]
    return [each for each in found if each.after is not None]


def _seen(run: SandboxRun) -> SandboxSeen:
    return SandboxSeen(
        run=run,
        rules=SandboxRules.from_json(run.rules),
        before=None if run.before is None else SandboxFigures.from_json(run.before),
        after=None if run.after is None else SandboxFigures.from_json(run.after),
    )


def remove(uow: UnitOfWork, run_id: UUID) -> None:
    """Forget one; one that is being made stops."""
    uow.require(DispatchPermission.SEE_COVERAGE)
    found = queries.find(uow.db, run_id, lock=True)
    if found is None:
        raise NotFound
    uow.db.delete(found)
    uow.record("sandbox.removed", first_day=found.first_day, last_day=found.last_day)
    uow.db.flush()
