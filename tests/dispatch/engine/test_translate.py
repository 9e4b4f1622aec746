"""Rows to the engine's problem: who may serve what, when, and what must stay."""

from collections.abc import Sequence
from datetime import time, timedelta
from typing import Any

import pytest

from dispatch.domain.states import AssignmentState, OfferState, ReturnReason
from dispatch.service.engine.snapshot import FIXED, Snapshot, take_snapshot
from dispatch.service.situation.reading import read_situation
from dispatch.solver.compiled.problem import CompiledProblem
from dispatch.solver.heuristics.greedy import greedy
from dispatch.solver.problem import problem as engine
from dispatch.solver.problem.check import judge, violations
from dispatch.solver.problem.files import problem_from, problem_text
from dispatch.solver.problem.plan import Plan
from foundation.database.work import UnitOfWork
from interpreters.store.tables import Interpreter
from scheduling.store.tables import AvailabilityException, CounsellingSession
from tests import factories as make
from tests.factories.dispatch import an_assignment as hold
from tests.factories.dispatch import an_offer as offer_to
from training.store.tables import ClassMeeting, ClassPlace


def take(uow: UnitOfWork, days: int = 1) -> Snapshot:
    """Tomorrow, a Tuesday, and the days after it."""
    uow.db.flush()
    first = uow.today + timedelta(days=1)
    situation = read_situation(uow, first, first + timedelta(days=days - 1))
    return take_snapshot(situation)


def someone(uow: UnitOfWork, **values: Any) -> Interpreter:
    """An interpreter who is free from nine to six."""
    person = make.an_interpreter(uow, **values)
    make.available(uow, person)
    return person


def only(snapshot: Snapshot) -> engine.Session:
    """The one session of a problem."""
    (session,) = snapshot.problem.sessions
    return session


def first_plan(problem: engine.Problem) -> Plan:
    """The plan that the engine begins with."""
    assignments = greedy(CompiledProblem(problem)).assignments()
    return judge(problem, assignments).plan()


def test_a_session_becomes_minutes_and_candidates(uow: UnitOfWork) -> None:
    able, _ = someone(uow), someone(uow, languages=("ru",))
    session = make.a_session(uow, earliest="09:30", latest="10:30", priority=2)
    found = only(take(uow))
    assert found.id == str(session.id)
    assert (found.day, found.earliest_start, found.latest_start) == (1, 1440 + 570, 1440 + 630)
    assert (found.minutes, found.needed, found.unfilled_cost) == (60, 1, 32_000)
    assert found.candidates == (str(able.id),)


def test_leave_and_classes_are_taken_out_of_the_free_time(uow: UnitOfWork) -> None:
    person = someone(uow)
    make.a_session(uow)
    day = uow.today + timedelta(days=1)
    gone = AvailabilityException(
        interpreter_id=person.id,
        first_day=day,
        last_day=day,
        starts=time(9),
        ends=time(11),
        available=False,
    )
    noon = uow.now + timedelta(days=1)
    meeting = ClassMeeting(title="노동", starts_at=noon, ends_at=noon + timedelta(hours=1))
    uow.db.add_all([gone, meeting])
    uow.db.flush()
    uow.db.add(ClassPlace(meeting_id=meeting.id, interpreter_id=person.id))
    snapshot = take(uow)
    windows = [
        (first - 1440, last - 1440) for first, last in snapshot.problem.interpreters[0].available
    ]
    assert windows == [(660, 720), (780, 1080)]
    assert only(snapshot).candidates == ()


def names(agreements: Sequence[engine.Agreement]) -> tuple[str, ...]:
    """With whom something is settled."""
    return tuple(one.interpreter for one in agreements)


def test_what_somebody_holds_keeps_its_start_and_is_no_reason_to_lose_it(uow: UnitOfWork) -> None:
    person = someone(uow)
    session = make.a_session(uow, start="10:00", earliest="09:00", latest="12:00")
    hold(uow, session, person)
    found = only(take(uow))
    assert (found.earliest_start, found.latest_start) == (2040, 2040)
    assert names(found.held_by) == (str(person.id),)
    assert found.pinned == ()


def test_a_pinned_assignment_stays_whatever_the_rules_say(uow: UnitOfWork) -> None:
    person = make.an_interpreter(uow, languages=("ru",))
    session = make.a_session(uow)
    hold(uow, session, person, pinned=True)
    snapshot = take(uow)
    found = only(snapshot)
    assert names(found.pinned) == found.candidates == (str(person.id),)
    assert violations(snapshot.problem, first_plan(snapshot.problem)) == []


