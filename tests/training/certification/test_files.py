"""Certifications from a file and back."""

import pytest

from accounts.domain.roles import Role
from foundation.database.work import Office, begin
from foundation.security.permissions import the_system
from foundation.tables.importing import Report
from foundation.tables.reading import read_rows
from interpreters.domain.languages import Direction
from tests.factories import a_user, an_interpreter
from tests.taking_in import run_import
from training.domain.certifications import Grade, GrantRoute
from training.service.certification import certifications, imports
from training.service.certification.imports import CERTIFICATIONS

HEAD = "interpreter,scheme,language,valid_from,valid_until"
FULL = f"{HEAD},direction,grade,route,issuer,evidence"
GOOD = "INT-901,L2,vi,2026-03-02,2029-03-01"


@pytest.fixture
def hanh(office: Office) -> Office:
    """An office with one person who holds nothing yet."""
    with begin(office, the_system()) as uow:
        user = a_user(uow, Role.INTERPRETER, email="hanh@ieum.example")
        an_interpreter(uow, code="INT-901", user=user, languages=("vi", "en"), levels=())
    return office


def take_in(office: Office, text: str, *, apply: bool = True) -> Report:
    """Import a text, as the person who approves."""
    found = read_rows("certifications", text.encode(), CERTIFICATIONS)
    if found.problems:
        return Report(kind="certifications", rows=0, problems=found.problems)
    return run_import(office, the_system("강마루"), CERTIFICATIONS, found.rows, apply=apply)


def test_what_was_granted_before_is_taken_in_with_evidence_and_approver(hanh: Office) -> None:
    row = f"{GOOD},to_korean,semi,grandfathered,옛 센터,대장 12쪽"
    report = take_in(hanh, f"{FULL}\n{row}\nint-901,l3-med,vi,2026-03-02,,,,,,\n")

    assert (report.applied, report.problems) == (2, [])
    with begin(hanh, the_system()) as uow:
        found = uow.db.scalars(certifications.search(uow)).unique()
        first, second = sorted(found, key=lambda one: one.scheme.code)
        assert (first.direction, first.grade, first.route) == (
            Direction.TO_KOREAN,
            Grade.SEMI,
            GrantRoute.GRANDFATHERED,
        )
        assert first.approved_by_name == "강마루"
        assert [one.note for one in first.evidence] == ["옛 센터 · 대장 12쪽"]
        assert first.learner.user is not None
        assert str(second.valid_until) == "2029-03-02"
        assert second.route is GrantRoute.REGISTER


def test_a_file_taken_in_twice_changes_nothing(hanh: Office) -> None:
    take_in(hanh, f"{HEAD}\n{GOOD}\n")
    report = take_in(hanh, f"{HEAD}\n{GOOD}\n")

    assert (report.applied, report.problems) == (1, [])
    with begin(hanh, the_system()) as uow:
        assert len(uow.db.scalars(certifications.search(uow)).unique().all()) == 1


@pytest.mark.parametrize(
    ("row", "column", "reason"),
    [
        (GOOD.replace("901", "999"), "interpreter", "There is no interpreter “INT-999”."),
        (GOOD.replace("L2", "L9"), "scheme", "“L9” is not one of: L1, L2, R2"),
        (GOOD.replace("L2", "S1"), "scheme", "“S1” is not one of"),
        (GOOD.replace(",vi,", ",lo,"), "language", "is not registered for this language"),
        (GOOD.replace(",vi,", ",xx,"), "language", "“xx” is not one of"),
        (GOOD.replace("2026-03-02", "2026-02-30"), "valid_from", "is not a date"),
        (GOOD.replace("2029", "2025"), "valid_until", "must end after it starts"),
        ("INT-901,L2,en,2026-06-01,2028-01-01", "valid_from", "held already, until 2029-03-01"),
    ],
)
def test_a_wrong_cell_is_named_and_nothing_is_kept(
    hanh: Office, row: str, column: str, reason: str
) -> None:
    fine = GOOD.replace(",vi,", ",en,")
    for apply in (False, True):
        report = take_in(hanh, f"{HEAD}\n{fine}\n{row}\n", apply=apply)
        assert [(p.line, p.column) for p in report.problems] == [(3, column)]
        assert reason in str(report.problems[0].reason)
    with begin(hanh, the_system()) as uow:
        assert uow.db.scalars(certifications.search(uow)).unique().all() == []


def test_a_route_that_is_earned_here_does_not_come_from_a_file(hanh: Office) -> None:
    report = take_in(hanh, f"{FULL}\n{GOOD},both,full,ladder,,\n")

    assert [(p.line, p.column) for p in report.problems] == [(2, "route")]


@pytest.mark.parametrize("file_format", ["csv", "xlsx"])
def test_an_export_imports_again_and_changes_nothing(hanh: Office, file_format: str) -> None:
    with begin(hanh, the_system()) as uow:
        an_interpreter(uow, languages=("vi", "en"), levels=("L2", "L3-LAB"))
    take_in(hanh, f"{HEAD}\n{GOOD}\n")

    def exported() -> bytes:
        with begin(hanh, the_system()) as uow:
            return imports.export(uow, file_format)

    content = exported()
    found = read_rows(f"certifications.{file_format}", content, CERTIFICATIONS)
    assert (len(found.rows), found.problems) == (5, [])
    report = run_import(hanh, the_system(), CERTIFICATIONS, found.rows, apply=True)

    assert report.problems == []
    again = read_rows(f"certifications.{file_format}", exported(), CERTIFICATIONS)
    assert again.rows == found.rows
