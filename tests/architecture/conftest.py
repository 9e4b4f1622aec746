"""What the tests of the whole product share: the small office, furnished once."""

from pathlib import Path

import pytest

from tests.browser.pages import KINDS
from tests.browser.small_office import SmallOffice, furnish
from tests.conftest import NOON, open_office


@pytest.fixture(scope="session")
def furnished(
    tmp_path_factory: pytest.TempPathFactory, empty_database: bytes
) -> tuple[bytes, SmallOffice]:
    """The small office as a file, and what is in it."""
    path: Path = tmp_path_factory.mktemp("furnished") / "ieum.db"
    path.write_bytes(empty_database)
    office = open_office(f"sqlite:///{path}", lambda: NOON, base_url="https://ieum.example")
    small = furnish(office, list(KINDS))
    office.engine.dispose()
    return path.read_bytes(), small
