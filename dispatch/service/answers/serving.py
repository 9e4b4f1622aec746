"""Who serves which sessions, for the list of requests."""

from collections import defaultdict
from collections.abc import Collection, Mapping
from uuid import UUID

import sqlalchemy as sa

from dispatch.store.queries import assignments as queries
from dispatch.store.queries import live
from dispatch.store.tables import CounsellingSession
from foundation.database.work import UnitOfWork
from scheduling.domain.ids import SessionId
from scheduling.domain.permissions import SchedulingPermission


def served_by(uow: UnitOfWork, name: str) -> sa.Select[SessionId]:
    """A question for the ids of sessions that somebody whose name holds `name` serves or has served."""
    uow.require(SchedulingPermission.REQUEST_READ_ANY)
    return queries.select_sessions_served_by(name)


def names_serving(uow: UnitOfWork, session_ids: Collection[UUID]) -> Mapping[UUID, list[str]]:
    """The names of those who serve or have served each of these sessions."""
    uow.require(SchedulingPermission.REQUEST_READ_ANY)
    found: dict[UUID, list[str]] = defaultdict(list)
    for session_id, name in queries.names_serving(uow.db, session_ids):
        found[session_id].append(name)
    return found


def names_of_session(uow: UnitOfWork, session: CounsellingSession) -> list[str]:
    """Who serves or served a session; its caller has checked who reads the request."""
    return [a.interpreter.full_name for a in live.list_served(uow.db, session.id)]
