"""The roster from the command line."""

from pathlib import Path

from click.testing import CliRunner

import app as roof
from foundation.database.work import Office, begin
from foundation.security.permissions import the_system
from foundation.tables.reading import read_rows
from interpreters.cli import export
from interpreters.service.imports import INTERPRETERS
from tests.factories import an_interpreter


class ContextOfTheTest:
    """The part of the house that the command uses."""

    def __init__(self, office: Office) -> None:
        """Over the test's office."""
        self.office = office


def test_the_roster_is_written_to_a_file(office: Office, tmp_path: Path) -> None:
    with begin(office, the_system()) as uow:
        person = an_interpreter(uow)
    file = tmp_path / "roster.csv"

    done = CliRunner().invoke(export, ["interpreters", str(file)], obj=ContextOfTheTest(office))

    assert done.exit_code == 0, done.output
    assert [row["code"] for row in read_rows(file.name, file.read_bytes(), INTERPRETERS).rows] == [
        person.code
    ]
    assert export in roof.COMMANDS


def test_another_kind_of_file_is_refused(office: Office, tmp_path: Path) -> None:
    done = CliRunner().invoke(
        export, ["interpreters", str(tmp_path / "roster.pdf")], obj=ContextOfTheTest(office)
    )

    assert done.exit_code == 1
    assert ".csv or .xlsx" in done.output
