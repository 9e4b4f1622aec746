"""The training office hears once a week of what is newly proposed."""

from datetime import timedelta

from foundation.database.work import UnitOfWork
from foundation.jobs import Job
from training.domain.permissions import TrainingPermission
from training.service.proposals import notices
from training.store.queries import proposals as queries

# More are looked up on the page.
BEST = 10


def tell(uow: UnitOfWork) -> None:
    """Write of the best proposals that nobody was told of; each is told of once."""
    uow.require(TrainingPermission.COURSE_MANAGE)
    found = queries.list_untold(uow.db, BEST)
    if not found:
        return
    notices.tell_of(uow, found)
    for each in found:
        each.told_at = uow.now


JOBS: tuple[Job, ...] = (
    # Monday, 08:00 in Korea: weeks are counted from a Saturday.
    Job(
        name="training.tell_of_proposals",
        run=tell,
        every=timedelta(days=7),
        offset=timedelta(days=1, hours=23),
    ),
)
