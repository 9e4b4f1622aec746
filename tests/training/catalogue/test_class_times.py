"""Class times block the calendars of those who are in them."""

from datetime import UTC, datetime, timedelta

import pytest
import sqlalchemy as sa

from accounts.domain.roles import Role
from foundation.database.work import Office, UnitOfWork, begin
from foundation.security.errors import Forbidden, Refused
from foundation.security.permissions import Actor, the_system
from foundation.tables.rows import Row
from foundation.times.spans import Span
from tests.factories import (
    a_cohort,
    a_meeting,
    a_user,
    an_enrolment,
    an_interpreter,
)
from tests.taking_in import run_import
from training.domain.courses import CohortStatus
from training.service.catalogue import class_times
from training.service.catalogue.class_times import CLASSES
from training.service.people import learners
from training.service.teaching import meetings
from training.store.tables import ClassMeeting, ClassPlace

EVENING = Span(datetime(2026, 12, 1, 9, 0, tzinfo=UTC), datetime(2026, 12, 1, 11, 0, tzinfo=UTC))


def test_whoever_is_in_a_class_is_busy_on_both_databases(any_office: Office) -> None:
    with begin(any_office, the_system()) as uow:
        hanh, other = an_interpreter(uow), an_interpreter(uow, "팜 티 흐엉")
        class_times.book(uow, hanh.id, "의료 통역", EVENING)
        class_times.book(uow, hanh.id, "의료 통역", EVENING)
    with begin(any_office, the_system()) as uow:
        week = Span(EVENING.start - timedelta(days=3), EVENING.end + timedelta(days=3))
        found = class_times.class_spans(uow, [hanh.id, other.id], week)
        assert found == {hanh.id: [EVENING], other.id: []}
        later = Span(EVENING.end, EVENING.end + timedelta(days=3))
        assert class_times.class_spans(uow, [hanh.id], later) == {hanh.id: []}


def test_a_seat_and_a_trainer_are_busy_while_their_class_takes_place(
    any_office: Office,
) -> None:
    with begin(any_office, the_system()) as uow:
        teacher = a_user(uow, Role.TRAINER)
        people = [an_interpreter(uow) for _ in range(4)]
        seated, waiting, gone, off_the_roster = people
        teaching = an_interpreter(uow, user=teacher)
        cohort = a_cohort(uow, classes=1, first_class=EVENING.start, trainer=teacher)
        an_enrolment(uow, cohort, learners.of_interpreter(uow, seated.id))
        an_enrolment(uow, cohort, learners.of_interpreter(uow, waiting.id), status="waitlisted")
        an_enrolment(uow, cohort, learners.of_interpreter(uow, gone.id), status="withdrawn")
        draft = a_cohort(uow, status=CohortStatus.DRAFT, classes=0)
        a_meeting(uow, draft, starts_at=EVENING.start, minutes=300, trainer=teacher)
        ids = [each.id for each in (*people, teaching)]
        week = Span(EVENING.start - timedelta(days=3), EVENING.end + timedelta(days=3))
        found = class_times.class_spans(uow, ids, week)
        assert [found[each] for each in ids] == [[EVENING], [], [], [], [EVENING]]
        assert found[off_the_roster.id] == []
        meetings.cancel(uow, cohort.meetings[0].id)
        found = class_times.class_spans(uow, ids, week)
        assert not any(found.values())


def test_a_class_has_one_end(uow: UnitOfWork) -> None:
    hanh = an_interpreter(uow)
    class_times.book(uow, hanh.id, "의료 통역", EVENING)
    longer = Span(EVENING.start, EVENING.end + timedelta(hours=1))
    with pytest.raises(Refused):
        class_times.book(uow, hanh.id, "의료 통역", longer)


def test_only_who_plans_classes_books_them(office: Office) -> None:
    with begin(office, the_system()) as uow:
        hanh = an_interpreter(uow)
    with begin(office, Actor(None, "x")) as uow, pytest.raises(Forbidden):
        class_times.book(uow, hanh.id, "의료 통역", EVENING)


@pytest.mark.parametrize(
    ("changed", "column"),
    [
        ({}, None),
        ({"interpreter": "INT-999"}, "interpreter"),
        ({"to": "17:00"}, "to"),
        ({"day": ""}, "day"),
        ({"title": ""}, "title"),
    ],
)
def test_a_file_of_classes_names_what_is_wrong(
    office: Office, changed: dict[str, str], column: str | None
) -> None:
    with begin(office, the_system()) as uow:
        code = an_interpreter(uow).code
    cells = {
        "title": "의료 통역",
        "interpreter": code,
        "day": "2026-12-01",
        "from": "18:00",
        "to": "20:00",
        **changed,
    }
    report = run_import(office, the_system(), CLASSES, [Row(2, cells)], apply=True)
    assert [p.column for p in report.problems] == ([] if column is None else [column])
    with begin(office, the_system()) as uow:
        stored = uow.db.scalar(sa.select(sa.func.count()).select_from(ClassPlace))
        assert stored == (1 if column is None else 0)
        meeting = uow.db.scalar(sa.select(ClassMeeting))
        assert meeting is None or meeting.starts_at == EVENING.start
