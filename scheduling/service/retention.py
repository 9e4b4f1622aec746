"""Forgetting what is no longer needed."""

from datetime import timedelta

import sqlalchemy as sa
from sqlalchemy.engine import CursorResult

from foundation.database.work import UnitOfWork
from scheduling.domain.settings import SchedulingSettings
from scheduling.store.tables import CounsellingSession, Request


def forget_notes(uow: UnitOfWork) -> None:
    """Remove free text, link and typed address of requests whose session lies `note_retention_days` back.

    Safe to repeat; the audit trail gets a count, never a value.
    """
    last_day = uow.today - timedelta(days=uow.settings.of(SchedulingSettings).note_retention_days)
    past = sa.select(CounsellingSession.request_id).where(CounsellingSession.day < last_day)
    result = uow.db.execute(
        sa.update(Request)
        .where(Request.encrypted_note != "", Request.id.in_(past))
        .values(encrypted_note="")
        .execution_options(synchronize_session=False)
    )
    for column in (
        CounsellingSession.encrypted_meeting_link,
        CounsellingSession.encrypted_address,
    ):
        uow.db.execute(
            sa.update(CounsellingSession)
            .where(column != "", CounsellingSession.day < last_day)
            .values({column: ""})
            .execution_options(synchronize_session=False)
        )
    assert isinstance(result, CursorResult)
    if result.rowcount:
        uow.record("notes.forgotten", count=result.rowcount)
