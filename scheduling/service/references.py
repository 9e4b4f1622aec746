"""Numbers by which people speak of requests: R-2611-0001 is the first of November 2026."""

from foundation.database.work import UnitOfWork
from scheduling.store.queries import requests as queries
from scheduling.store.tables import Request


def keep(uow: UnitOfWork, request: Request) -> None:
    """Store a request under the next number of the month."""
    queries.lock_references(uow.db)
    prefix = f"R-{uow.today:%y%m}-"
    last = queries.last_reference(uow.db, prefix)
    number = int(last.removeprefix(prefix)) if last else 0
    request.reference = f"{prefix}{number + 1:04}"
    uow.db.add(request)
    uow.db.flush()
