"""What is told on the day: on the way, late, arrived, begun; by whoever serves, or for them by telephone.

Everything told is a line of its own and stays; the assignment carries what counts now. Telling the same
twice is telling it once.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from accounts.domain.ids import UserId
from dispatch.domain.live import (
    LATEST,
    DayProgress,
    Reporter,
    Step,
    opens_at,
    rounded_distance,
    steps_open,
)
from dispatch.domain.permissions import DispatchPermission
from dispatch.domain.settings import DispatchSettings
from dispatch.domain.states import AssignmentState
from dispatch.service.live.told import DayNotice, tell_requester
from dispatch.service.slots.assignments import get_live
from dispatch.service.slots.assignments_ending import get_own
from dispatch.store.queries import live as queries
from dispatch.store.tables import Assignment, LiveStep
from foundation.database.work import UnitOfWork
from foundation.geo import Point, great_circle_km
from foundation.security.errors import Conflict, Problems, refuse
from foundation.text.message import LazyText, say
from interpreters.domain.qualifications import Modality
from scheduling.domain.states import SessionState
from scheduling.service import sessions

# A tap by mistake is taken back within this time; later the office corrects it.
TAKEN_BACK_WITHIN = timedelta(minutes=30)


@dataclass(frozen=True, kw_only=True)
class _Told:
    """What somebody tells."""

    step: Step
    said_as: Reporter
    late_minutes: int = 0
    here: Point | None = None


def progress_of(assignment: Assignment) -> DayProgress:
    """How far an assignment has come; its session is loaded."""
    return DayProgress(
        starts_at=assignment.starts_at,
        ends_at=assignment.ends_at,
        is_remote=assignment.session.modality is not Modality.ON_SITE,
        set_out_at=assignment.set_out_at,
        arrived_at=assignment.arrived_at,
        began_at=assignment.began_at,
    )


def open_steps(uow: UnitOfWork, assignment: Assignment) -> list[Step]:
    """What makes sense to tell now of a live assignment."""
    hours = uow.settings.of(DispatchSettings).live_hours_before
    return steps_open(progress_of(assignment), uow.now, hours)


def tell(
    uow: UnitOfWork,
    assignment_id: UUID,
    step: Step,
    *,
    late_minutes: int = 0,
    here: Point | None = None,
) -> Assignment:
    """Tell a step, as the interpreter. `here` is where they are if they chose to say so: it is not kept."""
    assignment = get_live(uow, get_own(uow, assignment_id).id)
    told = _Told(step=step, said_as=Reporter.INTERPRETER, late_minutes=late_minutes, here=here)
    return _tell(uow, assignment, told)


def tell_for(
    uow: UnitOfWork, assignment_id: UUID, step: Step, *, late_minutes: int = 0
) -> Assignment:
    """Tell a step for somebody, as they said on the telephone."""
    uow.require(DispatchPermission.ASSIGNMENT_CHANGE)
    assignment = get_live(uow, assignment_id)
    told = _Told(step=step, said_as=Reporter.COORDINATOR, late_minutes=late_minutes)
    return _tell(uow, assignment, told)


def take_back(uow: UnitOfWork, assignment_id: UUID, step: Step) -> Assignment:
    """Say that a step was told by mistake, as the interpreter; nothing that was told is removed."""
    assignment = get_live(uow, get_own(uow, assignment_id).id)
    newest = queries.find_step(uow.db, assignment.id, step)
    if newest is None or newest.at is None:
        return assignment
    if uow.now > newest.said_at + TAKEN_BACK_WITHIN:
        raise Conflict(say("This can no longer be undone here. Please call the coordinator."))
    if step is not Step.LATE and last_step(assignment) is not step:
        raise Conflict(say("Undo the later step first."))
    _keep(uow, assignment, _Told(step=step, said_as=Reporter.INTERPRETER), None)
    _apply(uow, assignment, step, None, 0)
    uow.record("live.taken_back", subject=assignment.id, step=step, session=assignment.session_id)
    return assignment


def last_step(assignment: Assignment) -> Step | None:
    """The last of the steps that stand, lateness apart."""
    if assignment.began_at is not None:
        return Step.BEGAN
    if assignment.arrived_at is not None:
        return Step.ARRIVED
    return None if assignment.set_out_at is None else Step.ON_THE_WAY


def may_take_back(uow: UnitOfWork, assignment: Assignment) -> Step | None:
    """The step that could be taken back now, if there is one."""
    step = last_step(assignment)
    at = {
        Step.ON_THE_WAY: assignment.set_out_at,
        Step.ARRIVED: assignment.arrived_at,
        Step.BEGAN: assignment.began_at,
        None: None,
    }[step]
    return step if at is not None and uow.now <= at + TAKEN_BACK_WITHIN else None


def _tell(uow: UnitOfWork, assignment: Assignment, told: _Told) -> Assignment:
    step = told.step
    _check_late(step, told.late_minutes)
    if _is_told(assignment, step, told.late_minutes):
        return assignment
    if step not in open_steps(uow, assignment):
        raise Conflict(_why_not(uow, assignment, step))
    _keep(uow, assignment, told, uow.now, _distance(assignment, told))
    _apply(uow, assignment, step, uow.now, told.late_minutes)
    facts = {"minutes": told.late_minutes} if step is Step.LATE else {}
    uow.record(
        "live.told",
        subject=assignment.id,
        step=step,
        session=assignment.session_id,
        said_as=told.said_as,
        **facts,
    )
    if step is Step.LATE:
        tell_requester(uow, assignment.session, DayNotice.LATE, minutes=told.late_minutes)
    return assignment


def _check_late(step: Step, late_minutes: int) -> None:
    problems = Problems()
    if step is Step.LATE and not 1 <= late_minutes <= LATEST:
        problems.add("late_minutes", say("Say how many minutes late, at most %(n)s.", n=LATEST))
    problems.check()


def _is_told(assignment: Assignment, step: Step, late_minutes: int) -> bool:
    """Whether it stands already: told again, it is told once."""
    return {
        Step.ON_THE_WAY: assignment.set_out_at is not None,
        Step.LATE: assignment.late_minutes == late_minutes,
        Step.ARRIVED: assignment.arrived_at is not None,
        Step.BEGAN: assignment.began_at is not None,
    }[step]


def _why_not(uow: UnitOfWork, assignment: Assignment, step: Step) -> LazyText:
    hours = uow.settings.of(DispatchSettings).live_hours_before
    if uow.now < opens_at(assignment.starts_at, hours):
        return say("This opens %(n)s hours before the session.", n=hours)
    if uow.now >= assignment.ends_at:
        return say("The session is over. Report how it went.")
    if step is Step.BEGAN:
        return say("First say that you have arrived, or wait until the session is about to begin.")
    return say("You have told a later step already.")


def _keep(
    uow: UnitOfWork,
    assignment: Assignment,
    told: _Told,
    at: datetime | None,
    distance: int | None = None,
) -> None:
    newest = queries.find_step(uow.db, assignment.id, told.step)
    actor = uow.actor.user_id
    uow.db.add(
        LiveStep(
            assignment_id=assignment.id,
            step=told.step,
            version=1 if newest is None else newest.version + 1,
            at=at,
            said_as=told.said_as,
            said_by_id=None if actor is None else UserId(actor),
            said_at=uow.now,
            minutes=told.late_minutes,
            distance_m=distance,
        )
    )
    uow.db.flush()


def _apply(
    uow: UnitOfWork, assignment: Assignment, step: Step, at: datetime | None, late_minutes: int
) -> None:
    """What the assignment and its session carry from now on."""
    session = assignment.session
    if step is Step.ON_THE_WAY:
        assignment.set_out_at = at
    elif step is Step.LATE:
        assignment.late_minutes = 0 if at is None else late_minutes
    elif step is Step.ARRIVED:
        assignment.arrived_at = at
        there, not_there = AssignmentState.CHECKED_IN, AssignmentState.CONFIRMED
        assignment.state = not_there if at is None else there
    else:
        assignment.began_at = at
        if at is not None and session.state is SessionState.STAFFED:
            sessions.set_state(uow, session, SessionState.IN_PROGRESS)
        elif at is None and session.state is SessionState.IN_PROGRESS:
            sessions.set_state(uow, session, SessionState.STAFFED)
    uow.db.flush()


def _distance(assignment: Assignment, told: _Told) -> int | None:
    """Metres to the place for whoever arrives and says where they are."""
    session = assignment.session
    if told.here is None or told.step is not Step.ARRIVED:
        return None
    if session.modality is not Modality.ON_SITE or session.site is None:
        return None
    return rounded_distance(great_circle_km(told.here, session.site.point))


def read_point(latitude: str, longitude: str) -> Point | None:
    """What a browser gave as the place, None without any; refused when it is none."""
    if not latitude and not longitude:
        return None
    try:
        return Point(float(latitude), float(longitude))
    except ValueError as error:
        raise refuse(
            "here", say("Your location could not be read. Tap again without it.")
        ) from error
