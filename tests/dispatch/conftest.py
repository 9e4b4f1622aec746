"""What the tests of dispatch share."""

import pytest
from flask.testing import FlaskClient

from foundation.database.work import Office
from tests.dispatch.board_days import as_coordinator


@pytest.fixture
def desk(web: FlaskClient, office: Office) -> FlaskClient:
    """A coordinator's browser."""
    return as_coordinator(web, office)
