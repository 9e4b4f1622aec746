"""What the tests of the roster share."""

import pytest

from foundation.database.events import Event
from foundation.database.work import UnitOfWork
from interpreters.domain.events import EligibilityLost, StandingMoved


@pytest.fixture
def news(uow: UnitOfWork) -> list[Event]:
    """What upper packages were told."""
    heard: list[Event] = []

    def listen(_: UnitOfWork, news: Event) -> None:
        heard.append(news)

    uow.subscribers = {StandingMoved: (listen,), EligibilityLost: (listen,)}
    return heard
