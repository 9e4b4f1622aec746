"""Every operation of the API, whatever is sent to it: no 5xx, no answer that the specification does not know."""

from typing import Any

import pytest
import schemathesis as half_typed
from flask import Flask
from hypothesis import HealthCheck, Phase, given, settings

from accounts.domain.roles import Role
from foundation.database.work import Office, begin
from foundation.security.permissions import the_system
from tests.api.calling import a_token
from tests.factories import (
    a_session,
    a_site,
    a_user,
    an_interpreter,
    an_organisation,
    available,
)
from tests.factories.dispatch import an_offer

pytestmark = pytest.mark.wide
ROLES = (Role.COORDINATOR, Role.COUNSELLOR, Role.INTERPRETER, Role.TRAINING_MANAGER)
EXAMPLES = 12
schemathesis: Any = half_typed


@pytest.mark.parametrize("role", ROLES)
def test_whatever_is_sent_is_answered_as_written(
    web_app: Flask, office: Office, role: Role
) -> None:
    with begin(office, the_system()) as uow:
        ansan = an_organisation(uow)
        a_site(uow, ansan)
        user = a_user(uow, role, ansan)
        person = an_interpreter(uow, user=user if role is Role.INTERPRETER else None)
        available(uow, person)
        session = a_session(uow)
        known = {
            "request_id": session.request_id,
            "session_id": session.id,
            "interpreter_id": person.id,
            "offer_id": an_offer(uow, session, person).id,
        }
    headers = {"Authorization": f"Bearer {a_token(office, user)}"}
    schema = schemathesis.openapi.from_wsgi("/api/v1/openapi.json", web_app)
    checks, told = schemathesis.checks, schemathesis.specs.openapi.checks
    conforms = [told.status_code_conformance, told.response_schema_conformance]
    tried = 0
    for operation in schema.get_all_operations():
        case_of = operation.ok().as_strategy()

        @settings(
            max_examples=EXAMPLES,
            deadline=None,
            derandomize=True,
            database=None,
            phases=[Phase.generate],
            suppress_health_check=[*HealthCheck],  # pyright: ignore[reportArgumentType]  an enum lists its members
        )
        @given(case=case_of)
        def try_it(case: Any) -> None:
            # What is there, rather than ids that nothing has.
            case.path_parameters = {
                name: str(known.get(name, value)) for name, value in case.path_parameters.items()
            }
            case.call_and_validate(
                headers=headers,
                checks=[checks.not_a_server_error, *conforms],
            )

        try_it()
        tried += 1
    assert tried > 20
