"""Units of work: all or nothing, one instant, one actor; reading cannot write."""

import sqlite3
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest
import sqlalchemy as sa
from sqlalchemy import event
from sqlalchemy.exc import DBAPIError, OperationalError, StatementError

from accounts.domain.permissions import AccountsPermission
from foundation.database.audit import AuditEntry, list_entries
from foundation.database.base import is_busy, make_engine
from foundation.database.events import Event
from foundation.database.work import Office, UnitOfWork, begin, reading
from foundation.security.errors import Forbidden
from foundation.security.permissions import NOBODY, the_system
from tests.conftest import SetClock
from tests.transactions import failing


def names(office: Office) -> list[str]:
    with reading(office, the_system()) as uow:
        return [entry.name for entry in list_entries(uow.db)]


def test_what_raises_is_rolled_back_whole(any_office: Office) -> None:
    with failing(any_office, RuntimeError) as uow:
        uow.record("thing.happened")
        uow.db.flush()
        raise RuntimeError
    assert names(any_office) == []

    with begin(any_office, the_system()) as uow:
        uow.record("thing.happened")
    assert names(any_office) == ["thing.happened"]


def test_reading_is_refused_by_the_database_itself_when_it_writes(any_office: Office) -> None:
    with reading(any_office, the_system()) as uow:
        uow.record("thing.happened")
        with pytest.raises(DBAPIError):
            uow.db.flush()
    # The same connection writes again afterwards.
    with begin(any_office, the_system()) as uow:
        uow.record("other.happened")
    assert names(any_office) == ["other.happened"]


def test_acts_after_the_commit_happen_only_then(any_office: Office) -> None:
    seen: list[str] = []
    with begin(any_office, the_system()) as uow:
        uow.after_commit.append(lambda: seen.append("done"))
        assert seen == []
    assert seen == ["done"]
    with failing(any_office, RuntimeError) as uow:
        uow.after_commit.append(lambda: seen.append("never"))
        raise RuntimeError
    assert seen == ["done"]


def test_now_is_one_instant_and_today_is_the_date_on_the_wall(
    any_office: Office, clock: SetClock
) -> None:
    clock.now = datetime(2026, 11, 23, 15, 30, tzinfo=UTC)
    with begin(any_office, the_system()) as uow:
        clock.now += timedelta(hours=1)
        assert uow.now == datetime(2026, 11, 23, 15, 30, tzinfo=UTC)
        assert uow.today == date(2026, 11, 24)


def test_facts_are_kept_as_plain_values(any_office: Office) -> None:
    with begin(any_office, the_system("jobs")) as uow:
        uow.record(
            "thing.happened",
            subject=5,
            day=date(2026, 11, 23),
            kind=AccountsPermission.AUDIT_READ,
            many=(AccountsPermission.AUDIT_READ, 2),
            nothing=None,
        )
    with reading(any_office, the_system()) as uow:
        entry = list_entries(uow.db, subject="5")[0]
    assert (entry.actor_name, entry.actor_id) == ("jobs", None)
    assert entry.facts == {
        "day": "2026-11-23",
        "kind": "foundation:audit:read",
        "many": ["foundation:audit:read", 2],
        "nothing": None,
    }


@pytest.mark.parametrize("action", ["UPDATE audit_entry SET name = 'x'", "DELETE FROM audit_entry"])
def test_the_trail_cannot_be_changed(any_office: Office, action: str) -> None:
    with begin(any_office, the_system()) as uow:
        uow.record("thing.happened")
    with failing(any_office, DBAPIError, "append_only") as uow:
        uow.db.execute(sa.text(action))
    assert names(any_office) == ["thing.happened"]


def test_a_time_without_a_zone_is_not_stored(any_office: Office) -> None:
    naive = datetime(2026, 11, 23, 12)  # noqa: DTZ001  the mistake it is about
    with failing(any_office, StatementError) as uow:
        uow.db.add(AuditEntry(at=naive, actor_id=None, actor_name="x", name="x"))
        uow.db.flush()


def test_listeners_run_in_the_tellers_transaction(any_office: Office) -> None:
    class Moved(Event):
        """Something moved."""

    def listen(uow: UnitOfWork, event: Event) -> None:
        uow.record("listener.ran")
        assert isinstance(event, Moved)

    def refuse(uow: UnitOfWork, event: Event) -> None:
        uow.record("listener.ran")
        raise RuntimeError(type(event).__name__)

    with begin(any_office, the_system()) as uow:
        uow.subscribers = {Moved: (listen,)}
        uow.record("thing.moved")
        uow.announce(Moved())
    assert sorted(names(any_office)) == ["listener.ran", "thing.moved"]

    with failing(any_office, RuntimeError, "Moved") as uow:
        uow.subscribers = {Moved: (refuse,)}
        uow.announce(Moved())
    assert len(names(any_office)) == 2


def test_nobody_may_nothing(any_office: Office) -> None:
    with begin(any_office, NOBODY) as uow:
        for permission in AccountsPermission:
            assert not uow.may(permission)
            with pytest.raises(Forbidden):
                uow.require(permission)


def test_a_writer_holds_the_lock_from_the_start_on_sqlite(
    sqlite_office: Office, quickly: Callable[[Office], Office]
) -> None:
    impatient = quickly(sqlite_office)
    with begin(sqlite_office, the_system()) as first:
        first.db.connection()
        with (
            pytest.raises(OperationalError) as locked,
            begin(impatient, the_system()) as second,
        ):
            second.db.connection()
    assert is_busy(locked.value)
    impatient.engine.dispose()


@pytest.fixture
def quickly() -> Callable[[Office], Office]:
    """The same office over an engine that waits for no lock."""

    def make(office: Office) -> Office:
        engine = make_engine(str(office.engine.url))

        def do_not_wait(connection: sqlite3.Connection, record: object) -> None:
            connection.execute("PRAGMA busy_timeout=10")

        event.listen(engine, "connect", do_not_wait)
        return replace(office, engine=engine)

    return make
