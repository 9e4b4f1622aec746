"""Whoever may no longer be sent is freed from what lies ahead, in the same transaction."""

from collections.abc import Callable

import pytest
import sqlalchemy as sa

from dispatch.domain.states import AssignmentState
from dispatch.service.reactions import eligibility
from dispatch.store.tables import Assignment
from foundation.database.work import Office, UnitOfWork, begin
from foundation.security.permissions import the_system
from interpreters.domain.events import EligibilityLost, StandingMoved
from interpreters.domain.standing import Standing
from interpreters.service import directory
from interpreters.store.tables import Interpreter
from scheduling.domain.states import SessionState
from scheduling.store.tables import CounsellingSession
from tests.factories import a_certification, a_session, an_interpreter, available
from tests.factories.dispatch import an_assignment
from training.domain.certifications import CertificationStatus
from training.service.certification import granting
from training.store.tables import Certification, Learner


@pytest.fixture
def held(uow: UnitOfWork) -> Assignment:
    """A confirmed assignment of tomorrow."""
    hanh = an_interpreter(uow)
    available(uow, hanh)
    return an_assignment(uow, a_session(uow), hanh)


def holder(uow: UnitOfWork, assignment: Assignment) -> Interpreter:
    return directory.get(uow, assignment.interpreter_id)


def take_away(uow: UnitOfWork, assignment: Assignment) -> None:
    """Revoke what the holder has, without telling anybody."""
    who = sa.select(Learner.id).where(Learner.interpreter_id == assignment.interpreter_id)
    revoked = sa.update(Certification).where(Certification.learner_id.in_(who))
    uow.db.execute(revoked.values(status=CertificationStatus.REVOKED))


def state_of(uow: UnitOfWork, assignment: Assignment) -> AssignmentState:
    uow.db.expire_all()
    return uow.db.get_one(Assignment, assignment.id).state


def test_a_suspended_interpreter_gives_up_what_lies_ahead(
    uow: UnitOfWork, held: Assignment
) -> None:
    holder(uow, held).standing = Standing.SUSPENDED
    uow.db.flush()
    news = StandingMoved(held.interpreter_id, Standing.SUSPENDED)

    eligibility.on_standing_moved(uow, news)

    assert state_of(uow, held) is AssignmentState.RELEASED
    session = uow.db.get_one(CounsellingSession, held.session_id)
    assert session.state is SessionState.REQUESTED


def test_an_ended_certification_frees_only_what_needed_it(
    uow: UnitOfWork, held: Assignment
) -> None:
    news = EligibilityLost(held.interpreter_id)

    eligibility.on_eligibility_lost(uow, news)
    assert state_of(uow, held) is AssignmentState.CONFIRMED

    take_away(uow, held)
    eligibility.on_eligibility_lost(uow, news)
    assert state_of(uow, held) is AssignmentState.RELEASED


def test_a_logged_override_stands(uow: UnitOfWork, held: Assignment) -> None:
    held.override_reason = "nobody else speaks it; agreed with the counsellor"
    take_away(uow, held)

    eligibility.on_eligibility_lost(uow, EligibilityLost(held.interpreter_id))

    assert state_of(uow, held) is AssignmentState.CONFIRMED


@pytest.mark.parametrize("action", [granting.suspend, granting.revoke])
def test_invariant_13_suspending_and_revoking_release_what_lies_ahead_in_one_transaction(
    any_office: Office, action: Callable[..., Certification]
) -> None:
    with begin(any_office, the_system()) as uow:
        hanh = an_interpreter(uow, levels=())
        available(uow, hanh)
        certification = a_certification(uow, hanh.id)
        session = a_session(uow)
        assignment = an_assignment(uow, session, hanh)

    with begin(any_office, the_system()) as uow:
        action(uow, certification.id, reason="complaint 12")
        uow.db.rollback()
    with begin(any_office, the_system()) as uow:
        assert state_of(uow, assignment) is AssignmentState.CONFIRMED
        action(uow, certification.id, reason="complaint 12")
        assert state_of(uow, assignment) is AssignmentState.RELEASED

    with begin(any_office, the_system()) as uow:
        assert state_of(uow, assignment) is AssignmentState.RELEASED
        assert uow.db.get_one(CounsellingSession, session.id).state is SessionState.REQUESTED
