"""What becomes of a session, and who goes: everybody in turn."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date
from itertools import cycle
from uuid import UUID

from dispatch.store.year.roster import Roster
from interpreters.domain.languages import Language
from scheduling.domain.states import SessionState

# What became of a hundred sessions of the past, and of those of the coming days.
PAST = (
    *(SessionState.HELD,) * 88,
    *(SessionState.CANCELLED,) * 8,
    *(SessionState.NOT_DELIVERED,) * 4,
)
NEXT_WEEK = (
    *(SessionState.STAFFED,) * 60,
    *(SessionState.PLANNED,) * 10,
    *(SessionState.REQUESTED,) * 30,
)
LATER = (SessionState.REQUESTED,)


def fates(day: date, today: date) -> tuple[SessionState, ...]:
    """What may become of a session of a day, each as often as it stands here."""
    if day < today:
        return PAST
    return NEXT_WEEK if (day - today).days < 7 else LATER  # noqa: PLR2004  a week


@dataclass
class Chooser:
    """Who is next in each language; nobody twice in half a day."""

    roster: Roster
    turn: dict[Language, Iterator[UUID]] = field(init=False)
    busy: set[tuple[date, bool, UUID]] = field(default_factory=set[tuple[date, bool, UUID]])

    def __post_init__(self) -> None:
        """Begin with the first of each language."""
        self.turn = {language: cycle(people) for language, people in self.roster.active.items()}

    def take(self, language: Language, day: date, *, morning: bool) -> UUID | None:
        """Somebody who is free then; None when all are busy."""
        for _ in range(len(self.roster.active.get(language, ()))):
            who = next(self.turn[language])
            if (day, morning, who) not in self.busy:
                self.busy.add((day, morning, who))
                return who
        return None
