"""A mentor with a confirmed session, and her trainee."""

from datetime import timedelta
from typing import Any

import sqlalchemy as sa

from dispatch.service.practicum import pairing
from dispatch.store.tables import PracticumPlace
from foundation.database.work import UnitOfWork
from scheduling.store.tables import CounsellingSession
from tests.dispatch.acting import assign
from tests.factories import a_session
from tests.factories.practicum import a_mentor, a_mentorship, a_trainee
from training.store.tables import Mentorship, PracticumEntry


class Pair:
    """A mentor with a confirmed session tomorrow at ten, and her trainee."""

    def __init__(self, uow: UnitOfWork, **values: Any) -> None:
        self.uow = uow
        self.mentor, self.mentor_user = a_mentor(uow)
        self.trainee, self.trainee_user = a_trainee(uow)
        self.pair: Mentorship = a_mentorship(uow, self.mentor, self.trainee)
        self.session = self.a_session(**values)
        self.assignment = assign(uow, self.session, self.mentor)

    def a_session(self, **values: Any) -> CounsellingSession:
        wanted: dict[str, Any] = {"trainee_welcome": True, **values}
        return a_session(self.uow, **wanted)

    def run(self) -> int:
        return pairing.pair(self.uow, self.uow.today, self.uow.today + timedelta(days=7))

    @property
    def place(self) -> PracticumPlace:
        return self.uow.db.scalars(sa.select(PracticumPlace)).one()

    @property
    def entry(self) -> PracticumEntry:
        return self.uow.db.scalars(sa.select(PracticumEntry)).one()
