"""The open ends of a repair: what is kept stays in its way, and open seats may be filled in any other."""

from dispatch.solver.compiled.subproblem import Subproblem
from dispatch.solver.problem.problem import Agreement, Session
from dispatch.solver.repair.repair import open_ends
from tests.dispatch.solver.builders import a_plan, a_problem, a_session, a_way, an_interpreter

ALL = ("i1", "i2", "i3")
PEOPLE = tuple(an_interpreter(name) for name in ALL)
WAYS = (
    a_way("on site", "office", ("i1", "i2"), latest_start=620),
    a_way("video", None, ALL, latest_start=620),
)
BEFORE = (("s1", "i1", 610, "on site"), ("s1", "i2", 610, "on site"))


def ends_of(session: Session, *assignments: tuple[str, str, int, str]) -> Subproblem:
    """The open ends of a plan for one session."""
    problem = a_problem(session, interpreters=PEOPLE)
    return open_ends(problem, a_plan(*assignments).assignments)


def options(ends: Subproblem) -> list[tuple[str, int, int, tuple[str, ...]]]:
    """The ways of the only session that is to be filled: name, first and last start, candidates."""
    (session,) = ends.problem.sessions
    return [(w.name, w.earliest_start, w.latest_start, w.candidates) for w in session.ways]


def test_a_seat_beside_somebody_who_stays_is_filled_in_their_way() -> None:
    kept = Agreement("i1", "on site")
    held = a_session(ways=WAYS, needed=2, held_by=(kept,))
    ends = ends_of(held, *BEFORE)
    assert options(ends) == [("on site", 610, 610, ("i1", "i2"))]
    assert ends.problem.sessions[0].pinned == (kept,)
    given = a_plan(*BEFORE).assignments
    assert ends.merged(given, given) == given


def test_seats_of_which_none_is_kept_may_be_filled_in_every_way() -> None:
    ends = ends_of(a_session(ways=WAYS, needed=2), *BEFORE)
    assert options(ends) == [("on site", 600, 620, ("i1", "i2")), ("video", 600, 620, ALL)]


def test_who_was_to_serve_in_another_way_has_nothing_to_keep() -> None:
    held = a_session(ways=WAYS, held_by=(Agreement("i1", "video"),))
    ends = ends_of(held, ("s1", "i1", 610, "on site"))
    assert ends.problem.sessions[0].pinned == ()
    assert options(ends) == [("on site", 600, 620, ("i1", "i2")), ("video", 600, 620, ALL)]


def test_what_is_kept_is_for_nobody_else() -> None:
    held = a_session(ways=WAYS, held_by=(Agreement("i1", "on site"),))
    open_too = a_session("s2", ways=WAYS)
    problem = a_problem(held, open_too, interpreters=PEOPLE)
    plan = a_plan(BEFORE[0], ("s2", "i2", 610, "on site"))
    kept, _ = open_ends(problem, plan.assignments).problem.sessions
    assert [way.candidates for way in kept.ways] == [("i1",)]


def test_what_nobody_serves_stays_out() -> None:
    assert ends_of(a_session(ways=WAYS)).problem.sessions == ()
