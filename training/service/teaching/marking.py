"""Writing attendance: marks are added, never changed; a class is locked once all are marked."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from uuid import UUID

from sqlalchemy.exc import IntegrityError

from accounts.domain.ids import UserId
from foundation.database.work import UnitOfWork
from foundation.security.errors import Conflict, Forbidden, NotFound, Problems
from foundation.text.message import LazyText, say
from foundation.text.normalise import normalise_text
from foundation.text.personal import reason_against
from training.domain.attendance import MarkSource, Presence, is_odd
from training.domain.courses import MeetingStatus
from training.domain.permissions import TrainingPermission
from training.service.teaching import attendance, attendance_news
from training.store.queries import attendance as queries
from training.store.queries import courses as course_queries
from training.store.queries.attendance import Latest
from training.store.tables import AttendanceMark, ClassMeeting, Enrolment

LONGEST_REASON = 200


@dataclass(frozen=True)
class Marked:
    """What somebody notes about one person in one class.

    Without a presence the place is empty again. `seen` is the number of the mark that counted when
    they looked, 0 for none: if another has been written since, theirs is refused and nothing is lost.
    """

    enrolment_id: UUID
    meeting_id: UUID
    presence: Presence | None
    minutes: int
    seen: int


@dataclass(frozen=True)
class Note:
    """How marks of one class are written: with which reason, from where."""

    reason: str
    source: MarkSource


def mark(
    uow: UnitOfWork,
    marks: Sequence[Marked],
    *,
    reason: str = "",
    source: MarkSource = MarkSource.TRAINER,
) -> int:
    """Write marks, each after the one before it; how many were new.

    What says the same as the mark that was seen, or as the one that counts, is left out. After its class is locked a mark corrects, and
    needs a reason. Conflict when somebody else has marked the same person in between.
    """
    uow.require(TrainingPermission.ATTENDANCE_MARK)
    note = Note(normalise_text(reason), source)
    written = 0
    for meeting_id in sorted({each.meeting_id for each in marks}):
        of_class = [each for each in marks if each.meeting_id == meeting_id]
        written += _mark_class(uow, meeting_id, of_class, note)
    return written


def _mark_class(uow: UnitOfWork, meeting_id: UUID, marks: Sequence[Marked], note: Note) -> int:
    meeting, people = _open_for_marks(uow, meeting_id)
    latest = queries.latest_marks(uow.db, [each.enrolment_id for each in marks])
    known = {each: latest.get((each.enrolment_id, meeting_id), Latest()) for each in marks}
    new = [each for each in marks if is_change(known[each], each)]
    _problems_of(meeting, new, people, note.reason).check()
    for each in new:
        _require_seen(known[each], each.seen, people[each.enrolment_id])
        add(uow, meeting, each, after=known[each], note=note)
    if new:
        keep(uow)
        corrected = meeting.locked_at is not None
        uow.record("attendance.marked", subject=meeting_id, people=len(new), corrected=corrected)
        _tell(uow, meeting)
    return len(new)


def add(
    uow: UnitOfWork,
    meeting: ClassMeeting,
    marked: Marked,
    *,
    after: Latest,
    note: Note,
    provisional: bool = False,
) -> None:
    """Add one mark that was checked; `keep` writes it."""
    uow.db.add(
        AttendanceMark(
            meeting_id=meeting.id,
            enrolment_id=marked.enrolment_id,
            number=after.last_number + 1,
            presence=marked.presence or Presence.ABSENT,
            minutes=marked.minutes,
            source=note.source,
            provisional=provisional,
            withdrawn=marked.presence is None,
            reason=note.reason if meeting.locked_at is not None else "",
            marked_at=uow.now,
            marked_by_id=None if uow.actor.user_id is None else UserId(uow.actor.user_id),
        )
    )


def keep(uow: UnitOfWork) -> None:
    """Write what was added; Conflict when somebody else has written the same number."""
    try:
        uow.db.flush()
    except IntegrityError as error:
        raise Conflict(say("Somebody else has marked this class in between.")) from error


def _open_for_marks(
    uow: UnitOfWork, meeting_id: UUID
) -> tuple[ClassMeeting, Mapping[UUID, Enrolment]]:
    """A class whose marks the actor may write, locked until the end of this transaction."""
    course_queries.lock_meeting(uow.db, meeting_id)
    meeting = course_queries.find_meeting(uow.db, meeting_id)
    if meeting is None or meeting.cohort is None:
        raise NotFound
    cohort = attendance.get_taught(uow, meeting.cohort.id)
    if not attendance.may_mark(uow, meeting):
        raise Forbidden(say("Only the trainer of a class and the training manager mark it."))
    if not attendance.is_markable(uow, cohort, meeting):
        raise Conflict(
            say("Attendance is taken from the beginning of a class until results are settled.")
        )
    return meeting, {each.id: each for each in queries.list_people(uow.db, cohort.id)}


def is_change(latest: Latest, marked: Marked) -> bool:
    """Whether somebody changed what they saw, and it does not say so already."""
    if marked.presence is None:
        return marked.seen != 0 and latest.counting is not None
    return not any(
        mark is not None and (mark.presence, mark.minutes) == (marked.presence, marked.minutes)
        for mark in (latest.said(marked.seen), latest.counting)
    )


def _require_seen(latest: Latest, seen: int, who: Enrolment) -> None:
    counted = 0 if latest.counting is None else latest.counting.number
    if counted != seen:
        raise Conflict(
            say("Somebody else has marked %(name)s in between.", name=who.learner.full_name)
        )


def _problems_of(
    meeting: ClassMeeting,
    new: Sequence[Marked],
    people: Mapping[UUID, Enrolment],
    reason: str,
) -> Problems:
    problems = Problems()
    for each in new:
        if each.enrolment_id not in people:
            raise NotFound
        name = people[each.enrolment_id].learner.full_name
        found = _problem_of(meeting, each, name)
        if found is not None:
            problems.add(cell_name(each), found)
    if new and meeting.locked_at is not None and not reason:
        problems.add("reason", say("This class is locked: give a reason for the correction."))
    if len(reason) > LONGEST_REASON:
        problems.add("reason", say("Use at most %(n)s characters.", n=LONGEST_REASON))
    elif (found := reason_against(reason)) is not None:
        problems.add("reason", found)
    return problems


def _problem_of(meeting: ClassMeeting, marked: Marked, name: str) -> LazyText | None:
    if marked.presence is None:
        if meeting.locked_at is None:
            return None
        return say(
            "%(name)s: a mark of a locked class cannot be emptied. Say what is right instead.",
            name=name,
        )
    if is_odd(marked.presence, marked.minutes, meeting.planned_minutes):
        return say(
            "%(name)s: give from 1 to %(n)s minutes; somebody absent or excused has none.",
            name=name,
            n=meeting.planned_minutes,
        )
    return None


def cell_name(marked: Marked) -> str:
    """The name of a person's place in a class, in forms and in problems."""
    return f"c-{marked.enrolment_id}-{marked.meeting_id}"


