"""Who carries how much: what was served counts, newcomers at the median, and a draft lies beside it."""

from datetime import timedelta
from io import BytesIO
from typing import Any

import openpyxl
import pytest
from flask.testing import FlaskClient

from accounts.domain.roles import Role
from dispatch.domain.states import ChangeKind, RunState
from dispatch.service.fairness import load
from dispatch.service.fairness.load import LoadPage
from dispatch.store.tables import DraftAssignment, Interpreter, PlanRun
from foundation.database.work import Office, UnitOfWork, begin
from foundation.security.errors import Forbidden
from foundation.security.permissions import the_system
from interpreters.domain.qualifications import Domain
from scheduling.store.tables import CounsellingSession
from tests.dispatch.acting import acting
from tests.factories import a_session, a_user, an_interpreter
from tests.factories.dispatch import an_assignment

SYSTEM = the_system()


def served(uow: UnitOfWork, who: Interpreter, days_ago: int, **need: Any) -> CounsellingSession:
    """A session of an hour that somebody served."""
    day = uow.today - timedelta(days=days_ago)
    session = a_session(uow, day=day, start="10:00", **need)
    an_assignment(uow, session, who)
    return session


def page(uow: UnitOfWork, **asked: Any) -> LoadPage:
    given: dict[str, Any] = {"sort": "-minutes", "number": 1, "size": 50}
    return load.see_load(uow, **given | asked)


@pytest.mark.parametrize("name", ["name", "-minutes", "heavy", "nonsense", "-after"])
def test_everybody_active_stands_with_what_they_served(any_office: Office, name: str) -> None:
    with begin(any_office, SYSTEM) as uow:
        busy, idle = an_interpreter(uow, "가영"), an_interpreter(uow, "나리")
        an_interpreter(uow, "다인", standing="left")
        for days in (1, 2, 29):
            served(uow, busy, days)
        served(uow, busy, 3, domain=Domain.VIOLENCE)
        served(uow, busy, 4, priority=1)
        served(uow, busy, 40)
        found = {each.person.id: each for each in page(uow, sort=name).rows}
        assert found.keys() == {busy.id, idle.id}
        assert (found[busy.id].minutes, found[busy.id].sessions, found[busy.id].heavy) == (
            300,
            5,
            2,
        )
        assert (found[idle.id].minutes, found[idle.id].fair) == (0, page(uow).median)


def test_it_comes_in_pages_and_in_order(uow: UnitOfWork) -> None:
    for name in ("가영", "나리", "다인"):
        an_interpreter(uow, name)
    names = [each.person.full_name for each in page(uow, sort="-name", size=2).rows]
    assert names == ["다인", "나리"]
    second = page(uow, sort="-name", size=2, number=9)
    assert (second.number, second.pages, second.total, len(second.rows)) == (2, 2, 3, 1)


def a_draft(uow: UnitOfWork, before: Interpreter, after: Interpreter) -> PlanRun:
    """A draft that moves a session of an hour from one to another."""
    day = uow.today + timedelta(days=2)
    session = a_session(uow, day=day, start="10:00")
    problem = {"interpreters": [{"id": str(after.id), "worked_minutes": 30, "target_minutes": 90}]}
    run = PlanRun(
        first_day=day,
        last_day=day,
        state=RunState.DONE,
        requested_by=None,
        created_at=uow.now,
        limit_seconds=1,
        problem=problem,
    )
    uow.db.add(run)
    uow.db.flush()
    uow.db.add(
        DraftAssignment(
            run_id=run.id,
            session_id=session.id,
            slot_no=1,
            kind=ChangeKind.MOVED,
            starts_at=session.starts_at,
            modality=session.modality,
            interpreter_id=after.id,
            previous_interpreter_id=before.id,
        )
    )
    uow.db.flush()
    return run


def test_a_draft_lies_beside_what_is_served(uow: UnitOfWork) -> None:
    one, other = an_interpreter(uow, "가영"), an_interpreter(uow, "나리")
    run = a_draft(uow, one, other)
    found = {each.person.id: each for each in page(uow, run_id=run.id).rows}
    assert (found[one.id].before, found[one.id].after, found[one.id].change) == (60, 0, -60)
    assert (found[other.id].before, found[other.id].after, found[other.id].fair) == (0, 60, 90)
    assert [each.id for each in page(uow).drafts] == [run.id]


def test_whoever_may_not_see_the_board_sees_no_load(office: Office) -> None:
    with begin(office, SYSTEM) as uow:
        admin = acting(uow, a_user(uow, Role.ORGANISATION_ADMIN))
        with pytest.raises(Forbidden):
            page(admin)


def test_the_page_and_its_workbook(desk: FlaskClient, office: Office) -> None:
    with begin(office, SYSTEM) as uow:
        one, other = an_interpreter(uow, "가영"), an_interpreter(uow, "=나리")
        served(uow, one, 1)
        run = a_draft(uow, one, other)
    text = desk.get(f"/dispatch/load?run={run.id}").text
    assert "초안 적용" in text
    assert "−1시간" in text
    answer = desk.post(f"/dispatch/load/export.xlsx?run={run.id}")
    sheet = openpyxl.load_workbook(BytesIO(answer.get_data())).active
    assert sheet is not None
    rows = list(sheet.iter_rows(values_only=True))
    assert (rows[1][1], rows[1][2], rows[1][7], rows[1][8]) == ("가영", "60", "60", "0")
    assert rows[2][1] == "'=나리"
