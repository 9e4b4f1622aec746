"""What every test may ask for: a database, a unit of work at noon, a web client."""

import gc
import os
from collections.abc import Callable, Generator, Iterator
from contextlib import closing, contextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import hypothesis
import pytest
import sqlalchemy as sa
from flask import Flask
from flask.testing import FlaskClient
from playwright.sync_api import Browser
from sqlalchemy import event
from sqlalchemy.engine import Dialect, Engine

# It imports every package, so that a schema made here is whole whatever a test imports.
import app as roof
from accounts.store.tables import User
from accounts.web import founding
from foundation.config import settings_from
from foundation.database.base import Base
from foundation.database.integrity import install
from foundation.database.work import Office, UnitOfWork, begin
from foundation.security.permissions import the_system
from foundation.times.clock import Clock
from tests.chromium import a_browser
from tests.postgres import a_cluster
from tests.signing_in import sign_in
from training.service.certification import ladder

# Monday, noon in Seoul.
NOON = datetime(2026, 11, 23, 3, 0, tzinfo=UTC)
# Two test processes on one server keep apart.
WORKER = os.environ.get("PYTEST_XDIST_WORKER", "main")
KEYS = {
    "secret_key": "a-secret-for-tests",
    "encryption_keys": ("test:" + "ab" * 32,),
    # Most tests sign in without a phone; tests/accounts/test_second_steps.py turns it on.
    "staff_second_step": False,
}


class SetClock:
    """A clock that shows what it is told."""

    def __init__(self, now: datetime) -> None:
        """Start at `now`."""
        self.now = now

    def __call__(self) -> datetime:
        """The time it was set to."""
        return self.now


