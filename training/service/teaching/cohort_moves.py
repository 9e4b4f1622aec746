"""How a cohort moves on: by the manager, and by the clock."""

from collections.abc import Mapping, Sequence
from uuid import UUID

from foundation.database.work import UnitOfWork
from foundation.security.errors import Conflict, Problems, refuse
from foundation.security.free_text import check_free_text
from foundation.text.message import say
from foundation.text.normalise import normalise_text
from foundation.times.spans import Span
from interpreters.domain.languages import Language
from training.domain.cohorts import (
    CohortPlan,
    Timetable,
    needs_a_decision,
    next_status,
    problems_before_publishing,
)
from training.domain.courses import COHORT_MOVES, CohortStatus, MeetingStatus
from training.domain.events import CohortMoved
from training.domain.permissions import TrainingPermission
from training.domain.seats import SEAT_HOLDING, EnrolmentStatus
from training.service.catalogue import cohorts, courses
from training.service.enrolment import enrolments, interest, seats
from training.service.teaching import notices
from training.store.queries import courses as queries
from training.store.tables import Cohort, LanguageQuota

C = CohortStatus
NOTIFY_TOO_FEW = "training.tell_too_few"
MOVED_BY_CLOCK = frozenset({C.PUBLISHED, C.ENROLLING, C.CONFIRMED, C.RUNNING})
LONGEST_REASON = 200


def publish(uow: UnitOfWork, cohort_id: UUID) -> Cohort:
    """Announce a draft; the version it follows is frozen from now on."""
    cohort = cohorts.get_managed(uow, cohort_id)
    _require_move(cohort, C.PUBLISHED)
    classes = [m for m in cohort.meetings if m.status is not MeetingStatus.CANCELLED]
    plan = CohortPlan(
        opens_at=cohort.opens_at,
        closes_at=cohort.closes_at,
        needed_minutes=cohort.version.planned_minutes,
        classes=[Span(m.starts_at, m.ends_at) for m in classes],
        planned_minutes=sum(m.planned_minutes for m in classes),
    )
    problems_before_publishing(plan, uow.now).check()
    courses.freeze(uow, cohort.version)
    _move(uow, cohort, C.PUBLISHED)
    interest.notify_of(uow, cohort)
    _sync_with_clock(uow, cohort)
    return cohort


def confirm(uow: UnitOfWork, cohort_id: UUID) -> Cohort:
    """Let a cohort go ahead, even with fewer people than its minimum: the manager's word."""
    cohort = cohorts.get_managed(uow, cohort_id)
    _require_move(cohort, C.CONFIRMED)
    _move(uow, cohort, C.CONFIRMED, by_hand=True)
    _sync_with_clock(uow, cohort)
    return cohort


def close(uow: UnitOfWork, cohort_id: UUID) -> Cohort:
    """End a cohort once everybody's completion is decided."""
    cohort = cohorts.get_managed(uow, cohort_id)
    _require_move(cohort, C.CLOSED)
    left = counts_of(uow, cohort)[EnrolmentStatus.ATTENDING]
    if left:
        raise Conflict(say("Completion of %(n)s people is not decided yet.", n=left))
    _move(uow, cohort, C.CLOSED)
    return cohort


def cancel(uow: UnitOfWork, cohort_id: UUID, reason: str) -> Cohort:
    """Call a cohort off: its classes too. Everybody is told, the waiting and the trainers included."""
    cohort = cohorts.get_managed(uow, cohort_id)
    _require_move(cohort, C.CANCELLED)
    reason = normalise_text(reason)
    if not reason:
        raise refuse("reason", say("Say why it is cancelled: everyone is told."))
    if len(reason) > LONGEST_REASON:
        raise refuse("reason", say("Use at most %(n)s characters.", n=LONGEST_REASON))
    check_free_text("reason", reason)
    was_known = cohort.status is not C.DRAFT
    cohort.cancelled_because = reason
    _move(uow, cohort, C.CANCELLED)
    ahead = [m for m in cohort.meetings if m.status is MeetingStatus.PLANNED]
    for meeting in ahead:
        if meeting.ends_at > uow.now:
            meeting.status = MeetingStatus.CANCELLED
            meeting.sequence += 1
    if was_known:
        enrolments.cancel_all(uow, cohort, reason)
        letter = notices.called_off(cohort, reason)
        notices.notify_trainers(uow, (meeting.trainer_id for meeting in ahead), letter)
    return cohort


def set_seats(
    uow: UnitOfWork, cohort_id: UUID, capacity: int, quotas: Mapping[Language, int]
) -> Cohort:
    """Change how many seats there are, and of which languages at most how many.

    Never below the seats that are held, an open offer included; whoever waits is offered what came
    free, in this transaction.
    """
    cohort = cohorts.get_managed(uow, cohort_id)
    cohorts.require_open(cohort)
    held = queries.seats_held(uow.db, cohort_id)
    _problems_of_seats(cohort, capacity, quotas, len(held)).check()
    # The numbers say nothing to anybody, so those beyond the new end move into gaps.
    gaps = sorted(set(range(1, capacity + 1)) - {each.seat_no for each in held})
    for enrolment in held:
        if enrolment.seat_no is not None and enrolment.seat_no > capacity:
            enrolment.seat_no = gaps.pop(0)
    uow.db.flush()
    cohort.capacity = capacity
    kept = {quota.language: quota for quota in cohort.quotas}
    cohort.quotas = [
        _quota(kept.get(language), language, most) for language, most in quotas.items()
    ]
    uow.db.flush()
    uow.record("cohort.seats_changed", subject=cohort.id, capacity=capacity)
    seats.promote(uow, cohort)
    return cohort


