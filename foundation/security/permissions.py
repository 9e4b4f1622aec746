"""What may be done, which role may do it, and who is acting."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from enum import StrEnum
from uuid import UUID

from foundation.security.errors import Forbidden


class Permission(StrEnum):
    """`package:thing:act`, in alphabetical order."""

    ACCOUNTS_ANY_ADMINISTER = "accounts:any-organisation:administer"
    ACCOUNTS_OWN_ADMINISTER = "accounts:own-organisation:administer"
    AUDIT_READ = "foundation:audit:read"
    OUTBOX_READ = "foundation:outbox:read"
    BOARD_READ = "dispatch:board:read"
    ASSIGNMENT_CHANGE = "dispatch:assignment:change"
    OFFER_ANSWER = "dispatch:offer:answer"
    PLAN_RUN = "dispatch:plan:run"
    PLAN_SEND = "dispatch:plan:send"
    PROFILE_OWN = "interpreters:profile:own"
    ROSTER_CHANGE = "interpreters:roster:change"
    ROSTER_READ = "interpreters:roster:read"
    AVAILABILITY_CHANGE_ANY = "scheduling:availability:change-any"
    AVAILABILITY_CHANGE_OWN = "scheduling:availability:change-own"
    REQUEST_DECIDE = "scheduling:request:decide"
    REQUEST_PLACE = "scheduling:request:place"
    REQUEST_READ_ANY = "scheduling:request:read-any"
    REQUEST_READ_OWN = "scheduling:request:read-own-organisation"
    CLASS_PLAN = "training:class:plan"
    ATTENDANCE_MARK = "training:attendance:mark"
    ATTEMPT_SCORE = "training:attempt:score"
    CERTIFICATION_DECIDE = "training:certification:decide"
    CERTIFICATION_READ = "training:certification:read"
    COURSE_MANAGE = "training:course:manage"
    LEARNING_OWN = "training:learning:own"
    PRACTICUM_ARRANGE = "training:practicum:arrange"


class Role(StrEnum):
    """What somebody is in an organisation."""

    TRAINEE = "trainee"
    INTERPRETER = "interpreter"
    COUNSELLOR = "counsellor"
    COORDINATOR = "coordinator"
    TRAINER = "trainer"
    ASSESSOR = "assessor"
    TRAINING_MANAGER = "training_manager"
    ORGANISATION_ADMIN = "organisation_admin"
    CENTRE_ADMIN = "centre_admin"


P = Permission
_COORDINATOR = frozenset(
    {
        P.BOARD_READ,
        P.ASSIGNMENT_CHANGE,
        P.PLAN_RUN,
        P.PLAN_SEND,
        P.ROSTER_CHANGE,
        P.ROSTER_READ,
        P.AVAILABILITY_CHANGE_ANY,
        P.REQUEST_DECIDE,
        P.REQUEST_PLACE,
        P.REQUEST_READ_ANY,
        P.REQUEST_READ_OWN,
        P.CERTIFICATION_READ,
        P.PRACTICUM_ARRANGE,
        P.LEARNING_OWN,
    }
)
_TRAINING_MANAGER = frozenset(
    {
        P.ROSTER_READ,
        P.CLASS_PLAN,
        P.ATTENDANCE_MARK,
        P.CERTIFICATION_DECIDE,
        P.CERTIFICATION_READ,
        P.COURSE_MANAGE,
        P.LEARNING_OWN,
        P.PRACTICUM_ARRANGE,
    }
)
ROLE_PERMISSIONS: dict[Role, frozenset[Permission]] = {
    Role.TRAINEE: frozenset({P.PROFILE_OWN, P.LEARNING_OWN}),
    Role.INTERPRETER: frozenset(
        {P.PROFILE_OWN, P.OFFER_ANSWER, P.AVAILABILITY_CHANGE_OWN, P.LEARNING_OWN}
    ),
    Role.COUNSELLOR: frozenset({P.REQUEST_PLACE, P.REQUEST_READ_OWN, P.LEARNING_OWN}),
    Role.COORDINATOR: _COORDINATOR,
    Role.TRAINER: frozenset({P.ATTENDANCE_MARK, P.LEARNING_OWN}),
    Role.ASSESSOR: frozenset({P.ATTEMPT_SCORE, P.LEARNING_OWN}),
    Role.TRAINING_MANAGER: _TRAINING_MANAGER,
    Role.ORGANISATION_ADMIN: frozenset(
        {P.ACCOUNTS_OWN_ADMINISTER, P.REQUEST_READ_OWN, P.LEARNING_OWN}
    ),
    Role.CENTRE_ADMIN: _COORDINATOR
    | _TRAINING_MANAGER
    | {
        P.ACCOUNTS_ANY_ADMINISTER,
        P.ACCOUNTS_OWN_ADMINISTER,
        P.AUDIT_READ,
        P.OUTBOX_READ,
    },
}
# Only the centre may give these: they see or change what belongs to everybody.
CENTRE_ROLES = frozenset({Role.COORDINATOR, Role.TRAINING_MANAGER, Role.CENTRE_ADMIN})


@dataclass(frozen=True)
class Actor:
    """Who acts: a person with roles by organisation, or the system itself."""

    user_id: UUID | None
    name: str
    language: str = "ko"
    roles: tuple[tuple[UUID, Role], ...] = ()
    extra: frozenset[Permission] = field(default_factory=frozenset[Permission])

    @property
    def permissions(self) -> frozenset[Permission]:
        """Everything this actor may do in some organisation."""
        return self.extra.union(*(ROLE_PERMISSIONS[role] for _, role in self.roles))

    def may(self, permission: Permission) -> bool:
        """Whether any role allows it."""
        return permission in self.permissions

    def require(self, permission: Permission) -> None:
        """Raise Forbidden unless allowed."""
        if not self.may(permission):
            raise Forbidden

    def organisations_for(self, permission: Permission) -> frozenset[UUID]:
        """In which organisations the permission is held through a role."""
        return frozenset(org for org, role in self.roles if permission in ROLE_PERMISSIONS[role])


NOBODY = Actor(None, "nobody")


def the_system(
    name: str = "system", permissions: Iterable[Permission] = tuple(Permission)
) -> Actor:
    """The actor of jobs and of the command line."""
    return Actor(None, name, extra=frozenset(permissions))
