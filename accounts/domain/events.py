"""News of accounts for upper packages, and what accounts ask of them."""

from dataclasses import dataclass, field
from uuid import UUID

from accounts.domain.consents import ConsentPurpose
from accounts.domain.ids import UserId
from foundation.database.events import Event


@dataclass(frozen=True)
class InterpreterAccessLost(Event):
    """Somebody can no longer act as an interpreter: the last such role was taken, or the account closed."""

    user_id: UserId


@dataclass(frozen=True)
class KeepingAsked(Event):
    """Which of these accounts belong to people whom the centre keeps? Listeners add them to `kept`.

    An organisation's administrator may not close these accounts nor send links for them.
    """

    user_ids: frozenset[UserId]
    kept: set[UUID] = field(default_factory=set[UUID])


@dataclass(frozen=True)
class ConsentSigned(Event):
    """Somebody signed the newest words of a pledge or consent."""

    user_id: UserId
    purpose: ConsentPurpose


@dataclass(frozen=True)
class AccountRenamed(Event):
    """The name of an account is another one now; `by_self`: its owner wrote it, not the office."""

    user_id: UserId
    by_self: bool
