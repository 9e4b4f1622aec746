"""What somebody is in an organisation."""

from enum import StrEnum


class Role(StrEnum):
    """What somebody is in an organisation; each package says what a role may do there."""

    TRAINEE = "trainee"
    INTERPRETER = "interpreter"
    COUNSELLOR = "counsellor"
    COORDINATOR = "coordinator"
    TRAINER = "trainer"
    ASSESSOR = "assessor"
    TRAINING_MANAGER = "training_manager"
    ACCOUNTANT = "accountant"
    ORGANISATION_ADMIN = "organisation_admin"
    CENTRE_ADMIN = "centre_admin"


# Only the centre may give these: they see or change what belongs to everybody.
CENTRE_ROLES = frozenset(
    {Role.COORDINATOR, Role.TRAINING_MANAGER, Role.ACCOUNTANT, Role.CENTRE_ADMIN}
)
# Whoever has these alone works on the phone's own pages; every other role works at a desk.
PHONE_ROLES = frozenset({Role.TRAINEE, Role.INTERPRETER})
