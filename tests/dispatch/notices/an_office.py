"""The office in which the lines of the table of news happen."""

from dataclasses import dataclass
from datetime import timedelta

import sqlalchemy as sa

from accounts.store.tables import User
from foundation.database.work import UnitOfWork
from foundation.messages.outbox import Message
from interpreters.store.tables import Interpreter
from scheduling.store.tables import CounsellingSession, Request
from tests.dispatch.acting import acting, ask, assign, later
from tests.factories import a_coordinator, a_session
from tests.factories.dispatch import a_signed_up_interpreter


@dataclass
class Office:
    """One session in five days, one interpreter, two coordinators; what was written before is forgotten."""

    uow: UnitOfWork
    session: CounsellingSession
    hanh: Interpreter
    user: User
    on_duty: User
    colleague: User
    requester: User
    request: Request

    def by(self, user: User, **lapse: float) -> UnitOfWork:
        """The unit of work of somebody, perhaps later."""
        return acting(later(self.uow, **lapse) if lapse else self.uow, user)

    def forget(self) -> None:
        """Everything written so far has gone out and been read."""
        self.uow.db.execute(sa.delete(Message))
        self.uow.gathered.clear()

    def held(self) -> None:
        """She has said yes by telephone."""
        assign(self.uow, self.session, self.hanh)
        self.forget()

    def asked(self) -> None:
        """She is asked."""
        self.offer = ask(self.uow, self.session, self.hanh)
        self.forget()


def an_office(uow: UnitOfWork) -> Office:
    hanh, user = a_signed_up_interpreter(uow, language="en")
    session = a_session(uow, day=uow.today + timedelta(days=5), start="14:00")
    on_duty, colleague = (a_coordinator(uow, language="en") for _ in range(2))
    session.request.requester.language = "en"
    uow.db.flush()
    request = session.request
    return Office(uow, session, hanh, user, on_duty, colleague, request.requester, request)
