"""Asking a requester for a change, so that somebody can come; a yes applies it."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass, replace
from datetime import datetime
from uuid import UUID

from accounts.domain.ids import SiteId, UserId
from accounts.service import organisations, recipients
from foundation.database.work import UnitOfWork
from foundation.security.errors import Conflict, Forbidden, NotFound
from foundation.text.message import LazyText, say
from foundation.times.zones import local_day
from interpreters.domain.ids import InterpreterId
from interpreters.domain.languages import Language
from interpreters.domain.qualifications import Modality
from scheduling.domain import proposals
from scheduling.domain.events import ChangeAgreed
from scheduling.domain.ids import SessionId
from scheduling.domain.permissions import SchedulingPermission
from scheduling.domain.proposals import ProposalState, ProposedChange
from scheduling.domain.settings import SchedulingSettings
from scheduling.domain.states import SessionState
from scheduling.service import checks, requests
from scheduling.service import proposal_letters as letters_about
from scheduling.service.proposal_letters import ProposalNotice
from scheduling.service.reading import may_read, need_of
from scheduling.store.queries import proposals as queries
from scheduling.store.queries import requests as request_queries
from scheduling.store.tables import ChangeProposal, CounsellingSession

# Once everybody is found, nothing need change any more.
WANTING = frozenset({SessionState.REQUESTED, SessionState.PLANNED})


def propose(
    uow: UnitOfWork,
    session_id: UUID,
    *,
    starts_at: datetime | None = None,
    modality: Modality | None = None,
    language: Language | None = None,
    site_id: SiteId | None = None,
    lower_level: bool = False,
    then_ask: InterpreterId | None = None,
) -> ChangeProposal:
    """Ask the requester whether a session may be otherwise in one thing; they are told.

    Exactly one of the first is given (`ProposedChange`). After a yes `then_ask` is sent an offer at once.
    Conflict while another question is open, once nobody is wanted any more, or when the session is too
    near to wait for an answer.
    """
    uow.require(SchedulingPermission.REQUEST_DECIDE)
    session = request_queries.find_session(uow.db, session_id)
    change = ProposedChange(
        starts_at=starts_at,
        modality=modality,
        language=language,
        site_id=site_id,
        lower_level=lower_level,
    )
    if session is None or not change.is_one:
        raise NotFound
    _check_wanting(uow, session)
    _check_change(uow, session, change)
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
        language=language,
        site_id=site_id,
        lower_level=lower_level,
        interpreter_id=then_ask,
        former_starts_at=session.starts_at,
        former_modality=session.modality,
        asked_by=UserId(uow.actor.user_id),
        asked_at=uow.now,
        expires_at=until,
    )
    uow.db.add(made)
    uow.db.flush()
    found = queries.find(uow.db, made.id)
    assert found is not None
    uow.record("change.proposed", subject=session.request_id, **_what(found))
    letters_about.write(uow, found, session, _asked(change), session.request.requester_id)
    return found


def _asked(change: ProposedChange) -> ProposalNotice:
    if change.is_downgrade:
        return ProposalNotice.CONSENT_ASKED
    return ProposalNotice.ASKED if change.site_id is None else ProposalNotice.PLACE_ASKED


def _what(proposal: ChangeProposal) -> dict[str, object]:
    return {
        "proposal": proposal.id,
        "starts_at": proposal.starts_at,
        "modality": proposal.modality,
        **({"language": proposal.language} if proposal.language is not None else {}),
        **({"site": proposal.site_id} if proposal.site_id is not None else {}),
        **({"lower_level": True} if proposal.lower_level else {}),
    }


def _check_wanting(uow: UnitOfWork, session: CounsellingSession) -> None:
    reason = requests.reason_against_change(uow, session)
    if reason is not None:
        raise Conflict(reason)
    if session.state not in WANTING:
        raise Conflict(say("This session has its interpreters by now."))


def _check_change(uow: UnitOfWork, session: CounsellingSession, change: ProposedChange) -> None:
    """Whatever editing would refuse is not asked for."""
    zone, before = uow.settings.zone, need_of(uow, session)
    if change.starts_at is not None and local_day(change.starts_at, zone) != session.day:
        raise Conflict(say("Ask for another time on the same day."))
    if change.site_id is not None and not organisations.get_site(uow, change.site_id).active:
        raise Conflict(say("This place is closed. Choose another."))
    after = proposals.changed(before, change, zone)
    if after == before:
        raise Conflict(say("The session is already like this."))
    checks.find_problems(uow, after, kept=replace(before, site_id=after.site_id)).check()


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
    is_other = proposal.starts_at is None and proposal.modality is None
    if is_other and session.request.changed_at > proposal.asked_at:
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
    """Say yes: the session is changed as by editing its request, and the asker is told.

    Whoever was found with the change is asked at once by upper packages (ChangeAgreed). The organisation
    at whose place it is held now is told.
    """
    proposal, session = _answerable(uow, proposal_id)
    after = proposals.changed(need_of(uow, session), proposal.change, uow.settings.zone)
    _close(uow, proposal, ProposalState.ACCEPTED)
    is_moved, requesting = proposal.site_id is not None, session.request.organisation
    requests.change(uow, session.request_id, after, is_place_agreed=is_moved)
    uow.record("change.accepted", subject=session.request_id, **_what(proposal))
    is_somebody_found = proposal.interpreter_id is not None
    agreed = ProposalNotice.ACCEPTED_AND_ASKED if is_somebody_found else ProposalNotice.ACCEPTED
    letters_about.write(uow, proposal, session, agreed, proposal.asked_by)
    if proposal.site is not None:
        for host in recipients.administering(uow, proposal.site.organisation_id):
            notice = ProposalNotice.HELD_AT_YOURS
            letters_about.write_to(uow, proposal, session, notice, host, requesting=requesting)
    uow.announce(ChangeAgreed(session.id, proposal.interpreter_id))
    return proposal


def refuse(uow: UnitOfWork, proposal_id: UUID) -> ChangeProposal:
    """Say no: everything stays, and the asker is told."""
    proposal, session = _answerable(uow, proposal_id)
    _close(uow, proposal, ProposalState.REFUSED)
    uow.record("change.refused", subject=session.request_id, **_what(proposal))
    letters_about.write(uow, proposal, session, ProposalNotice.REFUSED, proposal.asked_by)
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
    letters_about.write(
        uow, proposal, session, ProposalNotice.TAKEN_BACK, session.request.requester_id
    )
    return proposal


def close_over(uow: UnitOfWork) -> None:
    """Close what nobody answered in time, or what a change, a full team or a cancellation overtook. Safe to repeat."""
    for proposal in queries.list_over(uow.db, uow.now):
        session = proposal.session
        in_time = proposal.expires_at > uow.now
        _close(uow, proposal, ProposalState.LAPSED)
        uow.record("change.lapsed", subject=session.request_id, **_what(proposal))
        if session.state is SessionState.CANCELLED:
            # That it is off is news enough, to whoever was asked and to whoever has asked.
            letters_about.keep_back(uow, proposal)
        elif in_time:
            letters_about.write(
                uow, proposal, session, ProposalNotice.TAKEN_BACK, session.request.requester_id
            )
        else:
            letters_about.write(uow, proposal, session, ProposalNotice.LAPSED, proposal.asked_by)


def _close(uow: UnitOfWork, proposal: ChangeProposal, state: ProposalState) -> None:
    by = None if uow.actor.user_id is None else UserId(uow.actor.user_id)
    if not queries.close(uow.db, proposal.id, state, by, uow.now):
        raise Conflict(say("Somebody has answered or closed this question meanwhile."))
