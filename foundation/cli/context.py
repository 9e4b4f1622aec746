"""What a command of the command line is given: the settings, the office, the jobs, the web application."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any

import click
from flask import Flask

from foundation.config import Settings, read_settings
from foundation.database.work import Office
from foundation.jobs import Jobs
from foundation.tables.importing import ImportKind


@dataclass
class CliContext:
    """Made by app.py; nothing is opened before a command asks for it."""

    open_office: Callable[[Settings], Office]
    make_app: Callable[[Settings], Flask]
    jobs: Callable[[Office], Jobs]
    imports: Sequence[ImportKind]
    sections: Sequence[type[Any]] = ()

    @cached_property
    def settings(self) -> Settings:
        """The settings of this process."""
        try:
            return read_settings(sections=self.sections)
        except ValueError as error:
            raise click.ClickException(str(error)) from None

    @cached_property
    def office(self) -> Office:
        """The office of this process."""
        return self.open_office(self.settings)
