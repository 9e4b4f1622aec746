"""What upper packages are told about training."""

from dataclasses import dataclass
from uuid import UUID

from foundation.database.events import Event


@dataclass(frozen=True)
class MentorshipEnded(Event):
    """A pair has ended: the trainee no longer sits beside this mentor."""

    mentorship_id: UUID
