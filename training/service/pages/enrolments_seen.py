"""Cohorts as the public sees them, and as somebody who learns sees her own."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from uuid import UUID

from foundation.database.work import UnitOfWork
from foundation.text.i18n import translate
from interpreters.domain.languages import Language
from interpreters.service import directory
from training.domain.attendance import Attended
from training.domain.calendar_files import Appointment, calendar_file
from training.domain.cohorts import SHOWN
from training.domain.courses import MeetingStatus
from training.domain.ladder import LadderNeed
from training.domain.permissions import TrainingPermission
from training.domain.prerequisites import Condition
from training.domain.seats import LIVE, EnrolmentStatus
from training.domain.waiting import ENROLLABLE, ApplicationWindow
from training.service.assessment import views
from training.service.catalogue import cohorts
from training.service.certification import ladder
from training.service.certification.ladder import LadderStep
from training.service.completion import decisions
from training.service.enrolment import enrolments, prerequisites
from training.service.enrolment.notices import first_class, name_of, where
from training.service.people import learners
from training.service.teaching import attendance
from training.store.queries import enrolments as queries
from training.store.queries.interest import list_interests_of
from training.store.queries.learners import scheme_titles
from training.store.tables import (
    Attempt,
    ClassMeeting,
    Cohort,
    CompletionDecision,
    CourseInterest,
    Enrolment,
    Learner,
    SeatOffer,
)

E = EnrolmentStatus
# What a learner's first page shows on top; the rest is history.
CURRENT = LIVE - {E.COMPLETED, E.NOT_COMPLETED, E.DROPPED}


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
    def classes(self) -> Sequence[ClassMeeting]:
        """The classes that take place, in their order."""
        return [m for m in self.cohort.meetings if m.status is not MeetingStatus.CANCELLED]


@dataclass(frozen=True, kw_only=True)
class CoursePage:
    """One cohort with what it means for the reader.

    `position` is her place in line, or the one she would get now. `path` is what the certification
    of this course still asks of her.
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
    path: Sequence[LadderNeed]


@dataclass(frozen=True, kw_only=True)
class Own:
    """One enrolment of the reader's."""

    enrolment: Enrolment
    view: CohortView
    offer: SeatOffer | None = None
    position: int = 0
    next_class: ClassMeeting | None = None
    attended: Attended | None = None
    decision: CompletionDecision | None = None
    sittings: Sequence[Attempt] = ()


@dataclass(frozen=True, kw_only=True)
class Learning:
    """The reader's own learning: what runs, what is over, and the ladder."""

    learner: Learner | None
    current: Sequence[Own]
    past: Sequence[Own]
    interests: Sequence[CourseInterest]
    steps: Sequence[LadderStep]


def list_open(uow: UnitOfWork, *, course: str = "", scheme: str = "") -> list[CohortView]:
    """The cohorts that one may apply for now or later, and those whose doors have just closed."""
    found = [
        cohort
        for cohort in cohorts.list_all(uow, statuses=ENROLLABLE)
        if (not course or cohort.version.course.code == course)
        and (not scheme or cohort.version.course.scheme_code == scheme)
    ]
    cohort_views = _views_of(uow, found, learners.find_mine(uow))
    return sorted(cohort_views, key=lambda s: (not s.is_open, not s.is_ahead, s.cohort.closes_at))


def see_cohort(uow: UnitOfWork, cohort_id: UUID, language: str) -> CoursePage:
    """One cohort's public page, with what is the reader's own when she is signed in."""
    cohort = cohorts.get(uow, cohort_id)
    kept, learner = learners.find_mine(uow), learners.as_if(uow)
    shown = _views_of(uow, [cohort], kept)[0]
    checklist = prerequisites.checklist(uow, cohort, learner, language)
    course = cohort.version.course
    titles = scheme_titles(uow.db, {course.scheme_code}, language)
    scheme = titles.get(course.scheme_code, "")
    return CoursePage(
        view=shown,
        checklist=checklist,
        next_ids=_where_to_meet(uow, checklist),
        learner=learner,
        offer=_offer(uow, shown.mine),
        position=_position(uow, shown, learner),
        interested=kept is not None and _interests_of(uow, kept, course.id) != [],
        languages=_languages(uow, learner),
        scheme=scheme,
        path=_path(uow, kept, course.scheme_code if scheme else ""),
    )


