"""What people are told about their place in a course: what, when, which city, "open the app"."""

from dataclasses import dataclass
from datetime import datetime
from enum import Enum
from uuid import UUID

from accounts.domain.cities import CITIES
from accounts.service import users
from foundation.database.work import UnitOfWork
from foundation.messages import outbox
from foundation.text.i18n import translate
from foundation.text.message import LazyText, say
from foundation.times.zones import local_clock, local_day
from training.domain.courses import MeetingStatus
from training.store.tables import Cohort, Enrolment, Learner, User


class News(Enum):
    """The news there are: a subject, and one sentence of the body."""

    CONFIRMED = (say("Your seat is confirmed: %(course)s"), say("You have a seat in this course."))
    APPLIED = (
        say("We have your application: %(course)s"),
        say("We check the conditions and write to you."),
    )
    INELIGIBLE = (
        say("Not this time: %(course)s"),
        say("You cannot take part this time. The reason: %(reason)s"),
    )
    WAITLISTED = (
        say("You are on the waiting list: %(course)s"),
        say("You are number %(position)s. When a seat comes free we write to you at once."),
    )
    OFFERED = (
        say("A seat has come free: %(course)s"),
        say("It is yours if you confirm by %(until_day)s, %(until_clock)s."),
    )
    EXPIRED = (
        say("The seat went on: %(course)s"),
        say("We had no answer from you in time, so the seat was offered to the next in line."),
    )
    CANCELLED = (
        say("Called off: %(course)s"),
        say("This course will not take place. The reason: %(reason)s"),
    )
    NO_SEAT = (
        say("No seat came free: %(course)s"),
        say("The course begins without you. We write to you when its next cohort opens."),
    )
    NEXT_COHORT = (
        say("The next cohort: %(course)s"),
        say("You wanted to hear of it. You can enrol from %(opens_day)s until %(closes_day)s."),
    )


@dataclass(frozen=True, kw_only=True)
class Letter:
    """News about one cohort, where the app shows more, and what it is filed under."""

    news: News
    cohort: Cohort
    path: str
    about: str
    until: datetime | None = None
    reason: str = ""
    position: int = 0


def about(enrolment_id: UUID) -> str:
    """What messages about an enrolment are filed under."""
    return f"enrolment:{enrolment_id}"


def name_of(cohort: Cohort, language: str) -> str:
    """A cohort as people call it: 의료 통역 과정 7기."""
    title = cohort.version.course.title_in(language)
    return translate(
        say("%(course)s, cohort %(number)s", course=title, number=cohort.number), language
    )


def where(cohort: Cohort, language: str) -> str:
    """The city of a cohort, or that it is held online."""
    if cohort.site_id is None and cohort.online:
        return translate(say("Online"), language)
    return CITIES[cohort.city].name_in(language)


def first_class(cohort: Cohort) -> datetime | None:
    """When the first class begins that has not been cancelled."""
    ahead = (m.starts_at for m in cohort.meetings if m.status is not MeetingStatus.CANCELLED)
    return min(ahead, default=None)


def notify_enrolled(
    uow: UnitOfWork,
    cohort: Cohort,
    enrolment: Enrolment,
    news: News,
    *,
    until: datetime | None = None,
    reason: str = "",
    position: int = 0,
) -> None:
    """Write to whoever applied; news that was not sent yet is overtaken by this."""
    outbox.withdraw(uow, about(enrolment.id))
    letter = Letter(
        news=news,
        cohort=cohort,
        path=f"/learn/{enrolment.id}",
        about=about(enrolment.id),
        until=until,
        reason=reason,
        position=position,
    )
    notify(uow, enrolment.learner, letter)


def notify(uow: UnitOfWork, learner: Learner, letter: Letter) -> None:
    """Write to somebody with an account; the centre calls the others."""
    user = _account_of(uow, learner)
    if user is None or not user.active:
        return
    zone, language = uow.settings.zone, user.language
    values: dict[str, object] = {
        "course": name_of(letter.cohort, language),
        "where": where(letter.cohort, language),
        "link": uow.settings.base_url.rstrip("/") + letter.path,
        "reason": letter.reason,
        "position": letter.position,
        "opens_day": local_day(letter.cohort.opens_at, zone),
        "closes_day": local_day(letter.cohort.closes_at, zone),
    }
    if letter.until is not None:
        values["until_day"] = local_day(letter.until, zone)
        values["until_clock"] = local_clock(letter.until, zone)
    subject, sentence = letter.news.value
    parts = [sentence, say("Open the app: %(link)s")]
    first = first_class(letter.cohort)
    if first is not None:
        values |= {"day": local_day(first, zone), "clock": local_clock(first, zone)}
        parts.insert(1, say("First class: %(day)s, %(clock)s, %(where)s"))
    outbox.post(
        uow,
        user.email,
        language,
        subject=LazyText(subject.text, values),
        body=[LazyText(part.text, values) for part in parts],
        about=letter.about,
    )


def _account_of(uow: UnitOfWork, learner: Learner) -> User | None:
    if learner.user is not None:
        return learner.user
    entry = learner.interpreter
    if entry is None or entry.user_id is None:
        return None
    return users.find_user(uow, entry.user_id)
