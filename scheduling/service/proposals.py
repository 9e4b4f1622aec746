"""Asking a requester for another start or way, so that somebody can come; a yes applies it."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from accounts.domain.ids import UserId
from accounts.service import recipients
from foundation.database.work import UnitOfWork
from foundation.messages import letters
from foundation.messages.letters import Letter, Notice, filled
from foundation.security.errors import Conflict, Forbidden, NotFound
from foundation.text.message import LazyText, say
from foundation.times.zones import local_clock, local_day
from interpreters.domain.qualifications import Modality
from scheduling.domain import proposals
from scheduling.domain.ids import SessionId
from scheduling.domain.permissions import SchedulingPermission
from scheduling.domain.proposals import ProposalState
from scheduling.domain.settings import SchedulingSettings
from scheduling.domain.states import SessionState
from scheduling.service import checks, requests
from scheduling.service.reading import may_read, need_of
from scheduling.store.queries import proposals as queries
from scheduling.store.queries import requests as request_queries
from scheduling.store.tables import ChangeProposal, CounsellingSession

# Once everybody is found, nothing need change any more.
WANTING = frozenset({SessionState.REQUESTED, SessionState.PLANNED})


class ProposalNotice(Notice):
    """What is written about a proposal: a subject, and one sentence of the body."""

    ASKED = (
        say("Can your session change? %(day)s"),
        say(
            "With another start or mode an interpreter could come. Please answer by %(until_day)s, %(until_clock)s."
        ),
    )
    TAKEN_BACK = (
        say("You need not answer any more: %(day)s"),
        say("The question about your session is no longer open."),
    )
    ACCEPTED = (
        say("Agreed to the change: %(day)s"),
        say("The requester agreed. Request %(reference)s is changed; you can send offers now."),
    )
    REFUSED = (
        say("Not agreed to the change: %(day)s"),
        say("The requester cannot change request %(reference)s."),
    )
    LAPSED = (
        say("No answer about the change: %(day)s"),
        say("The requester of %(reference)s did not answer in time."),
    )


def propose(
    uow: UnitOfWork,
    session_id: UUID,
    *,
    starts_at: datetime | None = None,
    modality: Modality | None = None,
) -> ChangeProposal:
    """Ask the requester whether a session may start then, or be held in that way; they are told.

    Exactly one of both is given. Conflict while another question is open, once nobody is wanted
    any more, or when the session is too near to wait for an answer.
    """
    uow.require(SchedulingPermission.REQUEST_DECIDE)
    session = request_queries.find_session(uow.db, session_id)
    if session is None or (starts_at is None) is (modality is None):
        raise NotFound
    _check_wanting(uow, session)
    _check_change(uow, session, starts_at, modality)
    newest = queries.newest_of(uow.db, session.id)
    if newest is not None and newest.state is ProposalState.OPEN:
        if _reason_closed(uow, newest, session) is not None:
            _close(uow, newest, ProposalState.LAPSED)
        else:
            raise Conflict(say("The requester has already been asked about another change."))
    first = min(session.starts_at, starts_at or session.starts_at)
    hours = uow.settings.of(SchedulingSettings).proposal_hours
    until = proposals.answer_until(uow.now, first, hours)
    if until is None:
        raise Conflict(say("It starts too soon to wait for an answer. Please call the requester."))
    if uow.actor.user_id is None:
        raise Forbidden
    made = ChangeProposal(
        session_id=session.id,
        state=ProposalState.OPEN,
        starts_at=starts_at,
        modality=modality,
        former_starts_at=session.starts_at,
        former_modality=session.modality,
        asked_by=UserId(uow.actor.user_id),
        asked_at=uow.now,
        expires_at=until,
    )
    uow.db.add(made)
    uow.db.flush()
    uow.record("change.proposed", subject=session.request_id, **_what(made))
    _write(uow, made, session, ProposalNotice.ASKED, session.request.requester_id)
    return made


def _what(proposal: ChangeProposal) -> dict[str, object]:
    return {
        "proposal": proposal.id,
        "starts_at": proposal.starts_at,
        "modality": proposal.modality,
    }


def _check_wanting(uow: UnitOfWork, session: CounsellingSession) -> None:
    reason = requests.reason_against_change(uow, session)
    if reason is not None:
        raise Conflict(reason)
    if session.state not in WANTING:
        raise Conflict(say("This session has its interpreters by now."))


def _check_change(
    uow: UnitOfWork,
    session: CounsellingSession,
    starts_at: datetime | None,
    modality: Modality | None,
) -> None:
    """Whatever editing would refuse is not asked for."""
    zone, before = uow.settings.zone, need_of(uow, session)
    if starts_at is not None and local_day(starts_at, zone) != session.day:
        raise Conflict(say("Ask for another time on the same day."))
    after = proposals.changed(before, starts_at, modality, zone)
    if after == before:
        raise Conflict(say("The session is already like this."))
    checks.find_problems(uow, after, kept=before).check()


@dataclass(frozen=True)
class ShownProposal:
    """The newest proposal about a session, and what the actor may do with it.

    It is open while it is in time and the session stands as it did when it was asked.
    """

    proposal: ChangeProposal
    is_open: bool
    may_answer: bool


def shown_for(uow: UnitOfWork, session: CounsellingSession) -> ShownProposal | None:
    """The newest proposal about a session whose request the actor may read."""
    newest = queries.newest_of(uow.db, session.id) if may_read(uow, session.request) else None
    if newest is None:
        return None
    is_open = _reason_closed(uow, newest, session) is None
    return ShownProposal(newest, is_open, is_open and may_answer(uow, session))


def _reason_closed(
    uow: UnitOfWork, proposal: ChangeProposal, session: CounsellingSession
) -> LazyText | None:
    if proposal.state is not ProposalState.OPEN:
        return say("This question is already closed: %(state)s.", state=proposal.state)
    if proposal.expires_at <= uow.now:
        return say("The deadline has passed.")
    stands = (session.starts_at, session.modality)
    if stands != (proposal.former_starts_at, proposal.former_modality):
        return say("The session has changed since. This question is no longer open.")
    return None if session.state in WANTING else say("This session has its interpreters by now.")


def waiting_among(uow: UnitOfWork, sessions: Iterable[CounsellingSession]) -> Collection[SessionId]:
    """Those of some sessions whose question the actor can answer now."""
    mine = [session.id for session in sessions if may_answer(uow, session)]
    return queries.open_among(uow.db, mine, uow.now) if mine else ()


def may_answer(uow: UnitOfWork, session: CounsellingSession) -> bool:
    """Whether the actor speaks for the organisation that asked for the session."""
    return session.request.organisation_id in uow.actor.organisations_for(
        SchedulingPermission.REQUEST_PLACE
    )


def accept(uow: UnitOfWork, proposal_id: UUID) -> ChangeProposal:
    """Say yes: the session is changed as by editing its request, and the asker is told."""
    proposal, session = _answerable(uow, proposal_id)
    before = need_of(uow, session)
    after = proposals.changed(before, proposal.starts_at, proposal.modality, uow.settings.zone)
    _close(uow, proposal, ProposalState.ACCEPTED)
    requests.change(uow, session.request_id, after)
    uow.record("change.accepted", subject=session.request_id, **_what(proposal))
    _write(uow, proposal, session, ProposalNotice.ACCEPTED, proposal.asked_by)
    return proposal


def refuse(uow: UnitOfWork, proposal_id: UUID) -> ChangeProposal:
    """Say no: everything stays, and the asker is told."""
    proposal, session = _answerable(uow, proposal_id)
    _close(uow, proposal, ProposalState.REFUSED)
    uow.record("change.refused", subject=session.request_id, **_what(proposal))
    _write(uow, proposal, session, ProposalNotice.REFUSED, proposal.asked_by)
    return proposal


def _answerable(uow: UnitOfWork, proposal_id: UUID) -> tuple[ChangeProposal, CounsellingSession]:
    uow.require(SchedulingPermission.REQUEST_PLACE)
    proposal = queries.find(uow.db, proposal_id)
    if proposal is None or not may_read(uow, proposal.session.request):
        raise NotFound
    if not may_answer(uow, proposal.session):
        raise Forbidden
    reason = _reason_closed(uow, proposal, proposal.session)
    if reason is not None:
        raise Conflict(reason)
    return proposal, proposal.session


def withdraw(uow: UnitOfWork, proposal_id: UUID) -> ChangeProposal:
    """Take a question back before it is answered; the requester is told that it is over."""
    uow.require(SchedulingPermission.REQUEST_DECIDE)
    proposal = queries.find(uow.db, proposal_id)
    if proposal is None:
        raise NotFound
    _close(uow, proposal, ProposalState.WITHDRAWN)
    session = proposal.session
    uow.record("change.withdrawn", subject=session.request_id, **_what(proposal))
    _write(uow, proposal, session, ProposalNotice.TAKEN_BACK, session.request.requester_id)
    return proposal


def close_over(uow: UnitOfWork) -> None:
    """Close what nobody answered in time, or what a change or a full team overtook. Safe to repeat."""
    for proposal in queries.list_over(uow.db, uow.now):
        session = proposal.session
        in_time = proposal.expires_at > uow.now
        _close(uow, proposal, ProposalState.LAPSED)
        uow.record("change.lapsed", subject=session.request_id, **_what(proposal))
        if in_time:
            _write(uow, proposal, session, ProposalNotice.TAKEN_BACK, session.request.requester_id)
        else:
            _write(uow, proposal, session, ProposalNotice.LAPSED, proposal.asked_by)


def _close(uow: UnitOfWork, proposal: ChangeProposal, state: ProposalState) -> None:
    by = None if uow.actor.user_id is None else UserId(uow.actor.user_id)
    if not queries.close(uow.db, proposal.id, state, by, uow.now):
        raise Conflict(say("Somebody has answered or closed this question meanwhile."))


def _write(
    uow: UnitOfWork,
    proposal: ChangeProposal,
    session: CounsellingSession,
    notice: ProposalNotice,
    to: UUID,
) -> None:
    zone = uow.settings.zone
    values: dict[str, object] = {
        "day": local_day(proposal.former_starts_at, zone),
        "clock": local_clock(proposal.former_starts_at, zone),
        "reference": session.request.reference,
        "until_day": local_day(proposal.expires_at, zone),
        "until_clock": local_clock(proposal.expires_at, zone),
        "new_clock": None if proposal.starts_at is None else local_clock(proposal.starts_at, zone),
        "new_modality": proposal.modality,
    }
    change = (
        say("%(reference)s: start at %(new_clock)s instead of %(clock)s")
        if proposal.starts_at is not None
        else say("%(reference)s, %(clock)s: held differently, by %(new_modality)s")
    )
    letter = Letter(
        subject=filled(notice.subject, values),
        sentences=(filled(change, values), filled(notice.sentence, values)),
        path=f"/requests/{session.request_id}",
        about=f"proposal:{proposal.id}",
    )
    letters.replace(uow, recipients.find(uow, to), letter)
