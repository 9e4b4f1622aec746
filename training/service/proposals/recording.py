"""Proposals as dispatch finds them, night after night: each lack once, with its newest figures."""

from collections.abc import Collection
from uuid import UUID

from sqlalchemy.exc import IntegrityError

from foundation.database.work import UnitOfWork
from training.domain.permissions import TrainingPermission
from training.domain.proposals import RESTS_FOR, CourseProposalState, NewProposal, as_kept
from training.store.queries import proposals as queries
from training.store.tables import TrainingProposal

NO_LONGER = "no_longer_needed"


def record(uow: UnitOfWork, found: NewProposal) -> UUID:
    """Propose a course for a lack; the id of its proposal.

    One that is open gets the new figures. One that is being acted on keeps those it was decided by, and what was
    dismissed rests for a while: nothing new is proposed.
    """
    uow.require(TrainingPermission.COURSE_MANAGE)
    known = queries.find_live(uow.db, found.subject)
    if known is not None:
        if known.state is CourseProposalState.OPEN:
            _write(uow, known, found)
        return known.id
    resting = queries.find_dismissed_since(uow.db, found.subject, uow.now - RESTS_FOR)
    if resting is not None and resting.dismissed_because != NO_LONGER:
        return resting.id
    proposal = TrainingProposal(
        subject=found.subject,
        kind=found.kind,
        language=found.language,
        level=found.level,
        domain=found.domain,
        city=found.city,
        seats=found.seats,
        gained_low=found.gained_low,
        gained=found.gained,
        gained_high=found.gained_high,
        why=as_kept(found.why),
        session_ids=[],
        people=[],
        created_at=uow.now,
        figures_at=uow.now,
    )
    _write(uow, proposal, found)
    try:
        with uow.db.begin_nested():
            uow.db.add(proposal)
    except IntegrityError:
        # Somebody else has found the same lack in this very moment.
        theirs = queries.find_live(uow.db, found.subject)
        if theirs is None:
            raise
        return theirs.id
    uow.record("proposal.made", subject=proposal.id, seats=found.seats)
    return proposal.id


def _write(uow: UnitOfWork, proposal: TrainingProposal, found: NewProposal) -> None:
    proposal.seats = found.seats
    proposal.gained_low, proposal.gained = found.gained_low, found.gained
    proposal.gained_high = found.gained_high
    proposal.why = as_kept(found.why)
    proposal.session_ids = [str(each) for each in found.session_ids]
    proposal.people = [str(each) for each in found.people]
    proposal.gain_id, proposal.figures_at = found.dispatch_gain_id, uow.now


def lapse_others(uow: UnitOfWork, kept: Collection[UUID]) -> int:
    """Take back the open proposals other than these, because what they would bring is no longer among the most; how many.

    Where nothing at all was found, nothing is known of them either: they stay.
    """
    uow.require(TrainingPermission.COURSE_MANAGE)
    if not kept:
        return 0
    gone = queries.list_open_but(uow.db, kept)
    for proposal in gone:
        proposal.state, proposal.settled_at = CourseProposalState.DISMISSED, uow.now
        proposal.dismissed_because = NO_LONGER
        uow.record("proposal.lapsed", subject=proposal.id)
    uow.db.flush()
    return len(gone)
