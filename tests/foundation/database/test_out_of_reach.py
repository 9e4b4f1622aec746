"""A database that may only be read, or is not there, is a moment of trouble and no bug."""

import sqlite3

import pytest
from flask.testing import FlaskClient
from sqlalchemy import event
from sqlalchemy.exc import OperationalError

from foundation.database.base import is_busy
from foundation.database.work import Office


@pytest.mark.parametrize(
    ("words", "is_trouble"),
    [
        ("attempt to write a readonly database", True),
        ("unable to open database file", True),
        ("database is locked", True),
        ("database or disk is full", True),
        ("no such table: offer", False),
    ],
)
def test_what_sqlite_says_is_told_apart(words: str, *, is_trouble: bool) -> None:
    raw = sqlite3.OperationalError(words)
    assert is_busy(raw) is is_trouble
    assert is_busy(OperationalError("SELECT 1", {}, raw)) is is_trouble


def test_a_folder_that_may_only_be_read_is_answered_with_a_pause_and_one_line(
    web: FlaskClient, office: Office, capfd: pytest.CaptureFixture[str]
) -> None:
    def refuse(*_: object) -> None:
        raise sqlite3.OperationalError("attempt to write a readonly database")

    event.listen(office.engine, "begin", refuse)
    answer = web.post("/login", data={"email": "a@ieum.example", "password": "a long password"})
    event.remove(office.engine, "begin", refuse)
    assert answer.status_code == 503
    assert "Retry-After" in answer.headers
    said = capfd.readouterr()
    assert "Traceback" not in said.out + said.err
