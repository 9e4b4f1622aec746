"""A change that the centre proposes: asked once, applied by the requester's yes, told to both."""

from dataclasses import dataclass
from datetime import timedelta

import pytest
import sqlalchemy as sa

from accounts.domain.roles import Role
from accounts.store.tables import User
from foundation.database.audit import AuditEntry
from foundation.database.work import Office, UnitOfWork, begin, reading
from foundation.messages.outbox import Message, MessageState
from foundation.security.errors import Conflict, Forbidden, NotFound
from foundation.security.permissions import Actor, the_system
from interpreters.domain.qualifications import Modality
from scheduling.domain.proposals import ProposalState
from scheduling.domain.states import SessionState
from scheduling.service import proposals, requests
from scheduling.store.tables import ChangeProposal, CounsellingSession, Request
from tests.conftest import SetClock
from tests.factories import a_coordinator, a_session, a_user, as_actor

SYSTEM = the_system()
HALF_AN_HOUR = timedelta(minutes=30)


@dataclass
class Asked:
    """A session at ten tomorrow with its requester, and a coordinator."""

    session: CounsellingSession
    requester: User
    coordinator: User
    stranger: User


@pytest.fixture
def asked(office: Office) -> Asked:
    """Everybody who has to do with one session."""
    with begin(office, SYSTEM) as uow:
        coordinator = a_coordinator(uow)
        stranger = a_user(uow, Role.COUNSELLOR)
        session = a_session(uow)
        return Asked(session, session.request.requester, coordinator, stranger)


def _as(office: Office, user: User) -> Actor:
    with reading(office, SYSTEM) as uow:
        return as_actor(uow, user)


def _propose(office: Office, asked: Asked) -> ChangeProposal:
    with begin(office, _as(office, asked.coordinator)) as uow:
        start = asked.session.starts_at - HALF_AN_HOUR
        return proposals.propose(uow, asked.session.id, starts_at=start)


def _session(uow: UnitOfWork, asked: Asked) -> CounsellingSession:
    return uow.db.get_one(CounsellingSession, asked.session.id)


def _told(office: Office) -> list[tuple[str, str]]:
    with reading(office, SYSTEM) as uow:
        rows = uow.db.query(Message).order_by(Message.created_at, Message.id).all()
        return [(row.to, row.subject) for row in rows]


def test_a_yes_moves_the_session_and_both_are_told(office: Office, asked: Asked) -> None:
    proposal = _propose(office, asked)
    assert [to for to, _ in _told(office)] == [asked.requester.email]
    with begin(office, _as(office, asked.requester)) as uow:
        proposals.accept(uow, proposal.id)
    with reading(office, SYSTEM) as uow:
        session = _session(uow, asked)
        start = asked.session.starts_at - HALF_AN_HOUR
        moments = (session.earliest_start_at, session.starts_at, session.latest_start_at)
        assert moments == (start, start, start)
        assert uow.db.query(ChangeProposal).one().state is ProposalState.ACCEPTED
        actions = {row.name for row in uow.db.query(AuditEntry)}
        assert {"change.proposed", "change.accepted", "request.changed"} <= actions
    assert asked.coordinator.email in [to for to, _ in _told(office)]


def test_a_yes_to_another_mode_puts_it_first_and_keeps_the_others(
    office: Office, asked: Asked
) -> None:
    with begin(office, _as(office, asked.coordinator)) as uow:
        proposal = proposals.propose(uow, asked.session.id, modality=Modality.VIDEO)
    with begin(office, _as(office, asked.requester)) as uow:
        proposals.accept(uow, proposal.id)
    with reading(office, SYSTEM) as uow:
        assert _session(uow, asked).modality is Modality.VIDEO
        asked_for = uow.db.get_one(Request, asked.session.request_id).modalities
        assert asked_for == ["video", "on_site"]


def test_a_no_changes_nothing_and_the_asker_is_told(office: Office, asked: Asked) -> None:
    proposal = _propose(office, asked)
    with begin(office, _as(office, asked.requester)) as uow:
        proposals.refuse(uow, proposal.id)
    with reading(office, SYSTEM) as uow:
        assert _session(uow, asked).starts_at == asked.session.starts_at
    assert asked.coordinator.email in [to for to, _ in _told(office)]


