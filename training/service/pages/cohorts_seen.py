"""Cohorts as the public sees them: the list of courses, and the page of one."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from foundation.database.work import UnitOfWork
from interpreters.domain.languages import Language
from interpreters.service import directory
from training.domain.cohorts import SHOWN
from training.domain.courses import MeetingStatus
from training.domain.prerequisites import Condition
from training.domain.seats import EnrolmentStatus
from training.domain.waiting import ENROLLABLE, ApplicationWindow
from training.service.catalogue import cohorts, courses
from training.service.certification import path
from training.service.certification.path import LadderStep
from training.service.enrolment import enrolments, prerequisites
from training.service.enrolment.notices import first_class
from training.service.pages.overlaps_seen import Overlap, overlaps_of
from training.service.people import learners
from training.service.teaching import meetings
from training.store.queries import enrolments as queries
from training.store.queries.interest import list_interests_of
from training.store.queries.learners import scheme_titles
from training.store.tables import (
    ClassMeeting,
    Cohort,
    Course,
    Enrolment,
    Learner,
    SeatOffer,
    Site,
)

E = EnrolmentStatus


@dataclass(frozen=True, kw_only=True)
class CohortView:
    """A cohort with how full it is, for anybody."""

    cohort: Cohort
    seated: int
    waiting: int
    is_open: bool
    is_ahead: bool
    first: datetime | None
    mine: Enrolment | None = None

    @property
    def left(self) -> int:
        """How many seats are free."""
        return max(0, self.cohort.capacity - self.seated)

    @property
    def last(self) -> datetime | None:
        """When the last class ends that takes place."""
        return max((m.ends_at for m in self.classes), default=None)

    @property
    def sites(self) -> Sequence[Site]:
        """Where its classes are held on site, each once."""
        found = {m.site.id: m.site for m in self.classes if m.site is not None}
        if self.cohort.site is not None:
            found.setdefault(self.cohort.site.id, self.cohort.site)
        return list(found.values())

    @property
    def classes(self) -> Sequence[ClassMeeting]:
        """The classes that take place, in their order."""
        return [m for m in self.cohort.meetings if m.status is not MeetingStatus.CANCELLED]


@dataclass(frozen=True, kw_only=True)
class CoursePage:
    """One cohort with what it means for the reader.

    `position` is her place in line, or the one she would get now. `step` is how far she
    is with the certification of this course.
    """

    view: CohortView
    checklist: Sequence[Condition]
    next_ids: Mapping[str, UUID]
    learner: Learner | None
    offer: SeatOffer | None
    position: int
    interested: bool
    languages: Sequence[Language]
    scheme: str
    step: LadderStep | None
    overlaps: Sequence[Overlap]
    teachers: Sequence[str]


@dataclass(frozen=True, kw_only=True)
class CourseToCome:
    """A course that nobody can apply for now, and whether the reader asked to hear of its next cohort."""

    course: Course
    interested: bool


def list_to_come(
    uow: UnitOfWork, shown: Collection[CohortView], *, course: str = "", scheme: str = ""
) -> list[CourseToCome]:
    """The courses that are taught and have no cohort, among those shown, that takes people or will."""
    learner = learners.find_mine(uow)
    wishes = () if learner is None else list_interests_of(uow.db, learner.id)
    wished = {each.course_id for each in wishes}
    taking = {each.cohort.version.course_id for each in shown if each.is_open or each.is_ahead}
    return [
        CourseToCome(course=each, interested=each.id in wished)
        for each in courses.list_all(uow, active_only=True)
        if each.id not in taking and _leads(each, course, scheme)
    ]


def _leads(course: Course, code: str, scheme: str) -> bool:
    """Whether a course is the one of this code, or leads to the certification of it."""
    return (not code or code in {course.code, course.scheme_code}) and (
        not scheme or course.scheme_code == scheme
    )


def list_open(uow: UnitOfWork, *, course: str = "", scheme: str = "") -> list[CohortView]:
    """The cohorts that one may apply for now or later, and those whose doors have just closed."""
    found = [
        cohort
        for cohort in cohorts.list_all(uow, statuses=ENROLLABLE)
        if _leads(cohort.version.course, course, scheme)
    ]
    cohort_views = views_of(uow, found, learners.find_mine(uow))
    return sorted(cohort_views, key=lambda s: (not s.is_open, not s.is_ahead, s.cohort.closes_at))


def see_cohort(uow: UnitOfWork, cohort_id: UUID, language: str) -> CoursePage:
    """One cohort's public page, with what is the reader's own when she is signed in."""
    cohort = cohorts.get(uow, cohort_id)
    kept, learner = learners.find_mine(uow), learners.as_if(uow)
    shown = views_of(uow, [cohort], kept)[0]
    checklist = prerequisites.checklist(uow, cohort, learner, language)
    course = cohort.version.course
    titles = scheme_titles(uow.db, {course.scheme_code}, language)
    scheme = titles.get(course.scheme_code, "")
    return CoursePage(
        view=shown,
        checklist=checklist,
        next_ids=_where_to_meet(uow, checklist),
        learner=learner,
        offer=offer_of(uow, shown.mine),
        position=_position(uow, shown, learner),
        interested=kept is not None
        and course.id in {each.course_id for each in list_interests_of(uow.db, kept.id)},
        languages=_languages(uow, learner),
        scheme=scheme,
        step=path.step_of(uow, kept, course.scheme_code) if kept and scheme else None,
        overlaps=overlaps_of(uow, kept, cohort),
        teachers=sorted(set(meetings.trainer_names(uow, cohort).values())),
    )


def views_of(
    uow: UnitOfWork, found: Collection[Cohort], learner: Learner | None
) -> list[CohortView]:
    """Cohorts with how full they are, and the reader's own enrolment in each if she is a learner."""
    counts = queries.count_seats(uow.db, [cohort.id for cohort in found])
    mine: dict[UUID, Enrolment] = {}
    if learner is not None:
        own = queries.list_live(uow.db, learner.id)
        mine = {enrolment.cohort_id: enrolment for enrolment in own}
    windows = {c.id: ApplicationWindow(c.status, c.opens_at, c.closes_at) for c in found}
    return [
        CohortView(
            cohort=cohort,
            seated=counts.get((cohort.id, True), 0),
            waiting=counts.get((cohort.id, False), 0),
            is_open=windows[cohort.id].is_open(uow.now),
            is_ahead=windows[cohort.id].is_ahead(uow.now),
            first=first_class(cohort),
            mine=mine.get(cohort.id),
        )
        for cohort in found
    ]