def calendar_of(uow: UnitOfWork, cohort_id: UUID, language: str) -> str:
    """The classes of a cohort as a file for calendars; links to meetings are not in it."""
    cohort = cohorts.get(uow, cohort_id)
    name, host = translate(name_of(cohort), language), uow.settings.mail_from.rpartition("@")[2]
    return calendar_file(
        (
            Appointment(
                f"{m.id}@{host}",
                m.starts_at,
                m.ends_at,
                f"{name}: {m.title}",
                " ".join(filter(None, (m.site.name_in(language) if m.site else "", m.room)))
                or translate(where(cohort), language),
            )
            for m in cohort.meetings
            if m.status is not MeetingStatus.CANCELLED
        ),
        uow.now,
    )


def see_learning(uow: UnitOfWork) -> Learning:
    """The reader's first page of learning."""
    uow.require(TrainingPermission.LEARNING_OWN)
    learner = learners.find_mine(uow)
    if learner is None:
        return Learning(learner=None, current=(), past=(), interests=(), steps=())
    found = queries.list_of_learner(uow.db, learner.id)
    owns = [_own(uow, each, learner) for each in found]
    # What waits for an answer stands first.
    owns.sort(key=lambda own: own.enrolment.status is not E.OFFERED)
    return Learning(
        learner=learner,
        current=[own for own in owns if own.enrolment.status in CURRENT],
        past=[own for own in owns if own.enrolment.status not in CURRENT],
        interests=_interests_of(uow, learner),
        steps=ladder.steps(uow, learner.id),
    )


def see_own(uow: UnitOfWork, enrolment_id: UUID) -> Own:
    """One enrolment of the reader's with dates, attendance so far and how it ended."""
    enrolment = enrolments.get_own(uow, enrolment_id)
    enrolment.cohort = cohorts.get(uow, enrolment.cohort_id)
    own = _own(uow, enrolment, enrolment.learner)
    decision = decisions.stands(uow, enrolment.id)
    attended = attendance.minutes_of(uow, [enrolment.id])[enrolment.id]
    sittings = [sat for sat in views.own_results(uow) if sat.enrolment_id == enrolment.id]
    return replace(own, decision=decision, attended=attended, sittings=sittings)


def _own(uow: UnitOfWork, enrolment: Enrolment, learner: Learner) -> Own:
    shown = _views_of(uow, [enrolment.cohort], learner)[0]
    waits = enrolment.status is E.WAITLISTED
    return Own(
        enrolment=enrolment,
        view=shown,
        offer=_offer(uow, enrolment),
        position=queries.position_of(uow.db, enrolment) if waits else 0,
        next_class=next((m for m in shown.classes if m.ends_at > uow.now), None),
    )


def _views_of(
    uow: UnitOfWork, found: Collection[Cohort], learner: Learner | None
) -> list[CohortView]:
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


def _offer(uow: UnitOfWork, enrolment: Enrolment | None) -> SeatOffer | None:
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


def _interests_of(
    uow: UnitOfWork, learner: Learner, course_id: UUID | None = None
) -> Sequence[CourseInterest]:
    found = list_interests_of(uow.db, learner.id)
    return [interest for interest in found if course_id in {None, interest.course_id}]


def _path(uow: UnitOfWork, learner: Learner | None, code: str) -> Sequence[LadderNeed]:
    """What the certification that a course prepares for asks of the reader."""
    if learner is None or not code:
        return ()
    return ladder.missing(uow, learner.id, code, ladder.language_of(uow, learner))
