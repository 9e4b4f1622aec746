"""Trials: the same days planned by other weights, to be compared. Nothing of one can be sent."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from uuid import UUID

from accounts.domain.ids import UserId
from accounts.service import kept_settings
from dispatch.domain.permissions import DispatchPermission
from dispatch.domain.plan_figures import PlanFigures
from dispatch.domain.settings import DispatchSettings
from dispatch.domain.states import RunState
from dispatch.domain.wishes import WISHES, Wishes, setting_of
from dispatch.service.plans.runs import FORGOTTEN_AFTER, MOST_DAYS
from dispatch.store.queries import trials as queries
from dispatch.store.queries.plans import RUNNING
from dispatch.store.tables import PlanRun, PlanTrial
from foundation.database.work import UnitOfWork
from foundation.security.errors import Conflict, NotFound, Problems, refuse
from foundation.text.message import LazyText, say
from scheduling.service import sessions

RUN_TRIAL = "dispatch.run_trial"
WEIGHTS = "wishes"
MOST_SECONDS = 120
# A comparison with more columns is no longer read.
MOST_OF_DAYS = 6
# What was planned by the usual weights is planned anew when it is older: the days may have changed.
COMPARABLE_FOR = timedelta(hours=1)
# Under this name the progress of a finished trial says what was planned, as a digest.
DAYS = "days"
# And under this one how the engine ended that did not search to the end.
CUT_SHORT = "cut_short"
KEPT_FOR = timedelta(days=30)


@dataclass(frozen=True)
class TrialSeen:
    """One column of a comparison; without an outcome it is being made or has failed."""

    trial: PlanTrial
    wishes: Wishes
    outcome: PlanFigures | None

    @property
    def is_running(self) -> bool:
        """Whether it is still being made."""
        return self.trial.state in RUNNING

    @property
    def is_cut_short(self) -> bool:
        """Whether the engine died over it: its figures say less of its weights than those of the others."""
        return CUT_SHORT in self.trial.progress


@dataclass(frozen=True)
class Comparison:
    """The trials of some days side by side, the usual weights first."""

    first_day: date
    last_day: date
    columns: Sequence[TrialSeen]

    @property
    def is_running(self) -> bool:
        """Whether anything is still to come."""
        return any(column.is_running for column in self.columns)

    @property
    def has_moved(self) -> bool:
        """Whether the days have changed between two of them."""
        return _has_moved([column.trial for column in self.columns])


def _has_moved(found: Sequence[PlanTrial]) -> bool:
    return len({trial.progress[DAYS] for trial in found if DAYS in trial.progress}) > 1


def ask(
    uow: UnitOfWork, first_day: date, last_day: date, seconds: int, weights: Mapping[str, str]
) -> PlanTrial:
    """Ask for a trial of some days by weights, as typed by wish; and for one by the usual ones to compare it with.

    Refused, naming the fields, for weights that make no sense and days that are over, too many, or
    without a session to plan; Conflict while others are being made.
    """
    uow.require(DispatchPermission.PLAN_RUN)
    wishes = _checked(uow, first_day, last_day, seconds, weights)
    _refuse_while_running(uow)
    queries.remove_older(uow.db, uow.now - KEPT_FOR)
    usual = Wishes.of(uow.settings.of(DispatchSettings))
    there = queries.list_of_days(uow.db, first_day, last_day)
    if _has_moved(there) or not any(_serves_as_usual(uow, trial, usual) for trial in there):
        for trial in there:
            # By other weights, or of days that have changed: it would be compared with nothing.
            uow.db.delete(trial)
        there = [_put(uow, first_day, last_day, seconds, usual, is_usual=True)]
    if wishes == usual:
        return next(trial for trial in there if trial.is_usual)
    if len(there) >= MOST_OF_DAYS:
        raise Conflict(say("%(n)s trials are compared at most. Remove one first.", n=MOST_OF_DAYS))
    return _put(uow, first_day, last_day, seconds, wishes, is_usual=False)


def _serves_as_usual(uow: UnitOfWork, trial: PlanTrial, usual: Wishes) -> bool:
    return (
        trial.is_usual
        and trial.state is not RunState.FAILED
        and uow.now - trial.created_at < COMPARABLE_FOR
        and Wishes.from_json(trial.wishes) == usual
    )


def _put(
    uow: UnitOfWork,
    first_day: date,
    last_day: date,
    seconds: int,
    wishes: Wishes,
    *,
    is_usual: bool,
) -> PlanTrial:
    user = uow.actor.user_id
    trial = PlanTrial(
        first_day=first_day,
        last_day=last_day,
        state=RunState.QUEUED,
        wishes=wishes.as_json(),
        is_usual=is_usual,
        requested_by=None if user is None else UserId(user),
        created_at=uow.now,
        limit_seconds=seconds,
    )
    uow.db.add(trial)
    uow.db.flush()
    uow.enqueue(RUN_TRIAL, trial_id=trial.id, dedupe_key=f"trial:{trial.id}")
    uow.record("plan.trial_asked", first_day=first_day, last_day=last_day)
    return trial


def _checked(
    uow: UnitOfWork, first_day: date, last_day: date, seconds: int, weights: Mapping[str, str]
) -> Wishes:
    problems = Problems()
    for name, problem in weights_against(uow, weights).items():
        problems.add(name, problem)
    if first_day < uow.today:
        problems.add("first_day", say("%(day)s is past.", day=first_day))
    if not 0 <= (last_day - first_day).days < MOST_DAYS:
        problems.add("days", say("Plan at most %(n)s days at a time.", n=MOST_DAYS))
    if not 1 <= seconds <= MOST_SECONDS:
        problems.add("seconds", say("Enter between 1 and %(n)s seconds.", n=MOST_SECONDS))
    problems.check()
    listed = sessions.list_sessions(uow, first_day, last_day)
    if not any(session.latest_start_at > uow.now for session in listed):
        raise refuse(
            "first_day",
            say(
                "There is no session to plan between %(first)s and %(last)s.",
                first=first_day,
                last=last_day,
            ),
        )
    return Wishes(**{wish: int(weights[wish]) for wish in WISHES})


def weights_against(uow: UnitOfWork, weights: Mapping[str, str]) -> dict[str, LazyText]:
    """What is wrong with weights, by wish: they are held to what the page of the settings allows."""
    group = next(group for group in uow.office_settings if group.key == WEIGHTS)
    own = uow.settings.of(DispatchSettings)
    typed = {each.name: str(getattr(own, each.name)) for each in group.settings}
    typed |= {setting_of(wish): weights.get(wish, "").strip() for wish in WISHES}
    found = group.find_problems(typed)
    return {wish: found[setting_of(wish)] for wish in WISHES if setting_of(wish) in found}


def _refuse_while_running(uow: UnitOfWork) -> None:
    for trial in queries.list_running(uow.db):
        if uow.now - trial.created_at - timedelta(seconds=trial.limit_seconds) < FORGOTTEN_AFTER:
            raise Conflict(say("Another trial is being made. Wait until it is ready."))
        trial.state, trial.finished_at = RunState.FAILED, uow.now
        trial.error = "the job that made it has ended"


def compare(uow: UnitOfWork, first_day: date | None, last_day: date | None) -> Comparison | None:
    """The trials of some days, of those asked for last unless given; None where there are none."""
    uow.require(DispatchPermission.PLAN_RUN)
    if first_day is None or last_day is None:
        newest = queries.newest(uow.db)
        if newest is None:
            return None
        first_day, last_day = newest.first_day, newest.last_day
    found = queries.list_of_days(uow.db, first_day, last_day)
    columns = [
        TrialSeen(
            trial,
            Wishes.from_json(trial.wishes),
            None if trial.outcome is None else PlanFigures.from_json(trial.outcome),
        )
        for trial in found
    ]
    return Comparison(first_day, last_day, columns) if columns else None


def drafts_to_try(uow: UnitOfWork) -> Sequence[PlanRun]:
    """Drafts that wait to be sent: their days are planned a second time, and they stay as they are."""
    uow.require(DispatchPermission.PLAN_RUN)
    return queries.drafts_ahead(uow.db, uow.today)


def usual_wishes(uow: UnitOfWork) -> Wishes:
    """The weights that count today."""
    return Wishes.of(uow.settings.of(DispatchSettings))


def remove(uow: UnitOfWork, trial_id: UUID) -> PlanTrial:
    """Take a trial out of the comparison; one that is being made stops."""
    uow.require(DispatchPermission.PLAN_RUN)
    trial = _get(uow, trial_id)
    uow.db.delete(trial)
    uow.record("plan.trial_removed", first_day=trial.first_day, last_day=trial.last_day)
    uow.db.flush()
    return trial


def use(uow: UnitOfWork, trial_id: UUID) -> int:
    """Let the weights of a trial count from today on; how many of them are new.

    Only who may change the settings may: they are kept and recorded as any other.
    """
    texts = kept_settings.see(uow, WEIGHTS).texts
    wishes = Wishes.from_json(_get(uow, trial_id).wishes)
    chosen = {setting_of(wish): str(weight) for wish, weight in wishes.as_json().items()}
    return len(kept_settings.change(uow, WEIGHTS, {**texts, **chosen}, uow.today))


def _get(uow: UnitOfWork, trial_id: UUID) -> PlanTrial:
    found = queries.find(uow.db, trial_id)
    if found is None:
        raise NotFound
    return found
