"""Who can score a sitting: assessors of the language without a conflict of interest."""

from dataclasses import dataclass
from uuid import UUID

from accounts.domain.ids import UserId
from accounts.domain.roles import Role
from accounts.service import users
from foundation.database.work import UnitOfWork
from foundation.security.errors import refuse
from foundation.text.message import say
from interpreters.domain.languages import Language
from training.domain.assessment import ConflictKind
from training.service.assessment import conflicts
from training.store.queries import conflicts as queries
from training.store.tables import Instrument, Learner, User


@dataclass(frozen=True, kw_only=True)
class PossibleAssessor:
    """An assessor, and what stands against her scoring somebody."""

    user: User
    speaks: bool
    conflict: ConflictKind | None

    @property
    def is_free(self) -> bool:
        """Whether she may score."""
        return self.speaks and self.conflict is None


def candidates(
    uow: UnitOfWork, learner: Learner, instrument: Instrument, language: Language | None
) -> list[PossibleAssessor]:
    """Every assessor of the office with what stands against each, by name.

    Only where an instrument is per language must the assessor speak it.
    """
    everybody = users.list_with_role(uow, Role.ASSESSOR)
    against = conflicts.of_learner(uow, learner)
    needed = language if instrument.per_language else None
    ids = [user.id for user in everybody]
    speaking = set(ids) if needed is None else queries.speakers(uow.db, ids, needed)
    return [
        PossibleAssessor(user=user, speaks=user.id in speaking, conflict=against.get(user.id))
        for user in everybody
    ]


def exist_for(uow: UnitOfWork, language: Language) -> bool:
    """Whether anybody can assess a language; where nobody can, experience may be recognised."""
    ids = [user.id for user in users.list_with_role(uow, Role.ASSESSOR)]
    return bool(queries.speakers(uow.db, ids, language))


def check(offered: list[PossibleAssessor], assessor_id: UUID) -> UserId:
    """The assessor's id; refused with its reason when she must not score."""
    found = next((each for each in offered if each.user.id == assessor_id), None)
    if found is None:
        raise refuse("assessor", say("Choose one of the assessors."))
    name = found.user.full_name
    if found.conflict is not None:
        reason = say(
            "%(name)s must not assess here: %(why)s. Choose somebody else.",
            name=name,
            why=found.conflict,
        )
        raise refuse("assessor", reason)
    if not found.speaks:
        raise refuse(
            "assessor",
            say("%(name)s does not speak this language. Choose somebody else.", name=name),
        )
    return found.user.id


def due(instrument: Instrument, offered: list[PossibleAssessor]) -> int:
    """How many must score: one where only one can, though the instrument asks for two.

    Refused where nobody can; the way out is the recognition of experience.
    """
    free = sum(each.is_free for each in offered)
    if instrument.per_language and not free:
        raise refuse(
            "language",
            say(
                "Nobody can assess this language without a conflict of interest. "
                "Give somebody the role of assessor, or use the portfolio."
            ),
        )
    return (
        min(instrument.assessors, max(free, 1))
        if instrument.per_language
        else (instrument.assessors)
    )
