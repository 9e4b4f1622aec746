"""Nothing that somebody typed, no key and no session reaches the log or a job's row."""

import json
import logging
from datetime import UTC, datetime

import pytest
import sqlalchemy as sa
import structlog
from flask import render_template_string, request
from flask.testing import FlaskClient
from sqlalchemy.exc import OperationalError

from foundation import logs
from foundation.database.queue import JobRow
from foundation.database.work import Office, UnitOfWork, begin, reading
from foundation.jobs import Job, by_name, run_one
from foundation.security.permissions import the_system
from foundation.web.guards import MARK
from foundation.web.work import unit_of_work
from tests.conftest import make_web_app

TYPED = "typed-by-somebody-010-1234-5678"


def a_view_that_fails_in_the_template() -> str:
    return render_template_string("{{ 1 // zero ~ typed }}", zero=0, typed=request.form["note"])


def a_view_that_fails_in_the_service() -> str:
    note = request.form["note"]
    with unit_of_work() as uow:
        uow.db.execute(sa.text("INSERT INTO nowhere VALUES (:note)"), {"note": note})
    return note


def a_view_that_says_it() -> str:
    raise ValueError(f"cannot read {request.form['note']} of {request.cookies}")


@pytest.fixture
def failing(office: Office) -> FlaskClient:
    """An application with pages that fail; its errors are answered as when it is served."""
    application = make_web_app(office, office.clock)
    views = (
        a_view_that_fails_in_the_template,
        a_view_that_fails_in_the_service,
        a_view_that_says_it,
    )
    for view in views:
        setattr(view, MARK, "public")
        application.add_url_rule(f"/{view.__name__}", view_func=view, methods=["POST"])
    return application.test_client()


@pytest.mark.parametrize(
    "view",
    [
        "a_view_that_fails_in_the_template",
        "a_view_that_fails_in_the_service",
        "a_view_that_says_it",
    ],
)
def test_an_error_of_a_page_leaves_its_place_in_the_log_and_nothing_of_the_reader(
    failing: FlaskClient, capsys: pytest.CaptureFixture[str], view: str
) -> None:
    logs.configure()
    with failing.session_transaction() as session:
        session["kept"] = "in-the-session"
    cookie = failing.get_cookie("ieum")
    assert cookie is not None

    answer = failing.post(f"/{view}", data={"note": TYPED})

    told = capsys.readouterr().err
    line = json.loads(told.splitlines()[-1])
    assert answer.status_code == 500
    assert line["reference"] in answer.get_data(as_text=True)
    assert line["route"] == f"/{view}"
    assert "test_logs.py" in line["traceback"]
    for secret in (
        TYPED,
        "in-the-session",
        cookie.value,
        "a-secret-for-tests",
    ):
        assert secret not in told


def test_a_job_that_fails_keeps_no_value_either(
    office: Office, capsys: pytest.CaptureFixture[str]
) -> None:
    logs.configure()

    def fail(uow: UnitOfWork, note: str) -> None:
        raise ValueError(f"{note} {uow.settings.secret_key}")

    with begin(office, the_system()) as uow:
        uow.enqueue("fail", note=TYPED)
    run_one(office, by_name([Job(name="fail", run=fail)]))

    with reading(office, the_system()) as uow:
        error = uow.db.scalars(sa.select(JobRow.error)).one() or ""
    told = capsys.readouterr().err + error
    assert "test_logs.py" in error
    assert "ValueError" in told
    assert TYPED not in told
    assert office.settings.secret_key not in told


def test_only_known_keys_and_plain_values_are_written(capsys: pytest.CaptureFixture[str]) -> None:
    logs.configure()
    structlog.get_logger().warning("known", password=TYPED, error={"a": TYPED}, id="7")
    logging.getLogger("some.library").warning("could not read %s", TYPED)

    own, library = (json.loads(line) for line in capsys.readouterr().err.splitlines())
    assert datetime.fromisoformat(own.pop("at")).tzinfo == UTC
    assert own == {"event": "known", "level": "warning", "error": "dict", "id": "7"}
    assert library["event"] == "could not read %s"
    assert library["logger"] == "some.library"


def test_a_database_error_says_its_code_and_not_what_was_to_be_stored(office: Office) -> None:
    with pytest.raises(OperationalError) as raised, begin(office, the_system()) as uow:
        uow.db.execute(sa.text("INSERT INTO nowhere VALUES (:note)"), {"note": TYPED})
    assert logs.kind_of(raised.value) == "OperationalError OperationalError SQLITE_ERROR"
    assert TYPED not in str(raised.value)
