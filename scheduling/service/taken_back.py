"""Time off that was taken back: calendars that have read it are told so for some weeks."""

from collections.abc import Sequence
from datetime import timedelta

from foundation.database.work import UnitOfWork
from interpreters.domain.ids import InterpreterId
from scheduling.store.queries import availability as queries
from scheduling.store.tables import AvailabilityException
from scheduling.store.time_off import TimeOffTakenBack

TOLD_FOR = timedelta(days=28)
# Time off that counts, or that was taken back.
TimeOff = AvailabilityException | TimeOffTakenBack


def keep(uow: UnitOfWork, row: AvailabilityException) -> None:
    """Keep that time off is taken back now, under its id; the row itself is about to go."""
    uow.db.add(
        TimeOffTakenBack(
            id=row.id,
            interpreter_id=row.interpreter_id,
            first_day=row.first_day,
            last_day=row.last_day,
            starts=row.starts,
            ends=row.ends,
            reason=row.reason,
            taken_back_at=uow.now,
        )
    )


def list_of(uow: UnitOfWork, interpreter_id: InterpreterId) -> Sequence[TimeOffTakenBack]:
    """What of somebody's calendars are still told of; the caller has checked who reads."""
    return queries.list_taken_back(uow.db, interpreter_id, uow.now - TOLD_FOR)


def forget(uow: UnitOfWork) -> None:
    """The job: forget what calendars have been told long enough."""
    queries.forget_taken_back(uow.db, uow.now - TOLD_FOR)
