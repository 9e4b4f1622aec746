"""No file grows past the length that one can read at a sitting."""

import subprocess
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent.parent
PACKAGES = (
    "accounts",
    "dispatch",
    "foundation",
    "interpreters",
    "migrations",
    "scheduling",
    "training",
)
LONGEST = 300


def sources() -> list[Path]:
    """Every Python file of the product and of its tests; migrations are written by machine."""
    found = [ROOT / "app.py", *(ROOT / "tests").rglob("*.py")]
    for package in PACKAGES:
        found += [p for p in (ROOT / package).rglob("*.py") if p.parent.name != "versions"]
    return sorted(found)


@pytest.mark.parametrize("path", sources(), ids=lambda p: str(p.relative_to(ROOT)))
def test_a_file_has_at_most_three_hundred_lines(path: Path) -> None:
    assert len(path.read_text().splitlines()) <= LONGEST


@pytest.mark.parametrize("word", ["utils", "helper", "manager", "common", "misc"])
def test_nothing_is_called_by_a_word_that_says_nothing(word: str) -> None:
    assert [str(p) for p in sources() if word in p.stem.split("_")] == []


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
