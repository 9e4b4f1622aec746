"""News from the roster for upper packages."""

from dataclasses import dataclass

from foundation.database.events import Event
from interpreters.domain.ids import InterpreterId
from interpreters.domain.standing import Standing


@dataclass(frozen=True)
class StandingMoved(Event):
    """Somebody may now be sent, or no longer: only the active are."""

    interpreter_id: InterpreterId
    standing: Standing


@dataclass(frozen=True)
class PersonRenamed(Event):
    """The office has changed the name of somebody on the roster, or tied an account to the entry."""

    interpreter_id: InterpreterId


@dataclass(frozen=True)
class EligibilityLost(Event):
    """A certification ended or a restriction was added: future assignments may no longer hold."""

    interpreter_id: InterpreterId
