"""What docs say of the columns of files is what the command says, which is what the files mean."""

from pathlib import Path

from click.testing import CliRunner

import app as roof
from foundation.cli.context import CliContext
from foundation.cli.importing import import_files
from foundation.tables.descriptions import describe

HOWTO = Path(__file__).parents[3] / "docs" / "howto" / "import-files.md"
MARK = "<!-- columns -->\n"


def test_the_guide_lists_every_column_and_value_as_they_are() -> None:
    listed = HOWTO.read_text(encoding="utf-8").partition(MARK)[2]

    assert listed.strip() == describe(roof.IMPORTS).strip()


def test_the_command_says_what_the_files_mean_without_a_file() -> None:
    context = CliContext(
        roof.open_office, roof.create_app, roof.make_jobs, roof.IMPORTS, roof.SECTIONS
    )
    said = CliRunner().invoke(import_files, ["--describe"], obj=context)

    assert said.exit_code == 0
    assert all(f"## {kind.name}" in said.output for kind in roof.IMPORTS)
    assert "베트남어 / Vietnamese (vi)" in said.output
