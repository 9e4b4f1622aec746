"""What a change would take away from somebody: sessions that they hold, and questions put to them."""

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

    def __bool__(self) -> bool:
        """Whether anything is hit at all."""
        return bool(self.sessions or self.offers)

    def without(self, left: "Hits") -> "Hits":
        """Those of these that are no longer among what is left."""
        kept = {(each.session_id, each.slot_no) for each in left.sessions}
        open_still = {(each.session_id, each.slot_no) for each in left.offers}
        return Hits(
            sessions=[s for s in self.sessions if (s.session_id, s.slot_no) not in kept],
            offers=[o for o in self.offers if (o.session_id, o.slot_no) not in open_still],
        )
