"""Asking for a plan, making it, looking at it, sending it and taking it back."""

import sys
from dataclasses import replace
from datetime import date, timedelta
from uuid import uuid4

import pytest
import sqlalchemy as sa

from dispatch.domain.states import ChangeKind, RunState
from dispatch.service.engine import solving
from dispatch.service.plans import runs, send
from dispatch.service.plans.make import run_plan
from dispatch.store.tables import DraftAssignment, PlanRun
from foundation.database.work import Office, UnitOfWork, begin
from foundation.jobs import run_one, run_until_idle
from foundation.security.errors import Conflict, Forbidden, NotFound, Refused
from foundation.security.permissions import NOBODY
from foundation.times.clock import monotonic
from scheduling.store.tables import CounsellingSession
from tests import factories as make
from tests.conftest import SetClock
from tests.dispatch.planned import (
    HANGS,
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


def test_a_run_from_question_to_draft(any_office: Office) -> None:
    with begin(any_office, SYSTEM) as uow:
        person = someone(uow)
        make.a_session(uow)
        lao = make.a_session(uow, language="lo")
    run = ask(any_office)
    run_until_idle(any_office, PLANNING)
    run = look(any_office, run)
    assert (run.state, run.error) == (RunState.DONE, "")
    found = drafts(any_office, run)
    assert [(d.kind, d.interpreter_id) for d in found] == [(ChangeKind.NEW, person.id)]
    assert run.causes == {str(lao.id): "no_such_language"}
    measures = {m["label"]: (m["before"], m["now"]) for m in run.measures}
    assert measures["unfilled"] == (2, 1)
    assert set(measures) == {"unfilled", "travel", "tight", "spread"}
    assert run.progress["gap"] >= 0
    assert run.problem is not None
    assert run.plan is not None


@pytest.mark.parametrize(
    ("first", "last", "seconds", "field"),
    [
        (1, 1, 20, "first_day"),
        (-1, 5, 20, "first_day"),
        (2, 1, 20, "last_day"),
        (0, 31, 20, "last_day"),
        (1, 1, 0, "limit_seconds"),
    ],
    ids=["no session", "past", "reversed", "32 days", "no time"],
)
def test_a_senseless_plan_is_refused_at_its_field(
    uow: UnitOfWork, first: int, last: int, seconds: int, field: str
) -> None:
    days = [uow.today + timedelta(days=n) for n in (first, last)]
    with pytest.raises(Refused) as refusal:
        runs.ask_for_plan(uow, days[0], days[1], seconds)
    assert list(refusal.value.problems) == [field]
    assert uow.db.scalar(sa.select(sa.func.count(PlanRun.id))) == 0


def test_a_day_without_requests_is_named(uow: UnitOfWork) -> None:
    day = date(2026, 11, 25)
    with pytest.raises(Refused, match="There is no session to plan on 2026-11-25"):
        runs.ask_for_plan(uow, day, day)


def test_only_who_may_plan_plans(uow: UnitOfWork) -> None:
    with pytest.raises(Forbidden):
        runs.ask_for_plan(replace(uow, actor=NOBODY), uow.today, uow.today)


def test_one_draft_at_a_time_for_the_same_days(office: Office, clock: SetClock) -> None:
    a_day(office)
    first = ask(office)
    with pytest.raises(Conflict, match="being made already"):
        ask(office)
    clock.now += timedelta(minutes=30)
    second = ask(office)
    assert look(office, first).state is RunState.FAILED
    assert second.id != first.id


def test_a_newer_draft_takes_the_place_of_an_older_one(office: Office) -> None:
    a_day(office)
    older, newer = planned(office), planned(office)
    assert look(office, older).state is RunState.DROPPED
    assert look(office, newer).state is RunState.DONE


def test_a_hanging_engine_is_killed_and_there_is_a_plan_all_the_same(office: Office) -> None:
    a_day(office, people=2, sessions=3)
    run = ask(office, seconds=1)
    began = monotonic()
    run_plan(office, str(run.id), watch=solving.Watch(engine=HANGS, grace_seconds=0.5))
    assert monotonic() - began < 6
    assert look(office, run).state is RunState.DONE
    assert len(drafts(office, run)) == 3


def test_a_dropped_run_writes_nothing(office: Office) -> None:
    a_day(office)
    run = ask(office)
    with begin(office, SYSTEM) as uow:
        runs.drop(uow, run.id)
    run_until_idle(office, PLANNING)
    assert look(office, run).state is RunState.DROPPED
    assert drafts(office, run) == []


def test_a_world_that_moves_on_makes_the_run_stale(office: Office) -> None:
    a_day(office)
    run = ask(office)
    path = office.settings.database_url.removeprefix("sqlite:///")
    cancel = "UPDATE counselling_session SET state = 'cancelled'"
    program = f"import sqlite3 as s; c = s.connect({path!r}); c.execute({cancel!r}); c.commit()"
    run_plan(office, str(run.id), watch=solving.Watch(engine=(sys.executable, "-c", program)))
    found = look(office, run)
    assert found.state is RunState.STALE
    assert found.plan is not None
    assert drafts(office, run) == []
    with pytest.raises(Conflict, match="out of date"), begin(office, SYSTEM) as uow:
        send.send(uow, run.id)


def test_a_worker_that_died_over_a_run_is_followed_by_another(
    office: Office, clock: SetClock
) -> None:
    a_day(office)
    run = ask(office)
    with begin(office, SYSTEM) as uow:
        found = uow.db.get_one(PlanRun, run.id)
        found.state = RunState.SOLVING
        half = DraftAssignment(
            run_id=run.id,
            session_id=uow.db.scalars(sa.select(CounsellingSession.id)).one(),
            slot_no=1,
            kind=ChangeKind.TAKEN,
            starts_at=uow.now,
            modality="on_site",  # pyright: ignore[reportArgumentType]  stored by value
        )
        uow.db.add(half)
    clock.now += timedelta(seconds=60)
    assert run_one(office, PLANNING)
    assert look(office, run).state is RunState.DONE
    assert [d.kind for d in drafts(office, run)] == [ChangeKind.NEW]


def test_a_run_that_has_ended_is_not_made_again(office: Office) -> None:
    a_day(office)
    run = planned(office)
    before = look(office, run).finished_at
    run_plan(office, str(run.id))
    assert look(office, run).finished_at == before


def test_what_is_held_is_kept_and_shown_as_unchanged(office: Office) -> None:
    with begin(office, SYSTEM) as uow:
        person = someone(uow)
        session = make.a_session(uow)
        an_assignment(uow, session, person)
    found = drafts(office, planned(office))
    assert [(d.kind, d.interpreter_id) for d in found] == [(ChangeKind.KEPT, person.id)]


def test_somebody_who_may_no_longer_serve_is_taken_out(office: Office) -> None:
    with begin(office, SYSTEM) as uow:
        gone = someone(uow, levels=())
        session = make.a_session(uow)
        an_assignment(uow, session, gone)
    found = drafts(office, planned(office))
    assert [(d.kind, d.previous_interpreter_id) for d in found] == [(ChangeKind.TAKEN, gone.id)]


def test_unknown_runs_and_drafts_are_not_found(uow: UnitOfWork) -> None:
    for act in (runs.get_run, runs.drop, runs.stop_early, send.send):
        with pytest.raises(NotFound):
            act(uow, uuid4())
    with pytest.raises(NotFound):
        runs.leave_out(uow, uuid4())


def test_there_is_always_a_plan_within_its_limit_and_a_second(office: Office) -> None:
    with begin(office, SYSTEM) as uow:
        cities = ("ansan", "suwon", "bucheon", "siheung", "hwaseong", "anyang")
        for k in range(24):
            someone(uow, city=cities[k % 6], languages=("vi", "en"))
        site = make.a_site(uow)
        for k in range(150):
            start = f"{9 + k % 8:02}:{5 * (k % 12):02}"
            make.a_session(uow, start=start, site=site, priority=1 + k % 4)
    run = ask(office, seconds=3)
    began = monotonic()
    run_plan(office, str(run.id))
    assert monotonic() - began < 3 + 10
    found = look(office, run)
    assert found.state is RunState.DONE
    assert len(drafts(office, run)) + len(found.causes) == 150
