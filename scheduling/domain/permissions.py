"""What may be done about requests and times, and which role may do it."""

from accounts.domain.roles import Role
from foundation.security.permissions import Grants, Permission


class SchedulingPermission(Permission):
    """`package:thing:act`, in alphabetical order."""

    AVAILABILITY_CHANGE_ANY = "scheduling:availability:change-any"
    AVAILABILITY_CHANGE_OWN = "scheduling:availability:change-own"
    CLOSING_DAY_KEEP = "scheduling:closing-day:keep"
    REQUEST_DECIDE = "scheduling:request:decide"
    REQUEST_PLACE = "scheduling:request:place"
    REQUEST_READ_ANY = "scheduling:request:read-any"
    REQUEST_READ_OWN = "scheduling:request:read-own-organisation"


P = SchedulingPermission
GRANTED: Grants = {
    # Trainees are paired with sessions of their mentors in the hours that they are free.
    Role.TRAINEE: frozenset({P.AVAILABILITY_CHANGE_OWN}),
    Role.INTERPRETER: frozenset({P.AVAILABILITY_CHANGE_OWN}),
    Role.COUNSELLOR: frozenset({P.REQUEST_PLACE, P.REQUEST_READ_OWN}),
    Role.COORDINATOR: frozenset(
        {
            P.AVAILABILITY_CHANGE_ANY,
            P.REQUEST_DECIDE,
            P.REQUEST_PLACE,
            P.REQUEST_READ_ANY,
            P.REQUEST_READ_OWN,
        }
    ),
    Role.ORGANISATION_ADMIN: frozenset({P.REQUEST_READ_OWN}),
    Role.CENTRE_ADMIN: frozenset(
        {
            P.AVAILABILITY_CHANGE_ANY,
            P.CLOSING_DAY_KEEP,
            P.REQUEST_DECIDE,
            P.REQUEST_PLACE,
            P.REQUEST_READ_ANY,
            P.REQUEST_READ_OWN,
        }
    ),
}
