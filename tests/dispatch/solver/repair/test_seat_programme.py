"""Seats of a day: what excludes what, and whether a set of them has a timetable."""

from itertools import combinations

from hypothesis import given, settings
from hypothesis import strategies as st

from dispatch.solver.compiled.problem import CompiledProblem
from dispatch.solver.repair.seat_programme import DaySeats
from tests.dispatch.solver.builders import a_problem, a_session, an_interpreter
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


@given(st.integers(0, 10**9))
@settings(deadline=None, max_examples=60)
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
