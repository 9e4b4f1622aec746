"""What somebody who teaches begins the day with: today's classes, attendance still to enter, what comes."""

from collections.abc import Sequence
from dataclasses import dataclass

from foundation.database.work import UnitOfWork
from foundation.times.spans import Span
from foundation.times.zones import local_day
from training.domain import check_in
from training.domain.cohorts import SHOWN, TAUGHT
from training.domain.courses import CohortStatus, MeetingStatus
from training.service.teaching.attendance import EXPECTED
from training.store.queries import attendance as queries
from training.store.tables import ClassMeeting, Cohort

MOST_NEXT, MOST_UNMARKED = 3, 12


@dataclass(frozen=True)
class OwnClass:
    """One class of the reader's; `unmarked` are those expected who have no mark that counts."""

    cohort: Cohort
    meeting: ClassMeeting
    unmarked: int
    people: int
    has_code: bool


@dataclass(frozen=True)
class OwnClasses:
    """The classes of the reader: of today, over but not all marked or not locked, and to come."""

    today: Sequence[OwnClass]
    to_mark: Sequence[OwnClass]
    coming: Sequence[OwnClass]


def see(uow: UnitOfWork, taught: Sequence[Cohort]) -> OwnClasses:
    """The actor's own classes in these cohorts.

    Cohorts that are closed or called off have nothing left to do in them.
    """
    own = [
        (cohort, meeting)
        for cohort in taught
        if cohort.status in SHOWN and cohort.status is not CohortStatus.CLOSED
        for meeting in cohort.meetings
        if meeting.trainer_id == uow.actor.user_id and meeting.status is not MeetingStatus.CANCELLED
    ]
    own.sort(key=lambda each: (each[1].starts_at, each[1].id))
    zone = uow.settings.zone
    today = [each for each in own if local_day(each[1].starts_at, zone) == uow.today]
    past = [
        each
        for each in own
        if each[0].status in TAUGHT
        and each[1].locked_at is None
        and each[1].ends_at <= uow.now
        and each not in today
    ]
    coming = [each for each in own if local_day(each[1].starts_at, zone) > uow.today]
    marked = queries.count_marked(uow.db, [m.id for _cohort, m in (*today, *past)], EXPECTED)
    expected = queries.count_expected(uow.db, {cohort.id for cohort, _m in own}, EXPECTED)

    def seen(each: tuple[Cohort, ClassMeeting]) -> OwnClass:
        cohort, meeting = each
        people = expected.get(cohort.id, 0)
        span = Span(meeting.starts_at, meeting.ends_at)
        is_open = meeting.status is MeetingStatus.PLANNED and check_in.is_open(span, uow.now)
        return OwnClass(
            cohort,
            meeting,
            people - marked.get(meeting.id, 0),
            people,
            is_open and cohort.status in TAUGHT,
        )

    return OwnClasses(
        today=[seen(each) for each in today],
        to_mark=[seen(each) for each in past][:MOST_UNMARKED],
        coming=[seen(each) for each in coming][:MOST_NEXT],
    )
