"""Free text goes when it is no longer needed, and only then."""

from datetime import timedelta

import pytest

from foundation.database.work import UnitOfWork
from scheduling.service import retention
from scheduling.store.tables import CounsellingSession, Request
from tests.factories import a_request, a_session


@pytest.mark.parametrize(("days_ago", "left"), [(8, False), (7, True), (-1, True)])
def test_a_note_and_a_link_are_forgotten_a_week_after_its_session(
    uow: UnitOfWork, days_ago: int, *, left: bool
) -> None:
    request = a_request(uow, encrypted_note="encrypted")
    day = uow.today - timedelta(days=days_ago)
    session = a_session(uow, request, day=day, encrypted_meeting_link="encrypted")
    uow.db.flush()

    retention.forget_notes(uow)

    uow.db.expire_all()
    assert bool(uow.db.get_one(Request, request.id).encrypted_note) is left
    kept = uow.db.get_one(CounsellingSession, session.id).encrypted_meeting_link
    assert bool(kept) is left
