"""How marks become a result."""

from fractions import Fraction
from uuid import UUID, uuid4

import pytest
from hypothesis import given
from hypothesis import strategies as st

from training.domain.assessment import PASSES, Outcome
from training.domain.scoring import (
    Paper,
    PaperSection,
    counting,
    disagree,
    judge,
    percent_of,
    still_holds,
)

ONE, TWO = uuid4(), uuid4()
WRITTEN = Paper(
    parts=(
        PaperSection(id=ONE, full_marks=50, least_percent=40),
        PaperSection(id=TWO, full_marks=50, least_percent=40),
    ),
    pass_mark=60,
)
ORAL = Paper(
    parts=(PaperSection(id=ONE, full_marks=60), PaperSection(id=TWO, full_marks=40)),
    pass_mark=70,
    semi_mark=60,
)


def sheet(one: int, two: int) -> dict[UUID, int]:
    return {ONE: one, TWO: two}


@pytest.mark.parametrize(
    ("one", "two", "outcome"),
    [
        (30, 30, Outcome.FULL),
        (30, 29, Outcome.FAILED),
        (50, 20, Outcome.FULL),
        (50, 19, Outcome.FAILED),
        (0, 50, Outcome.FAILED),
    ],
)
def test_a_pass_needs_the_mark_and_the_least_of_every_part(
    one: int, two: int, outcome: Outcome
) -> None:
    assert judge(WRITTEN, [sheet(one, two)]).outcome is outcome


@pytest.mark.parametrize(
    ("total", "outcome"),
    [(70, Outcome.FULL), (69, Outcome.SEMI), (60, Outcome.SEMI), (59, Outcome.FAILED)],
)
def test_a_semi_grade_lies_between_its_mark_and_the_pass_mark(total: int, outcome: Outcome) -> None:
    assert judge(ORAL, [sheet(total - 40, 40)]).outcome is outcome


def test_a_semi_grade_needs_the_least_of_every_part_too() -> None:
    strict = Paper(
        parts=(
            PaperSection(id=ONE, full_marks=60),
            PaperSection(id=TWO, full_marks=40, least_percent=50),
        ),
        pass_mark=70,
        semi_mark=60,
    )
    assert judge(strict, [sheet(48, 19)]).outcome is Outcome.FAILED


def test_without_a_second_assessor_no_pass_is_better_than_recognised() -> None:
    alone = judge(ORAL, [sheet(60, 40)], best=Outcome.RECOGNISED)
    assert alone.outcome is Outcome.RECOGNISED
    assert judge(ORAL, [sheet(0, 0)], best=Outcome.RECOGNISED).outcome is Outcome.FAILED


@pytest.mark.parametrize(("second", "apart"), [(60, False), (59, True), (80, False), (81, True)])
def test_more_than_ten_points_is_a_dispute(second: int, apart: bool) -> None:
    assert disagree(Fraction(70), Fraction(second)) is apart


@pytest.mark.parametrize(
    ("percents", "places"),
    [
        ((50,), (0,)),
        ((50, 60), (0, 1)),
        ((50, 70, 66), (1, 2)),
        ((50, 70, 55), (0, 2)),
        ((50, 70, 60), (0, 1, 2)),
        ((50, 70, 90), (0, 1, 2)),
        ((50, 70, 95), (0, 1)),
    ],
)
def test_the_two_closest_count_and_all_three_in_the_middle(
    percents: tuple[int, ...], places: tuple[int, ...]
) -> None:
    assert counting([Fraction(p) for p in percents]) == places


def test_a_third_of_a_mark_is_not_rounded_up_to_a_pass() -> None:
    paper = Paper(parts=(PaperSection(id=ONE, full_marks=3),), pass_mark=67)
    assert judge(paper, [{ONE: 2}]).outcome is Outcome.FAILED


@given(
    st.lists(st.tuples(st.integers(0, 60), st.integers(0, 40)), min_size=1, max_size=3),
)
def test_the_result_lies_among_the_sheets_and_passes_only_as_published(
    given_marks: list[tuple[int, int]],
) -> None:
    sheets = [sheet(*pair) for pair in given_marks]
    result = judge(ORAL, sheets)
    totals = [percent_of(ORAL, each) for each in sheets]
    assert min(totals) <= result.percent <= max(totals)
    assert (result.outcome in PASSES) == (result.percent >= 60)
    assert judge(ORAL, sheets).counting == result.counting


def test_a_written_pass_covers_its_own_oral_and_so_many_further_ones() -> None:
    assert [still_holds(failed, 1) for failed in range(3)] == [True, True, False]
    assert [still_holds(failed, 0) for failed in range(2)] == [True, False]
