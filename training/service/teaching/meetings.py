"""Classes of a cohort: plan, change, cancel; and what gets in their way."""

import secrets
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta
from uuid import UUID

from accounts.domain.ids import SiteId, UserId
from accounts.service import organisations
from foundation.database.work import UnitOfWork
from foundation.security.errors import Conflict, NotFound, Problems
from foundation.text.message import say
from foundation.text.normalise import normalise_text
from foundation.text.personal import reason_against_numbers
from foundation.times.spans import Span
from training.domain.clashes import Booked, Clash, find_clashes
from training.domain.cohorts import SHOWN
from training.domain.courses import CohortStatus, MeetingStatus
from training.domain.permissions import TrainingPermission
from training.service.catalogue import cohorts, time_taken
from training.service.catalogue.time_taken import TimeTaken
from training.service.teaching import notices
from training.store.queries import courses as queries
from training.store.tables import ClassMeeting, Cohort, User

LONGEST_TITLE, LONGEST_ROOM, LONGEST_LINK = 120, 80, 300
LONGEST_CLASS = timedelta(hours=12)
MOST_REPEATS = 30


@dataclass(frozen=True, kw_only=True)
class ClassFacts:
    """One class: when, with whom, where. `planned_minutes` are what counts, without the breaks."""

    title: str
    span: Span
    planned_minutes: int
    trainer_id: UUID | None = None
    site_id: UUID | None = None
    room: str = ""
    link: str = ""


def get(uow: UnitOfWork, meeting_id: UUID) -> ClassMeeting:
    """One class of a cohort, with the cohort; as known as the cohort is."""
    found = queries.find_meeting(uow.db, meeting_id)
    if found is None or found.cohort_id is None:
        raise NotFound
    cohorts.get(uow, found.cohort_id)
    return found


def plan(
    uow: UnitOfWork, cohort_id: UUID, facts: ClassFacts, *, weeks: int = 1
) -> list[ClassMeeting]:
    """Plan a class, or the same one on the same weekday for `weeks` weeks on end."""
    cohort = cohorts.get_managed(uow, cohort_id)
    cohorts.require_open(cohort)
    problems = problems_of(uow, facts, cohort)
    if not 1 <= weeks <= MOST_REPEATS:
        problems.add("weeks", say("Enter from 1 to %(n)s weeks.", n=MOST_REPEATS))
    problems.check()
    taken = time_taken.by_class(uow, cohort, facts.span, facts.trainer_id, weeks=weeks)
    planned: list[ClassMeeting] = []
    for week in range(weeks):
        moved = timedelta(days=7 * week)
        meeting = ClassMeeting(
            cohort_id=cohort.id,
            title="",
            starts_at=facts.span.start + moved,
            ends_at=facts.span.end + moved,
            checkin_key=secrets.token_hex(32),
        )
        _write(meeting, facts)
        cohort.meetings.append(meeting)
        planned.append(meeting)
    uow.db.flush()
    cohort.meetings.sort(key=lambda each: each.starts_at)
    for meeting in planned:
        uow.record("class.planned", subject=meeting.id, cohort=cohort.id)
    if cohort.status in SHOWN:
        letter = notices.classes_added(uow, cohort, planned[0], len(planned))
        notices.notify_enrolled(uow, cohort.id, letter)
        notices.notify_trainers(uow, [planned[0].trainer_id], letter)
    time_taken.announce(uow, taken)
    return planned


def change(uow: UnitOfWork, meeting_id: UUID, facts: ClassFacts) -> ClassMeeting:
    """Change a class that is still to come. Those enrolled hear of another time or place."""
    meeting, cohort = _get_changeable(uow, meeting_id)
    problems_of(uow, facts, cohort).check()
    taken = time_taken.by_class(uow, cohort, facts.span, facts.trainer_id, before=meeting)
    before = (meeting.starts_at, meeting.ends_at, meeting.site_id, meeting.room, meeting.link)
    title = meeting.title
    meeting.starts_at, meeting.ends_at = facts.span.start, facts.span.end
    _write(meeting, facts)
    after = (meeting.starts_at, meeting.ends_at, meeting.site_id, meeting.room, meeting.link)
    meeting.sequence += (before, title) != (after, meeting.title)
    uow.db.flush()
    uow.record("class.changed", subject=meeting.id, cohort=cohort.id)
    if before != after and cohort.status in SHOWN:
        letter = notices.class_moved(uow, cohort, meeting)
        notices.notify_enrolled(uow, cohort.id, letter)
        notices.notify_trainers(uow, [meeting.trainer_id], letter)
    time_taken.announce(uow, taken)
    return meeting


def preview_plan(uow: UnitOfWork, cohort_id: UUID, facts: ClassFacts, *, weeks: int) -> TimeTaken:
    """Whose time a class would take; nothing while something about it is wrong."""
    cohort = cohorts.get_managed(uow, cohort_id)
    if problems_of(uow, facts, cohort).found or not 1 <= weeks <= MOST_REPEATS:
        return {}
    return time_taken.by_class(uow, cohort, facts.span, facts.trainer_id, weeks=weeks)


def preview_change(uow: UnitOfWork, meeting_id: UUID, facts: ClassFacts) -> TimeTaken:
    """Whose time a changed class would take anew; nothing while something about it is wrong."""
    meeting, cohort = _get_changeable(uow, meeting_id)
    if problems_of(uow, facts, cohort).found:
        return {}
    return time_taken.by_class(uow, cohort, facts.span, facts.trainer_id, before=meeting)


