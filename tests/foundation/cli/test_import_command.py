"""The command that takes files and folders in: all of it or nothing, and one line for everyday mistakes."""

from collections.abc import Callable
from pathlib import Path

import pytest
import sqlalchemy as sa
from click.testing import CliRunner, Result

import app as roof
from accounts.store.tables import Organisation, Site
from foundation.cli.context import CliContext
from foundation.cli.import_files import kind_of
from foundation.cli.importing import import_files
from foundation.database.work import Office, reading
from foundation.security.permissions import the_system
from tests.foundation.tables.books import a_book

ORGANISATIONS = "code,name,kind,city\nGN,경기센터,centre,suwon\nANS,안산센터,centre,ansan\n"
SITES = "code,organisation,name,city\nANS-01,ANS,안산 상담실,ansan\n"
Import = Callable[..., Result]


@pytest.fixture
def take(office: Office) -> Import:
    """Runs the command in the office of the test."""

    def run(*arguments: object) -> Result:
        context = CliContext(roof.open_office, roof.create_app, roof.make_jobs, roof.IMPORTS)
        context.__dict__["office"] = office
        return CliRunner().invoke(import_files, [str(each) for each in arguments], obj=context)

    return run


def stored(office: Office) -> tuple[int, int]:
    with reading(office, the_system()) as uow:
        counts = [
            uow.db.scalar(sa.select(sa.func.count()).select_from(table)) or 0
            for table in (Organisation, Site)
        ]
    return counts[0], counts[1]


def test_a_folder_refers_to_itself_in_a_dry_run_and_is_stored_whole(
    take: Import, office: Office, tmp_path: Path
) -> None:
    (tmp_path / "sites.csv").write_text(SITES)
    (tmp_path / "organisations.csv").write_text(ORGANISATIONS)
    before = stored(office)

    tried = take("--dry-run", tmp_path)

    assert tried.exit_code == 0, tried.output
    assert tried.output.index("organisations.csv: 2 rows checked") < tried.output.index(
        "sites.csv: 1 rows checked"
    )
    assert "code: GN | name: 경기센터" in tried.output
    assert stored(office) == before
    assert take(tmp_path).exit_code == 0
    assert stored(office) == (before[0] + 2, before[1] + 1)


def test_one_wrong_file_keeps_the_whole_folder_out_and_all_faults_are_told(
    take: Import, office: Office, tmp_path: Path
) -> None:
    (tmp_path / "organisations.csv").write_text(ORGANISATIONS.replace("suwon", "atlantis"))
    (tmp_path / "sites.csv").write_text(SITES.replace("ansan\n", "#N/A\n"))
    before = stored(office)

    done = take(tmp_path)

    assert done.exit_code == 1
    assert "organisations.csv:2: city" in done.output
    assert "sites.csv:2: city" in done.output
    assert "Nothing was stored" in done.output
    assert stored(office) == before


def test_workbooks_of_a_folder_are_taken_and_what_is_no_table_is_named(
    take: Import, tmp_path: Path
) -> None:
    lines = [line.split(",") for line in ORGANISATIONS.splitlines()]
    (tmp_path / "organisations (1).xlsx").write_bytes(a_book({"기관": lines, "메모": [["x"]]}))
    (tmp_path / "안내.pdf").write_bytes(b"%PDF")
    (tmp_path / "~$organisations.xlsx").write_bytes(b"open")
    (tmp_path / "budget.csv").write_text("a,b\n1,2\n")

    done = take("--dry-run", tmp_path)

    assert done.exit_code == 0, done.output
    assert "organisations (1).xlsx: 2 rows checked" in done.output
    assert "not taken: 메모" in done.output
    assert "안내.pdf: not taken" in done.output
    assert "budget.csv: not taken" in done.output
    assert "~$" not in done.output


def test_a_kind_twice_in_a_folder_is_refused(take: Import, tmp_path: Path) -> None:
    lines = [line.split(",") for line in ORGANISATIONS.splitlines()]
    (tmp_path / "organisations.csv").write_text(ORGANISATIONS)
    (tmp_path / "organisations.xlsx").write_bytes(a_book({"s": lines}))

    done = take(tmp_path)

    assert done.exit_code == 1
    assert "organisations.csv and organisations.xlsx both hold organisations" in done.output


@pytest.mark.parametrize(
    ("name", "kind"),
    [
        ("organisations.csv", "organisations"),
        ("Organisations (1).csv", "organisations"),
        ("기관.csv", "organisations"),
        ("기관 - 복사본.xlsx", "organisations"),
        ("통역사_2026-11-30.xlsx", "interpreters"),
        ("interpreters_final.csv", "interpreters"),
    ],
)
def test_the_name_of_a_file_says_its_kind_in_either_language(
    name: str, kind: str, tmp_path: Path
) -> None:
    found = kind_of(roof.IMPORTS, tmp_path / name)

    assert found is not None
    assert found.name == kind


def test_columns_say_the_kind_where_the_name_does_not(take: Import, tmp_path: Path) -> None:
    file = tmp_path / "목록.csv"
    file.write_bytes(ORGANISATIONS.replace(",", ";").encode("cp949"))
    done = take("--dry-run", file)
    assert done.exit_code == 0, done.output
    assert "2 rows checked" in done.output
    assert "letters: CP949; separator: semicolon" in done.output

    file.write_text("a,b\n1,2\n")
    unknown = take(file)
    assert unknown.exit_code == 1
    assert "Say it with --kind: organisations" in unknown.output
    assert "No line names the columns" in take("--kind", "organisations", file).output
    assert "is none of: organisations" in take("--kind", "x", file).output


def test_a_doubt_that_many_lines_share_is_told_once(take: Import, tmp_path: Path) -> None:
    file = tmp_path / "organisations.csv"
    head, *rows = ORGANISATIONS.splitlines()
    file.write_text("\n".join([f"{head},phone", *(f"{row},315550123" for row in rows)]))

    told = take("--dry-run", file).output

    assert told.count("please check") == 1
    assert "(and 1 more lines)" in told


def test_everyday_mistakes_are_answered_in_one_line(take: Import, tmp_path: Path) -> None:
    missing = take(tmp_path / "nothing")
    assert missing.exit_code == 2
    assert "does not exist" in missing.output
    (tmp_path / "empty").mkdir()
    assert (
        take(tmp_path / "empty").output.strip()
        == "Error: There is no file here that can be imported."
    )
    assert "goes with files" in take("--kind", "sites", tmp_path).output
