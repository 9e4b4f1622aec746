"""What the door of the API refuses although it can be read: days, clocks and signs that mean nothing here."""

import base64
import json
from typing import Any
from uuid import UUID

import pytest
from flask import Flask

from accounts.domain.roles import Role
from foundation.database.work import Office, begin
from foundation.security.permissions import the_system
from tests.api.calling import Program, a_token
from tests.api.test_door import wanted
from tests.factories import a_user, an_organisation


@pytest.mark.parametrize(
    "query",
    [
        "/requests?first_day=0001-01-01",
        "/requests?last_day=9999-12-31",
        "/claims?month=9999-12-01",
        "/claims?month=0001-01-01",
        "/interpreters?cursor="
        + base64.urlsafe_b64encode(json.dumps(["\0", str(UUID(int=1))]).encode()).decode(),
    ],
)
def test_days_that_no_office_means_and_signs_that_are_none_are_refused(
    web_app: Flask, office: Office, query: str
) -> None:
    with begin(office, the_system()) as uow:
        user = a_user(uow, Role.COORDINATOR)
    assert Program.of(web_app, a_token(office, user)).get(query).status_code == 422


@pytest.mark.parametrize(
    "more",
    [
        {"case_code": "a\0"},
        {"note": "\0"},
        *({"start": clock} for clock in ("14:00Z", "14:00+00:00", "14:00:59")),
        {"earliest": "14:00Z"},
    ],
)
def test_a_clock_of_elsewhere_and_signs_that_no_database_keeps_are_refused(
    web_app: Flask, office: Office, more: dict[str, str]
) -> None:
    with begin(office, the_system()) as uow:
        home = an_organisation(uow)
        user = a_user(uow, Role.COUNSELLOR, home)
    program = Program.of(web_app, a_token(office, user))
    told: Any = program.post("/requests", {**wanted(home), **more}).json
    assert [each["field"] for each in told["errors"]] == list(more)


def test_a_body_is_of_a_length_and_counts_for_its_key_whatever_it_calls_itself(
    web_app: Flask, office: Office
) -> None:
    with begin(office, the_system()) as uow:
        home = an_organisation(uow)
        user = a_user(uow, Role.COUNSELLOR, home)
    program = Program.of(web_app, a_token(office, user))
    long = {f"field{number}": 1 for number in range(30_000)}
    answer = program.post("/requests", long)
    assert (answer.status_code, answer.headers["Content-Type"]) == (413, "application/problem+json")

    def send(**more: Any) -> int:
        return program.web.post(
            "/api/v1/requests",
            data=json.dumps({**wanted(home), **more}),
            content_type="text/plain",
            headers={**program.headers, "Idempotency-Key": "a"},
        ).status_code

    assert [send(), send(), send(minutes=30)] == [201, 201, 422]
