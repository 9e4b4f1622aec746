"""Whoever is lost is replaced in a draft, with the fewest changes, for a coordinator to review."""

import sys
import threading
from collections.abc import Sequence
from datetime import date, timedelta

import pytest
import sqlalchemy as sa
from sqlalchemy.orm import Session

from dispatch.domain.states import AssignmentState, ChangeKind, RunKind, RunState
from dispatch.service.engine import solving
from dispatch.service.plans import automatic_repair
from dispatch.service.plans import runs as planning
from dispatch.service.plans.make import run_plan
from dispatch.store.queries import plan_repairs as queries
from dispatch.store.queries.board import newest_run
from dispatch.store.tables import Assignment, Offer, PlanRun
from foundation.database.work import Office, UnitOfWork, begin, reading
from foundation.jobs import run_until_idle
from interpreters.domain.events import EligibilityLost
from interpreters.domain.standing import MoveReason, Standing
from interpreters.service import roster
from interpreters.store.tables import Interpreter
from scheduling.domain.states import SessionState
from scheduling.store.tables import CounsellingSession
from tests import factories as make
from tests.dispatch.planned import (
    DIES,
    PLANNING,
    SYSTEM,
    a_day,
    ask,
    drafts,
    look,
    planned,
    someone,
)
from tests.factories.dispatch import an_assignment
from tests.threads import at_once


def runs(uow: UnitOfWork) -> list[PlanRun]:
    return list(uow.db.scalars(sa.select(PlanRun).order_by(PlanRun.first_day)))


def test_a_suspended_interpreter_is_replaced_in_a_draft_that_changes_nothing_else(
    any_office: Office,
) -> None:
    with begin(any_office, SYSTEM) as uow:
        lost, stays, free = (someone(uow, name=name) for name in ("떠남", "남음", "대신"))
        gap = make.a_session(uow, start="10:00")
        kept = make.a_session(uow, start="10:30")
        an_assignment(uow, gap, lost)
        an_assignment(uow, kept, stays)
    with begin(any_office, SYSTEM) as uow:
        roster.move(
            uow, lost.id, Standing.SUSPENDED, reason=MoveReason.REVIEW, version=lost.version
        )
        freed = uow.db.scalars(sa.select(Assignment).where(Assignment.session_id == gap.id)).one()
        assert freed.state is AssignmentState.RELEASED
        (queued,) = runs(uow)
        assert (queued.kind, queued.state, queued.requested_by) == (
            RunKind.REPAIR,
            RunState.QUEUED,
            None,
        )
    run_until_idle(any_office, PLANNING)
    run = look(any_office, queued)
    assert (run.state, run.error) == (RunState.DONE, "")
    found = {d.session_id: (d.kind, d.interpreter_id) for d in drafts(any_office, run)}
    assert found == {gap.id: (ChangeKind.NEW, free.id), kept.id: (ChangeKind.KEPT, stays.id)}
    assert (run.progress["broken"], run.progress["fewest"]) == (0, 0)
    with reading(any_office, SYSTEM) as uow:
        assert [r.id for r in automatic_repair.repairs_to_review(uow)] == [run.id]
        assert uow.db.scalar(sa.select(sa.func.count(Offer.id))) == 0
        assert uow.db.get_one(CounsellingSession, gap.id).state is SessionState.REQUESTED


def test_one_waiting_repair_is_enough_and_takes_on_more_days(uow: UnitOfWork) -> None:
    tuesday = uow.today + timedelta(days=1)
    (first,) = automatic_repair.queue_repairs(uow, [tuesday + timedelta(days=2)])
    (again,) = automatic_repair.queue_repairs(uow, [tuesday, tuesday])
    assert again is first
    assert (first.first_day, first.last_day) == (tuesday, tuesday + timedelta(days=2))
    both = automatic_repair.queue_repairs(uow, [tuesday, tuesday + timedelta(days=7)])
    assert len(runs(uow)) == 2
    assert both[0] is first
    assert automatic_repair.queue_repairs(uow, [uow.today - timedelta(days=1)]) == []


def test_a_plan_that_has_not_begun_fills_the_gap_as_well(office: Office) -> None:
    a_day(office)
    plan = ask(office)
    with begin(office, SYSTEM) as uow:
        (found,) = automatic_repair.queue_repairs(uow, [plan.first_day])
        assert found.id == plan.id
        found.state = RunState.SOLVING
        (new,) = automatic_repair.queue_repairs(uow, [plan.first_day])
        assert new.kind is RunKind.REPAIR


def test_nothing_lost_queues_nothing(uow: UnitOfWork) -> None:
    person = someone(uow)
    an_assignment(uow, make.a_session(uow), person)
    uow.announce(EligibilityLost(person.id))
    assert runs(uow) == []


def test_a_repair_that_helps_nobody_leaves_what_waits_alone(office: Office) -> None:
    with begin(office, SYSTEM) as uow:
        make.a_session(uow)
        (run,) = automatic_repair.queue_repairs(uow, [uow.today + timedelta(days=1)])
    run_plan(office, str(run.id), watch=solving.Watch(engine=DIES))
    assert look(office, run).state is RunState.DROPPED
    assert drafts(office, run) == []


