"""Mentorships."""

from typing import Any

from accounts.domain.roles import Role
from accounts.store.tables import User
from foundation.database.work import UnitOfWork
from interpreters.domain.languages import Language
from interpreters.store.tables import Interpreter
from tests.factories.accounts import a_user
from tests.factories.interpreters import an_interpreter
from tests.factories.scheduling import available
from training.domain.practicum import MentorshipStatus
from training.service.people import learners
from training.store.tables import Mentorship


def a_mentor(
    uow: UnitOfWork, name: str = "응우옌 티 하인", **values: Any
) -> tuple[Interpreter, User]:
    """Somebody free from nine to six every day, with an account, who holds L2, L3 and L4."""
    user = a_user(uow, Role.INTERPRETER, full_name=name)
    columns: dict[str, Any] = {"levels": ("L2", "L3-LAB", "L4"), **values}
    mentor = an_interpreter(uow, name, user=user, **columns)
    available(uow, mentor)
    return mentor, user


def a_trainee(uow: UnitOfWork, name: str = "팜 티 마이", **values: Any) -> tuple[Interpreter, User]:
    """Somebody who holds L1 only, with an account, free from nine to six every day."""
    user = a_user(uow, Role.TRAINEE, full_name=name)
    columns: dict[str, Any] = {"levels": ("L1",), "standing": "trainee", **values}
    trainee = an_interpreter(uow, name, user=user, **columns)
    available(uow, trainee)
    return trainee, user


def a_mentorship(
    uow: UnitOfWork, mentor: Interpreter, trainee: Interpreter, **values: Any
) -> Mentorship:
    """A Vietnamese pair to which both have agreed, begun today."""
    columns: dict[str, Any] = {
        "mentor_id": learners.of_interpreter(uow, mentor.id).id,
        "trainee_id": learners.of_interpreter(uow, trainee.id).id,
        "language": Language.VIETNAMESE,
        "status": MentorshipStatus.ACTIVE,
        "starts_on": uow.today,
        "proposed_at": uow.now,
        "mentor_agreed_at": uow.now,
        "trainee_agreed_at": uow.now,
        **values,
    }
    pair = Mentorship(**columns)
    uow.db.add(pair)
    uow.db.flush()
    return pair
