"""The arithmetic of calendars, against counting minutes."""

from datetime import UTC, datetime, timedelta
from itertools import pairwise
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from foundation.times.spans import Span, intersect, merge, subtract

START = datetime(2026, 11, 23, tzinfo=UTC)
LENGTH = 40


def span(first: int, last: int) -> Span:
    """From minute to minute."""
    return Span(START + timedelta(minutes=first), START + timedelta(minutes=last))


def minutes(spans: list[Span]) -> set[int]:
    """Which minutes the spans hold."""
    return {
        minute
        for each in spans
        for minute in range(
            int((each.start - START).total_seconds() // 60),
            int((each.end - START).total_seconds() // 60),
        )
    }


@st.composite
def some_spans(draw: st.DrawFn) -> list[Span]:
    """A few spans within forty minutes."""
    starts = draw(st.lists(st.integers(0, LENGTH - 1), max_size=6))
    return [span(start, draw(st.integers(start + 1, LENGTH))) for start in starts]


@given(some_spans(), some_spans())
def test_spans_are_sets_of_minutes(first: list[Span], second: list[Span]) -> None:
    a, b = minutes(first), minutes(second)

    assert minutes(merge(first)) == a
    assert minutes(subtract(first, second)) == a - b
    assert minutes(intersect(first, second)) == a & b


@given(some_spans(), some_spans())
def test_results_are_sorted_and_neither_overlap_nor_touch(
    first: list[Span], second: list[Span]
) -> None:
    for result in (merge(first), subtract(first, second), intersect(first, second)):
        for one, following in pairwise(result):
            assert one.end < following.start


@given(some_spans(), some_spans())
def test_overlap_covering_and_clipping_agree_with_minutes(
    first: list[Span], second: list[Span]
) -> None:
    for one in first:
        for other in second:
            both = minutes([one]) & minutes([other])
            clipped = one.clipped(other)
            assert one.overlaps(other) == bool(both)
            assert one.covers(other) == (both == minutes([other]))
            assert (minutes([clipped]) if clipped else set()) == both


def test_touching_is_not_overlapping() -> None:
    assert not span(0, 5).overlaps(span(5, 9))
    assert merge([span(0, 5), span(5, 9)]) == [span(0, 9)]


@pytest.mark.parametrize(("first", "last"), [(5, 5), (6, 5)])
def test_an_empty_or_reversed_span_is_refused(first: int, last: int) -> None:
    with pytest.raises(ValueError, match="must end after"):
        span(first, last)


def test_a_time_without_a_zone_is_refused() -> None:
    with pytest.raises(ValueError, match="zone"):
        Span(datetime(2026, 1, 1), datetime(2026, 1, 2))  # noqa: DTZ001  the mistake it is about


def test_length_is_counted_in_utc_across_a_clock_change() -> None:
    london = ZoneInfo("Europe/London")
    night = Span(
        datetime(2026, 3, 29, 0, 30, tzinfo=london), datetime(2026, 3, 29, 2, 30, tzinfo=london)
    )
    assert night.minutes == 60
