"""Up, down and up again with data; and what migrations make equals what the models say."""

from pathlib import Path

import pytest
from alembic.script import ScriptDirectory
from sqlalchemy.engine import Engine

from foundation.database import migrating
from foundation.database.audit import AuditEntry
from foundation.database.base import Base, make_engine
from foundation.database.integrity import install, schema_text
from foundation.database.work import begin
from foundation.security.permissions import the_system
from tests.conftest import NOON, open_office


def described(engine: Engine) -> dict[str, object]:
    with engine.connect() as connection:
        return schema_text(connection)


def emptied(url: str) -> Engine:
    engine = make_engine(url)
    if engine.dialect.name == "postgresql":
        with engine.begin() as connection:
            connection.exec_driver_sql("DROP SCHEMA public CASCADE")
            connection.exec_driver_sql("CREATE SCHEMA public")
    return engine


@pytest.fixture(params=["sqlite", pytest.param("postgresql", marks=pytest.mark.database)])
def address(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    """An empty database of each kind."""
    if request.param == "sqlite":
        return f"sqlite:///{tmp_path}/migrated.db"
    server: str = request.getfixturevalue("postgres_server")
    return server


def test_there_is_one_head() -> None:
    script = ScriptDirectory(str(migrating.FOLDER))
    assert len(script.get_heads()) == 1


def test_migrations_and_models_make_the_same_schema(address: str) -> None:
    """Checks, triggers and exclusion constraints included."""
    engine = emptied(address)
    migrating.migrate(engine)
    by_migrations = described(engine)
    engine.dispose()
    engine = emptied(
        address.replace("migrated", "modelled") if address.startswith("sqlite") else address
    )
    with engine.begin() as connection:
        Base.metadata.create_all(connection)
        install(connection)
    by_models = described(engine)
    engine.dispose()
    assert by_migrations == by_models
    assert any("no_overlap" in name for name in by_models)


def test_down_and_up_again_keeps_the_guards(address: str) -> None:
    engine = emptied(address)
    migrating.migrate(engine)
    first = described(engine)
    migrating.migrate(engine, "base")
    assert not [name for name in described(engine) if name.startswith("table ")]
    migrating.migrate(engine)
    assert described(engine) == first
    engine.dispose()


def test_migrating_to_where_it_is_keeps_data(address: str) -> None:
    office = open_office(address, lambda: NOON)
    emptied(address).dispose()
    migrating.migrate(office.engine)
    with begin(office, the_system()) as uow:
        uow.record("office.opened")
    migrating.migrate(office.engine)
    with begin(office, the_system()) as uow:
        assert uow.db.query(AuditEntry).count() == 1
    assert migrating.is_current(office.engine)
    office.engine.dispose()