def cancel(uow: UnitOfWork, meeting_id: UUID) -> ClassMeeting:
    """Call a class off: it leaves the denominator of attendance, and those enrolled are told."""
    meeting, cohort = _get_changeable(uow, meeting_id)
    meeting.status = MeetingStatus.CANCELLED
    meeting.sequence += 1
    uow.db.flush()
    uow.record("class.cancelled", subject=meeting.id, cohort=cohort.id)
    if cohort.status in SHOWN:
        letter = notices.class_cancelled(uow, cohort, meeting)
        notices.notify_enrolled(uow, cohort.id, letter)
        notices.notify_trainers(uow, [meeting.trainer_id], letter)
    return meeting


def _get_changeable(uow: UnitOfWork, meeting_id: UUID) -> tuple[ClassMeeting, Cohort]:
    uow.require(TrainingPermission.COURSE_MANAGE)
    cohort_id = get(uow, meeting_id).cohort_id
    assert cohort_id is not None
    cohort = cohorts.get_managed(uow, cohort_id)
    cohorts.require_open(cohort)
    meeting = next(each for each in cohort.meetings if each.id == meeting_id)
    if meeting.status is not MeetingStatus.PLANNED or meeting.locked_at is not None:
        raise Conflict(say("This class is over or cancelled."))
    return meeting, cohort


def clashes_of(uow: UnitOfWork, cohort: Cohort) -> list[Clash]:
    """Where a class of this cohort shares its trainer or its room with another at the same time."""
    own = {each.id for each in cohort.meetings if each.status is not MeetingStatus.CANCELLED}
    if not own:
        return []
    start = min(each.starts_at for each in cohort.meetings)
    end = max(each.ends_at for each in cohort.meetings)
    around = queries.list_meetings_between(uow.db, start, end)
    found = find_clashes([_booked(meeting) for meeting in around])
    return [clash for clash in found if clash.first in own or clash.second in own]


def others_in(
    uow: UnitOfWork, clashes: Sequence[Clash], cohort: Cohort
) -> dict[UUID, ClassMeeting]:
    """The classes of other cohorts among the clashes, for naming them."""
    own = {each.id for each in cohort.meetings}
    ids = {each for clash in clashes for each in (clash.first, clash.second)} - own
    found = [queries.find_meeting(uow.db, each) for each in sorted(ids)]
    return {meeting.id: meeting for meeting in found if meeting is not None}


def _booked(meeting: ClassMeeting) -> Booked:
    return Booked(
        meeting.id,
        Span(meeting.starts_at, meeting.ends_at),
        meeting.trainer_id,
        meeting.site_id,
        meeting.room,
    )


def _write(meeting: ClassMeeting, facts: ClassFacts) -> None:
    meeting.title, meeting.planned_minutes = normalise_text(facts.title), facts.planned_minutes
    meeting.trainer_id = None if facts.trainer_id is None else UserId(facts.trainer_id)
    meeting.site_id = None if facts.site_id is None else SiteId(facts.site_id)
    meeting.room, meeting.link = normalise_text(facts.room), facts.link.strip()


def problems_of(uow: UnitOfWork, facts: ClassFacts, cohort: Cohort) -> Problems:
    """What is wrong with a class as it is planned."""
    problems = Problems()
    if cohort.status is not CohortStatus.DRAFT and facts.span.start < cohort.closes_at:
        problems.add("day", say("Enrolment must close before the first class."))
    if not facts.title.strip():
        problems.add("title", say("Say what the class is about."))
    for name, text, longest in (
        ("title", facts.title, LONGEST_TITLE),
        ("room", facts.room, LONGEST_ROOM),
        ("link", facts.link, LONGEST_LINK),
    ):
        if len(text.strip()) > longest:
            problems.add(name, say("Use at most %(n)s characters.", n=longest))
    _add_problems_of_words(problems, facts)
    if facts.link.strip() and not facts.link.strip().startswith("https://"):
        problems.add("link", say("A link begins with https://"))
    _add_problems_of_length(problems, facts)
    if facts.site_id is not None:
        organisations.get_site(uow, facts.site_id)
    if facts.trainer_id is not None:
        _add_problem_of_trainer(problems, uow, facts.trainer_id)
    return problems


def _add_problems_of_words(problems: Problems, facts: ClassFacts) -> None:
    for name, text in (("title", facts.title), ("room", facts.room)):
        if (personal := reason_against_numbers(text)) is not None:
            problems.add(name, personal)


def _add_problems_of_length(problems: Problems, facts: ClassFacts) -> None:
    if facts.span.end - facts.span.start > LONGEST_CLASS:
        problems.add("ends", say("A class lasts at most 12 hours."))
    if not 0 < facts.planned_minutes <= facts.span.minutes:
        problems.add("break_minutes", say("The break is longer than the class."))


def _add_problem_of_trainer(problems: Problems, uow: UnitOfWork, trainer_id: UUID) -> None:
    if trainer_id not in {user.id for user in list_trainers(uow)}:
        problems.add("trainer", say("Choose somebody who is a trainer."))


def list_trainers(uow: UnitOfWork) -> Sequence[User]:
    """Whoever may teach a class: trainers and training managers who are active, by name."""
    uow.require(TrainingPermission.COURSE_MANAGE)
    may_mark = [
        role for role, held in uow.grants.items() if TrainingPermission.ATTENDANCE_MARK in held
    ]
    return queries.list_trainers(uow.db, may_mark)


def trainer_names(uow: UnitOfWork, cohort: Cohort) -> dict[UUID, str]:
    """Names of the trainers of a cohort by id."""
    ids = {each.trainer_id for each in cohort.meetings if each.trainer_id is not None}
    return queries.names_of(uow.db, ids)
