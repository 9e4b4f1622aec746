"""A trainer, or a room, in two classes at the same time: a warning, never a refusal."""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import combinations
from uuid import UUID

from foundation.times.spans import Span


@dataclass(frozen=True)
class Booked:
    """One class with whom and where it needs."""

    meeting_id: UUID
    span: Span
    trainer_id: UUID | None
    site_id: UUID | None
    room: str

    @property
    def place(self) -> tuple[UUID, str] | None:
        """The room as it is compared; a class without one takes nobody's."""
        room = "".join(self.room.split()).casefold()
        return (self.site_id, room) if self.site_id is not None and room else None


@dataclass(frozen=True)
class Clash:
    """Two classes that share a trainer or a room while both last."""

    first: UUID
    second: UUID
    trainer: bool
    room: bool


def find_clashes(classes: Sequence[Booked]) -> list[Clash]:
    """Every pair of classes that gets in each other's way."""
    found: list[Clash] = []
    for first, second in combinations(sorted(classes, key=lambda each: each.span), 2):
        if not first.span.overlaps(second.span):
            continue
        trainer = first.trainer_id is not None and first.trainer_id == second.trainer_id
        room = first.place is not None and first.place == second.place
        if trainer or room:
            found.append(Clash(first.meeting_id, second.meeting_id, trainer, room))
    return found
