"""What a large roster costs to take in: statements by chunk and not by row, and no write lock to judge it."""

from collections.abc import Generator
from contextlib import contextmanager
from dataclasses import replace

import pytest
from sqlalchemy import event

from foundation.database.work import Office
from foundation.security.permissions import the_system
from foundation.tables.importing import Report
from foundation.tables.reading import read_rows
from foundation.tables.rows import RowOutcome
from interpreters.service.imports import INTERPRETERS
from tests.interpreters.test_imports_service import GOOD, HEAD
from tests.taking_in import run_import


@contextmanager
def statements_of(office: Office) -> Generator[list[str]]:
    """The statements that are sent while the block runs."""
    sent: list[str] = []

    def note(_connection: object, _cursor: object, statement: str, *_rest: object) -> None:
        sent.append(statement.split(None, 1)[0].upper())

    event.listen(office.engine, "before_cursor_execute", note)
    try:
        yield sent
    finally:
        event.remove(office.engine, "before_cursor_execute", note)


def take(office: Office, rows: int, chunk: int, *, apply: bool, name: str = "") -> Report:
    lines = [GOOD.replace("901", f"{n + 1000}") for n in range(rows)]
    if name:
        lines = [line.replace(line.split(",")[1], name) for line in lines]
    found = read_rows("interpreters", "\n".join([HEAD, *lines]).encode(), INTERPRETERS)
    kind = replace(INTERPRETERS, chunk=chunk)
    report = run_import(office, the_system(), kind, found.rows, apply=apply)
    assert report.problems == []
    return report


def test_statements_grow_with_chunks_and_not_with_rows(office: Office) -> None:
    sent: dict[int, int] = {}
    for rows, chunk in ((20, 20), (40, 40), (60, 20)):
        with statements_of(office) as statements:
            take(office, rows, chunk, apply=False)
        sent[rows] = len(statements)

    assert sent[40] == sent[20]
    assert sent[60] - sent[20] <= 2 * 6


def test_storing_costs_a_few_statements_a_chunk(office: Office) -> None:
    with statements_of(office) as statements:
        assert take(office, 60, 20, apply=True).applied == 60

    assert statements.count("INSERT") <= 3 * 4
    assert len(statements) <= 3 * 20


def test_a_file_is_judged_without_writing_and_says_what_it_would_do(office: Office) -> None:
    with statements_of(office) as statements:
        tried = take(office, 5, 2, apply=False)
    assert not {"INSERT", "UPDATE", "DELETE"} & set(statements)
    assert tried.outcomes == {RowOutcome.NEW: 5}

    assert take(office, 5, 2, apply=True).outcomes == {RowOutcome.NEW: 5}
    same = [take(office, 5, 2, apply=apply) for apply in (False, True)]
    assert [report.outcomes for report in same] == [{RowOutcome.UNCHANGED: 5}] * 2
    renamed = [take(office, 5, 2, apply=apply, name="다른 이름") for apply in (False, True)]
    assert [report.outcomes for report in renamed] == [{RowOutcome.CHANGED: 5}] * 2


@pytest.mark.parametrize("change", ["modalities", "phone_number", "languages", "latitude"])
def test_judging_and_storing_agree_on_what_is_changed(office: Office, change: str) -> None:
    values = {
        "modalities": ("phone", "video"),
        "phone_number": ("010-1234-5678", "010-9999-5678"),
        "languages": ("vi:native:both", "vi:basic:both"),
        "latitude": ("37.1", "37.2"),
    }[change]
    head, good = HEAD, GOOD
    if change == "languages":
        lines = [good.replace("vi:native:both", value) for value in values]
    else:
        extra = ",longitude" if change == "latitude" else ""
        head += f",{change}{extra}"
        lines = [f"{good},{value}{',127.1' if extra else ''}" for value in values]
    outcomes: list[object] = []
    for line in (lines[0], lines[0], lines[1]):
        for apply in (False, True):
            found = read_rows("interpreters", f"{head}\n{line}".encode(), INTERPRETERS)
            report = run_import(office, the_system(), INTERPRETERS, found.rows, apply=apply)
            assert report.problems == []
            outcomes += report.outcomes

    assert outcomes == [
        outcome
        for outcome in (RowOutcome.NEW, RowOutcome.UNCHANGED, RowOutcome.CHANGED)
        for _ in range(2)
    ]
