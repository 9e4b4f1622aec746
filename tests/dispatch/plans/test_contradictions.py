"""Pinned assignments that contradict each other: planned around, named on the run, and refused by the engine."""

from datetime import timedelta

import pytest
from flask.testing import FlaskClient

from dispatch.cli.plan import table_of
from dispatch.domain.states import RunState
from dispatch.service.engine import contradictions, solving
from dispatch.service.plans import runs
from dispatch.service.plans.make import run_plan
from dispatch.solver.problem.pins import Pin, PinConflict, PinRule
from dispatch.store.tables import CounsellingSession
from foundation.database.work import Office, begin
from interpreters.store.tables import Interpreter
from tests import factories as make
from tests.dispatch.board_days import BOARD, read
from tests.dispatch.planned import DIES, SYSTEM, ask, drafts, look, planned, someone
from tests.factories.dispatch import an_assignment

Pinned = tuple[Interpreter, list[CounsellingSession]]


def pinned_at(office: Office, *starts: str) -> Pinned:
    """One interpreter, pinned in Ansan to sessions of an hour, with a third that anybody may take."""
    with begin(office, SYSTEM) as uow:
        who = someone(uow)
        sessions = [make.a_session(uow, start=start) for start in starts]
        for session in sessions:
            an_assignment(uow, session, who, pinned=True)
        make.a_session(uow, start="16:00")
        return who, sessions


def test_a_draft_is_made_around_them_and_says_which_they_are(
    desk: FlaskClient, office: Office
) -> None:
    who, sessions = pinned_at(office, "10:00", "11:05")
    run = planned(office)
    assert run.state is RunState.DONE
    assert [
        draft.session_id for draft in drafts(office, run) if draft.previous_interpreter_id is None
    ]
    assert run.progress["contradictions"] == [
        {"rule": "too_close", "pins": sorted([str(s.id), str(who.id)] for s in sessions)}
    ]
    assert table_of(run, 3)[-1].startswith("Some pinned assignments contradict each other")
    assert "서로 어긋나는 고정 배정 2건" in read(desk)
    page = read(desk, f"{BOARD}/runs/{run.id}")
    assert "사이 시간이 모자람" in page
    for session in sessions:
        assert f"s={session.id}" in page
    assert who.full_name in page


def test_nothing_is_said_of_pins_that_hold(desk: FlaskClient, office: Office) -> None:
    pinned_at(office, "10:00", "13:00")
    run = planned(office)
    assert "contradictions" not in run.progress
    assert "서로 어긋나는 고정 배정" not in read(desk)


def test_of_other_days_of_the_week_nothing_is_said(office: Office) -> None:
    pinned_at(office, "10:00", "11:05")
    with begin(office, SYSTEM) as uow:
        day = uow.today + timedelta(days=2)
        make.a_session(uow, day=day)
        other = runs.ask_for_plan(uow, day, day, 2)
    run_plan(office, str(other.id), watch=solving.Watch(engine=DIES))
    assert look(office, other).state is RunState.DONE
    assert "contradictions" not in look(office, other).progress


def test_a_problem_whose_pins_cannot_hold_fails_with_the_reason(
    desk: FlaskClient, office: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    who, (one, other) = pinned_at(office, "10:00", "13:00")
    pins = (Pin(f"{one.id}/1", str(who.id)), Pin(f"fixed/{other.id}/{who.id}", str(who.id)))

    def conflicts(_problem: object) -> list[PinConflict]:
        return [PinConflict(pins, PinRule.SAME_TIME)]

    monkeypatch.setattr(solving, "pin_conflicts", conflicts)
    run = ask(office)
    run_plan(office, str(run.id))
    failed = look(office, run)
    assert failed.state is RunState.FAILED
    assert "at the same time" in failed.error
    page = read(desk)
    assert "서로 어긋나는 배정에서 하나씩 고정을 해제하고" in page
    assert "서로 어긋나는 고정 배정 2건" in page
    details = read(desk, f"{BOARD}/runs/{run.id}")
    assert f"s={one.id}" in details
    assert f"s={other.id}" in details
    assert "시간이 겹침" in details
    assert contradictions.as_kept(conflicts(None))[0]["pins"][1] == [str(other.id), str(who.id)]
