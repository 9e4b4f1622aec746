"""What may be done about learning and certification, and which role may do it."""

from accounts.domain.roles import Role
from foundation.security.permissions import Grants, Permission


class TrainingPermission(Permission):
    """`package:thing:act`, in alphabetical order."""

    ATTEMPT_SCORE = "training:attempt:score"
    ATTENDANCE_MARK = "training:attendance:mark"
    CERTIFICATION_DECIDE = "training:certification:decide"
    CERTIFICATION_READ = "training:certification:read"
    CLASS_PLAN = "training:class:plan"
    COURSE_MANAGE = "training:course:manage"
    LEARNING_OWN = "training:learning:own"
    PRACTICUM_ARRANGE = "training:practicum:arrange"


P = TrainingPermission
GRANTED: Grants = {
    Role.TRAINEE: frozenset({P.LEARNING_OWN}),
    Role.INTERPRETER: frozenset({P.LEARNING_OWN}),
    Role.COUNSELLOR: frozenset({P.LEARNING_OWN}),
    Role.COORDINATOR: frozenset({P.CERTIFICATION_READ, P.LEARNING_OWN, P.PRACTICUM_ARRANGE}),
    Role.TRAINER: frozenset({P.ATTENDANCE_MARK, P.LEARNING_OWN}),
    Role.ASSESSOR: frozenset({P.ATTEMPT_SCORE, P.LEARNING_OWN}),
    Role.TRAINING_MANAGER: frozenset(
        {
            P.ATTENDANCE_MARK,
            P.CERTIFICATION_DECIDE,
            P.CERTIFICATION_READ,
            P.CLASS_PLAN,
            P.COURSE_MANAGE,
            P.LEARNING_OWN,
            P.PRACTICUM_ARRANGE,
        }
    ),
    Role.ACCOUNTANT: frozenset({P.LEARNING_OWN}),
    Role.ORGANISATION_ADMIN: frozenset({P.LEARNING_OWN}),
    Role.CENTRE_ADMIN: frozenset(
        {
            P.ATTENDANCE_MARK,
            P.CERTIFICATION_DECIDE,
            P.CERTIFICATION_READ,
            P.CLASS_PLAN,
            P.COURSE_MANAGE,
            P.LEARNING_OWN,
            P.PRACTICUM_ARRANGE,
        }
    ),
}
