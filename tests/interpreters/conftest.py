"""What the tests of the roster share."""

import pytest
from flask.testing import FlaskClient

from foundation.database.events import Event
from foundation.database.work import Office, UnitOfWork, begin
from foundation.security.permissions import the_system
from interpreters.domain.events import EligibilityLost, StandingMoved
from tests.factories import a_coordinator
from tests.signing_in import sign_in


@pytest.fixture
def news(uow: UnitOfWork) -> list[Event]:
    """What upper packages were told."""
    heard: list[Event] = []

    def listen(_: UnitOfWork, news: Event) -> None:
        heard.append(news)

    uow.subscribers = {StandingMoved: (listen,), EligibilityLost: (listen,)}
    return heard


@pytest.fixture
def desk(web: FlaskClient, office: Office) -> FlaskClient:
    """A coordinator's browser."""
    with begin(office, the_system()) as uow:
        coordinator = a_coordinator(uow)
    sign_in(web, coordinator)
    return web