def test_pins_that_break_a_rule_between_them_never_make_a_problem_unlawful(uow: UnitOfWork) -> None:
    person = someone(uow, max_minutes_per_day=60)
    for start in ("10:00", "11:05"):
        hold(uow, make.a_session(uow, start=start), person, pinned=True)
    snapshot = take(uow)
    assert len(snapshot.seats) == 1
    assert violations(snapshot.problem, first_plan(snapshot.problem)) == []


def crisis(uow: UnitOfWork, start: str, **values: Any) -> CounsellingSession:
    """A violence session."""
    return make.a_session(uow, domain="violence", start=start, **values)


def strong(uow: UnitOfWork) -> Interpreter:
    """Somebody who may serve them."""
    vetted = uow.today + timedelta(days=300)
    return someone(uow, levels=("L3-DV",), vetted_until=vetted)


def test_a_violence_session_is_a_strain_of_which_a_day_holds_two(uow: UnitOfWork) -> None:
    person = strong(uow)
    make.a_session(uow, start="09:00")
    for start in ("10:30", "12:00", "13:30"):
        crisis(uow, start)
    problem = take(uow).problem
    assert sorted(s.strain for s in problem.sessions) == [0, 1, 1, 1]
    (known,) = problem.interpreters
    assert (known.id, known.max_strain_per_day) == (str(person.id), 2)
    assert len(first_plan(problem).assignments) == 3


def test_violence_sessions_that_a_day_holds_already_leave_room_for_no_third(
    uow: UnitOfWork,
) -> None:
    person = strong(uow)
    for start in ("09:00", "10:30"):
        hold(uow, crisis(uow, start), person, pinned=True)
    third = crisis(uow, "13:30")
    problem = take(uow).problem
    served = {a.session for a in first_plan(problem).assignments}
    assert str(third.id) not in served
    assert len(served) == 2


def test_a_third_that_was_agreed_on_neither_breaks_a_problem_nor_leaves_room(
    uow: UnitOfWork,
) -> None:
    person = strong(uow)
    for start in ("09:00", "10:30", "12:00"):
        hold(uow, crisis(uow, start), person, override_reason="Nobody else was there.")
    fourth = crisis(uow, "14:00")
    problem = take(uow).problem
    plan = first_plan(problem)
    assert violations(problem, plan) == []
    assert len(plan.assignments) == 2
    assert str(fourth.id) in plan.unfilled


def test_one_that_only_takes_its_time_counts_all_the_same(uow: UnitOfWork) -> None:
    person = strong(uow)
    for start in ("09:00", "10:01"):  # without a break, as agreed: a plan keeps only one of them
        hold(uow, crisis(uow, start), person, override_reason="It is next door.")
    third = crisis(uow, "14:00")
    problem = take(uow).problem
    assert problem.interpreters[0].strain_taken == ((1, 1),)
    assert str(third.id) in first_plan(problem).unfilled


def test_one_held_slot_of_a_team_is_not_lost_because_the_other_is_empty(uow: UnitOfWork) -> None:
    person = someone(uow)
    session = make.a_session(uow, team=2)
    hold(uow, session, person)
    snapshot = take(uow)
    assert [s.id for s in snapshot.problem.sessions] == [f"{session.id}/1", f"{session.id}/2"]
    plan = first_plan(snapshot.problem)
    assert [(a.session, a.interpreter) for a in plan.assignments] == [
        (f"{session.id}/1", str(person.id))
    ]


def test_a_team_nobody_holds_is_filled_whole_or_not_at_all(uow: UnitOfWork) -> None:
    someone(uow)
    make.a_session(uow, team=2)
    assert only(take(uow)).needed == 2


def test_sessions_of_other_days_of_the_week_count_for_the_week_cap(uow: UnitOfWork) -> None:
    person = someone(uow, max_minutes_per_week=100)
    later = make.a_session(uow, day=uow.today + timedelta(days=3))
    hold(uow, later, person)
    make.a_session(uow)
    snapshot = take(uow)
    fixed = [s for s in snapshot.problem.sessions if s.id.startswith(FIXED)]
    assert [(s.day, names(s.pinned)) for s in fixed] == [(3, (str(person.id),))]
    plan = first_plan(snapshot.problem)
    assert violations(snapshot.problem, plan) == []
    assert [a.session for a in plan.assignments] == [fixed[0].id]