def confirm_check_ins(uow: UnitOfWork, meeting_id: UUID, enrolment_ids: Collection[UUID]) -> int:
    """Let check-ins by QR code count as they are; how many do now."""
    uow.require(TrainingPermission.ATTENDANCE_MARK)
    meeting, people = _open_for_marks(uow, meeting_id)
    if meeting.locked_at is not None:
        raise Conflict(say("This class is locked. Correct its marks one by one, with a reason."))
    latest = queries.latest_marks(uow.db, [each for each in enrolment_ids if each in people])
    confirmed = 0
    for (enrolment_id, at), known in latest.items():
        waiting = known.provisional
        if at != meeting_id or waiting is None:
            continue
        marked = Marked(enrolment_id, meeting_id, waiting.presence, waiting.minutes, 0)
        add(uow, meeting, marked, after=known, note=Note("", MarkSource.QR))
        confirmed += 1
    if confirmed:
        keep(uow)
        uow.record("attendance.confirmed", subject=meeting_id, people=confirmed)
        _tell(uow, meeting)
    return confirmed


def lock(uow: UnitOfWork, meeting_id: UUID) -> ClassMeeting:
    """Close the marks of a class that is over, once everybody expected has one that counts."""
    uow.require(TrainingPermission.ATTENDANCE_MARK)
    meeting, people = _open_for_marks(uow, meeting_id)
    if meeting.locked_at is not None:
        raise Conflict(say("This class is locked already."))
    if meeting.ends_at > uow.now:
        raise Conflict(say("This class is not over yet."))
    expected = [each.id for each in people.values() if each.status in attendance.EXPECTED]
    latest = queries.latest_marks(uow.db, expected)
    missing = [
        people[each].learner.full_name
        for each in expected
        if latest.get((each, meeting_id), Latest()).counting is None
    ]
    if missing:
        raise Conflict(say("Mark these first: %(names)s", names=", ".join(missing)))
    meeting.locked_at, meeting.status = uow.now, MeetingStatus.HELD
    uow.record("attendance.locked", subject=meeting_id)
    _tell(uow, meeting)
    return meeting


def _tell(uow: UnitOfWork, meeting: ClassMeeting) -> None:
    assert meeting.cohort is not None
    attendance_news.tell(uow, attendance.get_taught(uow, meeting.cohort.id))
