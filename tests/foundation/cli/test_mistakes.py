"""Everyday mistakes on the command line end in one line that says what to do, and an exit code."""

import errno
import socket
import sqlite3
from collections.abc import Callable
from contextlib import closing
from pathlib import Path

import click
import pytest
from click.testing import CliRunner, Result
from sqlalchemy.exc import OperationalError

import app as roof
from foundation.cli.context import CliContext
from foundation.cli.mistakes import OneLineGroup, told_in_one_line
from foundation.database import migrating
from foundation.database.base import make_engine

STRONG = "0123456789abcdef" * 4
Ieum = Callable[..., Result]


@pytest.fixture
def ieum(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Ieum:
    """Run a command of `ieum` with its own settings, by default with a database that is not there."""

    def run(*arguments: str, **environ: str) -> Result:
        monkeypatch.setenv("IEUM_DATABASE_URL", f"sqlite:///{tmp_path}/ieum.db")
        for name, value in environ.items():
            monkeypatch.setenv(name, value)
        context = CliContext(
            roof.open_office, roof.create_app, roof.make_jobs, roof.IMPORTS, roof.SECTIONS
        )
        return CliRunner().invoke(
            roof.make_command_line(roof.COMMANDS), arguments, obj=context, prog_name="ieum"
        )

    return run


@pytest.fixture(scope="module")
def empty_office(tmp_path_factory: pytest.TempPathFactory) -> bytes:
    """A database at the newest schema with nothing in it."""
    path = tmp_path_factory.mktemp("schema") / "ieum.db"
    engine = make_engine(f"sqlite:///{path}")
    migrating.migrate(engine)
    engine.dispose()
    return path.read_bytes()


def said(result: Result, exit_code: int) -> str:
    """The one line of a refusal; no error of ours may hide behind it."""
    assert isinstance(result.exception, SystemExit), result.output
    assert result.exit_code == exit_code
    assert "Traceback" not in result.output
    return result.output.strip()


@pytest.mark.parametrize(
    "command",
    [
        ("plan",),
        ("serve",),
        ("jobs", "--until-idle"),
        ("ladder",),
        ("export", "interpreters", "no-such-roster.csv"),
        ("export-certifications", "no-such-list.csv"),
        ("import", "docs/examples"),
        ("password-link", "a@b.kr"),
    ],
    ids=lambda command: command[0],
)
def test_without_a_database_each_command_says_how_to_make_one(
    ieum: Ieum, tmp_path: Path, command: tuple[str, ...]
) -> None:
    line = said(ieum(*command), 1)
    assert line.count("\n") == 0
    assert "ieum migrate" in line
    assert list(tmp_path.iterdir()) == [], "nothing is made for a path that was mistyped"


def test_an_older_schema_is_told_by_each_command(ieum: Ieum, tmp_path: Path) -> None:
    (tmp_path / "ieum.db").touch()
    for command in (("plan",), ("import", "docs/examples"), ("ladder",)):
        assert "run `ieum migrate`" in said(ieum(*command), 1)


def test_all_settings_that_mean_nothing_are_told_at_once(ieum: Ieum, tmp_path: Path) -> None:
    wrong = {
        "IEUM_PLAN_SECONDS": "abc",
        "IEUM_TIME_ZONE": "Asia/Seol",
        "IEUM_WORKING_WEEKDAYS": "sonntag",
        "IEUM_COUNSELLING_HOURS": "18:00,09:00",
        "IEUM_ANSWER_NEXT_DAY_BY": "3pm",
        "IEUM_TRAVEL_KMH": "0",
        "IEUM_PAGE_SIZE": "0",
        "IEUM_BASE_URL": "ieum.example.kr",
        "IEUM_RARE_LANGUAGES": "lo,xx",
        "IEUM_SESSION_DAYS": "0",
        "IEUM_SCORING_DAYS": "-1",
        "IEUM_LANGUAGES": "de",
        "IEUM_SECRET_KEY": "short",
        "IEUM_SMTP_PORT": "70000",
    }
    lines = said(ieum("migrate", **wrong), 2)
    assert [name for name in wrong if f"{name}: " not in lines] == []
    assert list(tmp_path.iterdir()) == [], "nor a file of keys for settings that are refused"


def test_a_setting_that_does_not_exist_is_named_with_the_one_that_was_meant(
    ieum: Ieum, tmp_path: Path, empty_office: bytes
) -> None:
    (tmp_path / "ieum.db").write_bytes(empty_office)
    result = ieum("jobs", "--until-idle", IEUM_PLAN_SECOND="3", IEUM_SOMETHING="x")
    assert result.exit_code == 0
    assert "IEUM_PLAN_SECOND is no setting; did you mean IEUM_PLAN_SECONDS?" in result.output
    assert "IEUM_SOMETHING" not in result.output


@pytest.mark.parametrize(
    ("url", "words"),
    [
        ("postgresql://db/ieum", "IEUM_DATABASE_URL: give sqlite:///path"),
        ("postgresql+psycopg://db/ieum", "IEUM_SECRET_KEY and IEUM_ENCRYPTION_KEYS must be set"),
        ("mysql://db/ieum", "IEUM_DATABASE_URL: give sqlite:///path"),
    ],
)
def test_a_database_that_cannot_be_meant_is_a_wrong_setting(
    ieum: Ieum, url: str, words: str
) -> None:
    assert words in said(ieum("plan", IEUM_DATABASE_URL=url), 2)


def test_a_server_that_does_not_answer_is_named_without_its_password(ieum: Ieum) -> None:
    with closing(socket.socket()) as taken:
        taken.bind(("127.0.0.1", 0))  # bound and silent: nobody else answers there
        port = taken.getsockname()[1]
        url = f"postgresql+psycopg://ieum:hidden-word@127.0.0.1:{port}/ieum"
        keys = {"IEUM_SECRET_KEY": STRONG, "IEUM_ENCRYPTION_KEYS": f"a:{STRONG}"}
        line = said(ieum("plan", IEUM_DATABASE_URL=url, **keys), 1)
    assert "does not answer" in line
    assert str(port) in line
    assert "hidden-word" not in line


def test_a_file_that_is_no_database_is_told(ieum: Ieum, tmp_path: Path) -> None:
    (tmp_path / "ieum.db").write_text("no database " * 100)
    assert "this is no database" in said(ieum("plan"), 1)


def test_a_folder_in_place_of_a_database_keeps_its_rights(ieum: Ieum, tmp_path: Path) -> None:
    folder = tmp_path / "ieum.db"
    folder.mkdir(mode=0o755)
    assert "cannot be opened" in said(ieum("migrate"), 1)
    assert folder.stat().st_mode & 0o777 == 0o755


def test_an_unknown_revision_and_a_missing_folder_are_told(
    ieum: Ieum, tmp_path: Path, empty_office: bytes
) -> None:
    (tmp_path / "ieum.db").write_bytes(empty_office)
    assert "9999" in said(ieum("migrate", "--revision", "9999"), 1)
    there = f"{tmp_path}/missing/people.csv"
    assert "make it first" in said(ieum("export", "interpreters", there), 2)


def test_a_port_in_use_is_told_before_anything_begins(
    ieum: Ieum, tmp_path: Path, empty_office: bytes
) -> None:
    (tmp_path / "ieum.db").write_bytes(empty_office)
    with closing(socket.socket()) as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = str(taken.getsockname()[1])
        assert f"--port {int(port) + 1}" in said(ieum("serve", "--port", port), 1)
        demo = said(ieum("demo", "--port", port, IEUM_DEMO="1"), 1)
    assert f"port {port} already" in demo


@pytest.mark.parametrize(
    "arguments",
    [
        ("serve", "--port", "99999"),
        ("bench", "--seeds", "x"),
        ("bench", "--trsp", "/there/is/no/such/folder"),
        ("solve", "README.md", "--out", "/there/is/no/plan.json"),
        ("import", "/there/is/no/such.csv"),
    ],
)
def test_a_call_that_means_nothing_is_a_usage_error(ieum: Ieum, arguments: tuple[str, ...]) -> None:
    assert arguments[-1].removesuffix("/plan.json") in said(ieum(*arguments), 2)


def test_the_version_is_told(ieum: Ieum) -> None:
    assert ieum("--version").output.startswith("ieum 0.")


@pytest.mark.parametrize(
    ("name", "words"),
    [
        ("SQLITE_READONLY_DIRECTORY", "can only be read"),
        ("SQLITE_CANTOPEN_ISDIR", "cannot be opened"),
        ("SQLITE_BUSY", "in use by another command"),
        ("SQLITE_FULL", "disk is full"),
    ],
)
def test_what_is_wrong_with_the_file_of_a_database_is_told(name: str, words: str) -> None:
    cause = sqlite3.OperationalError("a name that was typed")
    cause.sqlite_errorname = name  # pyright: ignore[reportAttributeAccessIssue]  set by the library
    told = told_in_one_line(OperationalError("SELECT 1", {}, cause))
    assert told is not None
    assert words in told
    assert "a name that was typed" not in told


def test_a_disk_that_can_only_be_read_is_told() -> None:
    told = told_in_one_line(OSError(errno.EROFS, "Read-only file system", "/srv/plan.json"))
    assert told == "/srv/plan.json: This disk can only be read. Choose another place."


def test_a_fault_of_ours_keeps_its_traceback() -> None:
    assert told_in_one_line(KeyError("x")) is None
    cause = sqlite3.OperationalError("no such column: x")
    cause.sqlite_errorname = "SQLITE_ERROR"  # pyright: ignore[reportAttributeAccessIssue]  as above
    assert told_in_one_line(OperationalError("SELECT x", {}, cause)) is None

    @click.command()
    def broken() -> None:
        raise KeyError("x")

    group = OneLineGroup("ieum", commands={"broken": broken})
    assert isinstance(CliRunner().invoke(group, ["broken"]).exception, KeyError)
