"""What a course was to bring and what came of it."""

from datetime import date

import pytest

from training.domain.proposals import (
    CourseOutcome,
    SessionsExpected,
    expected_of,
    reviewed_days,
    running_error,
)

GAINED = SessionsExpected(30.0, 40.0, 55.0)


def test_a_course_is_expected_to_bring_the_gain_as_often_as_anybody_arrives() -> None:
    assert expected_of(GAINED, 4, (1.0, 1.0, 1.0)) == GAINED
    found = expected_of(GAINED, 2, (0.0, 0.5, 1.0))
    assert (found.low, found.mean, found.high) == (0.0, 30.0, 55.0)
    assert SessionsExpected(0, 73.0, 100).over(182) == pytest.approx(36.4)


def test_days_of_the_half_year_are_counted_up_to_its_end() -> None:
    first = date(2026, 3, 1)
    assert [reviewed_days(first, day) for day in (first, date(2026, 3, 11), date(2027, 1, 1))] == [
        0,
        10,
        182,
    ]
    assert reviewed_days(first, date(2026, 2, 1)) == 0


def test_the_error_of_all_courses_is_told_with_its_sign_and_without() -> None:
    assert running_error([]) is None
    found = running_error([CourseOutcome(10.0, 14), CourseOutcome(12.0, 6)])
    assert found is not None
    assert (found.courses, found.mean_error, found.mean_miss, found.percent) == (2, 1.0, 5.0, 50)
    nothing = running_error([CourseOutcome(3.0, 0)])
    assert nothing is not None
    assert nothing.percent is None
