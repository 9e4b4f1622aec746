"""When a cohort moves on, what keeps it from being announced, and what gets in a class's way."""

from datetime import UTC, datetime, timedelta
from uuid import UUID, uuid4

import pytest

from foundation.times.spans import Span
from training.domain.clashes import Booked, Clash, find_clashes
from training.domain.cohorts import (
    CohortPlan,
    Timetable,
    needs_a_decision,
    next_status,
    problems_before_publishing,
)
from training.domain.courses import CohortStatus

C = CohortStatus
OPENS = datetime(2026, 12, 1, tzinfo=UTC)
CLOSES = OPENS + timedelta(days=7)
FIRST = CLOSES + timedelta(days=3)
LAST = FIRST + timedelta(days=30)
BEFORE = timedelta(seconds=-1)


def at(status: CohortStatus, confirmed: int = 10) -> Timetable:
    return Timetable(status, OPENS, CLOSES, 10, confirmed, FIRST, LAST)


@pytest.mark.parametrize(
    ("status", "now", "due"),
    [
        (C.DRAFT, LAST, None),
        (C.PUBLISHED, OPENS + BEFORE, None),
        (C.PUBLISHED, OPENS, C.ENROLLING),
        (C.ENROLLING, CLOSES + BEFORE, None),
        (C.ENROLLING, CLOSES, C.CONFIRMED),
        (C.CONFIRMED, FIRST + BEFORE, None),
        (C.CONFIRMED, FIRST, C.RUNNING),
        (C.RUNNING, LAST + BEFORE, None),
        (C.RUNNING, LAST, C.GRADING),
        (C.GRADING, LAST, None),
        (C.CANCELLED, LAST, None),
    ],
)
def test_the_clock_moves_a_cohort_on_time(
    status: CohortStatus, now: datetime, due: CohortStatus | None
) -> None:
    assert next_status(at(status), now) is due


def test_below_its_minimum_a_person_decides() -> None:
    short = at(C.ENROLLING, confirmed=9)
    assert next_status(short, CLOSES) is None
    assert needs_a_decision(short, CLOSES)
    assert not needs_a_decision(short, CLOSES + BEFORE)
    assert not needs_a_decision(at(C.ENROLLING), CLOSES)


def test_without_classes_nothing_begins() -> None:
    empty = Timetable(C.CONFIRMED, OPENS, CLOSES, 0, 0, None, None)
    assert next_status(empty, LAST) is None


@pytest.mark.parametrize(
    ("changed", "field"),
    [
        ({}, None),
        ({"classes": []}, "classes"),
        ({"planned_minutes": 239}, "classes"),
        ({"closes_at": FIRST + timedelta(minutes=1)}, "closes"),
        ({"closes_at": OPENS}, "closes"),
    ],
)
def test_only_a_whole_plan_is_announced(changed: dict[str, object], field: str | None) -> None:
    values: dict[str, object] = {
        "opens_at": OPENS,
        "closes_at": CLOSES,
        "needed_minutes": 240,
        "classes": [Span(FIRST, FIRST + timedelta(hours=4))],
        "planned_minutes": 240,
        **changed,
    }
    problems = problems_before_publishing(CohortPlan(**values), OPENS)  # pyright: ignore[reportArgumentType]  test values
    assert list(problems.found) == ([] if field is None else [field])


TRAINER, SITE = uuid4(), uuid4()


def booked(
    hour: int, trainer: UUID | None = None, site: UUID | None = None, room: str = ""
) -> Booked:
    start = FIRST + timedelta(hours=hour)
    return Booked(uuid4(), Span(start, start + timedelta(hours=2)), trainer, site, room)


def test_a_trainer_or_a_room_twice_at_once_is_a_clash() -> None:
    first, second = booked(0, TRAINER, SITE, "301호"), booked(1, TRAINER, SITE, "301 호")
    assert find_clashes([second, first]) == [Clash(first.meeting_id, second.meeting_id, True, True)]


@pytest.mark.parametrize(
    ("one", "other"),
    [
        (booked(0, TRAINER), booked(2, TRAINER)),
        (booked(0, TRAINER), booked(1, uuid4())),
        (booked(0, None), booked(1, None)),
        (booked(0, None, SITE, ""), booked(1, None, SITE, "")),
        (booked(0, None, SITE, "1"), booked(1, None, SITE, "2")),
        (booked(0, None, SITE, "1"), booked(1, None, uuid4(), "1")),
        (booked(0, None, None, "1"), booked(1, None, None, "1")),
    ],
)
def test_everything_else_is_none(one: Booked, other: Booked) -> None:
    assert find_clashes([one, other]) == []
