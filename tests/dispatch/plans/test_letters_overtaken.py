"""What becomes of the letters of a sent plan when its session is called off, taken back or given again meanwhile."""

import uuid
from datetime import timedelta

import pytest
import sqlalchemy as sa

from accounts.store.tables import User
from dispatch.domain.states import ChangeKind
from dispatch.service.plans import runs, send, undo
from dispatch.store.tables import Assignment, PlanRun
from foundation.database.work import Office, begin, reading
from foundation.jobs import run_until_idle
from foundation.messages.outbox import Message
from interpreters.store.tables import Interpreter
from scheduling.service import requests
from scheduling.store.tables import CounsellingSession
from tests import factories as make
from tests.conftest import SetClock
from tests.dispatch.acting import acting, assign
from tests.dispatch.planned import SYSTEM
from tests.dispatch.plans.test_held_letters import DISPATCH, FAR, plan_far
from tests.factories.dispatch import a_signed_up_interpreter, an_assignment


def moved_away(office: Office) -> tuple[uuid.UUID, User, User]:
    """A draft sent that takes a session from somebody, who reads English: its request, she, and its requester."""
    with begin(office, SYSTEM) as uow:
        held, user = a_signed_up_interpreter(uow, language="en")
        make.available(uow, held)
        session = make.a_session(uow, day=uow.today + FAR)
        an_assignment(uow, session, held)
        requester = session.request.requester
        requester.language = "en"
        request_id = session.request_id
    run = plan_far(office)
    with begin(office, SYSTEM) as uow:
        (draft,) = runs.list_drafts(uow, run.id)
        draft.kind, draft.interpreter_id = ChangeKind.TAKEN, None
        send.send(uow, run.id)
    return request_id, user, requester


def told(office: Office, *people: User) -> list[list[str]]:
    """The subjects of the letters to each."""
    with reading(office, SYSTEM) as uow:
        return [
            [
                subject.partition(":")[0]
                for subject in uow.db.scalars(
                    sa.select(Message.subject)
                    .where(Message.user_id == each.id)
                    .order_by(Message.created_at)
                )
            ]
            for each in people
        ]


@pytest.mark.parametrize("is_undone", [False, True])
def test_whoever_was_moved_away_hears_that_the_session_was_called_off_since(
    office: Office, clock: SetClock, *, is_undone: bool
) -> None:
    """Not that she is released from it; and nobody is told that somebody is looked for again."""
    request_id, user, requester = moved_away(office)
    clock.now += timedelta(minutes=12)
    with begin(office, SYSTEM) as uow:
        requests.cancel(acting(uow, requester), request_id)
        assert told(office, user) == [[]]
    clock.now += timedelta(minutes=1)
    if is_undone:
        with begin(office, SYSTEM) as uow:
            run_id = uow.db.scalars(sa.select(PlanRun.id)).one()
            undo.undo(uow, run_id)
    clock.now += timedelta(minutes=18)
    run_until_idle(office, DISPATCH)
    assert told(office, user, requester) == [["Session cancelled"], []]


def test_whoever_was_moved_away_for_good_is_told_though_the_rest_is_taken_back(
    office: Office,
) -> None:
    """She is in another session by then; without the letter she would go to the one that she lost."""
    _, user, requester = moved_away(office)
    with begin(office, SYSTEM) as uow:
        held = uow.db.scalars(sa.select(Interpreter).where(Interpreter.user_id == user.id)).one()
        an_assignment(uow, make.a_session(uow, day=uow.today + FAR), held)
    with begin(office, SYSTEM) as uow:
        undo.undo(uow, uow.db.scalars(sa.select(PlanRun.id)).one())
    assert told(office, user, requester) == [["Released"], ["We are looking again"]]


def test_whoever_has_it_again_by_hand_is_not_told_that_she_lost_it(
    office: Office, clock: SetClock
) -> None:
    _, user, requester = moved_away(office)
    with begin(office, SYSTEM) as uow:
        (released,) = uow.db.scalars(sa.select(Assignment)).all()
        session = uow.db.get_one(CounsellingSession, released.session_id)
        held = uow.db.get_one(Interpreter, released.interpreter_id)
        assign(uow, session, held)
    clock.now += timedelta(minutes=31)
    run_until_idle(office, DISPATCH)
    assert told(office, user, requester) == [["Confirmed"], ["An interpreter is confirmed"]]
