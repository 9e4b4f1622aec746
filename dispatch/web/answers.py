"""What dispatch draws on pages of other packages; app.py connects it."""

from collections.abc import Sequence
from uuid import UUID

from flask import render_template
from markupsafe import Markup

from dispatch.service.answers.staffing import CounsellingSession, staffing_of
from dispatch.service.answers.work import work_of
from dispatch.web.board.words import city_of
from foundation.database.work import UnitOfWork
from foundation.web.work import reading
from scheduling.domain.permissions import SchedulingPermission
from scheduling.service import sessions
from training.domain.permissions import TrainingPermission

MOST_SESSIONS = 30


def staffing_section(uow: UnitOfWork, session: CounsellingSession) -> Markup:
    """Who serves a session, as a section of its request's page."""
    return Markup(  # noqa: S704  # nosec B704  from a template
        render_template(
            "dispatch/answers/_request_staffing.html",
            session=session,
            staffing=staffing_of(uow, session),
        )
    )


def work_section(interpreter_id: UUID) -> Markup | None:
    """What somebody has before them and how they answered, and the way to their papers, on their record."""
    with reading() as uow:
        work = work_of(uow, interpreter_id)
        text = ""
        if work is not None:
            text = render_template(
                "dispatch/answers/_person_work.html", work=work, today=uow.today, city_of=city_of
            )
        if uow.may(TrainingPermission.CERTIFICATION_READ):
            text += render_template(
                "dispatch/answers/_person_papers.html", person_id=interpreter_id
            )
    return Markup(text) if text else None  # noqa: S704  # nosec B704  from templates


def sessions_covered(uow: UnitOfWork, session_ids: Sequence[UUID]) -> Markup:
    """Sessions that could have been covered, the newest first; nothing of whom they were for."""
    found = sorted(sessions.list_by_ids(uow, session_ids), key=lambda each: each.starts_at)[::-1]
    return Markup(  # noqa: S704  # nosec B704  from a template
        render_template(
            "dispatch/answers/_sessions_covered.html",
            sessions=found[:MOST_SESSIONS],
            left_out=max(0, len(found) - MOST_SESSIONS),
            may_read=uow.may(SchedulingPermission.REQUEST_READ_ANY),
            city_of=city_of,
        )
    )
