"""Somebody's dates of training as entries of her own calendar: classes attended or held, and sittings."""

from dataclasses import replace
from datetime import datetime, timedelta

from foundation.calendars.writing import CalendarEntry, sequence_at
from foundation.database.work import UnitOfWork
from foundation.messages import letters
from foundation.text.i18n import translate
from foundation.text.message import Named, say
from foundation.times.spans import Span
from interpreters.service import directory
from training.domain.courses import MeetingStatus
from training.domain.permissions import TrainingPermission
from training.service.pages.classes_seen import entry_of
from training.service.people import learners
from training.store.queries import own_dates as queries
from training.store.tables import ClassMeeting, Enrolment, Learner

# Only the beginning of a sitting is fixed.
SITTING = timedelta(hours=1)


def list_entries(
    uow: UnitOfWork, span: Span, since: datetime, language: str
) -> list[CalendarEntry]:
    """The actor's entries within a span, as a learner and as a trainer; of a course left since then as called off.

    Links into online classes are not among them: the address of a calendar may get into other hands, and
    the page of the class has the link.
    """
    user_id = uow.actor.user_id
    may = (TrainingPermission.LEARNING_OWN, TrainingPermission.ATTENDANCE_MARK)
    if user_id is None or not any(map(uow.may, may)):
        return []
    learner = learners.find_mine(uow)
    found = [] if learner is None else _classes_left(uow, learner, since, span, language)
    for meeting, enrolment in queries.list_feed_classes(
        uow.db, None if learner is None else learner.id, user_id, span.start, span.end
    ):
        path = "/training" if enrolment is None else f"/learn/{enrolment.id}"
        entry = _class(uow, meeting, language, path)
        found.append(entry if enrolment is None else _since(entry, _seated_at(enrolment)))
    person = directory.find_by_user(uow, user_id)
    if person is not None:
        found += [
            CalendarEntry(
                uid=f"{meeting.id}@{uow.settings.sender.domain}",
                starts=meeting.starts_at,
                ends=meeting.ends_at,
                title=meeting.title,
                sequence=meeting.sequence,
                cancelled=meeting.status is MeetingStatus.CANCELLED,
            )
            for meeting in queries.list_feed_classes_elsewhere(
                uow.db, person.id, span.start, span.end
            )
        ]
    return found if learner is None else found + _sittings(uow, learner, span, language)


def _classes_left(
    uow: UnitOfWork, learner: Learner, since: datetime, span: Span, language: str
) -> list[CalendarEntry]:
    """Classes of a course that she left, as called off: a calendar keeps what it is not told of."""
    return [
        _since(replace(_class(uow, meeting, language, "/learn"), cancelled=True, link=""), left_at)
        for meeting, left_at in queries.list_feed_classes_left(uow.db, learner.id, since, span.end)
    ]


def _class(uow: UnitOfWork, meeting: ClassMeeting, language: str, path: str) -> CalendarEntry:
    assert meeting.cohort is not None
    return entry_of(uow, meeting.cohort, meeting, language, letters.link_to(uow, path))


def _seated_at(enrolment: Enrolment) -> datetime:
    return enrolment.confirmed_at or enrolment.changed_at


def _since(entry: CalendarEntry, at: datetime) -> CalendarEntry:
    """An entry that became so at an instant: who leaves a course and comes back sees it move on each time."""
    return replace(entry, sequence=entry.sequence + sequence_at(at))


def _sittings(uow: UnitOfWork, learner: Learner, span: Span, language: str) -> list[CalendarEntry]:
    return [
        CalendarEntry(
            # Of another time it is another entry: the earlier of two times may be the newer one.
            uid=f"{attempt.id}-{sequence_at(attempt.planned_at)}@{uow.settings.sender.domain}",
            starts=attempt.planned_at,
            ends=attempt.planned_at + SITTING,
            title=translate(
                say("Sitting: %(title)s", title=Named(attempt.instrument.title_in)), language
            ),
            link=letters.link_to(uow, f"/assessments/{attempt.id}"),
        )
        for attempt in queries.list_sittings(uow.db, learner.id, span.start, span.end)
    ]
