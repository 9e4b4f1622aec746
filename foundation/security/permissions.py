"""Permissions and who is acting: the mechanism. Packages declare what may be done, and which role may do it."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from uuid import UUID

from foundation.security.errors import Forbidden


class Permission(StrEnum):
    """What may be done, `package:thing:act`; each package has its own in `domain/permissions.py`."""


# What each role may do, put together by app.py from what the packages declare.
Grants = Mapping[str, frozenset[Permission]]
NONE: Grants = {}


def together(*tables: Mapping[str, frozenset[Permission]]) -> Grants:
    """One table of several: a role may do whatever any of them allows."""
    roles = dict.fromkeys(role for table in tables for role in table)
    empty = frozenset[Permission]()
    return {role: empty.union(*(table.get(role, empty) for table in tables)) for role in roles}


@dataclass(frozen=True)
class Actor:
    """Who acts: a person with roles by organisation, or the system itself."""

    user_id: UUID | None
    name: str
    language: str = "ko"
    roles: tuple[tuple[UUID, str], ...] = ()
    grants: Grants = field(default_factory=dict[str, frozenset[Permission]], repr=False)
    extra: frozenset[Permission] = frozenset()
    may_all: bool = False
    # When the person last typed the password again, for what asks for it.
    confirmed_at: datetime | None = None
    # Signed in by a password alone where more is needed: without roles, until a second step is set up.
    lacks_second_step: bool = False

    @property
    def permissions(self) -> frozenset[Permission]:
        """Everything this actor was given, in whichever organisation."""
        return self.extra.union(*(self._of(role) for _, role in self.roles))

    def may(self, permission: Permission) -> bool:
        """Whether any role allows it."""
        return self.may_all or permission in self.permissions

    def require(self, permission: Permission) -> None:
        """Raise Forbidden unless allowed."""
        if not self.may(permission):
            raise Forbidden

    def organisations_for(self, permission: Permission) -> frozenset[UUID]:
        """In which organisations the permission is held through a role."""
        return frozenset(org for org, role in self.roles if permission in self._of(role))

    def _of(self, role: str) -> frozenset[Permission]:
        return self.grants.get(role, frozenset())


NOBODY = Actor(None, "nobody")


def the_system(name: str = "system", permissions: Iterable[Permission] | None = None) -> Actor:
    """The actor of jobs and of the command line; with `permissions` it may do these and nothing else."""
    if permissions is None:
        return Actor(None, name, may_all=True)
    return Actor(None, name, extra=frozenset(permissions))
