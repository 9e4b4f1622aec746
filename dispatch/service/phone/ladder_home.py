"""What comes next on the ladder, for the first page."""

from foundation.database.work import UnitOfWork
from foundation.security.permissions import Permission
from training.service.certification import ladder
from training.service.people import learners


def next_rung(uow: UnitOfWork) -> ladder.LadderStep | None:
    """The first rung that the reader has not reached, or None once there is none."""
    uow.require(Permission.LEARNING_OWN)
    me = learners.find_mine(uow)
    if me is None:
        return None
    return next((step for step in ladder.steps(uow, me.id) if not step.held), None)
