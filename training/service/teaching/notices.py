"""Letters about cohorts and classes: who is told, in their language, through the outbox."""

from collections.abc import Iterable
from uuid import UUID

from accounts.domain.roles import Role
from accounts.service import recipients
from foundation.database.work import UnitOfWork
from foundation.messages import letters
from foundation.messages.letters import Letter
from foundation.text.message import say
from foundation.times.zones import local_clock, local_day
from training.service.enrolment.notices import name_of
from training.store.queries import attendance as queries
from training.store.tables import ClassMeeting, Cohort


def notify_enrolled(uow: UnitOfWork, cohort_id: UUID, letter: Letter) -> int:
    """Write to everybody who holds a seat; how many were written to."""
    return letters.write_to_all(
        uow, recipients.find_all(uow, queries.ids_of_users_with_seats(uow.db, cohort_id)), letter
    )


def notify_managers(uow: UnitOfWork, letter: Letter) -> int:
    """Write to the training managers; how many were written to."""
    return letters.write_to_all(uow, recipients.with_role(uow, Role.TRAINING_MANAGER), letter)


def notify_trainers(uow: UnitOfWork, trainer_ids: Iterable[UUID | None], letter: Letter) -> int:
    """Write to trainers; how many were written to."""
    ids = sorted({trainer_id for trainer_id in trainer_ids if trainer_id is not None})
    return letters.write_to_all(uow, recipients.find_all(uow, ids), letter)


def about_class(meeting: ClassMeeting) -> str:
    """What a letter about a class is filed under."""
    return f"class:{meeting.id}"


def when(uow: UnitOfWork, meeting: ClassMeeting) -> dict[str, object]:
    """Day and hour of a class on the office's wall, as values of a sentence."""
    zone = uow.settings.zone
    return {
        "day": local_day(meeting.starts_at, zone),
        "clock": local_clock(meeting.starts_at, zone),
    }


def classes_added(uow: UnitOfWork, cohort: Cohort, first: ClassMeeting, count: int) -> Letter:
    """Classes were added to a cohort that people know of."""
    values = {"course": name_of(cohort), "count": count, **when(uow, first)}
    return Letter(
        subject=say("Classes added: %(course)s", **values),
        sentences=(
            say("%(course)s has %(count)s more classes, from %(day)s at %(clock)s.", **values),
        ),
        path=f"/courses/{cohort.id}",
        about=about_class(first),
    )


def class_cancelled(uow: UnitOfWork, cohort: Cohort, meeting: ClassMeeting) -> Letter:
    """A class does not take place."""
    values = {"course": name_of(cohort), **when(uow, meeting)}
    return Letter(
        subject=say("Class cancelled: %(course)s, %(day)s", **values),
        sentences=(
            say(
                "The class of %(course)s on %(day)s at %(clock)s does not take place. It counts neither for nor against your attendance.",
                **values,
            ),
        ),
        path=f"/courses/{cohort.id}",
        about=about_class(meeting),
    )


def class_moved(uow: UnitOfWork, cohort: Cohort, meeting: ClassMeeting) -> Letter:
    """A class has another time or place."""
    values = {"course": name_of(cohort), **when(uow, meeting)}
    return Letter(
        subject=say("Class changed: %(course)s", **values),
        sentences=(
            say(
                "A class of %(course)s has changed: it is on %(day)s at %(clock)s. Look where it is held.",
                **values,
            ),
        ),
        path=f"/courses/{cohort.id}",
        about=about_class(meeting),
    )


def too_few(cohort: Cohort, confirmed: int) -> Letter:
    """The window closed below the minimum."""
    return Letter(
        subject=say("Too few for %(course)s", course=name_of(cohort)),
        sentences=(
            say(
                "Enrolment for %(course)s has closed with %(confirmed)s of at least %(minimum)s seats confirmed. Decide: confirm it, extend enrolment, or cancel it.",
                course=name_of(cohort),
                confirmed=confirmed,
                minimum=cohort.minimum,
            ),
        ),
        path=f"/training/{cohort.id}",
        about=f"cohort:{cohort.id}",
    )


def called_off(cohort: Cohort, reason: str) -> Letter:
    """What the trainers of a cohort hear when it is called off; those enrolled get their own letter."""
    return Letter(
        subject=say("Course cancelled: %(course)s", course=name_of(cohort)),
        sentences=(
            say("%(course)s is cancelled: %(reason)s", course=name_of(cohort), reason=reason),
        ),
        path=f"/training/{cohort.id}",
        about=f"cohort:{cohort.id}",
    )