@pytest.hookimpl(tryfirst=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Keep for the wide part what runs on SQLite too, but for promises and the schema."""
    for item in items:
        again = "[postgresql" in item.name or "-postgresql" in item.name
        if again and not {"promise", "migrations"} & set(item.path.stem.split("_")):
            item.add_marker(pytest.mark.wide)


@pytest.hookimpl(trylast=True)
def pytest_collection_finish() -> None:
    """What has been imported stays: that no look for garbage goes through it is a twentieth of the time."""
    gc.collect()
    gc.freeze()
    gc.set_threshold(20_000, 20, 20)


@pytest.fixture
def clock() -> SetClock:
    """A clock at noon, to be moved by the test."""
    return SetClock(NOON)


@pytest.fixture(scope="session")
def empty_database(tmp_path_factory: pytest.TempPathFactory) -> bytes:
    """An empty SQLite database with every table and guard, made once."""
    path = tmp_path_factory.mktemp("template") / "empty.db"
    office = open_office(f"sqlite:///{path}", lambda: NOON)
    make_schema(office.engine)
    seed_the_ladder(office)
    office.engine.dispose()
    return path.read_bytes()


# `make test` draws the same examples every time; with IEUM_EXPLORE=1 it draws others.
if not os.environ.get("IEUM_EXPLORE"):
    hypothesis.settings.load_profile("ci")

# A statement is compiled once for each kind of database, not once for each test: that is a third of their time.
DIALECTS: dict[str, Dialect] = {}
COMPILED: dict[Any, Any] = {}


def open_office(url: str, clock: Clock, **values: object) -> Office:
    """An office over a database, with test keys."""
    settings = settings_from({"database_url": url, **KEYS, **values}, roof.SECTIONS)
    office = roof.open_office(settings, clock)
    engine = office.engine
    if engine.dialect.name not in DIALECTS:
        engine.connect().close()  # it learns at its first connection what the database can do
    engine.dialect = DIALECTS.setdefault(engine.dialect.name, engine.dialect)
    engine.update_execution_options(compiled_cache=COMPILED)
    if engine.dialect.name == "sqlite":
        # No test takes the power away.
        event.listen(engine, "connect", _without_waiting_for_the_disk)
    return office


def _without_waiting_for_the_disk(connection: Any, _record: object) -> None:
    connection.execute("PRAGMA synchronous=OFF")


def make_schema(engine: Engine) -> None:
    """Create every table and guard."""
    with engine.begin() as connection:
        Base.metadata.create_all(connection)
        install(connection)


def seed_the_ladder(office: Office) -> None:
    """Add the schemes that certifications are granted in, as migrating does."""
    with begin(office, the_system()) as uow:
        # The trail of a test begins with the test.
        uow.record = _unrecorded
        ladder.seed(uow)
    if office.engine.dialect.name == "sqlite":
        # Into the one file that tests copy; a checkpoint cannot run inside a transaction.
        with closing(office.engine.raw_connection()) as raw:
            raw.cursor().execute("PRAGMA wal_checkpoint(TRUNCATE)")


def _unrecorded(name: str, *, subject: object = "", **facts: object) -> None:
    del name, subject, facts


@pytest.fixture
def sqlite_office(tmp_path: Path, empty_database: bytes, clock: SetClock) -> Iterator[Office]:
    """An office over a fresh SQLite file."""
    path = tmp_path / "ieum.db"
    path.write_bytes(empty_database)
    office = open_office(f"sqlite:///{path}", clock)
    yield office
    office.engine.dispose()


@pytest.fixture(scope="session")
def postgres_server() -> Iterator[str]:
    """The address of a private PostgreSQL server."""
    yield from a_cluster()


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    """A browser without a window."""
    yield from a_browser()


@pytest.fixture(scope="session")
def postgres_template(postgres_server: str) -> str:
    """The name of a PostgreSQL database with every table and guard, made once."""
    name = f"ieum_template_{WORKER}"
    _remake(postgres_server, name)
    office = open_office(_database(postgres_server, name), lambda: NOON)
    make_schema(office.engine)
    seed_the_ladder(office)
    office.engine.dispose()
    return name


@pytest.fixture
def postgres_office(
    postgres_server: str, postgres_template: str, clock: SetClock
) -> Iterator[Office]:
    """An office over a fresh PostgreSQL database, copied from the one made once."""
    url = postgres_copy(postgres_server, postgres_template, f"ieum_test_{WORKER}")
    office = open_office(url, clock)
    yield office
    office.engine.dispose()


def postgres_copy(server: str, template: str, name: str) -> str:
    """The address of a fresh PostgreSQL database of this name, copied from a template."""
    _remake(server, name, template)
    return _database(server, name)


def _remake(server: str, name: str, template: str = "template1") -> None:
    engine = sa.create_engine(server, isolation_level="AUTOCOMMIT")
    with engine.connect() as connection:
        connection.exec_driver_sql(f"DROP DATABASE IF EXISTS {name} WITH (FORCE)")
        connection.exec_driver_sql(f"CREATE DATABASE {name} TEMPLATE {template}")
    engine.dispose()


def _database(server: str, name: str) -> str:
    return sa.make_url(server).set(database=name).render_as_string(hide_password=False)


@pytest.fixture(params=["sqlite", pytest.param("postgresql", marks=pytest.mark.database)])
def any_office(request: pytest.FixtureRequest) -> Office:
    """An office over each database in turn."""
    name = "sqlite_office" if request.param == "sqlite" else "postgres_office"
    found: Office = request.getfixturevalue(name)
    return found


@pytest.fixture
def office(sqlite_office: Office) -> Office:
    """The usual office of a test."""
    return sqlite_office


@pytest.fixture
def uow(office: Office) -> Iterator[UnitOfWork]:
    """A unit of work at noon by the system, which may do everything."""
    with begin(office, the_system()) as work:
        yield work


@pytest.fixture(scope="session")
def one_web_app(tmp_path_factory: pytest.TempPathFactory) -> Flask:
    """The application, made once: its pages are compiled for the first test that looks at them."""
    path = tmp_path_factory.mktemp("nobody's") / "none.db"
    office = open_office(f"sqlite:///{path}", lambda: NOON)
    application = make_web_app(office, office.clock)
    office.engine.dispose()
    return application


@pytest.fixture
def web_app(one_web_app: Flask, office: Office) -> Iterator[Flask]:
    """The application over the test's database."""
    with over(one_web_app, office):
        yield one_web_app


@pytest.fixture
def any_web_app(one_web_app: Flask, any_office: Office) -> Iterator[Flask]:
    """The application over each database in turn."""
    with over(one_web_app, any_office):
        yield one_web_app


@contextmanager
def over(application: Flask, office: Office) -> Generator[None]:
    """The application over another office; what a test changes of it is put back."""
    extensions: dict[str, object] = {**application.extensions}
    config: dict[str, object] = {**application.config}
    application.extensions["office"] = office
    yield
    application.extensions.clear()
    application.extensions.update(extensions)
    application.config.clear()
    application.config.from_mapping(config)


def make_web_app(office: Office, clock: Clock) -> Flask:
    """The application over an office that the test closes."""
    application = roof.create_app(office.settings, clock)
    application.config.from_mapping(TESTING=True, WTF_CSRF_ENABLED=False)
    # Most tests need nobody with an account, and look at other pages than the first one.
    application.extensions[founding.EXTENSION] = True
    # One engine, so that closing the test's closes all.
    application.extensions["office"].engine.dispose()
    application.extensions["office"] = office
    return application


@pytest.fixture
def web(web_app: Flask) -> FlaskClient:
    """A browser without a session."""
    return web_app.test_client()


@pytest.fixture
def browser_of(web_app: Flask) -> Callable[[User], FlaskClient]:
    """Browsers of their own, in each of which somebody is signed in."""

    def of(user: User) -> FlaskClient:
        client = web_app.test_client()
        sign_in(client, user)
        return client

    return of
