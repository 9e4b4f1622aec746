"""Planning sittings, naming who scores them, and what a learner has passed."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from accounts.domain.ids import UserId
from foundation.database.work import UnitOfWork
from foundation.messages import outbox
from foundation.security.errors import Conflict, NotFound, refuse
from foundation.security.free_text import check_free_text
from foundation.text.message import say
from foundation.text.normalise import normalise_text
from interpreters.domain.languages import Direction, Language
from training.domain.assessment import OPEN_ATTEMPTS, THIRD, AttemptStatus, Outcome
from training.domain.permissions import TrainingPermission
from training.domain.scoring import still_holds
from training.domain.seats import EnrolmentStatus
from training.service.assessment import assessors, instruments, notices
from training.service.assessment.notices import AssessmentNotice
from training.service.people import learners
from training.store.queries import assessments as queries
from training.store.queries import completion as enrolment_queries
from training.store.tables import AssessorSeat, Attempt, Enrolment, Instrument, Learner

LONGEST_REASON = 200
E = EnrolmentStatus
# Whoever has (had) a seat in a course that goes ahead may be assessed in it.
ASSESSABLE = frozenset({E.CONFIRMED, E.ATTENDING, E.COMPLETED, E.NOT_COMPLETED})
_RANK = {Outcome.FULL: 0, Outcome.SEMI: 1, Outcome.RECOGNISED: 2}


@dataclass(frozen=True, kw_only=True)
class Sitting:
    """What is planned: who sits which instrument when, in which language and direction."""

    instrument_id: UUID
    learner_id: UUID
    planned_at: datetime
    enrolment_id: UUID | None = None
    language: Language | None = None
    direction: Direction = Direction.BOTH


def plan(uow: UnitOfWork, sitting: Sitting) -> Attempt:
    """Plan a sitting, alone or in an enrolment; its assessors are named next (`name`).

    An oral brings along a written pass from before that still holds (`_carry`).
    """
    uow.require(TrainingPermission.COURSE_MANAGE)
    instrument = instruments.get(uow, sitting.instrument_id)
    if not instrument.active:
        raise refuse("instrument", say("This instrument is no longer used. Choose another."))
    learner, enrolment = _who(uow, sitting)
    language = _language(instrument, sitting)
    attempt = Attempt(
        instrument_id=instrument.id,
        learner_id=learner.id,
        enrolment_id=sitting.enrolment_id,
        language=language,
        direction=sitting.direction,
        planned_at=sitting.planned_at,
    )
    attempt.instrument, attempt.learner, attempt.enrolment = instrument, learner, enrolment
    _add(uow, attempt)
    offered = assessors.candidates(uow, learner, instrument, language)
    attempt.assessors_due = assessors.due(instrument, offered)
    uow.record("attempt.planned", subject=attempt.id, learner=learner.id, code=instrument.code)
    notices.notify_learner(uow, attempt, AssessmentNotice.SITTING)
    _carry(uow, attempt)
    return attempt


def _who(uow: UnitOfWork, sitting: Sitting) -> tuple[Learner, Enrolment | None]:
    # Two sittings of the same person are planned one after the other.
    queries.lock_learner(uow.db, sitting.learner_id)
    learner = learners.get(uow, sitting.learner_id)
    if sitting.enrolment_id is None:
        return learner, None
    enrolment = enrolment_queries.find_enrolment(uow.db, sitting.enrolment_id)
    if enrolment is None or enrolment.learner_id != learner.id:
        raise NotFound
    if enrolment.status not in ASSESSABLE:
        raise Conflict(say("This enrolment is “%(state)s” now.", state=enrolment.status))
    return learner, enrolment


def _language(instrument: Instrument, sitting: Sitting) -> Language | None:
    if not instrument.per_language:
        return None
    if sitting.language is None:
        raise refuse("language", say("Choose the language that is assessed."))
    return sitting.language


def _add(uow: UnitOfWork, attempt: Attempt) -> None:
    """Count it among the sittings of its kind; Conflict while another of them is open."""
    alike = queries.list_alike(uow.db, attempt.learner_id, attempt.instrument_id, attempt.language)
    if any(other.status in OPEN_ATTEMPTS for other in alike):
        raise Conflict(say("The same sitting is already planned or being marked."))
    attempt.sitting = len(alike) + 1
    uow.db.add(attempt)
    uow.db.flush()


def _seat(uow: UnitOfWork, attempt: Attempt, assessor_id: UserId, position: int) -> None:
    uow.db.add(AssessorSeat(attempt_id=attempt.id, assessor_id=assessor_id, position=position))
    uow.db.flush()
    uow.record("attempt.assessor_named", subject=attempt.id, assessor=assessor_id)
    notices.notify_assessor(uow, attempt, assessor_id)


def lock_attempt(uow: UnitOfWork, attempt_id: UUID) -> Attempt:
    """Lock an attempt until the end of the transaction: whatever changes it comes one by one."""
    attempt = queries.lock_attempt(uow.db, attempt_id)
    if attempt is None:
        raise NotFound
    return attempt


def name(uow: UnitOfWork, attempt_id: UUID, assessor_id: UUID) -> None:
    """Give a free seat of a sitting to an assessor; in a dispute, the third seat.

    Naming a second where only one was to be found makes the result a full one again.
    """
    uow.require(TrainingPermission.COURSE_MANAGE)
    attempt = lock_attempt(uow, attempt_id)
    seats = queries.list_seats(uow.db, attempt.id)
    if attempt.status is AttemptStatus.DISPUTED and assessor_id == uow.actor.user_id:
        # Whoever handles a dispute has seen the marks.
        raise refuse("assessor", say("You have seen the marks. Name somebody else."))
    position = free_position(attempt, [seat.position for seat in seats])
    if position is None:
        raise Conflict(say("This sitting already has all its assessors."))
    if any(seat.assessor_id == assessor_id for seat in seats):
        raise refuse("assessor", say("This assessor has a seat already. Choose somebody else."))
    offered = assessors.candidates(uow, attempt.learner, attempt.instrument, attempt.language)
    _seat(uow, attempt, assessors.check(offered, assessor_id), position)
    if position > attempt.assessors_due and position < THIRD:
        attempt.assessors_due = position


def free_position(attempt: Attempt, taken: Sequence[int]) -> int | None:
    """Which seat can be given to somebody, or None."""
    if attempt.status not in OPEN_ATTEMPTS:
        return None
    if attempt.status is AttemptStatus.DISPUTED:
        return None if THIRD in taken else THIRD
    return next((n for n in range(1, attempt.instrument.assessors + 1) if n not in taken), None)


def take_back(uow: UnitOfWork, attempt_id: UUID, assessor_id: UUID) -> None:
    """Free the seat of an assessor who has not handed in marks, as when she is ill."""
    uow.require(TrainingPermission.COURSE_MANAGE)
    attempt = lock_attempt(uow, attempt_id)
    seat = queries.find_own_seat(uow.db, attempt.id, assessor_id)
    if seat is None:
        raise NotFound
    if seat.submitted_at is not None:
        raise Conflict(say("These marks are already submitted and cannot be removed."))
    uow.db.delete(seat)
    uow.db.flush()
    uow.record("attempt.assessor_taken_back", subject=attempt.id, assessor=assessor_id)


def annul(uow: UnitOfWork, attempt_id: UUID, reason: str) -> Attempt:
    """Let a sitting count for nothing, with a reason; its scores stay on file."""
    uow.require(TrainingPermission.COURSE_MANAGE)
    attempt = lock_attempt(uow, attempt_id)
    reason = normalise_text(reason)
    if not reason:
        raise refuse("reason", say("Say why the sitting is annulled."))
    if len(reason) > LONGEST_REASON:
        raise refuse("reason", say("Use at most %(n)s characters.", n=LONGEST_REASON))
    check_free_text("reason", reason)
    if attempt.status is AttemptStatus.DECIDED:
        raise Conflict(say("This result is decided. It is questioned by appeal."))
    strike(uow, attempt, reason)
    notices.notify_learner(uow, attempt, AssessmentNotice.ANNULLED)
    return attempt


def strike(uow: UnitOfWork, attempt: Attempt, reason: str) -> None:
    """Annul a held attempt, without a reason for an upheld appeal; the caller tells the learner."""
    if attempt.status is AttemptStatus.ANNULLED:
        raise Conflict(say("This sitting was annulled already."))
    attempt.status, attempt.outcome = AttemptStatus.ANNULLED, None
    attempt.annulled_because = reason
    uow.db.flush()
    outbox.withdraw(uow, notices.about_attempt(attempt.id))
    uow.record("attempt.annulled", subject=attempt.id)


def plan_again(uow: UnitOfWork, attempt: Attempt, planned_at: datetime) -> Attempt:
    """A new sitting in place of an annulled one; its assessors are named anew."""
    sitting = Sitting(
        instrument_id=attempt.instrument_id,
        learner_id=attempt.learner_id,
        enrolment_id=attempt.enrolment_id,
        planned_at=planned_at,
        language=attempt.language,
        direction=attempt.direction,
    )
    return plan(uow, sitting)


def passed(
    uow: UnitOfWork, learner_id: UUID, instrument_code: str, language: Language | None
) -> Attempt | None:
    """The best pass of somebody in an instrument that still holds, or None.

    `language` is left aside where the instrument is not per language. Asked by services that have
    checked who acts.
    """
    found = [
        attempt
        for attempt in queries.list_passed(uow.db, learner_id, instrument_code, language)
        if _holds(uow, attempt, language)
    ]
    return min(found, key=_worth, default=None)


def _worth(attempt: Attempt) -> tuple[int, float, datetime]:
    assert attempt.outcome is not None
    return _RANK[attempt.outcome], -(attempt.percent or 0), attempt.planned_at


def _holds(uow: UnitOfWork, attempt: Attempt, language: Language | None) -> bool:
    """Whether a pass still counts: a written one covers only so many failed orals."""
    instrument = attempt.instrument
    if not instrument.carries_to:
        return True
    failed = queries.count_failed(
        uow.db, attempt.learner_id, instrument.carries_to, language, attempt.planned_at
    )
    return still_holds(failed, instrument.carries_over)


def _carry(uow: UnitOfWork, oral: Attempt) -> None:
    """Bring a written pass from before into the enrolment in which its oral is sat again.

    The carried attempt names where it comes from; how many there are is limited by
    `carries_over` of the written test.
    """
    if oral.enrolment_id is None:
        return
    for written in queries.list_leading_to(uow.db, oral.instrument.code):
        root = passed(uow, oral.learner_id, written.code, oral.language)
        if root is None:
            continue
        alike = queries.list_alike(uow.db, oral.learner_id, written.id, root.language)
        if any(a.enrolment_id == oral.enrolment_id for a in alike):
            continue
        if sum(a.carried_from_id == root.id for a in alike) >= written.carries_over:
            continue
        carried = Attempt(
            instrument_id=written.id,
            learner_id=oral.learner_id,
            enrolment_id=oral.enrolment_id,
            language=root.language,
            direction=root.direction,
            sitting=len(alike) + 1,
            planned_at=oral.planned_at,
            status=AttemptStatus.DECIDED,
            outcome=root.outcome,
            percent=root.percent,
            decided_at=uow.now,
            carried_from_id=root.id,
        )
        uow.db.add(carried)
        uow.db.flush()
        uow.record("attempt.carried", subject=carried.id, root=root.id)
