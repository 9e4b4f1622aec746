"""No file grows past the length that one can read at a sitting, and each is called by its topic."""

import subprocess
from pathlib import Path

import pytest

from tests.architecture.sources import ROOT, name_of, of_the_product, of_the_tests

# Past the first a file says here why it is still one topic; past the second it is two.
ASKED, LONGEST = 300, 450
LONG: dict[str, str] = {
    "foundation/config.py": "every setting of this floor, read and checked in one place",
    "app.py": "the roof: one list for each thing that packages declare, side by side",
    "training/domain/own_words.py": "the words of a document, side by side in twelve languages",
    "dispatch/service/notices.py": "what people are told of a session, by letter or by telephone, side by side",
    "dispatch/service/phone/offers_seen.py": "what each stage opens of an offer, an assignment and the agenda",
    "accounts/web/users.py": "the page of a person: invited, roles, account, password, second step",
    "interpreters/service/roster.py": "the record of a person: entered, changed, moved, told what it hits",
    "scheduling/service/requests.py": "the life of a request: placed, changed, cancelled, decided",
    "training/service/documents/documents.py": "a document: written out, numbered, issued, replaced, opened",
    "dispatch/service/engine/solving.py": "one process of the engine: asked, listened to, stopped, killed, and what it said",
    "dispatch/service/reports/figures.py": "what a report holds, and how each part is gathered, side by side",
    "dispatch/domain/trail.py": "the words of everything that dispatch records, side by side",
    "dispatch/store/queries/reports.py": "every figure by the same definitions and the same sessions",
    "dispatch/web/__init__.py": "the pages of dispatch and its entries in the menu, side by side",
    "dispatch/solver/backend/mathopt.py": "the one file that speaks to MathOpt",
    "dispatch/solver/bench/generate.py": "the named sets, drawn from one made-up province",
    "dispatch/solver/compiled/day_graph.py": "the flat arrays of all visits, and what each of them means",
    "dispatch/solver/params.py": "every number of the method with what it means, in one place",
    "dispatch/solver/problem/check.py": "every rule and every cost once more, apart from the engine",
    "dispatch/solver/master/rows.py": "what a row is, what its dual pays and what it proves, side by side",
    "dispatch/solver/pricing/kernels.py": "one dynamic programme, compiled, and what it calls",
    "dispatch/solver/translations/rebuild.py": "one search by taking out and putting back, compiled, and what it calls",
    "dispatch/solver/problem/files.py": "the format of problems and plans, read and written side by side",
    "tests/architecture/test_nothing_is_written_by_get.py": "every address, by whom it is opened, and what it leaves",
    "tests/foundation/files/corpus.py": "the hostile documents, kind by kind, side by side",
    "tests/dispatch/engine/test_one_translator.py": "every question to the engine, against one translation",
    "tests/dispatch/explain/test_explain.py": "why nobody, rule by rule",
    "tests/dispatch/notices/test_table_of_news.py": "what happens in every line of the table of news",
    "tests/dispatch/rules/test_eligibility.py": "a table of cases for each hard rule",
    "tests/dispatch/slots/test_endings.py": "every way in which an assignment ends, and what follows",
}


def sources() -> list[Path]:
    """Every Python file of the product and of its tests."""
    return [*of_the_product(), *of_the_tests()]


def wrong_lengths(lengths: dict[str, int], reasons: dict[str, str]) -> list[str]:
    """The files that are too long, that are long without a reason, and reasons no longer needed."""
    refused = [f"{name}: {n} lines" for name, n in lengths.items() if n > LONGEST]
    unasked = [
        f"{name}: {n} lines, and no reason in LONG"
        for name, n in lengths.items()
        if ASKED < n <= LONGEST and not reasons.get(name)
    ]
    stale = [f"{name}: short again" for name in reasons if lengths.get(name, 0) <= ASKED]
    return [*refused, *unasked, *stale]


def test_a_long_file_says_why_and_none_is_too_long() -> None:
    lengths = {name_of(path): len(path.read_text().splitlines()) for path in sources()}
    assert wrong_lengths(lengths, LONG) == []


@pytest.mark.parametrize(
    ("lines", "reason", "is_wrong"),
    [(300, "", False), (301, "", True), (301, "one table", False), (451, "one table", True)],
)
def test_the_limits_are_these(lines: int, reason: str, *, is_wrong: bool) -> None:
    reasons = {"a.py": reason} if reason else {}
    assert bool(wrong_lengths({"a.py": lines}, reasons)) is is_wrong


def test_a_reason_goes_when_its_file_is_short() -> None:
    assert wrong_lengths({"a.py": 300}, {"a.py": "one table", "gone.py": "one table"}) == [
        "a.py: short again",
        "gone.py: short again",
    ]


@pytest.mark.parametrize("word", ["utils", "helper", "manager", "common", "misc"])
def test_nothing_is_called_by_a_word_that_says_nothing(word: str) -> None:
    assert [name_of(p) for p in sources() if word in p.stem.split("_")] == []


def test_no_path_of_a_machine_and_no_registry_is_committed() -> None:
    """Neither belongs to anybody else's machine."""
    patterns = (
        "/wo" + "rk/",
        "/ro" + "ot/",
        "py" + "pi.org",
        "python" + "hosted",
        "registry.npm" + "js",
    )
    listed = subprocess.run(
        ["git", "ls-files", "-z"], cwd=ROOT, capture_output=True, text=True, check=True
    ).stdout.split("\0")
    guilty = [
        name
        for name in listed
        if name
        and (ROOT / name).suffix in {".py", ".txt", ".toml", ".md", ".html", ".css", ".js"}
        and (ROOT / name).exists()
        and any(p in (ROOT / name).read_text() for p in patterns)
    ]
    assert guilty == []