def offer_of(uow: UnitOfWork, enrolment: Enrolment | None) -> SeatOffer | None:
    """The open offer of a seat of an enrolment, or None."""
    if enrolment is None or enrolment.status is not E.OFFERED:
        return None
    return queries.open_offers(uow.db, [enrolment.id]).get(enrolment.id)


def _position(uow: UnitOfWork, shown: CohortView, learner: Learner | None) -> int:
    """Her place on the waiting list; the one she would get now while she has not applied."""
    if shown.mine is not None:
        waits = shown.mine.status is E.WAITLISTED
        return queries.position_of(uow.db, shown.mine) if waits else 0
    priority = enrolments.priority_of_reader(uow, learner)
    return 1 + queries.count_ahead(uow.db, shown.cohort.id, priority)


def _where_to_meet(uow: UnitOfWork, checklist: Collection[Condition]) -> dict[str, UUID]:
    """The nearest cohort of each course or scheme that is still missing, by its code."""
    found: dict[str, UUID] = {}
    for condition in checklist:
        if condition.code and not condition.met:
            ahead = queries.next_cohort(uow.db, condition.code, ENROLLABLE & SHOWN, uow.now)
            if ahead is not None:
                found[condition.code] = ahead
    return found


def _languages(uow: UnitOfWork, learner: Learner | None) -> Sequence[Language]:
    """What the reader may choose to learn for: her own languages, else any."""
    if learner is not None and learner.language is not None:
        return ()
    entry = directory.find_by_user(uow, uow.actor.user_id)
    spoken = [] if entry is None else [each.language for each in entry.languages]
    return spoken if len(spoken) == 1 else spoken or list(Language)
