"""How far the search for interpreters of a session has come."""

from dataclasses import dataclass

from scheduling.domain.states import SessionState


@dataclass(frozen=True)
class Filling:
    """Of `team` slots so many are confirmed; `asked` when somebody is held or has been asked."""

    team: int
    confirmed: int
    asked: bool

    @property
    def state(self) -> SessionState:
        """Staffed once every slot is confirmed, planned while an answer is awaited."""
        if self.confirmed >= self.team:
            return SessionState.STAFFED
        return SessionState.PLANNED if self.asked else SessionState.REQUESTED
