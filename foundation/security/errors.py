"""The ways in which the office says no; one table in web/errors.py turns them into pages."""

from collections.abc import Mapping, Sequence
from datetime import timedelta

from foundation.text.message import LazyText, say


class DomainError(Exception):
    """A no with its reason.

    `problems` names what is wrong field by field, so that a form can show each beside its input.
    """

    def __init__(
        self, reason: LazyText | str, problems: Mapping[str, Sequence[LazyText]] | None = None
    ) -> None:
        """Keep the reason as a translatable sentence."""
        self.reason = reason if isinstance(reason, LazyText) else LazyText(reason)
        self.problems = dict(problems or {})
        super().__init__(str(self.reason))


class NotFound(DomainError):
    """There is no such thing, or none that this reader may know of."""

    def __init__(self, reason: LazyText | str = say("Page not found")) -> None:  # noqa: B008  immutable
        """Say the same whether it is missing or foreign."""
        super().__init__(reason)


class Forbidden(DomainError):
    """The actor may not do this."""

    def __init__(self, reason: LazyText | str = say("You don’t have access.")) -> None:  # noqa: B008  immutable
        """Keep it short: details would help an intruder."""
        super().__init__(reason)


class Conflict(DomainError):
    """Someone was first, or the thing has moved on."""


class Overtaken(Conflict):
    """Somebody else wrote the same row since it was read here; nothing of this transaction is kept."""

    def __init__(self) -> None:
        """Say it in one sentence, whatever the row."""
        super().__init__(
            say(
                "Somebody else changed this at the same moment, so nothing of yours was saved. "
                "Open it again to see how it stands."
            )
        )


class HasChanged(DomainError):
    """The state that the asker means is not the newest."""

    def __init__(self) -> None:
        """Say the same whatever it is."""
        super().__init__(say("It has changed since you read it. Read it again, then decide."))


class Gone(DomainError):
    """It was there and has ended: an expired offer, a withdrawn link."""


class Refused(DomainError):
    """The wish makes no sense as given."""


class TooOften(DomainError):
    """The same was asked too many times in a short while."""

    def __init__(
        self,
        reason: LazyText | str = say("Too many attempts. Wait a few minutes and try again."),  # noqa: B008  immutable
        pause: timedelta = timedelta(seconds=30),
    ) -> None:
        """Say how it passes, and after which pause trying again makes sense."""
        super().__init__(reason)
        self.pause = pause


class Unavailable(DomainError):
    """The office lacks something it needs for this; the reason names what."""


def refuse(field: str, reason: LazyText) -> Refused:
    """Build a refusal about one field."""
    return Refused(reason, {field: [reason]})


class Problems:
    """Collects what is wrong, field by field, and raises once."""

    def __init__(self) -> None:
        """Start with nothing wrong."""
        self.found: dict[str, list[LazyText]] = {}

    def add(self, field: str, reason: LazyText) -> None:
        """Note that `field` is wrong for `reason`."""
        self.found.setdefault(field, []).append(reason)

    def check(self) -> None:
        """Raise Refused when anything was noted; its sentence is the first reason."""
        if self.found:
            first = next(iter(self.found.values()))[0]
            raise Refused(first, self.found)
