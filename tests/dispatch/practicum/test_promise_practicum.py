"""A trainee is in one place at a time: the database keeps it, whoever writes."""

import uuid
from datetime import datetime, timedelta
from typing import Any

import pytest
import sqlalchemy as sa
from sqlalchemy.exc import IntegrityError, OperationalError

from dispatch.store.tables import ONE_PLACE_AT_A_TIME, PracticumPlace
from foundation.database.base import is_busy, names_constraint
from foundation.database.integrity import GUARDS
from foundation.database.work import Office, UnitOfWork
from tests.conftest import NOON
from tests.factories import a_session
from tests.factories.dispatch import an_assignment
from tests.factories.practicum import a_mentor, a_mentorship, a_trainee
from tests.threads import at_once
from tests.transactions import in_office

WRITERS = 12


def rows(uow: UnitOfWork) -> list[dict[str, Any]]:
    """A place beside each of a dozen assignments of one mentor, half an hour apart, all of an hour."""
    hanh, _ = a_mentor(uow)
    mai, _ = a_trainee(uow)
    pair = a_mentorship(uow, hanh, mai)
    found: list[dict[str, Any]] = []
    for turn in range(WRITERS):
        start = NOON + timedelta(days=turn)
        session = a_session(uow, day=start.date())
        seat = NOON + timedelta(minutes=30 * turn)
        found.append(
            {
                "id": uuid.uuid4(),
                "assignment_id": an_assignment(uow, session, hanh).id,
                "mentorship_id": pair.id,
                "trainee_id": mai.id,
                "kind": "observe",
                "state": "proposed",
                "busy_from": seat,
                "busy_to": seat + timedelta(hours=1),
                "created_at": NOON,
            }
        )
    return found


def insert(office: Office, row: dict[str, Any]) -> bool:
    """An INSERT that no code of ours has looked at; whether it got in."""
    try:
        with office.engine.begin() as connection:
            connection.execute(sa.insert(PracticumPlace.__table__), row)  # pyright: ignore[reportArgumentType]  a Table
    except IntegrityError as error:
        if not names_constraint(error, ONE_PLACE_AT_A_TIME):
            raise
        return False
    except OperationalError as error:
        # Two who check the guard at the same instant may wait for each other: one tries again.
        if not is_busy(error):
            raise
        return insert(office, row)
    return True


def overlaps(office: Office) -> int:
    """Pairs of living places of one trainee that share time."""
    query = sa.text(
        "SELECT count(*) FROM practicum_place a JOIN practicum_place b ON a.id < b.id "
        "AND a.trainee_id = b.trainee_id AND a.busy_from < b.busy_to AND b.busy_from < a.busy_to "
        "WHERE a.state IN ('proposed', 'confirmed') AND b.state IN ('proposed', 'confirmed')"
    )
    with office.engine.connect() as connection:
        return int(connection.execute(query).scalar_one())


def without_guard(office: Office) -> None:
    """Take the guard away, for a control."""
    guard = GUARDS[ONE_PLACE_AT_A_TIME]
    with office.engine.begin() as connection:
        sqlite = connection.dialect.name == "sqlite"
        for statement in guard.sqlite if sqlite else guard.postgresql:
            if "DROP" in statement:
                connection.exec_driver_sql(statement)


def test_a_dozen_writers_never_put_her_in_two_places(any_office: Office) -> None:
    written = at_once(lambda row: insert(any_office, row), in_office(any_office, rows), WRITERS)

    assert overlaps(any_office) == 0
    assert 1 <= sum(written) < WRITERS


def test_without_the_guard_they_do(any_office: Office) -> None:
    places = in_office(any_office, rows)
    without_guard(any_office)

    assert all(at_once(lambda row: insert(any_office, row), places, WRITERS))
    assert overlaps(any_office) == WRITERS - 1


def test_no_released_place_comes_back_over_another(any_office: Office) -> None:
    first, second, *_ = in_office(any_office, rows)
    assert insert(any_office, first)
    assert insert(any_office, {**second, "state": "released"})

    with pytest.raises(IntegrityError) as refused:
        _set_state(any_office, second["id"], "confirmed")
    assert names_constraint(refused.value, ONE_PLACE_AT_A_TIME)


def _set_state(office: Office, place_id: uuid.UUID, state: str) -> None:
    with office.engine.begin() as connection:
        connection.execute(
            sa.update(PracticumPlace).where(PracticumPlace.id == place_id).values(state=state)
        )


def test_moving_a_place_meets_the_guard_too(any_office: Office) -> None:
    first, *_, last = in_office(any_office, rows)
    assert insert(any_office, first)
    assert insert(any_office, last)
    times: tuple[datetime, datetime] = (first["busy_from"], first["busy_to"])

    with pytest.raises(IntegrityError), any_office.engine.begin() as connection:
        connection.execute(
            sa.update(PracticumPlace)
            .where(PracticumPlace.id == last["id"])
            .values(busy_from=times[0], busy_to=times[1])
        )
