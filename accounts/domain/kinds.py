"""Kinds of organisations and the names of roles."""

from enum import StrEnum

from accounts.domain.roles import Role
from foundation.text.i18n import register_labels
from foundation.text.message import say


class OrganisationKind(StrEnum):
    """What an organisation of the network is."""

    CENTRE = "centre"
    WELFARE_CENTRE = "welfare_centre"
    FAMILY_CENTRE = "family_centre"


register_labels(
    {
        OrganisationKind.CENTRE: say("Provincial centre"),
        OrganisationKind.WELFARE_CENTRE: say("Migrants' welfare centre"),
        OrganisationKind.FAMILY_CENTRE: say("Multicultural family centre"),
        Role.TRAINEE: say("Trainee"),
        Role.INTERPRETER: say("Interpreter"),
        Role.COUNSELLOR: say("Counsellor"),
        Role.COORDINATOR: say("Coordinator"),
        Role.TRAINER: say("Trainer"),
        Role.ASSESSOR: say("Assessor"),
        Role.TRAINING_MANAGER: say("Training manager"),
        Role.ORGANISATION_ADMIN: say("Organisation administrator"),
        Role.CENTRE_ADMIN: say("Centre administrator"),
    }
)
