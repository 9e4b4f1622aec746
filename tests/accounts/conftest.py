"""The application as it is in use: whoever works at a desk needs a second step."""

from collections.abc import Iterator
from dataclasses import replace

import pytest
from flask import Flask

from accounts.domain.settings import AccountsSettings
from foundation.database.work import Office
from tests.conftest import over


@pytest.fixture
def strict(one_web_app: Flask, office: Office) -> Iterator[Flask]:
    """The application where staff need a second step, as in use."""
    settings = office.settings
    told = replace(settings.of(AccountsSettings), staff_second_step=True)
    sections = {**settings.sections, AccountsSettings: told}
    with over(one_web_app, replace(office, settings=replace(settings, sections=sections))):
        yield one_web_app
