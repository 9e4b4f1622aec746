"""Files are stored whole or not at all, one or several at a time."""

from collections.abc import Sequence

import pytest

from accounts.domain.kinds import OrganisationKind
from accounts.store.tables import Organisation
from foundation.database.work import Office, UnitOfWork, reading
from foundation.security.errors import Forbidden
from foundation.security.permissions import NOBODY, the_system
from foundation.tables.importing import run_imports
from foundation.tables.kinds import ImportKind
from foundation.tables.row_parser import RowParser
from foundation.tables.rows import Row, RowOutcome, RowProblem
from foundation.text.message import say
from interpreters.domain.permissions import RosterPermission
from tests.taking_in import run_import


def load(uow: UnitOfWork, rows: Sequence[Row]) -> list[RowProblem]:
    """Adds an organisation for each row; one called “bad” is refused."""
    problems = [RowProblem(row.line, "name", say("No.")) for row in rows if row["name"] == "bad"]
    for row in rows:
        uow.db.add(
            Organisation(
                code=row["code"],
                name=row["name"],
                name_en=row["name"],
                kind=OrganisationKind.CENTRE,
                city="ansan",
            )
        )
    return problems


KIND = ImportKind(
    name="things",
    required=("code", "name"),
    optional=("day",),
    dates=("day",),
    unique=("code",),
    chunk=2,
    load=load,
)


def some_rows(*names: str) -> list[Row]:
    return [Row(n + 2, {"code": f"C{n}", "name": name}) for n, name in enumerate(names)]


def codes_of(office: Office) -> list[str]:
    with reading(office, NOBODY) as uow:
        return sorted(org.code for org in uow.db.query(Organisation))


def test_a_dry_run_stores_nothing(any_office: Office) -> None:
    report = run_import(any_office, the_system(), KIND, some_rows("a", "b", "c"))

    assert (report.rows, report.applied, report.problems) == (3, 0, [])
    assert codes_of(any_office) == []


def test_a_file_is_taken_in_whole_or_not_at_all(any_office: Office) -> None:
    rows = some_rows("a", "b", "c", "bad", "e")

    report = run_import(any_office, the_system(), KIND, rows, apply=True)

    assert report.applied == 0
    assert [(problem.line, problem.column) for problem in report.problems] == [(5, "name")]
    assert codes_of(any_office) == []


def test_files_of_one_attempt_see_each_other_and_are_kept_together(any_office: Office) -> None:
    seen: list[int] = []

    def count(uow: UnitOfWork, rows: Sequence[Row]) -> list[RowProblem]:
        seen.append(uow.db.query(Organisation).count())
        return [RowProblem(row.line, "name", say("No.")) for row in rows if row["name"] == "bad"]

    after = ImportKind(name="after", required=("code", "name"), load=count)

    for second, problems in (("bad", 1), ("b", 0)):
        files = [(KIND, some_rows("a")), (after, some_rows(second))]
        tried = run_imports(any_office, the_system(), files)
        done = run_imports(any_office, the_system(), files, apply=True)
        assert [len(report.problems) for report in (*tried, *done)] == [0, problems] * 2
        assert [report.applied for report in done] == ([0, 0] if problems else [1, 1])
        assert codes_of(any_office) == ([] if problems else ["C0"])
    assert seen == [1] * 4


def test_what_the_rows_did_is_counted_and_what_is_doubtful_is_told(any_office: Office) -> None:
    def tell(_uow: UnitOfWork, rows: Sequence[Row]) -> list[RowProblem]:
        problems: list[RowProblem] = []
        for row, outcome in zip(rows, RowOutcome, strict=True):
            cells = RowParser(row, problems)
            cells.did(outcome)
            row.doubts.append(RowProblem(row.line, "name", say("Really?")))
        return problems

    kind = ImportKind(name="told", required=("code", "name"), load=tell)

    report = run_import(any_office, the_system(), kind, some_rows("a", "b", "c"))

    assert report.knows_outcomes
    assert dict(report.outcomes) == dict.fromkeys(RowOutcome, 1)
    assert [(doubt.line, str(doubt.reason)) for doubt in report.doubts] == [
        (line, "Really?") for line in (2, 3, 4)
    ]


def test_what_the_database_refuses_is_a_problem_and_no_crash(any_office: Office) -> None:
    rows = [Row(2, {"code": "C0", "name": "a"}), Row(3, {"code": "C0", "name": "b"})]

    for apply in (False, True):
        report = run_import(any_office, the_system(), KIND, rows, apply=apply)
        assert [problem.line for problem in report.problems] == [2]
    assert codes_of(any_office) == []


def test_a_kind_with_a_permission_asks_for_it(office: Office) -> None:
    guarded = ImportKind(
        name="x", required=("code",), permission=RosterPermission.ROSTER_CHANGE, load=load
    )

    with pytest.raises(Forbidden):
        run_import(office, NOBODY, guarded, some_rows("a"))