def test_only_the_organisation_that_asked_answers_and_only_once(
    office: Office, asked: Asked
) -> None:
    proposal = _propose(office, asked)
    for user, refusal in ((asked.stranger, NotFound), (asked.coordinator, Forbidden)):
        with pytest.raises(refusal), begin(office, _as(office, user)) as uow:
            proposals.accept(uow, proposal.id)
    with begin(office, _as(office, asked.requester)) as uow:
        proposals.refuse(uow, proposal.id)
    with pytest.raises(Conflict), begin(office, _as(office, asked.requester)) as uow:
        proposals.accept(uow, proposal.id)
    with pytest.raises(Forbidden), begin(office, _as(office, asked.requester)) as uow:
        proposals.propose(uow, asked.session.id, modality=Modality.PHONE)


def test_one_question_is_open_at_a_time_and_can_be_taken_back(office: Office, asked: Asked) -> None:
    proposal = _propose(office, asked)
    with pytest.raises(Conflict):
        _propose(office, asked)
    with begin(office, _as(office, asked.coordinator)) as uow:
        proposals.withdraw(uow, proposal.id)
    again = _propose(office, asked)
    with pytest.raises(Conflict), begin(office, _as(office, asked.requester)) as uow:
        proposals.accept(uow, proposal.id)
    assert again.state is ProposalState.OPEN


def test_a_yes_comes_too_late_once_the_session_has_changed_or_is_staffed(
    office: Office, asked: Asked
) -> None:
    proposal = _propose(office, asked)
    with begin(office, SYSTEM) as uow:
        _session(uow, asked).state = SessionState.STAFFED
    with pytest.raises(Conflict), begin(office, _as(office, asked.requester)) as uow:
        proposals.accept(uow, proposal.id)
    with begin(office, SYSTEM) as uow:
        proposals.close_over(uow)
    with reading(office, SYSTEM) as uow:
        assert uow.db.query(ChangeProposal).one().state is ProposalState.LAPSED


def test_a_question_lapses_and_the_asker_is_told(
    office: Office, asked: Asked, clock: SetClock
) -> None:
    proposal = _propose(office, asked)
    clock.now = proposal.expires_at
    with pytest.raises(Conflict), begin(office, _as(office, asked.requester)) as uow:
        proposals.accept(uow, proposal.id)
    for _ in range(2):
        with begin(office, SYSTEM) as uow:
            proposals.close_over(uow)
    with reading(office, SYSTEM) as uow:
        assert uow.db.query(ChangeProposal).one().state is ProposalState.LAPSED
    assert [to for to, _ in _told(office)].count(asked.coordinator.email) == 1


def test_a_question_about_a_cancelled_session_is_closed_without_a_word(
    office: Office, asked: Asked
) -> None:
    """Whoever called it off is not told that she need not answer any more, and the question does not go out."""
    proposal = _propose(office, asked)
    with begin(office, _as(office, asked.requester)) as uow:
        requests.cancel(uow, asked.session.request_id)
    with begin(office, SYSTEM) as uow:
        proposals.close_over(uow)
    with reading(office, SYSTEM) as uow:
        assert uow.db.get_one(ChangeProposal, proposal.id).state is ProposalState.LAPSED
        about = sa.select(Message.state).where(Message.about == f"proposal:{proposal.id}")
        assert uow.db.scalars(about).all() == [MessageState.WITHDRAWN]


def test_what_editing_would_refuse_is_not_asked_for(
    office: Office, asked: Asked, clock: SetClock
) -> None:
    coordinator = _as(office, asked.coordinator)
    with pytest.raises(Conflict), begin(office, coordinator) as uow:
        proposals.propose(uow, asked.session.id, starts_at=asked.session.starts_at)
    tomorrow = asked.session.starts_at + timedelta(days=1)
    with pytest.raises(Conflict), begin(office, coordinator) as uow:
        proposals.propose(uow, asked.session.id, starts_at=tomorrow)
    clock.now = asked.session.starts_at - timedelta(minutes=20)
    with pytest.raises(Conflict), begin(office, coordinator) as uow:
        proposals.propose(uow, asked.session.id, modality=Modality.PHONE)
