"""A session of today's, seen at instants around its start."""

from dataclasses import dataclass, replace
from datetime import timedelta
from typing import Any

from accounts.store.tables import User
from dispatch.store.tables import Assignment
from foundation.database.work import UnitOfWork
from interpreters.store.tables import Interpreter
from scheduling.store.tables import CounsellingSession
from tests.dispatch.acting import acting, assign
from tests.factories import a_coordinator, a_session
from tests.factories.dispatch import a_signed_up_interpreter


@dataclass
class Day:
    """One session of today at two, held by somebody, with its counsellor and a coordinator."""

    uow: UnitOfWork
    session: CounsellingSession
    hanh: Interpreter
    user: User
    desk: User
    assignment: Assignment
    # who asked for it
    counsellor: User

    def at(self, user: User | None, **from_start: float) -> UnitOfWork:
        """The unit of work of somebody, so long after the start; the system's without anybody."""
        work = replace(self.uow, now=self.session.starts_at + timedelta(**from_start))
        return work if user is None else acting(work, user)


def a_day(uow: UnitOfWork, **values: Any) -> Day:
    """Noon, and the session begins at two."""
    hanh, user = a_signed_up_interpreter(uow, language="en")
    session = a_session(uow, day=uow.today, start="14:00", **values)
    counsellor = session.request.requester
    counsellor.language = "en"
    desk = a_coordinator(uow, language="en")
    return Day(uow, session, hanh, user, desk, assign(uow, session, hanh), counsellor)
