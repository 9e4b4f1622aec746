"""What a token may be used for: the mechanism. Packages declare their scopes in `domain/scopes.py`."""

from dataclasses import dataclass
from uuid import UUID

from foundation.text.message import LazyText


@dataclass(frozen=True)
class TokenScope:
    """`thing:read` or `thing:write`, and what it opens in words.

    A scope never opens more than its owner's roles do: it only says which part of that a token is for.
    """

    name: str
    label: LazyText


@dataclass(frozen=True)
class HeldToken:
    """The token of this request: whose it is said by the actor, what it is for by its scopes."""

    id: UUID
    scopes: frozenset[str]

    def opens(self, scope: TokenScope) -> bool:
        """Whether the token is for this."""
        return scope.name in self.scopes
