"""News of messages for upper packages."""

import uuid
from dataclasses import dataclass

from foundation.database.events import Event


@dataclass(frozen=True)
class MessageUnreached(Event):
    """A message that had to reach somebody has not, over any channel: somebody has to call."""

    message_id: uuid.UUID
    about: str
    user_id: uuid.UUID | None
