"""What the moves of a cohort mean for the proposals that it was made for; app.py connects it."""

from foundation.database.work import UnitOfWork
from training.domain.courses import CohortStatus
from training.domain.events import CohortMoved
from training.domain.proposals import CourseProposalState
from training.service.catalogue import cohorts
from training.service.proposals import inviting
from training.store.queries import proposals as queries
from training.store.tables import TrainingProposal

C, P = CohortStatus, CourseProposalState


def on_cohort_moved(uow: UnitOfWork, event: CohortMoved) -> None:
    """Announced: whoever was invited is written to. Begun and closed: the proposal follows. Called off: it is open again."""
    if event.status is C.PUBLISHED:
        inviting.send(uow, event.cohort_id)
    if event.status is C.CANCELLED:
        inviting.call_off(uow, cohorts.get(uow, event.cohort_id))
    for proposal in queries.list_of_cohort(uow.db, event.cohort_id):
        _follow(uow, proposal, event.status)
    uow.db.flush()


def _follow(uow: UnitOfWork, proposal: TrainingProposal, status: CohortStatus) -> None:
    if status is C.RUNNING:
        proposal.state = P.RUNNING
        uow.record("proposal.running", subject=proposal.id)
    elif status is C.CLOSED:
        proposal.state, proposal.settled_at = P.CLOSED, uow.now
        uow.record("proposal.closed", subject=proposal.id)
    elif status is C.CANCELLED:
        proposal.state, proposal.cohort_id = P.OPEN, None
        proposal.expected_low = proposal.expected = proposal.expected_high = None
        uow.record("proposal.reopened", subject=proposal.id)
