"""What scheduling draws on pages of lower packages; app.py connects it."""

from uuid import UUID

from flask import render_template
from markupsafe import Markup

from foundation.database.work import UnitOfWork
from scheduling.domain.filters import RequestFilters
from scheduling.domain.states import OPEN
from scheduling.service import reading

MOST_LISTED = 20


def ahead_of_organisation(uow: UnitOfWork, organisation_id: UUID) -> Markup:
    """The requests of an organisation that are still to be held, as a part of its page."""
    filters = RequestFilters(
        organisations=[organisation_id], request_states=OPEN, begins_after=uow.now
    )
    found = uow.db.scalars(reading.select_sessions(uow, filters)).all()
    return Markup(  # noqa: S704  # nosec B704  from a template
        render_template(
            "scheduling/answers/_ahead_of_organisation.html",
            sessions=found[:MOST_LISTED],
            number=len(found),
        )
    )
