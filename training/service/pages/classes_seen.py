"""The classes of a cohort as somebody with a seat sees them, and as files for calendars."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from foundation.calendars.writing import CalendarEntry, calendar_file
from foundation.database.work import UnitOfWork
from foundation.text.i18n import translate
from foundation.text.message import say
from foundation.times.spans import Span
from training.domain import check_in
from training.domain.classes import (
    ClassMoment,
    calendar_title,
    is_link_open,
    link_opens_at,
    moment_of,
)
from training.domain.courses import MeetingStatus
from training.domain.seats import EnrolmentStatus
from training.service.catalogue import cohorts
from training.service.enrolment import enrolments
from training.service.enrolment.notices import name_of, where
from training.store.queries.attendance import Latest, Place
from training.store.tables import AttendanceMark, ClassMeeting, Cohort, Enrolment

E = EnrolmentStatus
# Whoever has a seat for good and has neither finished nor left may enter an online class.
MAY_ENTER = frozenset({E.CONFIRMED, E.ATTENDING})
# Links are given here and nowhere else on the learner's side.
_LinkOf = Callable[[ClassMeeting], str]


@dataclass(frozen=True, kw_only=True)
class ClassSeen:
    """One class: when it is, what was noted of the reader, and what she can do about it now.

    `mark` is the mark that counts, `check_in` one that waits for the trainer. `link` leads into an
    online class and is empty until `opens_at`; that is None for a class that has no link.
    """

    meeting: ClassMeeting
    moment: ClassMoment
    mark: AttendanceMark | None = None
    check_in: AttendanceMark | None = None
    link: str = ""
    opens_at: datetime | None = None
    may_check_in: bool = False

    @property
    def is_now(self) -> bool:
        """Whether it is under way or later today."""
        return self.moment in {ClassMoment.RUNNING, ClassMoment.TODAY}


def classes_of(
    uow: UnitOfWork, enrolment: Enrolment, cohort: Cohort, marks: Mapping[Place, Latest]
) -> Sequence[ClassSeen]:
    """The classes that take place, in their order, as the owner of an enrolment sees them."""
    return [
        _seen(uow, enrolment, meeting, marks.get((enrolment.id, meeting.id), Latest()))
        for meeting in cohort.meetings
        if meeting.status is not MeetingStatus.CANCELLED
    ]


def _seen(
    uow: UnitOfWork, enrolment: Enrolment, meeting: ClassMeeting, latest: Latest
) -> ClassSeen:
    span = Span(meeting.starts_at, meeting.ends_at)
    enters = enrolment.status in MAY_ENTER
    moment = moment_of(span, uow.now, uow.settings.zone)
    online = bool(meeting.link) and enters and moment is not ClassMoment.OVER
    is_marked = latest.counting is not None or latest.provisional is not None
    return ClassSeen(
        meeting=meeting,
        moment=moment,
        mark=latest.counting,
        check_in=latest.provisional,
        link=meeting.link if online and is_link_open(span, uow.now) else "",
        opens_at=link_opens_at(span) if online else None,
        may_check_in=enters and not is_marked and check_in.is_open(span, uow.now),
    )


def calendar_of(uow: UnitOfWork, cohort_id: UUID, language: str) -> str:
    """The classes of a cohort as a file for calendars, for anybody: links to meetings are not in it."""
    return _file(uow, cohorts.get(uow, cohort_id), language, lambda _meeting: "")


def own_calendar(uow: UnitOfWork, enrolment_id: UUID, language: str) -> str:
    """The classes of the reader's own cohort as a file, with the links while she has a seat."""
    enrolment = enrolments.get_own(uow, enrolment_id)
    enters = enrolment.status in MAY_ENTER
    cohort = cohorts.get(uow, enrolment.cohort_id)
    return _file(uow, cohort, language, lambda meeting: meeting.link if enters else "")


def _file(uow: UnitOfWork, cohort: Cohort, language: str, link_of: _LinkOf) -> str:
    entries = (entry_of(uow, cohort, m, language, link_of(m)) for m in cohort.meetings)
    return calendar_file(entries, uow.settings.zone)


def entry_of(
    uow: UnitOfWork, cohort: Cohort, meeting: ClassMeeting, language: str, link: str
) -> CalendarEntry:
    """A class as an entry of a calendar, the same in every file that has it; one called off has no link."""
    name, course = translate(name_of(cohort), language), cohort.version.course.title_in(language)
    is_cancelled = meeting.status is MeetingStatus.CANCELLED
    return CalendarEntry(
        uid=f"{meeting.id}@{uow.settings.sender.domain}",
        starts=meeting.starts_at,
        ends=meeting.ends_at,
        title=calendar_title(name, course, meeting.title),
        place=_place(cohort, meeting, language),
        link="" if is_cancelled else link,
        sequence=meeting.sequence,
        cancelled=is_cancelled,
    )


def _place(cohort: Cohort, meeting: ClassMeeting, language: str) -> str:
    """Site, room and address of a class; its city, or that it is online, where there is no site."""
    if meeting.link and meeting.site is None:
        return translate(say("Online"), language)
    site = meeting.site or cohort.site
    if site is None:
        return " ".join(filter(None, (translate(where(cohort), language), meeting.room)))
    named = " ".join(filter(None, (site.name_in(language), meeting.room)))
    return ", ".join(filter(None, (named, site.address)))
