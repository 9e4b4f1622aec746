"""Minutes attended, possible and needed; cells of the grid; the rotating token."""

from datetime import timedelta

import pytest

from foundation.times.spans import Span
from tests.conftest import NOON
from training.domain import check_in
from training.domain.attendance import (
    Attended,
    CellProblem,
    ClassNoted,
    Presence,
    add_up,
    read_cell,
    write_cell,
)

P = Presence


def test_minutes_are_added_up_over_the_classes() -> None:
    sums = add_up(
        [
            ClassNoted(120, 120, locked=True),
            ClassNoted(120, 90, locked=False),
            ClassNoted(120, None, locked=True),
            ClassNoted(120, None, locked=False),
            ClassNoted(60, 90, locked=False),
        ]
    )
    assert sums == Attended(attended=270, possible=390, planned=540)
    assert sums.percent == 50


@pytest.mark.parametrize(
    ("possible", "lost"),
    [(192, False), (191, True)],
)
def test_who_can_no_longer_pass_is_known_to_the_minute(possible: int, lost: bool) -> None:
    assert Attended(0, possible, 240).is_lost(80) is lost


def test_what_is_needed_is_rounded_up() -> None:
    assert Attended(0, 0, 125).needed(90) == 113
    assert Attended(113, 113, 125).is_enough(90)
    assert not Attended(112, 112, 125).is_enough(90)
    assert Attended(0, 0, 0).percent == 0


@pytest.mark.parametrize(
    ("text", "read"),
    [
        ("o", (P.PRESENT, 120)),
        ("0", (P.PRESENT, 120)),
        ("ㅇ", (P.PRESENT, 120)),
        ("○", (P.PRESENT, 120)),
        ("결석", (P.ABSENT, 0)),
        ("보강 60", (P.MAKE_UP, 60)),
        ("출", (P.PRESENT, 120)),
        ("120", (P.PRESENT, 120)),
        ("90", (P.LATE, 90)),
        ("지90", (P.LATE, 90)),
        ("A", (P.ABSENT, 0)),
        ("결", (P.ABSENT, 0)),
        (" 공 ", (P.EXCUSED, 0)),
        ("m 60", (P.MAKE_UP, 60)),
        ("보", (P.MAKE_UP, 120)),
    ],
)
def test_a_cell_says_presence_and_minutes(text: str, read: tuple[Presence, int]) -> None:
    assert read_cell(text, 120) == read


@pytest.mark.parametrize(
    "text", ["", "?", "L", "121", "00", "a5", "m0", "m121", "-5", "１２０", "o o o", "99999999999"]
)
def test_a_cell_that_makes_no_sense_is_refused(text: str) -> None:
    with pytest.raises(CellProblem):
        read_cell(text, 120)


@pytest.mark.parametrize("language", ["ko", "en"])
@pytest.mark.parametrize(
    ("presence", "minutes"),
    [
        (P.PRESENT, 120),
        (P.LATE, 45),
        (P.ABSENT, 0),
        (P.EXCUSED, 0),
        (P.MAKE_UP, 120),
        (P.MAKE_UP, 7),
    ],
)
def test_what_is_written_reads_the_same(presence: Presence, minutes: int, language: str) -> None:
    assert read_cell(write_cell(presence, minutes, 120, language), 120) == (presence, minutes)


def test_the_token_holds_for_this_step_and_the_one_before() -> None:
    token = check_in.token_at("key", NOON)
    seconds = timedelta(seconds=1)
    assert check_in.token_at("key", NOON + 29 * seconds) == token
    assert check_in.token_at("key", NOON + 30 * seconds) != token
    assert check_in.is_valid("key", token, NOON + 59 * seconds)
    assert not check_in.is_valid("key", token, NOON + 60 * seconds)
    assert not check_in.is_valid("key", token, NOON - 1 * seconds)
    assert not check_in.is_valid("another", token, NOON)
    assert not check_in.is_valid("", check_in.token_at("", NOON), NOON)
    assert not check_in.is_valid("key", "토큰", NOON)


def test_the_screen_changes_with_the_step() -> None:
    assert check_in.seconds_left(NOON) == 30
    assert check_in.seconds_left(NOON + timedelta(seconds=29)) == 1


@pytest.mark.parametrize(
    ("late", "worth"),
    [(-10, (P.PRESENT, 100)), (10, (P.PRESENT, 100)), (11, (P.LATE, 89)), (119, (P.LATE, 1))],
)
def test_who_comes_late_has_fewer_minutes(late: int, worth: tuple[Presence, int]) -> None:
    span = Span(NOON, NOON + timedelta(hours=2))
    assert check_in.worth(span, 100, NOON + timedelta(minutes=late)) == worth


@pytest.mark.parametrize(
    ("minutes", "is_open"), [(-31, False), (-30, True), (119, True), (120, False)]
)
def test_one_checks_in_around_the_class(minutes: int, is_open: bool) -> None:
    span = Span(NOON, NOON + timedelta(hours=2))
    assert check_in.is_open(span, NOON + timedelta(minutes=minutes)) is is_open
