"""The maps are true: every room has its line, and every file that a document names exists."""

import re

import pytest

from tests.architecture.sources import PACKAGES, ROOT

MAP = (ROOT / "docs" / "architecture.md").read_text()
GUIDES = (
    "README.md",
    "CONTRIBUTING.md",
    "docs/architecture.md",
    "docs/glossary.md",
    "docs/who-may-serve.md",
    "docs/operations.md",
    "docs/benchmarks.md",
    "docs/solver.md",
    *(str(p.relative_to(ROOT)) for p in sorted((ROOT / "docs" / "howto").glob("*.md"))),
)
DIVIDED = ("foundation", "dispatch/service", "dispatch/solver", "training/service")


def rooms_of(drawer: str) -> list[str]:
    """The folders of a drawer that hold Python, and its single files."""
    found: list[str] = []
    for path in sorted((ROOT / drawer).iterdir()):
        if path.is_dir() and (path / "__init__.py").exists():
            found.append(f"{path.name}/")
        elif path.suffix == ".py" and path.name != "__init__.py":
            found.append(path.name)
    return found


def rows_of(drawer: str) -> list[str]:
    """The second cells of the table below the drawer's heading."""
    section = MAP.split(f"### `{drawer}/`", 1)[1].split("###", 1)[0]
    return [line.split("|")[2] for line in section.splitlines() if line.startswith("| ")]


@pytest.mark.parametrize("drawer", DIVIDED)
def test_every_room_has_its_line_in_the_map(drawer: str) -> None:
    named = " ".join(rows_of(drawer))
    rooms = rooms_of(drawer)
    assert rooms
    assert [room for room in rooms if f"`{room}`" not in named] == []


def test_a_room_without_a_line_would_be_found() -> None:
    assert "`attic/`" not in " ".join(rows_of("dispatch/service"))


@pytest.mark.parametrize("guide", GUIDES)
def test_every_file_that_a_guide_names_exists(guide: str) -> None:
    packages = "|".join((*PACKAGES, "tests", "docs"))
    named = set(re.findall(rf"(?<![\w/])(?:{packages})/[\w/]+\.\w+", (ROOT / guide).read_text()))
    assert sorted(name for name in named if not (ROOT / name).exists()) == []
