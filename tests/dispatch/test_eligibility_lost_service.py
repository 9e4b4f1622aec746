"""Whoever may no longer be sent is freed from what lies ahead, in the same transaction."""

import pytest

from dispatch.domain.states import AssignmentState
from dispatch.service import assignments_eligibility
from dispatch.store.tables import Assignment
from foundation.work import UnitOfWork
from interpreters.domain.events import EligibilityLost, StandingMoved
from interpreters.domain.standing import Standing
from interpreters.service import directory
from interpreters.store.tables import Interpreter
from scheduling.domain.states import SessionState
from scheduling.store.tables import CounsellingSession
from tests.factories import a_session, an_interpreter, available
from tests.factories_dispatch import an_assignment


@pytest.fixture
def held(uow: UnitOfWork) -> Assignment:
    """A confirmed assignment of tomorrow."""
    hanh = an_interpreter(uow)
    available(uow, hanh)
    return an_assignment(uow, a_session(uow), hanh)


def holder(uow: UnitOfWork, assignment: Assignment) -> Interpreter:
    return directory.get(uow, assignment.interpreter_id)


def state_of(uow: UnitOfWork, assignment: Assignment) -> AssignmentState:
    uow.db.expire_all()
    return uow.db.get_one(Assignment, assignment.id).state


def test_a_suspended_interpreter_gives_up_what_lies_ahead(
    uow: UnitOfWork, held: Assignment
) -> None:
    holder(uow, held).standing = Standing.SUSPENDED
    uow.db.flush()
    news = StandingMoved(held.interpreter_id, Standing.SUSPENDED)

    assignments_eligibility.on_standing_moved(uow, news)

    assert state_of(uow, held) is AssignmentState.RELEASED
    session = uow.db.get_one(CounsellingSession, held.session_id)
    assert session.state is SessionState.REQUESTED


def test_an_ended_certification_frees_only_what_needed_it(
    uow: UnitOfWork, held: Assignment
) -> None:
    news = EligibilityLost(held.interpreter_id)

    assignments_eligibility.on_eligibility_lost(uow, news)
    assert state_of(uow, held) is AssignmentState.CONFIRMED

    hanh = holder(uow, held)
    hanh.certifications.clear()
    uow.db.flush()
    assignments_eligibility.on_eligibility_lost(uow, news)
    assert state_of(uow, held) is AssignmentState.RELEASED


def test_a_logged_override_stands(uow: UnitOfWork, held: Assignment) -> None:
    held.override_reason = "nobody else speaks it; agreed with the counsellor"
    hanh = holder(uow, held)
    hanh.certifications.clear()
    uow.db.flush()

    assignments_eligibility.on_eligibility_lost(uow, EligibilityLost(held.interpreter_id))

    assert state_of(uow, held) is AssignmentState.CONFIRMED
