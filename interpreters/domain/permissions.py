"""What may be done about the roster, and which role may do it."""

from accounts.domain.roles import Role
from foundation.security.permissions import Grants, Permission


class RosterPermission(Permission):
    """`package:thing:act`, in alphabetical order."""

    PROFILE_OWN = "interpreters:profile:own"
    ROSTER_CHANGE = "interpreters:roster:change"
    ROSTER_READ = "interpreters:roster:read"


P = RosterPermission
GRANTED: Grants = {
    Role.TRAINEE: frozenset({P.PROFILE_OWN}),
    Role.INTERPRETER: frozenset({P.PROFILE_OWN}),
    Role.COORDINATOR: frozenset({P.ROSTER_CHANGE, P.ROSTER_READ}),
    Role.TRAINING_MANAGER: frozenset({P.ROSTER_READ}),
    Role.CENTRE_ADMIN: frozenset({P.ROSTER_CHANGE, P.ROSTER_READ}),
}
