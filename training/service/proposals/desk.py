"""What the training office sees of proposals, and dismissing one."""

from uuid import UUID

import sqlalchemy as sa

from foundation.database.work import UnitOfWork
from foundation.security.errors import Conflict, NotFound, refuse
from foundation.security.free_text import check_free_text
from foundation.text.message import LazyText, say
from foundation.text.normalise import normalise_text
from training.domain.permissions import TrainingPermission
from training.domain.proposals import LONGEST_REASON, CourseProposalState, ProposalWish, said_again
from training.service.proposals.recording import NO_LONGER
from training.store.queries import proposals as queries
from training.store.tables import TrainingProposal


def select_all(uow: UnitOfWork, wish: ProposalWish) -> sa.Select[TrainingProposal]:
    """The proposals that are wanted as a question, the largest gain first."""
    uow.require(TrainingPermission.COURSE_MANAGE)
    return queries.select_all({wish.state}, wish.language, wish.city)


def count_by_state(uow: UnitOfWork) -> dict[CourseProposalState, int]:
    """How many there are in each state."""
    uow.require(TrainingPermission.COURSE_MANAGE)
    found = queries.count_by_state(uow.db)
    return {state: found.get(state, 0) for state in CourseProposalState}


def get(uow: UnitOfWork, proposal_id: UUID) -> TrainingProposal:
    """One proposal with its cohort."""
    uow.require(TrainingPermission.COURSE_MANAGE)
    found = queries.find(uow.db, proposal_id)
    if found is None:
        raise NotFound
    return found


def lock(uow: UnitOfWork, proposal_id: UUID) -> TrainingProposal:
    """One proposal to be changed."""
    uow.require(TrainingPermission.COURSE_MANAGE)
    found = queries.lock(uow.db, proposal_id)
    if found is None:
        raise NotFound
    return found


def why_of(proposal: TrainingProposal) -> LazyText:
    """Why it is proposed."""
    return said_again(proposal.why)


def reason_of(proposal: TrainingProposal) -> LazyText:
    """Why it was dismissed."""
    if proposal.dismissed_because == NO_LONGER:
        return say("Other courses would bring more by now.")
    return LazyText("%(reason)s", {"reason": proposal.dismissed_because})


def dismiss(uow: UnitOfWork, proposal_id: UUID, reason: str) -> None:
    """Put an open proposal aside, for a reason that stays with it; it is not made again for a while."""
    proposal = lock(uow, proposal_id)
    require_open(proposal)
    reason = normalise_text(reason)
    if not reason:
        raise refuse("reason", say("Say why: it stays with the proposal."))
    if len(reason) > LONGEST_REASON:
        raise refuse("reason", say("Use at most %(n)s characters.", n=LONGEST_REASON))
    check_free_text("reason", reason)
    proposal.state, proposal.settled_at = CourseProposalState.DISMISSED, uow.now
    proposal.dismissed_because = reason
    uow.db.flush()
    uow.record("proposal.dismissed", subject=proposal.id, reason=reason)


def require_open(proposal: TrainingProposal) -> None:
    """Raise when somebody has acted on it already."""
    if proposal.state is not CourseProposalState.OPEN:
        raise Conflict(say("This proposal is “%(state)s” now.", state=proposal.state))
