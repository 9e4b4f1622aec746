"""What may be done about the board, plans and offers, and which role may do it."""

from accounts.domain.roles import Role
from foundation.security.permissions import Grants, Permission


class DispatchPermission(Permission):
    """`package:thing:act`, in alphabetical order."""

    ASSIGNMENT_CHANGE = "dispatch:assignment:change"
    BOARD_READ = "dispatch:board:read"
    OFFER_ANSWER = "dispatch:offer:answer"
    PLAN_RUN = "dispatch:plan:run"
    PLAN_SEND = "dispatch:plan:send"


P = DispatchPermission
GRANTED: Grants = {
    Role.INTERPRETER: frozenset({P.OFFER_ANSWER}),
    Role.COORDINATOR: frozenset({P.ASSIGNMENT_CHANGE, P.BOARD_READ, P.PLAN_RUN, P.PLAN_SEND}),
    Role.CENTRE_ADMIN: frozenset({P.ASSIGNMENT_CHANGE, P.BOARD_READ, P.PLAN_RUN, P.PLAN_SEND}),
}
