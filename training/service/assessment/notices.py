"""What people are told about assessments and completion: what happened, "open the app", no marks."""

from dataclasses import replace
from uuid import UUID

from accounts.domain.ids import UserId
from accounts.domain.roles import Role
from accounts.service import recipients
from foundation.database.work import UnitOfWork
from foundation.messages import letters
from foundation.messages.letters import Letter, Notice, filled
from foundation.text.message import Named, say
from foundation.times.zones import local_clock, local_day
from training.service.people import learners
from training.store.tables import Attempt, Learner


class AssessmentNotice(Notice):
    """What is written about assessments and completion: a subject, and one sentence."""

    SITTING = (
        say("Your assessment: %(title)s"),
        say("It is planned for %(day)s, %(clock)s."),
    )
    TO_SCORE = (
        say("Please assess: %(title)s"),
        say("The sitting is on %(day)s, %(clock)s. Please submit your marks soon after."),
    )
    RESULT = (
        say("Your result: %(title)s"),
        say("The app shows what you reached, and how to appeal."),
    )
    ANNULLED = (
        say("Sitting annulled: %(title)s"),
        say("This sitting is annulled. The app says why and what comes next."),
    )
    APPEAL_ANSWERED = (
        say("Your appeal was answered: %(title)s"),
        say("The app shows the answer."),
    )
    SEAT_FREE = (
        say("An assessor is missing: %(title)s"),
        say("Somebody stepped back from this sitting. Please name another assessor."),
    )
    DISPUTED = (
        say("A third assessor is needed: %(title)s"),
        say("The two assessors are far apart. Please name a third."),
    )
    APPEALED = (
        say("An appeal was lodged: %(title)s"),
        say("Please let somebody answer it who did not assess."),
    )
    COMPLETED = (
        say("You have completed the course: %(title)s"),
        say("The app shows your course and what comes next."),
    )
    NOT_COMPLETED = (
        say("Decision about your course: %(title)s"),
        say("The app shows what is missing and how to make up for it."),
    )


def notify_learner(uow: UnitOfWork, attempt: Attempt, notice: AssessmentNotice) -> None:
    """Write to whoever sits an assessment; those without an account are called by the office."""
    letters.write(uow, learners.recipient_of(uow, attempt.learner), _letter(uow, attempt, notice))


def notify_assessor(uow: UnitOfWork, attempt: Attempt, assessor_id: UserId) -> None:
    """Write to an assessor that a sitting waits."""
    letter = _letter(uow, attempt, AssessmentNotice.TO_SCORE)
    letters.write(uow, recipients.find(uow, assessor_id), letter)


def notify_managers(uow: UnitOfWork, attempt: Attempt, notice: AssessmentNotice) -> None:
    """Write to everybody who plans sittings."""
    managers = recipients.with_role(uow, Role.TRAINING_MANAGER)
    letters.write_to_all(uow, managers, _letter(uow, attempt, notice))


def notify_of_course(
    uow: UnitOfWork,
    learner: Learner,
    notice: AssessmentNotice,
    *,
    course: Named,
    path: str,
    about: str,
) -> None:
    """Write to somebody about her course; what still waits about it is overtaken."""
    title = {"title": course}
    letter = Letter(
        subject=filled(notice.subject, title),
        sentences=(filled(notice.sentence, title),),
        path=path,
        about=about,
    )
    letters.replace(uow, learners.recipient_of(uow, learner), letter)


def about_attempt(attempt_id: UUID) -> str:
    """What messages about an attempt are filed under: annulling it withdraws those not sent yet."""
    return f"attempt:{attempt_id}"


def notify_of_answer(uow: UnitOfWork, attempt: Attempt) -> None:
    """Write to a learner that her appeal was answered; true whatever becomes of the sitting."""
    letter = _letter(uow, attempt, AssessmentNotice.APPEAL_ANSWERED)
    lasting = replace(letter, about=f"appeal:{attempt.id}")
    letters.write(uow, learners.recipient_of(uow, attempt.learner), lasting)


def _letter(uow: UnitOfWork, attempt: Attempt, notice: AssessmentNotice) -> Letter:
    zone = uow.settings.zone
    values: dict[str, object] = {
        "title": Named(attempt.instrument.title_in),
        "day": local_day(attempt.planned_at, zone),
        "clock": local_clock(attempt.planned_at, zone),
    }
    return Letter(
        subject=filled(notice.subject, values),
        sentences=(filled(notice.sentence, values),),
        path=f"/assessments/{attempt.id}",
        about=about_attempt(attempt.id),
    )
