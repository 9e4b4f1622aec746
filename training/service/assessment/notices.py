"""What people are told about assessments and completion: what happened, "open the app", no marks."""

from dataclasses import dataclass
from enum import Enum
from uuid import UUID

from accounts.domain.ids import UserId
from accounts.service import users
from foundation.database.work import UnitOfWork
from foundation.messages import outbox
from foundation.security.permissions import Role
from foundation.text.message import LazyText, say
from foundation.times.zones import local_clock, local_day
from training.store.tables import Attempt, Learner, User


class News(Enum):
    """The news there are: a subject, and one sentence of the body."""

    SITTING = (
        say("Your assessment: %(title)s"),
        say("It is planned for %(day)s, %(clock)s."),
    )
    TO_SCORE = (
        say("Please assess: %(title)s"),
        say("The sitting is on %(day)s, %(clock)s. Please hand in your marks soon after."),
    )
    RESULT = (
        say("Your result is there: %(title)s"),
        say("The app shows what you reached, and how to appeal."),
    )
    ANNULLED = (
        say("Sitting annulled: %(title)s"),
        say("This sitting does not count. The app says why and what comes next."),
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


def notify_learner(uow: UnitOfWork, attempt: Attempt, news: News) -> None:
    """Write to whoever sits an assessment; those without an account are told by the office."""
    user = account_of(uow, attempt.learner)
    if user is not None:
        _tell_of(uow, user, attempt, news)


def notify_assessor(uow: UnitOfWork, attempt: Attempt, assessor_id: UserId) -> None:
    """Write to an assessor that a sitting waits."""
    user = users.find_user(uow, assessor_id)
    if user is not None and user.active:
        _tell_of(uow, user, attempt, News.TO_SCORE)


def notify_managers(uow: UnitOfWork, attempt: Attempt, news: News) -> None:
    """Write to everybody who plans sittings."""
    for user in users.list_with_role(uow, Role.TRAINING_MANAGER):
        _tell_of(uow, user, attempt, news)


def account_of(uow: UnitOfWork, learner: Learner) -> User | None:
    """The active account behind a learner, her own or that of her roster entry."""
    entry = learner.interpreter
    user_id = learner.user_id or (entry.user_id if entry is not None else None)
    user = None if user_id is None else users.find_user(uow, user_id)
    return user if user is not None and user.active else None


def _tell_of(uow: UnitOfWork, user: User, attempt: Attempt, news: News) -> None:
    zone = uow.settings.zone
    values: dict[str, object] = {
        "title": attempt.instrument.title_in(user.language),
        "day": local_day(attempt.planned_at, zone),
        "clock": local_clock(attempt.planned_at, zone),
    }
    about = _About(f"/assessments/{attempt.id}", about_attempt(attempt.id))
    _post(uow, user, news, values, about)


def notify_of_course(
    uow: UnitOfWork, learner: Learner, news: News, *, titles: tuple[str, str], path: str, about: str
) -> None:
    """Write to somebody about her course; `titles` are in Korean and in English."""
    user = account_of(uow, learner)
    if user is not None:
        outbox.withdraw(uow, about)
        title = titles[0] if user.language == "ko" else titles[1]
        _post(uow, user, news, {"title": title}, _About(path, about))


def about_attempt(attempt_id: UUID) -> str:
    """What messages about an attempt are filed under."""
    return f"attempt:{attempt_id}"


@dataclass(frozen=True)
class _About:
    """Where the app shows more, and what the message is filed under."""

    path: str
    filed: str


def _post(
    uow: UnitOfWork, user: User, news: News, values: dict[str, object], about: _About
) -> None:
    subject, sentence = news.value
    link = uow.settings.base_url.rstrip("/") + about.path
    parts = (sentence, say("Open the app: %(link)s"))
    outbox.post(
        uow,
        user.email,
        user.language,
        subject=LazyText(subject.text, values),
        body=[LazyText(part.text, {**values, "link": link}) for part in parts],
        about=about.filed,
    )
