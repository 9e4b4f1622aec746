"""Holders of the first rung who have no mentor yet: they ask for one, and the office sees them."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from accounts.domain.roles import Role
from accounts.service import recipients
from foundation.database.work import UnitOfWork
from foundation.messages import letters
from foundation.messages.letters import Letter
from foundation.security.errors import Conflict
from foundation.text.message import say
from training.domain.permissions import TrainingPermission
from training.service.people import learners
from training.store.queries import practicum as queries
from training.store.tables import Learner


@dataclass(frozen=True)
class MentorWanted:
    """Whether the reader may have a mentor and has none, and when she asked for one."""

    is_wanted: bool
    asked_at: datetime | None


def see_own(uow: UnitOfWork) -> MentorWanted:
    """How it stands with the reader's own mentor."""
    uow.require(TrainingPermission.LEARNING_OWN)
    me = learners.find_mine(uow)
    if me is None or not queries.list_without_mentor(uow.db, uow.today, me.id):
        return MentorWanted(is_wanted=False, asked_at=None)
    return MentorWanted(is_wanted=True, asked_at=me.mentor_asked_at)


def ask(uow: UnitOfWork) -> None:
    """Ask the office for a mentor; twice is the same as once. Those who arrange pairs are told."""
    uow.require(TrainingPermission.LEARNING_OWN)
    wanted, me = see_own(uow), learners.find_mine(uow)
    if me is None or not wanted.is_wanted:
        raise Conflict(
            say("You have a mentor already, or do not hold the first certification yet.")
        )
    if me.mentor_asked_at is not None:
        return
    me.mentor_asked_at = uow.now
    uow.db.flush()
    uow.record("mentorship.asked_for", subject=me.id)
    letter = Letter(
        subject=say("A mentor is requested"),
        sentences=(say("A holder of the first certification has no mentor and asks for one."),),
        path="/mentoring",
        about=f"mentor:{me.id}",
    )
    letters.write_to_all(uow, recipients.with_role(uow, Role.TRAINING_MANAGER), letter)


def list_waiting(uow: UnitOfWork) -> Sequence[Learner]:
    """Everybody who holds the first rung and has no mentor: who has asked first, then by name."""
    uow.require(TrainingPermission.PRACTICUM_ARRANGE)
    return queries.list_without_mentor(uow.db, uow.today)
