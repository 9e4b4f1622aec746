"""What people translate, from a file and back."""

import pytest

from foundation.database.audit import list_entries
from foundation.database.work import Office, begin, reading
from foundation.security.permissions import the_system
from foundation.tables.reading import read_rows
from foundation.tables.rows import RowOutcome
from interpreters.service import exports, translators
from interpreters.service.imports import INTERPRETERS
from interpreters.store.tables import Interpreter
from tests.interpreters.test_imports_service import GOOD, HEAD, everybody, import_text

BOTH_WAYS = '"vi>ko:labour,medical;ko>vi"'


def take(office: Office, translates: str, words: str = "", *, apply: bool = True) -> list[str]:
    """What is wrong with one person's cells, or what taking them in does."""
    text = f"{HEAD},translates,words_per_day\n{GOOD},{translates},{words}\n"
    report = import_text(office, text, apply=apply)
    return [f"{p.column}: {p.reason}" for p in report.problems] or [*report.outcomes]


def pairs_of(office: Office) -> list[tuple[str, str, list[str], int]]:
    (person,) = everybody(office)
    with reading(office, the_system()) as uow:
        held = translators.list_pairs(uow, person.id)
        return [(p.source, p.target, p.domains, p.words_per_day) for p in held]


def exported(office: Office, file_format: str = "csv") -> bytes:
    with begin(office, the_system()) as uow:
        return exports.export(uow, "interpreters", file_format)


def test_pairs_come_in_and_are_changed_and_kept_and_taken_away(any_office: Office) -> None:
    office = any_office
    labour = ["labour", "medical"]
    steps: list[tuple[str, str, RowOutcome, list[tuple[str, str, list[str], int]]]] = [
        (BOTH_WAYS, "", RowOutcome.NEW, [("ko", "vi", [], 2000), ("vi", "ko", labour, 2000)]),
        ("", "", RowOutcome.UNCHANGED, [("ko", "vi", [], 2000), ("vi", "ko", labour, 2000)]),
        ("", "900", RowOutcome.CHANGED, [("ko", "vi", [], 900), ("vi", "ko", labour, 900)]),
        # The numbers stand in the order of the cell.
        (
            BOTH_WAYS,
            "1500; 700",
            RowOutcome.CHANGED,
            [("ko", "vi", [], 700), ("vi", "ko", labour, 1500)],
        ),
        (
            "베트남어 → 한국어(의료/근로); 한국어>타갈로그어",
            "",
            RowOutcome.CHANGED,
            [("ko", "tl", [], 2000), ("vi", "ko", labour, 1500)],
        ),
        ("-", "", RowOutcome.CHANGED, []),
    ]
    for translates, words, outcome, kept in steps:
        for apply in (False, True):
            assert take(office, translates, words, apply=apply) == [outcome]
        assert pairs_of(office) == kept

    (person,) = everybody(office)
    with reading(office, the_system()) as uow:
        names = [entry.name for entry in list_entries(uow.db, subject=str(person.id), limit=20)]
    deeds = [names.count(f"translation_pair.{deed}") for deed in ("added", "changed", "removed")]
    assert deeds == [3, 4, 3]


@pytest.mark.parametrize("file_format", ["csv", "xlsx"])
def test_an_export_with_pairs_comes_back_equal(office: Office, file_format: str) -> None:
    lines = [
        f"{GOOD},{BOTH_WAYS},1500;700",
        f"{GOOD.replace('901', '902')},vi>ko;ko>vi,1800",
        f"{GOOD.replace('901', '903')},,",
    ]
    text = "\n".join([f"{HEAD},translates,words_per_day", *lines])
    assert import_text(office, text).problems == []
    before = exported(office)
    assert b"ko>vi;vi>ko:labour,medical" in before
    assert b"700;1500" in before

    content = exported(office, file_format)
    rows = read_rows(f"interpreters.{file_format}", content, INTERPRETERS).rows
    again = import_text(office, before.decode())
    assert again.outcomes == {RowOutcome.UNCHANGED: 3}
    with begin(office, the_system()) as uow:
        for person in uow.db.query(Interpreter):
            uow.db.delete(person)
    assert import_text(office, before.decode()).problems == []
    assert exported(office) == before
    assert read_rows("interpreters.csv", before, INTERPRETERS).rows == rows


def test_all_that_is_wrong_with_pairs_is_named_at_once_and_nothing_is_stored(
    office: Office,
) -> None:
    wrong = '"vn>ko;vi>xx:labour;vi>vi;vi ko;vi>ko:gossip,medical;vi>ko>en"'

    found = take(office, wrong, "many;99999")

    assert everybody(office) == []
    told = [
        "translates: “vn” is not one of: Korean (ko), Khmer (km)",
        "translates: “xx” is not one of: Korean (ko), Khmer (km)",
        "translates: Choose two different languages.",
        # Without an arrow it stands among the fields of the pair before.
        "translates: “gossip” is not one of: Daily life (general), Labour",
        "translates: “vi>ko>en” is no pair of languages",
        "words_per_day: “many” is not a whole number from 0 to 20000.",
        "words_per_day: “99999” is not a whole number from 0 to 20000.",
    ]
    for each in told:
        assert any(line.startswith(each) for line in found), (each, found)


@pytest.mark.parametrize(
    ("translates", "words", "reason"),
    [
        ("", "900", "words_per_day: Name the pairs of languages too."),
        ("vi>ko;ko>vi", "900;800;700", "words_per_day: Write one number for every pair, or 2"),
        ("vi>ko;vi>ko", "", "translates: vi>ko is listed twice."),
        ("labour", "", "translates: “labour” is no pair of languages"),
    ],
)
def test_cells_that_do_not_go_together_are_refused(
    office: Office, translates: str, words: str, reason: str
) -> None:
    (found,) = take(office, translates, words)

    assert found.startswith(reason)
