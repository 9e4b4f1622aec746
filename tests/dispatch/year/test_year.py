"""The year to measure with: the same every time, of its size, and of nobody who lives."""

from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest
import sqlalchemy as sa

from accounts.store.tables import Organisation, User
from dispatch.domain.states import AssignmentState
from dispatch.service.year import SEED, YearWish, write_year
from dispatch.store.tables import Assignment, CounsellingSession, Offer
from foundation.database.work import Office, reading
from foundation.security.permissions import the_system
from interpreters.store.tables import Interpreter
from tests.conftest import NOON, open_office
from training.store.tables import Cohort, Enrolment

SCALE, SESSIONS = 0.002, 120


@pytest.fixture(scope="module")
def grown(tmp_path_factory: pytest.TempPathFactory, empty_database: bytes) -> Iterator[Office]:
    path = tmp_path_factory.mktemp("year") / "ieum.db"
    path.write_bytes(empty_database)
    office = open_office(f"sqlite:///{path}", lambda: NOON)
    list(write_year(office, YearWish(scale=SCALE)))
    yield office
    office.engine.dispose()


def test_the_year_is_of_its_size(grown: Office) -> None:
    wanted = {CounsellingSession: SESSIONS, Interpreter: 4, Cohort: 1, Organisation: 14}
    with reading(grown, the_system()) as uow:
        found = {t: uow.db.scalar(sa.select(sa.func.count()).select_from(t)) for t in wanted}
        assert found == wanted
        for table in (Offer, Assignment, Enrolment):
            assert uow.db.scalar(sa.select(sa.func.count()).select_from(table))


def test_it_lies_fifty_weeks_back_and_two_ahead(grown: Office) -> None:
    served = sa.select(sa.func.max(Assignment.ends_at))
    with reading(grown, the_system()) as uow:
        days = [*uow.db.scalars(sa.select(CounsellingSession.day))]
        assert uow.today - timedelta(days=351) <= min(days)
        assert uow.today < max(days) < uow.today + timedelta(days=14)
        last = uow.db.scalar(served.where(Assignment.state == AssignmentState.COMPLETED))
        assert last is not None
        assert last < uow.now


def test_everybody_in_it_is_recognisably_invented(grown: Office) -> None:
    with reading(grown, the_system()) as uow:
        names = [
            *uow.db.scalars(sa.select(Interpreter.full_name).union_all(sa.select(User.full_name)))
        ]
        addresses = [*uow.db.scalars(sa.select(User.email))]
    assert len(names) > len(addresses) > 0
    assert all(name.startswith("예시") for name in names)
    assert all(address.endswith("@year.ieum.example") for address in addresses)


@pytest.mark.parametrize(("seed", "is_same"), [(SEED, True), (SEED + 1, False)])
def test_the_seed_alone_decides_what_it_is(
    grown: Office, tmp_path: Path, empty_database: bytes, seed: int, *, is_same: bool
) -> None:
    path = tmp_path / "again.db"
    path.write_bytes(empty_database)
    again = open_office(f"sqlite:///{path}", lambda: NOON)
    steps = write_year(again, YearWish(scale=SCALE, seed=seed))
    # people and the school are enough to tell them apart
    for _ in range(2):
        next(steps)
    assert (_people(again) == _people(grown)) is is_same
    again.engine.dispose()


def _people(office: Office) -> list[tuple[object, ...]]:
    shown = sa.select(Interpreter.id, Interpreter.full_name, Interpreter.latitude)
    with reading(office, the_system()) as uow:
        return [tuple(row) for row in uow.db.execute(shown.order_by(Interpreter.id))]
