"""Making a trial: read the days, plan them by its weights, keep what that comes to, and nothing else."""

import hashlib
import json
import uuid
from collections.abc import Iterator
from dataclasses import dataclass, replace

from sqlalchemy.exc import OperationalError

from dispatch.domain.measures import Measure
from dispatch.domain.plan_figures import PlanFigures, PlannedSession, Toll, figures_of_plan
from dispatch.domain.settings import DispatchSettings
from dispatch.domain.states import EngineEnd, RunState
from dispatch.domain.wishes import Wishes
from dispatch.service.engine import solving
from dispatch.service.engine.snapshot import Snapshot, take_snapshot
from dispatch.service.plans.drafts import Drafting
from dispatch.service.plans.trials import CUT_SHORT, DAYS
from dispatch.service.situation.day import ranked_modalities
from dispatch.service.situation.reading import read_situation
from dispatch.solver.problem.check import judge
from dispatch.solver.problem.files import problem_text
from dispatch.solver.problem.plan import Plan, Progress
from dispatch.solver.problem.problem import Limits
from dispatch.store.queries import trials as queries
from dispatch.store.queries.plans import RUNNING
from dispatch.store.tables import PlanTrial
from foundation.database.work import Office, UnitOfWork, begin, reading
from foundation.logs import kind_of
from foundation.security.permissions import the_system
from foundation.times.clock import monotonic

# How often a trial in the making looks whether somebody has removed it.
LOOK_EVERY_SECONDS = 1.0
ACTOR = the_system("trial")


def run_trial(office: Office, trial_id: str, *, watch: solving.Watch | None = None) -> None:
    """Make a trial. Safe to repeat: one that has ended, or was removed, stays as it is."""
    work = _TrialWork(office, uuid.UUID(trial_id))
    if not work.start():
        return
    try:
        snapshot = work.read()
        told = replace(
            watch or solving.Watch(),
            on_progress=work.keep_progress,
            should_stop=work.is_removed,
            on_cut_short=work.note_cut_short,
        )
        limits = Limits(work.seconds, workers=office.settings.of(DispatchSettings).plan_workers)
        plan = solving.solve(snapshot.problem, limits, told)
        work.finish(snapshot, plan)
    except solving.EngineFailed as error:
        work.fail(str(error))
    except OperationalError:
        # Busy or out of reach: the job is tried again.
        raise
    except Exception as error:
        # A mistake of ours comes again each time: nobody waits for this column.
        work.fail(kind_of(error))
        raise


@dataclass
class _TrialWork:
    office: Office
    trial_id: uuid.UUID
    seconds: int = 0
    looked_at: float = float("-inf")
    removed: bool = False
    cut_short: EngineEnd | None = None

    def start(self) -> bool:
        """Take it up, also after a worker that died over it; False when there is nothing to do."""
        with begin(self.office, ACTOR) as uow:
            trial = self._lock(uow)
            if trial is None or trial.state not in RUNNING:
                return False
            trial.state, trial.started_at = RunState.SOLVING, trial.started_at or uow.now
            self.seconds = trial.limit_seconds
            return True

    def _lock(self, uow: UnitOfWork) -> PlanTrial | None:
        return queries.find(uow.db, self.trial_id, lock=True)

    def read(self) -> Snapshot:
        """The days as they are, to be planned by the weights of the trial."""
        with reading(self.office, ACTOR) as uow:
            trial = queries.find(uow.db, self.trial_id)
            if trial is None:
                raise solving.EngineFailed("removed")
            situation = read_situation(uow, trial.first_day, trial.last_day)
            wishes = Wishes.from_json(trial.wishes)
        return take_snapshot(replace(situation, wishes=wishes), questions_stand=True)

    def keep_progress(self, progress: Progress) -> None:
        """Show how far the engine has come."""
        with begin(self.office, ACTOR) as uow:
            trial = self._lock(uow)
            if trial is not None:
                trial.progress = solving.progress_as_json(progress)

    def is_removed(self) -> bool:
        """Whether nobody wants it any more; asked of the database at times."""
        if monotonic() - self.looked_at >= LOOK_EVERY_SECONDS:
            self.looked_at = monotonic()
            with reading(self.office, ACTOR) as uow:
                self.removed = queries.find(uow.db, self.trial_id) is None
        return self.removed

    def note_cut_short(self, end: EngineEnd) -> None:
        """The engine has died: its figures are told as those of a search that was not ended."""
        self.cut_short = end

    def finish(self, snapshot: Snapshot, plan: Plan) -> None:
        """Keep the figures; the plan itself is forgotten."""
        outcome = figures_of(snapshot, plan)
        with begin(self.office, ACTOR) as uow:
            trial = self._lock(uow)
            if trial is not None and trial.state is RunState.SOLVING:
                trial.state, trial.finished_at = RunState.DONE, uow.now
                trial.outcome = outcome.as_json()
                last = Progress(plan.cost, plan.bound, len(plan.unfilled), plan.seconds)
                trial.progress = {**solving.progress_as_json(last), DAYS: days_of(snapshot)}
                if self.cut_short is not None:
                    trial.progress[CUT_SHORT] = self.cut_short

    def fail(self, error: str) -> None:
        """Keep why there are no figures."""
        with begin(self.office, ACTOR) as uow:
            trial = self._lock(uow)
            if trial is not None and trial.state is RunState.SOLVING:
                trial.state, trial.finished_at = RunState.FAILED, uow.now
                trial.error = error[:500]


def days_of(snapshot: Snapshot) -> str:
    """What was planned, without the weights, as a few signs: two trials that differ in it cannot be compared."""
    told = json.loads(problem_text(snapshot.problem))
    told.pop("costs")
    for person in told["interpreters"]:
        person.pop("session_cost", None)
    return hashlib.sha256(json.dumps(told, sort_keys=True).encode()).hexdigest()[:16]


def figures_of(snapshot: Snapshot, plan: Plan) -> PlanFigures:
    """What a plan of a snapshot comes to."""
    drafting = Drafting(snapshot, plan)
    measured = {change.measure: change.now for change in drafting.changes()}
    toll = Toll(
        travel_minutes=measured[Measure.TRAVEL],
        tight=measured[Measure.TIGHT],
        spread_minutes=measured[Measure.SPREAD],
        changed=judge(snapshot.problem, plan.assignments).changes,
    )
    return figures_of_plan(list(_planned(drafting)), toll)


def _planned(drafting: Drafting) -> Iterator[PlannedSession]:
    people = drafting.situation.people
    for session_id, seats in drafting.seats.items():
        session = seats[0].session
        yield PlannedSession(
            need=drafting.needs.get(session_id, seats[0].need),
            team=sum(len(seat.slots) for seat in seats),
            people=[people[who] for who in drafting.people.get(session_id, ())],
            first_mode=ranked_modalities(session)[0],
            wished_start=session.wished_start,
        )
