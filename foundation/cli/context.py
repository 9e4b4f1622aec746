"""What a command of the command line is given: the settings, the office, the jobs, the web application."""

import os
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from typing import Any

import click
from flask import Flask

from foundation.apart import Apart
from foundation.cli.mistakes import wrong_settings
from foundation.config import Settings, misspelt, read_settings, settings_from
from foundation.database import migrating
from foundation.database.work import Office
from foundation.jobs import Jobs
from foundation.tables.kinds import ImportKind


@dataclass
class CliContext:
    """Made by app.py; nothing is opened before a command asks for it."""

    open_office: Callable[[Settings], Office]
    make_app: Callable[[Settings], Flask]
    jobs: Callable[[Office], Jobs]
    imports: Sequence[ImportKind]
    sections: Sequence[type[Any]] = ()
    # What packages say on the console of a server that starts.
    greetings: Sequence[Callable[["CliContext"], Sequence[str]]] = ()
    # Starts work in a process of its own; without it everything is done in this one.
    apart: Apart | None = None

    @cached_property
    def settings(self) -> Settings:
        """The settings of this process; ClickException names all that are wrong."""
        try:
            settings = read_settings(sections=self.sections)
        except ValueError as error:
            raise wrong_settings(str(error)) from None
        for line in misspelt(os.environ, self.sections):
            click.echo(f"Note: {line}", err=True)
        return settings

    def serve_on(self, port: int) -> None:
        """Let links lead to this port, unless the address that people use is set; before the office is opened."""
        self._require_file()
        if not os.environ.get("IEUM_BASE_URL"):
            self.settings = replace(self.settings, base_url=f"http://127.0.0.1:{port}")

    @cached_property
    def office(self) -> Office:
        """The office of this process; ClickException when its database is not there or of another version."""
        self._require_file()
        office = self.new_office
        if not migrating.is_current(office.engine):
            raise click.ClickException(
                "The database is not at the newest schema: run `ieum migrate`."
            )
        return office

    @cached_property
    def new_office(self) -> Office:
        """The office of this process, its database as it is: for commands that make or migrate it."""
        return self.open_office(self.settings)

    def _require_file(self) -> None:
        """Refuse an embedded database that is not there, before anything of it is made on disk."""
        named = os.environ.get("IEUM_DATABASE_URL")
        path = settings_from({"database_url": named} if named else {}).database_file
        if path is not None and not path.exists():
            raise click.ClickException(
                f"There is no database at {path}. Make one with `ieum migrate`, "
                "or set IEUM_DATABASE_URL to the one you mean."
            )
