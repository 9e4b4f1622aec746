"""Letters about cohorts and classes: who is told, in their language, through the outbox."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from uuid import UUID

from accounts.service import users
from foundation.database.work import UnitOfWork
from foundation.messages import outbox
from foundation.security.permissions import Role
from foundation.text.message import LazyText, say
from foundation.times.zones import local_clock, local_day
from training.service.enrolment.news import name_of
from training.store.queries import attendance as queries
from training.store.tables import ClassMeeting, Cohort, User


@dataclass(frozen=True)
class News:
    """What happened to a cohort or a class, as a subject and a sentence; both may use its values."""

    subject: LazyText
    sentence: LazyText
    path: str
    about: str


def notify_enrolled(uow: UnitOfWork, cohort_id: UUID, news: News) -> int:
    """Write to everybody who holds a seat; how many were written to."""
    return _post(uow, queries.users_with_seats(uow.db, cohort_id), news)


def notify_managers(uow: UnitOfWork, news: News) -> int:
    """Write to the training managers; how many were written to."""
    return _post(uow, users.list_with_role(uow, Role.TRAINING_MANAGER), news)


def notify_trainers(uow: UnitOfWork, trainer_ids: Iterable[UUID | None], news: News) -> int:
    """Write to trainers; how many were written to."""
    ids = sorted({trainer_id for trainer_id in trainer_ids if trainer_id is not None})
    found = [users.find_user(uow, trainer_id) for trainer_id in ids]
    return _post(uow, [user for user in found if user is not None], news)


def _post(uow: UnitOfWork, readers: Sequence[User], news: News) -> int:
    link = uow.settings.base_url.rstrip("/") + news.path
    told = [user for user in readers if user.active]
    for user in told:
        outbox.post(
            uow,
            user.email,
            user.language,
            subject=_in(news.subject, user.language),
            body=[_in(news.sentence, user.language), say("Open the app: %(link)s", link=link)],
            about=news.about,
        )
    return len(told)


def _in(wording: LazyText, language: str) -> LazyText:
    """A sentence with the course named in the reader's language."""
    values = {
        name: name_of(value, language) if isinstance(value, Cohort) else value
        for name, value in wording.values.items()
    }
    return LazyText(wording.text, values)


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


def classes_added(uow: UnitOfWork, cohort: Cohort, first: ClassMeeting, count: int) -> News:
    """Classes were added to a cohort that people know of."""
    values = {"course": cohort, "count": count, **when(uow, first)}
    return News(
        say("Classes added: %(course)s", **values),
        say("%(course)s has %(count)s more classes, from %(day)s at %(clock)s.", **values),
        f"/courses/{cohort.id}",
        about_class(first),
    )


def class_cancelled(uow: UnitOfWork, cohort: Cohort, meeting: ClassMeeting) -> News:
    """A class does not take place."""
    values = {"course": cohort, **when(uow, meeting)}
    return News(
        say("Class cancelled: %(course)s, %(day)s", **values),
        say(
            "The class of %(course)s on %(day)s at %(clock)s does not take place. It counts neither for nor against your attendance.",
            **values,
        ),
        f"/courses/{cohort.id}",
        about_class(meeting),
    )


def class_moved(uow: UnitOfWork, cohort: Cohort, meeting: ClassMeeting) -> News:
    """A class has another time or place."""
    values = {"course": cohort, **when(uow, meeting)}
    return News(
        say("Class changed: %(course)s", **values),
        say(
            "A class of %(course)s has changed: it is on %(day)s at %(clock)s. Look where it is held.",
            **values,
        ),
        f"/courses/{cohort.id}",
        about_class(meeting),
    )


def too_few(cohort: Cohort, confirmed: int) -> News:
    """The window closed below the minimum."""
    return News(
        say("Too few for %(course)s", course=cohort),
        say(
            "Applying for %(course)s is over with %(confirmed)s of at least %(minimum)s seats confirmed. Decide: let it go ahead, apply longer, or call it off.",
            course=cohort,
            confirmed=confirmed,
            minimum=cohort.minimum,
        ),
        f"/training/{cohort.id}",
        f"cohort:{cohort.id}",
    )


def called_off(cohort: Cohort, reason: str) -> News:
    """What the trainers of a cohort hear when it is called off; those enrolled get their own letter."""
    return News(
        say("Called off: %(course)s", course=cohort),
        say("%(course)s is called off: %(reason)s", course=cohort, reason=reason),
        f"/training/{cohort.id}",
        f"cohort:{cohort.id}",
    )
