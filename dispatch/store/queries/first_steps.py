"""How far an office has come on its way to its first plan."""

import sqlalchemy as sa
from sqlalchemy.orm import Session

from accounts.domain.links import InvitationState
from accounts.store.tables import Invitation, Organisation, Site, User
from dispatch.store.tables import PlanRun, RateCard
from interpreters.store.tables import Interpreter
from scheduling.store.tables import Request, WeeklyAvailability
from training.store.tables import Certification


def what_is_there(db: Session) -> dict[str, bool]:
    """By step, whether there is anything of it: one question for all."""
    invited = sa.select(Invitation.id).where(Invitation.state == InvitationState.OPEN)
    second = sa.select(User.id).offset(1).limit(1)
    steps = {
        "organisations": sa.exists(sa.select(Organisation.id).offset(1).limit(1)),
        "places": sa.exists(sa.select(Site.id).where(~Site.unlisted)),
        "people": sa.or_(sa.exists(second), sa.exists(invited)),
        "roster": sa.exists(sa.select(Interpreter.id)),
        "certifications": sa.exists(sa.select(Certification.id)),
        "hours": sa.exists(sa.select(WeeklyAvailability.id)),
        "rates": sa.exists(sa.select(RateCard.id)),
        "requests": sa.exists(sa.select(Request.id)),
        "plan": sa.exists(sa.select(PlanRun.id)),
    }
    row = db.execute(sa.select(*steps.values())).one()
    return {name: bool(there) for name, there in zip(steps, row, strict=True)}
