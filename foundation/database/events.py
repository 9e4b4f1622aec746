"""News from a lower package to an upper one; only app.py connects them."""

from collections.abc import Callable, Mapping, Sequence
from typing import Any


class Event:
    """Something that has happened; subclasses are frozen dataclasses in the teller's domain."""


# A listener takes (uow, event); Any because each listens to its own kind of event.
Listener = Callable[..., None]
Subscribers = Mapping[type[Event], Sequence[Listener]]
NOBODY: Subscribers = {}


def publish(subscribers: Subscribers, uow: Any, event: Event) -> None:
    """Call every listener of this kind of event, in the teller's transaction."""
    for listener in subscribers.get(type(event), ()):
        listener(uow, event)
