"""The files of the product and of its tests, for whoever looks at all of them."""

import ast
from functools import cache
from pathlib import Path

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


def of_the_product() -> list[Path]:
    """Every Python file of the product; migrations are written by machine."""
    found = [ROOT / "app.py"]
    for package in PACKAGES:
        found += [p for p in (ROOT / package).rglob("*.py") if p.parent.name != "versions"]
    return sorted(found)


def of_the_tests() -> list[Path]:
    """Every Python file of the tests."""
    return sorted((ROOT / "tests").rglob("*.py"))


@cache
def tree(path: Path) -> ast.Module:
    """The syntax of a file, read once."""
    return ast.parse(path.read_text())


@cache
def nodes(path: Path) -> tuple[ast.AST, ...]:
    """All of a file's syntax, walked through once."""
    return tuple(ast.walk(tree(path)))


def name_of(path: Path) -> str:
    """A file as the reader of a failed test looks for it: dispatch/web/board/page.py."""
    return path.relative_to(ROOT).as_posix()
