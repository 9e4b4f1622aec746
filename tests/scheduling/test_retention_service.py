"""Free text goes when it is no longer needed, and only then."""

from datetime import timedelta

import pytest

from foundation.database.work import UnitOfWork
from scheduling.service import retention
from scheduling.store.tables import CounsellingSession, Request
from tests.factories import a_request, a_session


@pytest.mark.parametrize(("days_ago", "left"), [(8, False), (7, True), (-1, True)])
def test_a_note_a_link_and_an_address_are_forgotten_a_week_after_their_session(
    uow: UnitOfWork, days_ago: int, *, left: bool
) -> None:
    request = a_request(uow, encrypted_note="encrypted")
    day = uow.today - timedelta(days=days_ago)
    session = a_session(uow, request, day=day, encrypted_meeting_link="x", encrypted_address="x")
    uow.db.flush()

    retention.forget_notes(uow)

    uow.db.expire_all()
    assert bool(uow.db.get_one(Request, request.id).encrypted_note) is left
    kept = uow.db.get_one(CounsellingSession, session.id)
    assert bool(kept.encrypted_meeting_link) is left
    assert bool(kept.encrypted_address) is left
