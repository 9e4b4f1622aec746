"""Playing a past period: read on a connection that cannot write, plan twice, keep the figures and nothing else."""

import uuid
from dataclasses import dataclass, replace
from decimal import Decimal

from sqlalchemy.exc import OperationalError

from dispatch.domain.people import Need, Person
from dispatch.domain.rates import WorkPaid, card_for, is_paid, pay_lines, sum_of
from dispatch.domain.sandbox import SandboxFigures, SandboxRules
from dispatch.domain.settings import DispatchSettings
from dispatch.domain.states import RunState
from dispatch.service.engine import solving
from dispatch.service.engine.snapshot import take_snapshot
from dispatch.service.plans.drafts import Drafting
from dispatch.service.plans.trial_work import figures_of
from dispatch.service.rates.estimates import TENTH
from dispatch.service.sandbox.past import PastPeriod, by_rules, read_past
from dispatch.service.situation.day import Situation
from dispatch.solver.problem.problem import Limits
from dispatch.store.queries import sandbox as queries
from dispatch.store.queries.plans import RUNNING
from dispatch.store.tables import SandboxRun
from foundation.database.only_reading import that_cannot_write
from foundation.database.work import Office, UnitOfWork, begin, reading
from foundation.geo import road_km
from foundation.logs import kind_of
from foundation.security.permissions import the_system

ACTOR = the_system("sandbox")


def play(office: Office, run_id: str, *, watch: solving.Watch | None = None) -> None:
    """Play one. Safe to repeat: one that has ended, or was removed, stays as it is."""
    work = _SandboxWork(office, uuid.UUID(run_id))
    if not work.start():
        return
    try:
        past = work.read()
        told = replace(watch or solving.Watch(), should_stop=work.is_removed)
        before = work.figures(past, past.situation, told)
        after = work.figures(past, by_rules(past, work.rules), told)
        work.finish(before, after)
    except solving.EngineFailed as error:
        work.fail(str(error))
    except OperationalError:
        # Busy or out of reach: the job is tried again.
        raise
    except Exception as error:
        # A mistake of ours comes again each time: nobody waits for it.
        work.fail(kind_of(error))
        raise


@dataclass
class _SandboxWork:
    office: Office
    run_id: uuid.UUID
    seconds: int = 0
    rules: SandboxRules = SandboxRules()  # noqa: RUF009  frozen

    def start(self) -> bool:
        """Take it up, also after a worker that died over it; False when there is nothing to do."""
        with begin(self.office, ACTOR) as uow:
            run = self._lock(uow)
            if run is None or run.state not in RUNNING:
                return False
            run.state, run.started_at = RunState.SOLVING, run.started_at or uow.now
            self.seconds, self.rules = run.limit_seconds, SandboxRules.from_json(run.rules)
            return True

    def _lock(self, uow: UnitOfWork) -> SandboxRun | None:
        return queries.find(uow.db, self.run_id, lock=True)

    def read(self) -> PastPeriod:
        """The days as they were: all that the play sees of the office."""
        with (
            that_cannot_write(self.office) as reader,
            reading(reader, ACTOR, still=True) as uow,
        ):
            run = queries.find(uow.db, self.run_id)
            if run is None:
                raise solving.EngineFailed("removed")
            return read_past(uow, run.first_day, run.last_day)

    def figures(
        self, past: PastPeriod, situation: Situation, watch: solving.Watch
    ) -> SandboxFigures:
        """Plan the days and say what that comes to."""
        snapshot = take_snapshot(situation)
        workers = self.office.settings.of(DispatchSettings).plan_workers
        plan = solving.solve(snapshot.problem, Limits(self.seconds, workers=workers), watch)
        drafting = Drafting(snapshot, plan)
        won = sum(
            pay_of(past, situation.people[who], drafting.needs[session])
            for session, people in drafting.people.items()
            for who in people
        )
        return SandboxFigures(plan=figures_of(snapshot, plan), won=won)

    def is_removed(self) -> bool:
        """Whether nobody wants it any more."""
        with reading(self.office, ACTOR) as uow:
            return queries.find(uow.db, self.run_id) is None

    def finish(self, before: SandboxFigures, after: SandboxFigures) -> None:
        """Keep the figures; the plans are forgotten."""
        with begin(self.office, ACTOR) as uow:
            run = self._lock(uow)
            if run is not None and run.state is RunState.SOLVING:
                run.state, run.finished_at = RunState.DONE, uow.now
                run.before, run.after = before.as_json(), after.as_json()

    def fail(self, error: str) -> None:
        """Keep why there are no figures."""
        with begin(self.office, ACTOR) as uow:
            run = self._lock(uow)
            if run is not None and run.state is RunState.SOLVING:
                run.state, run.finished_at = RunState.FAILED, uow.now
                run.error = error[:500]


def pay_of(past: PastPeriod, person: Person, need: Need) -> int:
    """The won that somebody would have been paid for a session, by the rates that counted on its day."""
    if not is_paid(person.employment):
        return 0
    starts_at = need.earliest.astimezone(past.situation.zone)
    ways, minutes, km = past.situation.ways, 0, Decimal(0)
    if need.point is not None:
        minutes = 2 * ways.minutes(person.home, need.point)
        exact = road_km(person.home, need.point, ways.travel)
        km = (2 * Decimal(repr(exact))).quantize(TENTH) if minutes else Decimal(0)
    work = WorkPaid(
        starts_at=starts_at,
        minutes=need.minutes,
        organisation_id=need.organisation_id,
        domain=need.domain,
        levels=frozenset(
            held.level
            for held in person.certifications
            if held.language == need.language and held.valid_from <= need.day < held.valid_until
        ),
        travel_minutes=minutes,
        travel_km=km,
    )
    card = card_for(work, past.cards)
    if card is None or card.rates is None:
        return 0
    return sum_of(pay_lines(work, card.rates, past.off_days.get))