def _quota(known: LanguageQuota | None, language: Language, most: int) -> LanguageQuota:
    if known is None:
        return LanguageQuota(language=language, seats=most)
    known.seats = most
    return known


def _problems_of_seats(
    cohort: Cohort, capacity: int, quotas: Mapping[Language, int], held: int
) -> Problems:
    problems = Problems()
    if not 0 < capacity <= cohorts.MOST_SEATS:
        problems.add("capacity", say("Enter from 1 to %(n)s seats.", n=cohorts.MOST_SEATS))
    elif capacity < held:
        problems.add("capacity", say("%(n)s seats are held: there cannot be fewer.", n=held))
    elif capacity < cohort.minimum:
        problems.add("capacity", say("The minimum is more than there are seats."))
    if any(not 0 <= most <= capacity for most in quotas.values()):
        problems.add("quotas", say("A language cannot have more seats than there are."))
    return problems


def advance_all(uow: UnitOfWork) -> None:
    """The job: move every cohort that is due. Repeating it changes nothing."""
    uow.require(TrainingPermission.COURSE_MANAGE)
    for cohort_id in queries.ids_to_move(uow.db, MOVED_BY_CLOCK):
        _sync_with_clock(uow, cohorts.get_managed(uow, cohort_id))


def _sync_with_clock(uow: UnitOfWork, cohort: Cohort) -> None:
    """Move a cohort as far as the clock says, and note classes that are over as held."""
    _note_held(uow, cohort)
    while (due := next_status(timetable_of(uow, cohort), uow.now)) is not None:
        _move(uow, cohort, due)
        if due is C.RUNNING:
            enrolments.begin(uow, cohort)
    if needs_a_decision(timetable_of(uow, cohort), uow.now):
        # The key makes it one letter for each end of the window, however often this runs.
        key = f"{NOTIFY_TOO_FEW}:{cohort.id}:{cohort.closes_at.isoformat()}"
        uow.enqueue(NOTIFY_TOO_FEW, dedupe_key=key, cohort_id=cohort.id)


def notify_too_few(uow: UnitOfWork, cohort_id: str) -> None:
    """The job: write to the managers that a cohort closed below its minimum, if it still is."""
    cohort = cohorts.get_managed(uow, UUID(cohort_id))
    timetable = timetable_of(uow, cohort)
    if needs_a_decision(timetable, uow.now):
        notices.notify_managers(uow, notices.too_few(cohort, timetable.confirmed))


def _note_held(uow: UnitOfWork, cohort: Cohort) -> None:
    if cohort.status not in {C.CONFIRMED, C.RUNNING}:
        return
    for meeting in cohort.meetings:
        if meeting.status is MeetingStatus.PLANNED and meeting.ends_at <= uow.now:
            meeting.status = MeetingStatus.HELD
            uow.record("class.held", subject=meeting.id, cohort=cohort.id)


def timetable_of(uow: UnitOfWork, cohort: Cohort) -> Timetable:
    """What the clock looks at."""
    classes = [m for m in cohort.meetings if m.status is not MeetingStatus.CANCELLED]
    return Timetable(
        status=cohort.status,
        opens_at=cohort.opens_at,
        closes_at=cohort.closes_at,
        minimum=cohort.minimum,
        confirmed=counts_of(uow, cohort)[EnrolmentStatus.CONFIRMED],
        first=min((m.starts_at for m in classes), default=None),
        last=max((m.ends_at for m in classes), default=None),
    )


def counts_of(uow: UnitOfWork, cohort: Cohort) -> dict[EnrolmentStatus, int]:
    """How many enrolments of each state a cohort has."""
    found = queries.count_by_status(uow.db, [cohort.id])
    return {status: found.get((cohort.id, status), 0) for status in EnrolmentStatus}


def seats_taken(uow: UnitOfWork, found: Sequence[Cohort]) -> dict[UUID, int]:
    """How many seats of each cohort are held, open offers included: one query."""
    counts = queries.count_by_status(uow.db, [cohort.id for cohort in found])
    return {
        cohort.id: sum(counts.get((cohort.id, status), 0) for status in SEAT_HOLDING)
        for cohort in found
    }


def _require_move(cohort: Cohort, to: CohortStatus) -> None:
    if to not in COHORT_MOVES[cohort.status]:
        raise Conflict(say("This cohort is “%(state)s” now.", state=cohort.status))


def _move(uow: UnitOfWork, cohort: Cohort, to: CohortStatus, *, by_hand: bool = False) -> None:
    _require_move(cohort, to)
    cohort.status = to
    uow.db.flush()
    uow.record(f"cohort.{to}", subject=cohort.id, by_hand=by_hand)
    uow.announce(CohortMoved(cohort.id, to))
