"""Class times block the calendars of those who are in them."""

from datetime import UTC, datetime, timedelta

import pytest
import sqlalchemy as sa

from foundation.errors import Forbidden, Refused
from foundation.permissions import Actor, the_system
from foundation.spans import Span
from foundation.tabular import Row, run_import
from foundation.work import Office, UnitOfWork, begin
from tests.factories import an_interpreter
from training.service import class_times
from training.service.class_times import CLASSES
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
