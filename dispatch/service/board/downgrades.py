"""How many sessions of a run are served less well than asked for, as their requesters agreed."""

from dataclasses import dataclass

from dispatch.domain.permissions import DispatchPermission
from dispatch.store.queries import repairs as queries
from dispatch.store.tables import PlanRun
from foundation.database.work import UnitOfWork


@dataclass(frozen=True)
class Downgrades:
    """Slots of a run's days: in another language by the draft, and one level lower as they stand (no draft does that)."""

    other_language: int
    lower_level: int

    @property
    def total(self) -> int:
        """Both."""
        return self.other_language + self.lower_level


def read_downgrades(uow: UnitOfWork, run: PlanRun) -> Downgrades:
    """Count them: those that the draft keeps or makes, without what was left out of it."""
    uow.require(DispatchPermission.BOARD_READ)
    return Downgrades(
        queries.count_other_language(uow.db, run.id),
        queries.count_lower_level(uow.db, run.first_day, run.last_day),
    )
