"""Locking everything that lies ahead of somebody, before the rules are asked about it again."""

from datetime import timedelta

from dispatch.service.rules.locks import lock_all
from dispatch.store.queries import assignments as queries
from foundation.database.work import UnitOfWork
from foundation.times.spans import Span
from interpreters.domain.events import EligibilityLost
from scheduling.domain.events import LeaveTaken
from scheduling.domain.settings import SchedulingSettings


def lock_what_lies_ahead(uow: UnitOfWork, event: EligibilityLost | LeaveTaken) -> None:
    """Lock the sessions and the interpreter until the end of the transaction; app.py connects it first.

    Whoever binds this interpreter at the same moment takes the same lock: either they wait and then
    read what was taken away, or this waits and then sees what they have bound. Sessions are locked
    before interpreters, so when one more has come meanwhile, all locks are released and taken again.
    """
    who = event.interpreter_id
    ahead = Span(
        uow.now, uow.now + timedelta(days=uow.settings.of(SchedulingSettings).horizon_days)
    )
    known = queries.sessions_ahead(uow.db, who, ahead)
    while True:
        point = uow.db.begin_nested()
        lock_all(uow, known, [who])
        found = queries.sessions_ahead(uow.db, who, ahead)
        if found <= known:
            point.commit()
            return
        point.rollback()
        known = found