def test_a_session_that_has_begun_is_not_planned_but_takes_its_time(uow: UnitOfWork) -> None:
    person = someone(uow)
    begun = make.a_session(uow, day=uow.today, start="11:30")
    hold(uow, begun, person)
    make.a_session(uow, day=uow.today, start="12:00", earliest="12:00", latest="14:00")
    situation = read_situation(uow, uow.today, uow.today)
    snapshot = take_snapshot(situation)
    names = [s.id.startswith(FIXED) for s in snapshot.problem.sessions]
    assert names == [False, True]
    plan = first_plan(snapshot.problem)
    assert violations(snapshot.problem, plan) == []
    assert sorted(a.start for a in plan.assignments)[1] >= 750 + 10


def test_load_of_the_last_days_is_evened_out(uow: UnitOfWork) -> None:
    busy, idle = someone(uow), someone(uow)
    past = make.a_session(uow, day=uow.today - timedelta(days=5), minutes=120)
    hold(uow, past, busy, state=AssignmentState.COMPLETED)
    for start in ("10:00", "12:00"):
        make.a_session(uow, start=start)
    found = {i.id: i.target_minutes for i in take(uow).problem.interpreters}
    assert found == {str(busy.id): 0, str(idle.id): 120}


def test_whoever_served_the_case_before_is_preferred(uow: UnitOfWork) -> None:
    known, _ = someone(uow), someone(uow)
    past = make.a_session(uow, day=uow.today - timedelta(days=5), case_code="ANS-1")
    hold(uow, past, known, state=AssignmentState.COMPLETED)
    make.a_session(uow, case_code="ANS-1")
    assert only(take(uow)).preferred == (str(known.id),)


def test_somebody_who_said_no_is_no_candidate(uow: UnitOfWork) -> None:
    person = someone(uow)
    session = make.a_session(uow)
    offer_to(uow, session, person, state=OfferState.DECLINED)
    assert only(take(uow)).candidates == ()


@pytest.mark.parametrize("days", [1, 7, 31])
def test_every_problem_can_be_written_down_and_read_again(uow: UnitOfWork, days: int) -> None:
    people = [someone(uow, city=city) for city in ("ansan", "suwon", "bucheon")]
    sessions: list[CounsellingSession] = []
    for k in range(days):
        day = uow.today + timedelta(days=1 + k)
        sessions += [make.a_session(uow, day=day), make.a_session(uow, day=day, team=2)]
    hold(uow, sessions[0], people[0])
    snapshot = take(uow, days)
    assert problem_from(problem_text(snapshot.problem)) == snapshot.problem
    assert violations(snapshot.problem, first_plan(snapshot.problem)) == []


def test_a_session_in_danger_to_life_is_a_strain_whatever_its_field(uow: UnitOfWork) -> None:
    strong(uow)
    for start, priority in (("09:00", 1), ("11:00", 2)):
        make.a_session(uow, priority=priority, start=start)
    assert sorted(session.strain for session in take(uow).problem.sessions) == [0, 1]


def test_a_call_of_a_few_seconds_takes_none_of_a_day(uow: UnitOfWork) -> None:
    person, call = someone(uow), make.a_session(uow, start="11:00", modalities=("phone",))
    seconds = call.starts_at + timedelta(seconds=20)
    hold(uow, call, person, state=AssignmentState.COMPLETED, ends_at=seconds, busy_to=seconds)
    make.a_session(uow, start="14:00")
    problem = take(uow).problem
    assert not [each.id for each in problem.sessions if each.id.startswith(FIXED)]
    assert not violations(problem, first_plan(problem))


def test_whoever_gave_a_session_back_is_not_asked_for_it_again(uow: UnitOfWork) -> None:
    ill, other = someone(uow, name="아픈 사람"), someone(uow, name="다른 사람")
    session = make.a_session(uow)
    back = {"state": AssignmentState.WITHDRAWN, "return_reason": ReturnReason.ILL}
    hold(uow, session, ill, **back)
    # Undoing a yes is no reason to leave somebody out.
    hold(uow, session, other, state=AssignmentState.WITHDRAWN)
    assert {who for way in only(take(uow)).ways for who in way.candidates} == {str(other.id)}
