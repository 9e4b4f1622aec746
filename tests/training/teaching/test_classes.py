"""Classes of a cohort: what is wrong with one, who is told, what gets in its way."""

from datetime import timedelta
from typing import Any
from uuid import UUID

import pytest
import sqlalchemy as sa
from icalendar import Calendar

from accounts.domain.roles import Role
from foundation.database.work import UnitOfWork
from foundation.messages.outbox import Message
from foundation.security.errors import Conflict, Refused
from foundation.times.spans import Span
from tests.conftest import NOON
from tests.factories import a_cohort, a_learner, a_meeting, a_site, a_user, an_enrolment
from training.domain.courses import CohortStatus, MeetingStatus
from training.service.catalogue import cohorts
from training.service.pages import classes_seen
from training.service.teaching import meetings
from training.service.teaching.meetings import ClassFacts

C = CohortStatus
DAY = timedelta(days=1)


def a_class(uow: UnitOfWork, days: int = 10, /, **changed: Any) -> ClassFacts:
    start = uow.now + days * DAY
    values: dict[str, object] = {
        "title": "윤리",
        "span": Span(start, start + timedelta(minutes=130)),
        "planned_minutes": 120,
        **changed,
    }
    return ClassFacts(**values)  # pyright: ignore[reportArgumentType]  test values


def letters(uow: UnitOfWork, subject: str) -> list[str]:
    found = sa.select(Message.to).where(Message.subject.contains(subject)).order_by(Message.to)
    return list(uow.db.scalars(found))


def test_a_class_that_is_moved_or_cancelled_is_told_to_those_enrolled(uow: UnitOfWork) -> None:
    trainer = a_user(uow, Role.TRAINER, email="trainer@ieum.example", language="en")
    cohort = a_cohort(uow, trainer=trainer)
    user = a_user(uow, Role.TRAINEE, email="trainee@ieum.example", language="en")
    an_enrolment(uow, cohort, a_learner(uow, user))
    first, second = cohort.meetings
    same = a_class(uow, title="새 제목", span=Span(first.starts_at, first.ends_at))
    meetings.change(uow, first.id, same)
    assert letters(uow, "Class changed") == []

    meetings.change(uow, first.id, a_class(uow, 11, trainer_id=trainer.id))
    meetings.cancel(uow, second.id)

    both = ["trainee@ieum.example", "trainer@ieum.example"]
    assert letters(uow, "Class changed") == both
    assert letters(uow, "Class cancelled") == both
    with pytest.raises(Conflict, match="over or cancelled"):
        meetings.cancel(uow, second.id)


@pytest.mark.parametrize(
    ("changed", "field"),
    [
        ({"title": " "}, "title"),
        ({"planned_minutes": 131}, "break_minutes"),
        ({"span": Span(NOON, NOON + timedelta(hours=13))}, "ends"),
        ({"link": "javascript:alert(1)"}, "link"),
        ({"room": "x" * 81}, "room"),
    ],
)
def test_what_is_wrong_with_a_class_is_named(
    uow: UnitOfWork, changed: dict[str, Any], field: str
) -> None:
    cohort = a_cohort(uow, status=C.DRAFT, classes=0)
    with pytest.raises(Refused) as refused:
        meetings.plan(uow, cohort.id, a_class(uow, **changed))
    assert field in refused.value.problems


def test_a_trainer_or_room_in_two_cohorts_at_once_is_a_warning(uow: UnitOfWork) -> None:
    trainer, site = a_user(uow, Role.TRAINER), a_site(uow)
    start = uow.now + 14 * DAY
    cohort = a_cohort(uow, classes=0)
    mine = a_meeting(uow, cohort, starts_at=start, trainer=trainer, site_id=site.id, room="301")
    other = a_cohort(uow, classes=0)
    theirs = a_meeting(uow, other, starts_at=start + timedelta(hours=1), trainer=trainer)
    room = a_meeting(uow, other, starts_at=start, site_id=site.id, room="301 ")
    cancelled = a_meeting(uow, other, starts_at=start, trainer=trainer)
    cancelled.status = MeetingStatus.CANCELLED
    uow.db.flush()
    uow.db.expire(cohort)
    found = meetings.clashes_of(uow, cohorts.get(uow, cohort.id))
    pairs = {(frozenset({c.first, c.second}), c.trainer, c.room) for c in found}
    assert pairs == {
        (frozenset({mine.id, theirs.id}), True, False),
        (frozenset({mine.id, room.id}), False, True),
    }
    assert set(meetings.others_in(uow, found, cohort)) == {theirs.id, room.id}


def test_a_class_is_taught_by_a_trainer_and_begins_after_applying_has_ended(
    uow: UnitOfWork,
) -> None:
    cohort = a_cohort(uow)
    counsellor = a_user(uow, Role.COUNSELLOR)
    with pytest.raises(Refused, match="is a trainer"):
        meetings.plan(uow, cohort.id, a_class(uow, trainer_id=counsellor.id))
    with pytest.raises(Refused, match="Enrolment must close"):
        meetings.plan(uow, cohort.id, a_class(uow, 5))
    an_enrolment(uow, cohort, a_learner(uow, a_user(uow, Role.TRAINEE, email="x@ieum.example")))
    meetings.plan(uow, cohort.id, a_class(uow, 30), weeks=3)
    assert letters(uow, "추가") == ["x@ieum.example"]
    assert len(cohorts.get(uow, cohort.id).meetings) == 5


def entries(uow: UnitOfWork, cohort_id: UUID) -> dict[str, tuple[int, str]]:
    """Sequence and status of each entry of the file for calendars, by what it is called."""
    read: Any = Calendar.from_ical(classes_seen.calendar_of(uow, cohort_id, "en"))
    return {
        str(each["UID"]).partition("@")[0]: (int(each["SEQUENCE"]), str(each["STATUS"]))
        for each in read.walk("VEVENT")
    }


def test_a_calendar_takes_over_what_was_moved_and_what_was_called_off(uow: UnitOfWork) -> None:
    cohort = a_cohort(uow)
    first, second = cohort.meetings
    before = entries(uow, cohort.id)
    assert {*before.values()} == {(0, "CONFIRMED")}

    meetings.change(uow, first.id, a_class(uow, 11))
    meetings.change(uow, first.id, a_class(uow, 12))
    meetings.cancel(uow, second.id)
    after = entries(uow, cohort.id)

    assert after.keys() == before.keys() == {str(first.id), str(second.id)}
    assert after[str(first.id)] == (2, "CONFIRMED")
    assert after[str(second.id)] == (1, "CANCELLED")

    meetings.cancel(uow, first.id)
    assert {status for _, status in entries(uow, cohort.id).values()} == {"CANCELLED"}
