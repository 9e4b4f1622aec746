"""Appeals against a result, and their answers by somebody who did not assess."""

from datetime import datetime, timedelta
from uuid import UUID

from accounts.domain.ids import UserId
from foundation.database.work import UnitOfWork
from foundation.security.errors import Conflict, Forbidden, NotFound, refuse
from foundation.security.free_text import check_free_text
from foundation.text.message import LazyText, say
from foundation.text.normalise import normalise_text
from training.domain.assessment import AppealStatus, AttemptStatus, Outcome
from training.domain.permissions import TrainingPermission
from training.domain.settings import TrainingSettings
from training.service.assessment import notices
from training.service.assessment.assessments import lock_attempt, plan_again, strike
from training.service.assessment.notices import AssessmentNotice
from training.service.people import learners
from training.store.queries import assessments as queries
from training.store.tables import Appeal, Attempt

LONGEST_TEXT = 1000


def appealable_until(uow: UnitOfWork, attempt: Attempt) -> datetime | None:
    """Until when a result may be appealed, or None when there is nothing (any more) to appeal.

    A full pass and a carried one are not appealed: what they come from is.
    """
    if attempt.status is not AttemptStatus.DECIDED or attempt.decided_at is None:
        return None
    if attempt.outcome is Outcome.FULL or attempt.carried_from_id is not None:
        return None
    until = attempt.decided_at + timedelta(days=uow.settings.of(TrainingSettings).appeal_days)
    return until if uow.now < until else None


def lodge(uow: UnitOfWork, attempt_id: UUID, grounds: str) -> Appeal:
    """Object to one's own result, once, within the days that the office sets."""
    uow.require(TrainingPermission.LEARNING_OWN)
    attempt = lock_attempt(uow, attempt_id)
    learner = learners.find_mine(uow)
    if learner is None or attempt.learner_id != learner.id:
        raise NotFound
    if queries.find_appeal(uow.db, attempt_id) is not None:
        raise Conflict(say("You have appealed already. The office answers you here."))
    if appealable_until(uow, attempt) is None:
        raise Conflict(say("The time to appeal is over. You can ask the office for a new sitting."))
    text = _checked("grounds", grounds, say("Say what you object to."))
    appeal = Appeal(attempt_id=attempt.id, grounds=text, lodged_at=uow.now)
    uow.db.add(appeal)
    uow.db.flush()
    uow.record("appeal.lodged", subject=attempt.id)
    notices.notify_managers(uow, attempt, AssessmentNotice.APPEALED)
    return appeal


def answer(
    uow: UnitOfWork, attempt_id: UUID, text: str, *, resit_at: datetime | None = None
) -> Appeal:
    """Answer an appeal. With `resit_at` it is upheld: the sitting is annulled, a new one planned.

    Scores are never edited. Forbidden to whoever assessed, and to the learner herself.
    """
    uow.require(TrainingPermission.COURSE_MANAGE)
    attempt = lock_attempt(uow, attempt_id)
    appeal = queries.find_appeal(uow.db, attempt_id)
    if appeal is None:
        raise NotFound
    _require_stranger(uow, attempt)
    if appeal.status is not AppealStatus.LODGED:
        raise Conflict(say("This appeal has been answered already."))
    appeal.answer = _checked("answer", text, say("Write an answer: the learner reads it."))
    if resit_at is not None and resit_at <= uow.now:
        raise refuse("day", say("A new sitting must be in the future."))
    appeal.status = AppealStatus.DISMISSED if resit_at is None else AppealStatus.UPHELD
    appeal.decided_at = uow.now
    appeal.decided_by_id = None if uow.actor.user_id is None else UserId(uow.actor.user_id)
    uow.db.flush()
    uow.record("appeal.answered", subject=attempt.id, status=appeal.status)
    notices.notify_of_answer(uow, attempt)
    if resit_at is not None:
        strike(uow, attempt, "")
        plan_again(uow, attempt, resit_at)
    return appeal


def _require_stranger(uow: UnitOfWork, attempt: Attempt) -> None:
    user_id = uow.actor.user_id
    if user_id is None:
        return
    if queries.has_seat(uow.db, attempt.id, user_id):
        raise Forbidden(say("You assessed this sitting. Somebody else answers the appeal."))
    own = learners.find_mine(uow)
    if own is not None and own.id == attempt.learner_id:
        raise Forbidden(say("This is your own appeal. Somebody else answers it."))


def _checked(field: str, text: str, missing: LazyText) -> str:
    lines = "\n".join(normalise_text(line) for line in text.splitlines()).strip()
    if not lines:
        raise refuse(field, missing)
    if len(lines) > LONGEST_TEXT:
        raise refuse(field, say("Use at most %(n)s characters.", n=LONGEST_TEXT))
    check_free_text(field, lines)
    return lines
