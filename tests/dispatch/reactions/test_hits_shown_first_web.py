"""What takes sessions away is listed before it is saved; saving frees them, says why, and queues a repair."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
import sqlalchemy as sa
from flask.testing import FlaskClient

from accounts.domain.roles import Role
from dispatch.domain.states import AssignmentState, OfferState, RunKind
from dispatch.store.tables import Assignment, Offer, PlanRun
from foundation.database.audit import list_entries
from foundation.database.work import Office, UnitOfWork, begin
from foundation.messages.outbox import Message
from tests.dispatch.acting import ask, assign
from tests.dispatch.board_days import SYSTEM
from tests.factories import a_coordinator, a_session, a_user
from tests.factories.dispatch import a_signed_up_interpreter
from tests.signing_in import sign_in
from training.store.tables import Certification

Sent = tuple[str, dict[str, Any]]


def an_exclusion(person: Any, session: Any, _uow: UnitOfWork) -> Sent:
    day = session.day - timedelta(days=1)
    fields = {"kind": "exclusion", "case_code": "ANS-2026-7", "first_day": day.isoformat()}
    return f"/people/{person.id}/restrictions/new", fields


def a_pause(person: Any, _session: Any, _uow: UnitOfWork) -> Sent:
    fields = {"to": "paused", "reason": "own_wish", "version": str(person.version)}
    return f"/people/{person.id}/standing", fields


def a_suspension(_person: Any, _session: Any, uow: UnitOfWork) -> Sent:
    held = uow.db.scalars(sa.select(Certification)).one()
    return f"/certifications/{held.id}/decide", {"do": "suspend", "reason": "complaint"}


def hours_off(person: Any, session: Any, _uow: UnitOfWork) -> Sent:
    day = session.day.isoformat()
    fields = {
        "kind": "leave",
        "first_day": day,
        "last_day": day,
        "starts": "09:30",
        "ends": "10:30",
    }
    return f"/people/{person.id}/availability/days", fields


@pytest.mark.parametrize(
    ("how", "code", "confirm"),
    [
        (an_exclusion, "rule: restriction", {"do_save": "1"}),
        (a_pause, "rule: standing", {"do_save": "1"}),
        (a_suspension, "rule: certification", {"do_save": "1"}),
        (hours_off, "leave", {"do": "save"}),
    ],
)
def test_what_is_hit_is_listed_first_and_freed_with_its_cause(
    web: FlaskClient,
    office: Office,
    how: Callable[[Any, Any, UnitOfWork], Sent],
    code: str,
    confirm: dict[str, str],
) -> None:
    with begin(office, SYSTEM) as uow:
        hanh, _ = a_signed_up_interpreter(uow, language="en")
        held = a_session(uow, start="10:00", case_code="ANS-2026-7")
        asked = a_session(uow, start="10:00", day=held.day + timedelta(days=1))
        asked.request.case_code = "ANS-2026-7"
        made, offer = assign(uow, held, hanh), ask(uow, asked, hanh)
        evening = assign(uow, a_session(uow, start="15:00"), hanh)
        role = Role.TRAINING_MANAGER if how is a_suspension else Role.COORDINATOR
        actor, colleague = a_user(uow, role), a_coordinator(uow)
        path, fields = how(hanh, held, uow)
        if how is hours_off:
            fields["last_day"] = asked.day.isoformat()
        uow.db.execute(sa.delete(Message))
    sign_in(web, actor)

    shown = web.post(path, data=fields)
    assert shown.status_code == 200, shown.text
    assert "오전 10:00" in shown.text
    assert "빈자리 채우기" in shown.text
    assert "답변 대기 중인 제안 1건" in shown.text
    with begin(office, SYSTEM) as uow:
        assert uow.db.get_one(Assignment, made.id).state is AssignmentState.CONFIRMED
        assert uow.db.scalars(sa.select(Message)).all() == []

    assert web.post(path, data={**fields, **confirm}).status_code == 303
    with begin(office, SYSTEM) as uow:
        assert uow.db.get_one(Assignment, made.id).state in {
            AssignmentState.RELEASED,
            AssignmentState.WITHDRAWN,
        }
        assert uow.db.get_one(Offer, offer.id).state is OfferState.WITHDRAWN
        spared = uow.db.get_one(Assignment, evening.id).state is AssignmentState.CONFIRMED
        assert spared == (how in {an_exclusion, hours_off})
        runs = uow.db.scalars(sa.select(PlanRun)).all()
        assert {run.kind for run in runs} == {RunKind.REPAIR}
        [entry] = list_entries(uow.db, subject=str(offer.id))[:1]
        assert entry.facts["reason"] == code
        to = set(uow.db.scalars(sa.select(Message.to)))
        assert colleague.email in to
        assert actor.email not in to
