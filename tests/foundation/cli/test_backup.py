"""A copy of the database that is whole, private, and written over nothing."""

import sqlite3
from contextlib import closing
from pathlib import Path

from click.testing import CliRunner, Result

import app as roof
from foundation.cli.backup import backup
from foundation.cli.context import CliContext
from foundation.database.work import Office, begin
from foundation.files.settings import folder_of
from foundation.security.permissions import the_system


def _run(office: Office, file: Path) -> Result:
    context = CliContext(
        roof.open_office, roof.create_app, roof.make_jobs, roof.IMPORTS, roof.SECTIONS
    )
    context.__dict__["office"] = office
    return CliRunner().invoke(backup, [str(file)], obj=context)


def test_a_backup_holds_what_was_committed_while_somebody_else_writes(
    office: Office, tmp_path: Path
) -> None:
    with begin(office, the_system()) as uow:
        uow.record("demo.begun")
    file = tmp_path / "copy.db"
    with begin(office, the_system()) as uow:
        uow.record("demo.passwords_set")
        uow.db.flush()
        assert _run(office, file).exit_code == 0
    with closing(sqlite3.connect(file)) as copy:
        names = [name for (name,) in copy.execute("SELECT name FROM audit_entry")]
    assert names == ["demo.begun"]
    assert file.stat().st_mode & 0o077 == 0
    assert [p.name for p in tmp_path.glob(".copy.db*")] == []


def test_a_backup_names_the_folder_of_files(office: Office, tmp_path: Path) -> None:
    assert str(folder_of(office.settings)) not in _run(office, tmp_path / "one.db").output
    folder_of(office.settings).mkdir()
    assert str(folder_of(office.settings)) in _run(office, tmp_path / "two.db").output


def test_no_file_is_written_over(office: Office, tmp_path: Path) -> None:
    file = tmp_path / "mine.txt"
    file.write_text("kept")
    refused = _run(office, file)
    assert refused.exit_code == 1
    assert "name another file" in refused.output
    assert file.read_text() == "kept"
