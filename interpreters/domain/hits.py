"""What a change would take away from somebody: sessions that they hold, questions put to them, places beside a mentor."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from foundation.text.message import LazyText


@dataclass(frozen=True, kw_only=True)
class Hit:
    """One session that would be hit; `sentence` says when, where and in which language.

    Whoever reads it may be the interpreter: no case, no name.
    """

    session_id: UUID
    slot_no: int
    starts_at: datetime
    sentence: LazyText


@dataclass(frozen=True, kw_only=True)
class Hits:
    """Everything that would be hit, each in order of time."""

    sessions: Sequence[Hit] = ()
    offers: Sequence[Hit] = ()
    places: Sequence[Hit] = ()

    def __bool__(self) -> bool:
        """Whether anything is hit at all."""
        return bool(self.sessions or self.offers or self.places)

    @property
    def mark(self) -> str:
        """Everything that is hit, in one text, to be compared with what a page has shown."""
        every = (*self.sessions, *self.offers, *self.places)
        return " ".join(f"{each.session_id}/{each.slot_no}" for each in every)

    def without(self, left: "Hits") -> "Hits":
        """Those of these that are no longer among what is left."""
        return Hits(
            sessions=_gone(self.sessions, left.sessions),
            offers=_gone(self.offers, left.offers),
            places=_gone(self.places, left.places),
        )


def _gone(before: Sequence[Hit], after: Sequence[Hit]) -> list[Hit]:
    kept = {(each.session_id, each.slot_no) for each in after}
    return [each for each in before if (each.session_id, each.slot_no) not in kept]
