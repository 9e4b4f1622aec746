"""Who is next for a seat, until when it is offered, and who waits in which class."""

from datetime import timedelta
from uuid import UUID

import pytest

from interpreters.domain.languages import Language
from tests.conftest import NOON
from training.domain.courses import CohortStatus
from training.domain.seats import PriorityClass
from training.domain.waiting import (
    ApplicationWindow,
    Waiter,
    in_line,
    lowest_free,
    next_in_line,
    offer_until,
    priority_of,
)

HOUR = timedelta(hours=1)
VI, KM = Language.VIETNAMESE, Language.KHMER


def waiter(
    number: int, *, priority: int = 4, after: int = 0, language: Language | None = None
) -> Waiter:
    return Waiter(UUID(int=number), priority, NOON + after * HOUR, language)


def test_the_line_is_by_class_then_time_of_joining_then_id() -> None:
    early_open, late_needed = waiter(1, after=0), waiter(2, priority=1, after=5)
    twin_a, twin_b = waiter(3, after=1), waiter(4, after=1)

    line = in_line([twin_b, early_open, twin_a, late_needed])

    assert line == [late_needed, early_open, twin_a, twin_b]


def test_whose_quota_is_full_is_passed_over_and_keeps_her_place() -> None:
    first, second, third = (
        waiter(1, language=VI),
        waiter(2, after=1, language=KM),
        waiter(3, after=2),
    )

    assert next_in_line([first, second, third], 1, {VI: 0}) == [second]
    assert next_in_line([first, second, third], 1, {VI: 1}) == [first]
    assert in_line([first, second, third])[0] is first


def test_a_quota_counts_down_within_one_promotion() -> None:
    crowd = [waiter(n, after=n, language=VI) for n in range(4)]
    assert next_in_line(crowd, 4, {VI: 2}) == crowd[:2]


@pytest.mark.parametrize(
    ("taken", "capacity", "free"),
    [((), 2, [1, 2]), ((1, 3), 3, [2]), ((1, 2), 2, []), ((2,), 4, [1, 3, 4])],
)
def test_the_lowest_numbers_are_given_first(
    taken: tuple[int, ...], capacity: int, free: list[int]
) -> None:
    assert lowest_free(taken, capacity) == free


@pytest.mark.parametrize(
    ("first_class_in", "until_in"),
    [(100, 24), (40, 16), (25, 1), (24, None), (10, None), (None, 24)],
)
def test_an_offer_never_reaches_beyond_the_cutoff(
    first_class_in: int | None, until_in: int | None
) -> None:
    first = None if first_class_in is None else NOON + first_class_in * HOUR
    until = offer_until(NOON, 24, first, 24)
    assert until == (None if until_in is None else NOON + until_in * HOUR)


@pytest.mark.parametrize(
    ("status", "now", "is_open"),
    [
        (CohortStatus.ENROLLING, 0, True),
        (CohortStatus.PUBLISHED, 0, True),
        (CohortStatus.CONFIRMED, 1, True),
        (CohortStatus.ENROLLING, 2, False),
        (CohortStatus.ENROLLING, -1, False),
        (CohortStatus.DRAFT, 0, False),
        (CohortStatus.CANCELLED, 0, False),
        (CohortStatus.RUNNING, 0, False),
    ],
)
def test_the_window_decides_and_not_the_job(status: CohortStatus, now: int, is_open: bool) -> None:
    assert ApplicationWindow(status, NOON, NOON + 2 * HOUR).is_open(NOON + now * HOUR) is is_open


@pytest.mark.parametrize(
    ("language", "on_roster", "in_network", "found"),
    [
        (KM, False, False, PriorityClass.NEEDED_LANGUAGE),
        (VI, True, True, PriorityClass.NEXT_STEP),
        (VI, False, True, PriorityClass.NETWORK),
        (None, False, False, PriorityClass.OPEN),
    ],
)
def test_the_published_classes(
    language: Language | None, on_roster: bool, in_network: bool, found: PriorityClass
) -> None:
    given = priority_of(language, lacking=("km",), on_roster=on_roster, in_network=in_network)
    assert given is found
