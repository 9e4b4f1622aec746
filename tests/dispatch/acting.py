"""Small steps that many tests of offers and assignments take."""

from dataclasses import replace
from datetime import timedelta
from typing import Any

import sqlalchemy as sa

from accounts.store.tables import User
from dispatch.service.slots import assignments, offers
from dispatch.store.tables import Assignment, Offer
from foundation.database.work import UnitOfWork
from foundation.messages.outbox import Message, MessageState
from interpreters.store.tables import Interpreter
from scheduling.store.tables import CounsellingSession
from tests.factories import as_actor


def acting(uow: UnitOfWork, user: User) -> UnitOfWork:
    """The same transaction with somebody else acting."""
    return replace(uow, actor=as_actor(uow, user))


def later(uow: UnitOfWork, **lapse: float) -> UnitOfWork:
    """The same transaction at a later instant."""
    return replace(uow, now=uow.now + timedelta(**lapse))


def ask(uow: UnitOfWork, session: CounsellingSession, who: Interpreter, **values: Any) -> Offer:
    """Ask somebody for the first slot at the session's own time, unless `values` say otherwise."""
    given: dict[str, Any] = {"slot_no": 1, "starts_at": session.starts_at, **values}
    return offers.send_offer(uow, session_id=session.id, interpreter_id=who.id, **given)


def assign(
    uow: UnitOfWork, session: CounsellingSession, who: Interpreter, **values: Any
) -> Assignment:
    """Confirm somebody for the first slot at the session's own time, unless `values` say otherwise."""
    given: dict[str, Any] = {"slot_no": 1, "starts_at": session.starts_at, **values}
    return assignments.assign(uow, session_id=session.id, interpreter_id=who.id, **given)


def subjects(uow: UnitOfWork, user: User) -> list[str]:
    """What somebody has been written, in the order of writing, without what was withdrawn."""
    query = (
        sa.select(Message.subject)
        .where(Message.to == user.email, Message.state != MessageState.WITHDRAWN)
        .order_by(Message.created_at)
    )
    return list(uow.db.scalars(query))
