"""Many rows written at once are as if each had been written by itself."""

import pytest
import sqlalchemy as sa

from foundation.database.audit import AuditEntry
from foundation.database.many import write_changes
from foundation.database.work import Office, begin, reading
from foundation.security.errors import Overtaken
from foundation.security.permissions import the_system
from scheduling.domain.states import SessionState
from scheduling.store.tables import CounsellingSession
from tests.dispatch.board_days import Statements
from tests.factories import a_session

SYSTEM = the_system()


def test_changes_are_written_alike_in_one_statement_and_versions_count_on(
    any_office: Office,
) -> None:
    with begin(any_office, SYSTEM) as uow:
        rows = [a_session(uow) for _ in range(5)]
        before = rows[0].version
        for row in rows[:4]:
            row.cause = "too_late"
        rows[3].room = "3층"
        with Statements(any_office) as heard:
            write_changes(uow.db, rows)
            uow.db.flush()
        assert len(heard.texts) == 2
        # What is changed afterwards is written by a flush, which asks for the version.
        rows[0].cause = "other"
        rows[4].state = SessionState.PLANNED
    with reading(any_office, SYSTEM) as uow:
        found = {row.id: row for row in uow.db.scalars(sa.select(CounsellingSession))}
        assert [found[row.id].cause for row in rows] == ["other", *["too_late"] * 3, ""]
        assert found[rows[3].id].room == "3층"
        assert [found[row.id].version - before for row in rows] == [2, 1, 1, 1, 1]


def test_whoever_was_slower_is_told(any_office: Office) -> None:
    with begin(any_office, SYSTEM) as uow:
        session = a_session(uow)
    with reading(any_office, SYSTEM) as uow:
        seen = uow.db.get_one(CounsellingSession, session.id)
    with begin(any_office, SYSTEM) as uow:
        uow.db.get_one(CounsellingSession, session.id).room = "2층"
    seen.room = "3층"
    with pytest.raises(Overtaken), begin(any_office, SYSTEM) as uow:
        write_changes(uow.db, [seen])


def test_many_deeds_are_recorded_in_one_statement_after_those_before(office: Office) -> None:
    with begin(office, SYSTEM) as uow:
        uow.record("plan.asked", subject="first")
        uow.db.flush()
        with Statements(office) as heard:
            uow.record_many("plan.sent", ((n, {"n": n}) for n in range(50)))
        uow.record("plan.dropped", subject="last")
    assert len(heard.texts) == 1
    with reading(office, SYSTEM) as uow:
        found = uow.db.scalars(sa.select(AuditEntry).order_by(AuditEntry.id)).all()
    assert [e.subject for e in found] == ["first", *map(str, range(50)), "last"]
    assert found[7].facts == {"n": 6}
