"""What people are told about their place in a course: what, when, which city, "open the app"."""

from dataclasses import replace
from datetime import datetime
from uuid import UUID

from accounts.domain.cities import CITIES
from foundation.database.work import UnitOfWork
from foundation.messages import letters
from foundation.messages.letters import Letter, Notice, filled
from foundation.text.message import LazyText, Named, say
from foundation.times.zones import local_clock, local_day
from training.domain.courses import MeetingStatus
from training.service.people import learners
from training.store.tables import Cohort, Enrolment, Learner


class EnrolmentNotice(Notice):
    """What is written about a place in a course: a subject, and one sentence of the body."""

    CONFIRMED = (say("Your seat is confirmed: %(course)s"), say("You have a seat in this course."))
    APPLIED = (
        say("We have your application: %(course)s"),
        say("We check the conditions and write to you."),
    )
    INELIGIBLE = (
        say("Not this time: %(course)s"),
        say("You cannot take part this time. Reason: %(reason)s"),
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
        say("Course cancelled: %(course)s"),
        say("This course will not take place. Reason: %(reason)s"),
    )
    NO_SEAT = (
        say("No seat came free: %(course)s"),
        say("The course begins without you. We write to you when its next cohort opens."),
    )
    NEXT_COHORT = (
        say("The next cohort: %(course)s"),
        say("You wanted to hear of it. You can enrol from %(opens_day)s until %(closes_day)s."),
    )


def about(enrolment_id: UUID) -> str:
    """What messages about an enrolment are filed under."""
    return f"enrolment:{enrolment_id}"


def about_attendance(enrolment_id: UUID) -> str:
    """What letters about how somebody's attendance stands are filed under."""
    return f"attendance:{enrolment_id}"


def name_of(cohort: Cohort) -> LazyText:
    """A cohort as people call it: 의료 통역 과정 7기."""
    title = Named(cohort.version.course.title_in)
    return say("%(course)s, cohort %(number)s", course=title, number=cohort.number)


def where(cohort: Cohort) -> LazyText:
    """The city of a cohort, or that it is held online."""
    if cohort.site_id is None and cohort.online:
        return say("Online")
    return LazyText("%(city)s", {"city": Named(CITIES[cohort.city].name_in)})


def first_class(cohort: Cohort) -> datetime | None:
    """When the first class begins that has not been cancelled."""
    ahead = (m.starts_at for m in cohort.meetings if m.status is not MeetingStatus.CANCELLED)
    return min(ahead, default=None)


def notify_enrolled(
    uow: UnitOfWork,
    cohort: Cohort,
    enrolment: Enrolment,
    notice: EnrolmentNotice,
    *,
    until: datetime | None = None,
    reason: str = "",
    position: int = 0,
) -> None:
    """Write to whoever applied; what was not sent yet about the enrolment is overtaken by this."""
    values: dict[str, object] = {"reason": reason, "position": position}
    if until is not None:
        values["until_day"] = local_day(until, uow.settings.zone)
        values["until_clock"] = local_clock(until, uow.settings.zone)
    path, heading = f"/learn/{enrolment.id}", about(enrolment.id)
    letter = _letter(uow, cohort, notice, values, path=path, heading=heading)
    if notice is EnrolmentNotice.CONFIRMED:
        letter = replace(letter, sentences=(*letter.sentences, *_way_in(cohort)))
    letters.replace(uow, learners.recipient_of(uow, enrolment.learner), letter)


def _way_in(cohort: Cohort) -> list[LazyText]:
    """The addresses of the online classes, for whoever has a seat and nobody else."""
    links = {m.link for m in cohort.meetings if m.link and m.status is not MeetingStatus.CANCELLED}
    return [
        say("Online classes are held here; please keep the link to yourself: %(link)s", link=link)
        for link in sorted(links)
    ]


def notify_interested(uow: UnitOfWork, cohort: Cohort, learner: Learner) -> None:
    """Write to somebody who wanted to hear of a course that its next cohort is there."""
    zone = uow.settings.zone
    values: dict[str, object] = {
        "opens_day": local_day(cohort.opens_at, zone),
        "closes_day": local_day(cohort.closes_at, zone),
    }
    notice, path, heading = (
        EnrolmentNotice.NEXT_COHORT,
        f"/courses/{cohort.id}",
        f"cohort:{cohort.id}",
    )
    letter = _letter(uow, cohort, notice, values, path=path, heading=heading)
    letters.write(uow, learners.recipient_of(uow, learner), letter)


def _letter(
    uow: UnitOfWork,
    cohort: Cohort,
    notice: EnrolmentNotice,
    values: dict[str, object],
    *,
    path: str,
    heading: str,
) -> Letter:
    """A letter about a cohort: the notice, and when and where the first class is."""
    values = {"course": name_of(cohort), **values}
    sentences = [filled(notice.sentence, values)]
    first, zone = first_class(cohort), uow.settings.zone
    if first is not None:
        sentences.append(
            say(
                "First class: %(day)s, %(clock)s, %(where)s",
                day=local_day(first, zone),
                clock=local_clock(first, zone),
                where=where(cohort),
            )
        )
    return Letter(
        subject=filled(notice.subject, values),
        sentences=tuple(sentences),
        path=path,
        about=heading,
    )
