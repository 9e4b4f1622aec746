"""The open ends of a repair: what is kept stays in its way, and open seats may be filled in any other."""

from dispatch.solver.problem.check import violations
from dispatch.solver.problem.problem import Agreement, Session
from dispatch.solver.repair.open_ends import OpenEnds
from tests.dispatch.solver.builders import a_plan, a_problem, a_session, a_way, an_interpreter

ALL = ("i1", "i2", "i3")
PEOPLE = tuple(an_interpreter(name) for name in ALL)
WAYS = (
    a_way("on site", "office", ("i1", "i2"), latest_start=620),
    a_way("video", None, ALL, latest_start=620),
)
BEFORE = (("s1", "i1", 610, "on site"), ("s1", "i2", 610, "on site"))


def ends_of(session: Session, *assignments: tuple[str, str, int, str]) -> OpenEnds:
    """The open ends of a plan for one session."""
    return OpenEnds(a_problem(session, interpreters=PEOPLE), a_plan(*assignments).assignments)


def options(ends: OpenEnds) -> dict[str, list[tuple[str, int, int, tuple[str, ...]]]]:
    """By session of the small problem its ways: name, first and last start, candidates."""
    return {
        s.id: [(w.name, w.earliest_start, w.latest_start, w.candidates) for w in s.ways]
        for s in ends.problem.sessions
    }


def test_a_seat_beside_somebody_who_stays_is_filled_in_their_way() -> None:
    held = a_session(ways=WAYS, needed=2, held_by=(Agreement("i1", "on site"),))
    ends = ends_of(held, *BEFORE)
    assert options(ends) == {
        "s1/i1": [("on site", 610, 610, ("i1",))],
        "s1": [("on site", 610, 610, ("i2",))],
    }
    given = a_plan(("s1/i1", "i1", 610, "on site"), ("s1", "i2", 610, "on site"))
    whole = ends.in_whole(given.assignments)
    assert whole == a_plan(*BEFORE).assignments
    assert violations(a_problem(held, interpreters=PEOPLE), a_plan(*BEFORE)) == []


def test_seats_of_which_none_is_kept_may_be_filled_in_every_way() -> None:
    ends = ends_of(a_session(ways=WAYS, needed=2), *BEFORE)
    assert options(ends) == {
        "s1": [("on site", 600, 620, ("i1", "i2")), ("video", 600, 620, ALL)],
    }


def test_who_was_to_serve_in_another_way_has_nothing_to_keep() -> None:
    held = a_session(ways=WAYS, held_by=(Agreement("i1", "video"),))
    ends = ends_of(held, ("s1", "i1", 610, "on site"))
    assert list(options(ends)) == ["s1"]
    assert not ends.kept


def test_a_seat_of_a_team_does_not_count_towards_a_case() -> None:
    held = a_session(ways=WAYS, needed=2, case="c", held_by=(Agreement("i1", "on site"),))
    assert [s.case for s in ends_of(held, *BEFORE).problem.sessions] == ["", ""]
    alone = ends_of(a_session(ways=WAYS, case="c"), BEFORE[0])
    assert [s.case for s in alone.problem.sessions] == ["c"]
