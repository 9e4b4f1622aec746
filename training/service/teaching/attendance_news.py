"""Telling learners how their attendance stands before it is too late, and once it is."""

from collections.abc import Mapping
from datetime import timedelta

from foundation.database.work import UnitOfWork
from foundation.messages import letters, outbox
from foundation.messages.letters import Letter, Notice, filled
from foundation.text.i18n import minutes_text
from foundation.text.message import Named, say
from training.domain.attendance import Attended
from training.domain.cohorts import TAUGHT
from training.domain.permissions import TrainingPermission
from training.service.catalogue import cohorts
from training.service.enrolment.notices import about_attendance, name_of
from training.service.people import learners
from training.service.teaching.attendance import EXPECTED, minutes_of
from training.store.queries import completion as queries
from training.store.tables import Cohort, Enrolment

# So long a letter waits, so that a slip of the trainer's hand is put right before anybody reads of it.
SLIP = timedelta(minutes=15)


class AttendanceNotice(Notice):
    """What is written about attendance: a subject, and one sentence of the body."""

    AT_RISK = (
        say("Please do not miss another class: %(course)s"),
        say(
            "If you miss one more class, you may no longer be able to complete the course. You can still miss %(spare)s in all; %(percent)s%% attendance is needed."
        ),
    )
    LOST = (
        say("The attendance needed can no longer be reached: %(course)s"),
        say(
            "You could still reach %(possible)s of %(planned)s; %(needed)s are needed. Ask the centre whether something can be made up; the app shows the next cohort."
        ),
    )
    AGAIN = (
        say("You can complete the course again: %(course)s"),
        say("Your attendance was corrected. You can still miss %(spare)s in all."),
    )


def tell_all(uow: UnitOfWork) -> None:
    """The job: tell whoever was not told yet, whatever changed it. Repeating it changes nothing."""
    uow.require(TrainingPermission.COURSE_MANAGE)
    for cohort in cohorts.list_all(uow, statuses=TAUGHT):
        tell(uow, cohort)


def tell(uow: UnitOfWork, cohort: Cohort) -> None:
    """Write once to everybody of a cohort who runs into danger, and once to whom it is too late for.

    Called with what changes attendance; the caller has checked who acts.
    """
    found = queries.list_enrolments(uow.db, cohort.id, EXPECTED)
    sums = minutes_of(uow, [each.id for each in found])
    percent = cohort.version.attendance_percent
    touched = [each.id for each in found if _is_touched(each, sums[each.id], percent)]
    for enrolment in queries.lock_enrolments(uow.db, touched):
        _tell(uow, cohort, enrolment, sums[enrolment.id])


def _is_touched(enrolment: Enrolment, attended: Attended, percent: int) -> bool:
    """Whether there is or was something to tell; nobody else's row is locked."""
    was_told = enrolment.risk_told_at is not None or enrolment.loss_told_at is not None
    return was_told or attended.is_lost(percent) or attended.is_at_risk(percent)


def _tell(uow: UnitOfWork, cohort: Cohort, enrolment: Enrolment, attended: Attended) -> None:
    percent = cohort.version.attendance_percent
    if attended.is_lost(percent):
        if enrolment.loss_told_at is None:
            enrolment.loss_told_at = uow.now
            _write(uow, cohort, enrolment, attended, AttendanceNotice.LOST)
        return
    if enrolment.loss_told_at is not None:
        was_read = enrolment.loss_told_at + SLIP <= uow.now
        enrolment.loss_told_at = None
        if was_read:
            _write(uow, cohort, enrolment, attended, AttendanceNotice.AGAIN)
        else:
            outbox.withdraw(uow, about_attendance(enrolment.id))
    if attended.is_at_risk(percent):
        if enrolment.risk_told_at is None:
            enrolment.risk_told_at = uow.now
            _write(uow, cohort, enrolment, attended, AttendanceNotice.AT_RISK)
    elif enrolment.risk_told_at is not None and uow.now < enrolment.risk_told_at + SLIP:
        enrolment.risk_told_at = None
        outbox.withdraw(uow, about_attendance(enrolment.id))
    uow.db.flush()


def _write(
    uow: UnitOfWork,
    cohort: Cohort,
    enrolment: Enrolment,
    attended: Attended,
    notice: AttendanceNotice,
) -> None:
    percent = cohort.version.attendance_percent
    values: Mapping[str, object] = {
        "course": name_of(cohort),
        "percent": percent,
        "spare": _length(attended.spare(percent)),
        "possible": _length(attended.possible),
        "planned": _length(attended.planned),
        "needed": _length(attended.needed(percent)),
    }
    letter = Letter(
        subject=filled(notice.subject, values),
        sentences=(filled(notice.sentence, values),),
        path=f"/learn/{enrolment.id}",
        about=about_attendance(enrolment.id),
        send_at=uow.now + SLIP,
    )
    letters.replace(uow, learners.recipient_of(uow, enrolment.learner), letter)
    uow.db.flush()


def _length(minutes: int) -> Named:
    return Named(lambda language: minutes_text(minutes, language))
