"""The page on which a past period is played by other rules."""

from datetime import timedelta
from typing import Any

import pytest
from flask.testing import FlaskClient

from accounts.domain.roles import Role
from accounts.store.tables import User
from dispatch.service.engine import solving
from dispatch.service.sandbox import playing, runs
from foundation.database.work import Office, begin, reading
from tests import factories as make
from tests.dispatch.planned import DIES, SYSTEM
from tests.dispatch.sandbox.test_sandbox import last_week
from tests.signing_in import sign_in

PAGE = "/coverage/sandbox"


@pytest.fixture
def people(office: Office) -> dict[Role, User]:
    """The training office, and an interpreter, after a week with something to cover."""
    with begin(office, SYSTEM) as uow:
        last_week(uow)
        roles = (Role.TRAINING_MANAGER, Role.INTERPRETER)
        return {role: make.a_user(uow, role, language="en") for role in roles}


def typed(office: Office, **changed: str) -> dict[str, Any]:
    with reading(office, SYSTEM) as uow:
        day = uow.today - timedelta(days=7)
    values = {
        "name": "One more for Khmer",
        "first_day": day.isoformat(),
        "days": "1",
        "seconds": "5",
        "more_language": "km",
        "more_level": "L2",
        "more_city": "ansan",
    }
    return values | changed


def test_a_week_is_played_compared_and_removed(
    web: FlaskClient, office: Office, people: dict[Role, User]
) -> None:
    sign_in(web, people[Role.TRAINING_MANAGER])
    assert "Try a past period" in web.get(PAGE).text
    assert web.post(PAGE, data=typed(office)).status_code == 303
    page = web.get(PAGE).text
    assert "Being made" in page
    assert web.post(PAGE, data=typed(office)).status_code == 409
    with reading(office, SYSTEM) as uow:
        (found,) = runs.list_all(uow)
    playing.play(office, str(found.run.id), watch=solving.Watch(engine=DIES))
    page = web.get(f"{PAGE}?run={found.run.id}&run=nonsense").text
    assert "Side by side" in page
    assert "2 of 5" in page
    assert "One more interpreter: Khmer, L2 Community, Ansan" in page
    assert web.post(f"{PAGE}/{found.run.id}/remove").status_code == 303
    assert "One more for Khmer" not in web.get(PAGE).text


def test_what_is_wrong_is_said_beside_its_field_and_kept(
    web: FlaskClient, office: Office, people: dict[Role, User]
) -> None:
    sign_in(web, people[Role.TRAINING_MANAGER])
    answer = web.post(PAGE, data=typed(office, more_city="", pooled_one="ansan", radius_km="x"))
    assert answer.status_code == 422
    answer = web.post(PAGE, data=typed(office, more_city="", pooled_one="ansan"))
    assert answer.status_code == 422
    assert 'id="more_city-e"' in answer.text
    assert 'id="pooled_other-e"' in answer.text
    assert 'value="One more for Khmer"' in answer.text
    sign_in(web, people[Role.INTERPRETER])
    assert web.get(PAGE).status_code == 403
    assert web.post(PAGE, data=typed(office)).status_code == 403
