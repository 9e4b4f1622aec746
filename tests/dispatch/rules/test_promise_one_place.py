"""P1: nobody is in two live assignments at once, whoever writes them and however."""

import random
from datetime import timedelta
from typing import Any
from uuid import UUID

import pytest
import sqlalchemy as sa
from sqlalchemy.exc import IntegrityError, OperationalError

from dispatch.service.slots import assignments
from dispatch.store.tables import NO_OVERLAP, Assignment
from foundation.database.base import is_busy, names_constraint
from foundation.database.work import Office, UnitOfWork, begin
from foundation.security.errors import Conflict
from foundation.security.permissions import the_system
from tests.conftest import NOON
from tests.dispatch.crowds import a_row, drop_guard, insert_straight, many_sessions, overlaps
from tests.factories import a_session
from tests.factories.dispatch import a_signed_up_interpreter
from tests.threads import at_once
from tests.transactions import in_office

WRITERS, EACH, PEOPLE = 50, 10, 5


def people_and_sessions(uow: UnitOfWork) -> tuple[list[UUID], list[UUID]]:
    """Five interpreters, and a session for every insert."""
    people: list[UUID] = [a_signed_up_interpreter(uow)[0].id for _ in range(PEOPLE)]
    return people, many_sessions(uow, WRITERS * EACH)


def _gets_in(office: Office, row: dict[str, Any]) -> bool:
    """Whether a row that no code of ours has looked at passes the guard."""
    try:
        with office.engine.begin() as connection:
            insert_straight(connection, row)
    except IntegrityError as error:
        if not names_constraint(error, NO_OVERLAP):
            raise
        return False
    except OperationalError as error:
        # Two who check the guard at the same instant may wait for each other: one tries again.
        if not is_busy(error):
            raise
        return _gets_in(office, row)
    return True


def storm(office: Office) -> int:
    """Fifty writers insert twenty overlapping assignments each; how many got in."""
    people, sessions = in_office(office, people_and_sessions)

    def write(writer: int) -> int:
        dice = random.Random(writer)
        written = 0
        for turn in range(EACH):
            start = NOON + timedelta(minutes=30 * dice.randrange(40))
            minutes = dice.choice([30, 60, 90])
            session = sessions[writer * EACH + turn]
            row = a_row(session, dice.choice(people), start, minutes)
            written += _gets_in(office, row)
        return written

    return sum(at_once(write, range(WRITERS), WRITERS))


def test_fifty_writers_never_overlap(any_office: Office) -> None:
    written = storm(any_office)

    assert overlaps(any_office) == 0
    assert PEOPLE <= written < WRITERS * EACH


def test_without_the_guard_they_overlap(any_office: Office) -> None:
    drop_guard(any_office)

    assert storm(any_office) == WRITERS * EACH
    assert overlaps(any_office) > 0


def two_rows(office: Office) -> tuple[UUID, UUID]:
    """One person's live hour, and a released one of theirs at the same time; ids of both."""
    (first, *_), sessions = in_office(office, people_and_sessions)
    one = a_row(sessions[0], first, NOON, 60)
    other = a_row(sessions[1], first, NOON + timedelta(minutes=30), 60, state="released")
    with office.engine.begin() as connection:
        for row in (one, other):
            insert_straight(connection, row)
    return one["id"], other["id"]


def reactivate(office: Office, rows: tuple[UUID, UUID]) -> None:
    """Set a released one back to confirmed."""
    update(office, rows[1], state="confirmed")


def move(office: Office, rows: tuple[UUID, UUID]) -> None:
    """Let it begin on another day, make it live, and move it back."""
    day = timedelta(days=1)
    start = NOON + timedelta(minutes=30)
    end = start + timedelta(hours=1)
    update(
        office,
        rows[1],
        starts_at=start + day,
        ends_at=end + day,
        busy_from=start + day,
        busy_to=end + day,
    )
    update(office, rows[1], state="confirmed")
    update(office, rows[1], starts_at=start, ends_at=end, busy_from=start, busy_to=end)


def swap(office: Office, rows: tuple[UUID, UUID]) -> None:
    """Give it to somebody else, make it live, and give it back."""
    with begin(office, the_system()) as uow:
        mine = uow.db.get_one(Assignment, rows[0]).interpreter_id
        somebody = a_signed_up_interpreter(uow)[0].id
    update(office, rows[1], interpreter_id=somebody)
    update(office, rows[1], state="confirmed")
    update(office, rows[1], interpreter_id=mine)


def update(office: Office, assignment_id: UUID, **values: object) -> None:
    """An UPDATE that no code of ours has looked at."""
    with office.engine.begin() as connection:
        connection.execute(
            sa.update(Assignment).where(Assignment.id == assignment_id).values(**values)
        )


@pytest.mark.parametrize("path", [reactivate, move, swap])
def test_no_way_round_leads_to_an_overlap(any_office: Office, path: object) -> None:
    assert callable(path)
    rows = two_rows(any_office)
    with pytest.raises(IntegrityError) as refused:
        path(any_office, rows)
    assert names_constraint(refused.value, NO_OVERLAP)
    assert overlaps(any_office) == 0


@pytest.mark.parametrize("path", [reactivate, move, swap])
def test_without_the_guard_every_way_round_does(any_office: Office, path: object) -> None:
    assert callable(path)
    rows = two_rows(any_office)
    drop_guard(any_office)
    path(any_office, rows)
    assert overlaps(any_office) == 1


def test_twenty_coordinators_assign_one_person_at_once(any_office: Office) -> None:
    """All at overlapping times: one gets through, the others are told why."""

    def make(uow: UnitOfWork) -> tuple[UUID, list[UUID]]:
        hanh, _ = a_signed_up_interpreter(uow)
        return hanh.id, [a_session(uow, start=f"10:{n * 2:02}").id for n in range(20)]

    who, sessions = in_office(any_office, make)

    def try_it(place: int) -> str:
        try:
            with begin(any_office, the_system()) as uow:
                start = NOON + timedelta(hours=22, minutes=place * 2)
                assignments.assign(
                    uow,
                    session_id=sessions[place],
                    slot_no=1,
                    interpreter_id=who,
                    starts_at=start,
                )
        except Conflict:
            return "told why"
        return "assigned"

    results = at_once(try_it, range(20), 20)
    assert sorted(results) == ["assigned", *["told why"] * 19]
    assert overlaps(any_office) == 0
