"""Sessions to and over midnight in the engine's problem, and people kept apart where two days meet."""

from datetime import timedelta

from dispatch.service.engine.snapshot import FIXED, take_snapshot
from dispatch.service.situation.reading import read_situation
from dispatch.solver.problem.check import violations
from dispatch.solver.problem.files import problem_from, problem_text
from foundation.database.work import UnitOfWork
from tests import factories as make
from tests.dispatch.engine.test_translate import first_plan, only, take
from tests.factories.dispatch import an_assignment as hold


def test_a_session_past_midnight_is_planned_for_whoever_is_free_on_both_days(
    uow: UnitOfWork,
) -> None:
    person, evening_only = make.an_interpreter(uow), make.an_interpreter(uow)
    make.available(uow, person, starts="20:00", ends="00:00")
    make.available(uow, person, starts="00:00", ends="06:00")
    make.available(uow, evening_only, starts="20:00", ends="00:00")
    make.a_session(uow, start="23:30", minutes=90)
    snapshot = take(uow)
    assert only(snapshot).candidates == (str(person.id),)
    assert only(snapshot).minutes == 90
    assert problem_from(problem_text(snapshot.problem)) == snapshot.problem
    plan = first_plan(snapshot.problem)
    assert violations(snapshot.problem, plan) == []
    assert [a.interpreter for a in plan.assignments] == [str(person.id)]


def test_nobody_is_planned_twice_where_two_days_meet(uow: UnitOfWork) -> None:
    """The engine plans each day for itself, and would not see it."""
    person, other = make.an_interpreter(uow), make.an_interpreter(uow)
    for each in (person, other):
        make.available(uow, each, starts="00:00", ends="00:00")
    days = [uow.today + timedelta(days=n) for n in (1, 2)]
    make.a_session(uow, day=days[0], start="23:30", minutes=60)
    make.a_session(uow, day=days[1], start="00:10", minutes=60)
    make.a_session(uow, day=days[1], start="12:00", minutes=60)
    problem = take_snapshot(read_situation(uow, *days)).problem
    late, early, noon = (set(s.candidates) for s in problem.sessions)
    assert late | early == noon == {str(person.id), str(other.id)}
    assert late & early == set()


def test_a_rest_holds_over_midnight_too(uow: UnitOfWork) -> None:
    person = make.an_interpreter(uow)
    make.available(uow, person, starts="00:00", ends="00:00")
    days = [uow.today + timedelta(days=n) for n in (1, 2)]
    evening = make.a_session(uow, day=days[0], start="21:50", minutes=120, modality="video")
    hold(uow, evening, person)
    for start in ("00:00", "00:05"):
        make.a_session(uow, day=days[1], start=start, modality="video")
    problem = take_snapshot(read_situation(uow, days[1], days[1])).problem
    asked = [s for s in problem.sessions if not s.id.startswith(FIXED)]
    assert [bool(s.candidates) for s in asked] == [False, True]


def test_whoever_serves_until_after_midnight_is_no_candidate_for_the_small_hours(
    uow: UnitOfWork,
) -> None:
    person = make.an_interpreter(uow)
    make.available(uow, person, starts="00:00", ends="00:00")
    days = [uow.today + timedelta(days=n) for n in (1, 2)]
    hold(uow, make.a_session(uow, day=days[0], start="23:30", minutes=60), person)
    make.a_session(uow, day=days[1], start="00:10")
    make.a_session(uow, day=days[1], start="03:00")
    problem = take_snapshot(read_situation(uow, days[1], days[1])).problem
    asked = [s for s in problem.sessions if not s.id.startswith(FIXED)]
    assert [bool(s.candidates) for s in asked] == [False, True]
