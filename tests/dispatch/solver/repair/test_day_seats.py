"""Seats of a day: what excludes what, and whether a set of them has a timetable."""

from itertools import combinations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from dispatch.solver.compiled.problem import CompiledProblem
from dispatch.solver.repair.day_seats import DaySeats
from tests.dispatch.solver.builders import a_problem, a_session, a_way, an_interpreter
from tests.dispatch.solver.tiny import a_small_problem

PAIR = 2


def day_of(*sessions: tuple[str, int, int]) -> DaySeats:
    """The day of one interpreter with sessions of an hour: id, first and last start."""
    problem = a_problem(
        *(a_session(name, start=first, latest_start=last) for name, first, last in sessions)
    )
    return DaySeats(CompiledProblem(problem), 0, 0)


def test_two_sessions_at_once_exclude_each_other() -> None:
    assert day_of(("s1", 600, 600), ("s2", 630, 630)).cliques() == [[0, 1]]


def test_two_sessions_with_a_break_between_them_do_not() -> None:
    assert day_of(("s1", 600, 600), ("s2", 670, 670)).cliques() == []


def test_three_sessions_can_be_possible_two_by_two_and_impossible_together() -> None:
    day = day_of(("s1", 600, 640), ("s2", 640, 680), ("s3", 710, 730))
    assert day.cliques() == []
    assert day.timetable([0, 2]) == [(0, 600), (2, 710)]
    assert day.timetable([0, 1, 2]) is None


def test_a_wanted_start_is_kept_where_it_can_be() -> None:
    day = day_of(("s1", 600, 640), ("s2", 710, 710))
    assert day.timetable([0, 1], {0: 640}) == [(0, 640), (1, 710)]
    assert day.timetable([0, 1], {0: 645}) == [(0, 600), (1, 710)]
    assert day_of(("s1", 600, 640), ("s2", 700, 700)).timetable([0, 1], {0: 640}) == [
        (0, 600),
        (1, 700),
    ]


def test_starts_of_a_team_are_seats_of_their_own() -> None:
    team = a_session(latest_start=610, needed=2, candidates=("i1", "i2"))
    people = (an_interpreter("i1"), an_interpreter("i2"))
    day = DaySeats(CompiledProblem(a_problem(team, interpreters=people)), 0, 0)
    assert [seat.starts for seat in day.seats] == [(600,), (610,)]
    assert day.cliques() == [[0, 1]]


def day_with_two_ways(needed: int) -> DaySeats:
    """The day of one of two interpreters: a session in two ways, and one at the office soon after."""
    both = ("i1", "i2")
    ways = (
        a_way("on site", "clinic", both, latest_start=610),
        a_way("video", None, both, latest_start=610),
    )
    later = a_session("s2", start=690)
    people = (an_interpreter("i1"), an_interpreter("i2"))
    problem = a_problem(a_session(ways=ways, needed=needed), later, interpreters=people)
    return DaySeats(CompiledProblem(problem), 0, 0)


def test_each_way_is_a_seat_and_only_one_of_them_can_be_taken() -> None:
    day = day_with_two_ways(needed=1)
    assert [(seat.way, seat.starts) for seat in day.seats] == [
        (0, (600, 610)),
        (1, (600, 610)),
        (2, (690,)),
    ]
    # The office is half an hour from the clinic and ten minutes from home.
    assert {frozenset(clique) for clique in day.cliques()} == {frozenset({0, 1}), frozenset({0, 2})}
    assert day.timetable([1, 2], {1: 610}) == [(1, 610), (2, 690)]


def test_a_team_has_a_seat_for_each_way_and_start() -> None:
    day = day_with_two_ways(needed=2)
    assert [(seat.way, seat.starts) for seat in day.seats] == [
        (0, (600,)),
        (0, (610,)),
        (1, (600,)),
        (1, (610,)),
        (2, (690,)),
    ]


@pytest.mark.parametrize(
    ("cap", "timetable"),
    [(260, [(0, 600), (1, 780)]), (220, [(0, 640), (1, 780)]), (210, None)],
)
def test_a_day_begins_later_where_that_keeps_it_short_enough(
    cap: int, timetable: list[tuple[int, int]] | None
) -> None:
    sessions = (a_session(latest_start=640), a_session("s2", start=780))
    people = (an_interpreter(max_away_minutes=cap),)
    day = DaySeats(CompiledProblem(a_problem(*sessions, interpreters=people)), 0, 0)
    assert day.timetable([0, 1]) == timetable
    assert day.cliques() == ([[0, 1]] if timetable is None else [])


@given(st.integers(0, 10**9))
@settings(deadline=None, max_examples=30)
def test_cliques_hold_exactly_the_pairs_without_a_timetable(seed: int) -> None:
    compiled = CompiledProblem(a_small_problem(seed))
    for i, day in compiled.day_sessions:
        seats = DaySeats(compiled, i, day)
        together = {
            pair for clique in seats.cliques() for pair in combinations(sorted(clique), PAIR)
        }
        for one, other in combinations(range(len(seats.seats)), PAIR):
            same = seats.seats[one].session == seats.seats[other].session
            possible = not same and seats.timetable([one, other]) is not None
            # A third session between two far apart may make a way that is not there directly.
            if possible:
                assert (one, other) not in together
            elif same:
                assert (one, other) in together
