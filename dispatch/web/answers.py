"""What dispatch draws on pages of other packages; app.py connects it."""

from flask import render_template
from markupsafe import Markup

from dispatch.service.answers.staffing import CounsellingSession, staffing_of
from foundation.database.work import UnitOfWork


def staffing_section(uow: UnitOfWork, session: CounsellingSession) -> Markup:
    """Who serves a session, as a section of its request's page."""
    return Markup(  # noqa: S704  # nosec B704  from a template
        render_template(
            "dispatch/answers/_request_staffing.html",
            session=session,
            staffing=staffing_of(uow, session),
        )
    )