@pytest.mark.parametrize("days", [1, 2])
def test_a_repair_waits_beside_somebodys_open_draft_and_replaces_none_of_it(
    office: Office, days: int
) -> None:
    with begin(office, SYSTEM) as uow:
        someone(uow)
        session = make.a_session(uow, day=uow.today + timedelta(days=1))
    plan = planned(office, days=days)
    with begin(office, SYSTEM) as uow:
        (run,) = automatic_repair.queue_repairs(uow, [session.day])
    run_plan(office, str(run.id), watch=solving.Watch(engine=DIES))
    made, open_draft = look(office, run), look(office, plan)
    assert (made.state, made.is_beside) == (RunState.DONE, True)
    assert (open_draft.state, open_draft.is_beside) == (RunState.DONE, False)
    assert [d.left_out for d in drafts(office, plan)] == [False]
    with reading(office, SYSTEM) as uow:
        shown = newest_run(uow.db, session.day)
        assert shown is not None
        assert shown.id == plan.id


def test_a_repair_of_one_day_leaves_the_rest_of_an_older_repair_of_more_days_to_be_sent(
    office: Office,
) -> None:
    with begin(office, SYSTEM) as uow:
        someone(uow)
        days = (uow.today + timedelta(days=k) for k in (1, 2))
        repaired, other = (make.a_session(uow, day=day) for day in days)
        (older,) = automatic_repair.queue_repairs(uow, [repaired.day, other.day])
    run_plan(office, str(older.id), watch=solving.Watch(engine=DIES))
    with begin(office, SYSTEM) as uow:
        (run,) = automatic_repair.queue_repairs(uow, [repaired.day])
    run_plan(office, str(run.id), watch=solving.Watch(engine=DIES))
    assert (look(office, run).state, look(office, older).state) == (RunState.DONE, RunState.DONE)
    assert {d.session_id: d.left_out for d in drafts(office, older)} == {
        repaired.id: True,
        other.id: False,
    }
    assert look(office, older).measures[0]["now"] == 1


def test_a_repair_overtaken_by_the_world_is_made_again_without_being_asked(office: Office) -> None:
    a_day(office)
    with begin(office, SYSTEM) as uow:
        (run,) = automatic_repair.queue_repairs(uow, [uow.today + timedelta(days=1)])
    path = office.settings.database_url.removeprefix("sqlite:///")
    cancel = "UPDATE counselling_session SET state = 'cancelled'"
    program = f"import sqlite3 as s; c = s.connect({path!r}); c.execute({cancel!r}); c.commit()"
    run_plan(office, str(run.id), watch=solving.Watch(engine=(sys.executable, "-c", program)))
    with reading(office, SYSTEM) as uow:
        states = {r.id == run.id: r.state for r in runs(uow)}
    assert states == {True: RunState.STALE, False: RunState.QUEUED}


def test_a_repair_overtaken_again_and_again_waits_for_a_person(uow: UnitOfWork) -> None:
    day = uow.today + timedelta(days=1)
    for _ in range(6):
        for run in runs(uow):
            if run.state is RunState.QUEUED:
                run.state = RunState.STALE
                automatic_repair.repair_again(uow, run)
        if not runs(uow):
            automatic_repair.queue_repairs(uow, [day])
    assert [run.state for run in runs(uow)] == [RunState.STALE] * 4


def lose_at_once(office: Office, count: int) -> int:
    """Some people lose what they hold on one day, all at the same time; how many repairs wait then."""
    with begin(office, SYSTEM) as uow:
        people = [someone(uow, levels=()) for _ in range(count)]
        for person in people:
            an_assignment(uow, make.a_session(uow), person)

    def lose(person: Interpreter) -> None:
        with begin(office, SYSTEM) as uow:
            uow.announce(EligibilityLost(person.id))

    at_once(lose, people)
    with reading(office, SYSTEM) as uow:
        return len(runs(uow))


def test_many_who_are_lost_at_once_queue_one_repair(any_office: Office) -> None:
    assert lose_at_once(any_office, 8) == 1


@pytest.mark.database
def test_without_the_lock_each_queues_their_own(
    postgres_office: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    look_first, together = queries.queued_over, threading.Barrier(2, timeout=10)

    def slowly(db: Session, first: date, last: date) -> Sequence[PlanRun]:
        found = look_first(db, first, last)
        together.wait()
        return found

    def let_through(db: Session) -> None:
        del db

    monkeypatch.setattr(queries, "queued_over", slowly)
    monkeypatch.setattr(queries, "lock_queue", let_through)
    assert lose_at_once(postgres_office, 2) == 2


@pytest.mark.parametrize(("kind", "kept"), [(RunKind.PLAN, False), (RunKind.REPAIR, True)])
def test_a_repair_keeps_where_a_plan_would_move(office: Office, kind: RunKind, kept: bool) -> None:
    with begin(office, SYSTEM) as uow:
        site = make.a_site(uow)
        far = someone(uow, name="멀리", city="yeoncheon", max_travel_km=200)
        someone(uow, name="가까이")
        an_assignment(uow, make.a_session(uow, site=site), far)
    with begin(office, SYSTEM) as uow:
        day = uow.today + timedelta(days=1)
        run = planning.ask_for_plan(uow, day, day, 5, kind=kind)
    run_until_idle(office, PLANNING)
    (draft,) = drafts(office, run)
    assert (draft.kind is ChangeKind.KEPT) is kept
