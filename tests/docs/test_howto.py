"""The how-tos: whatever lines and files they show are there."""

import re
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
PAGES = ("add-a-rule", "add-a-cost")
EXCERPT = re.compile(r"^```python\n# (?P<file>\S+)\n(?P<lines>.*?)^```", re.MULTILINE | re.DOTALL)
NAMED = re.compile(r"`((?:\w+/)*[\w.-]+\.(?:py|md|po))`")
TEST = re.compile(r"`(test_\w+)`")


def page(name: str) -> str:
    """The text of a how-to."""
    return (ROOT / "docs" / "howto" / f"{name}.md").read_text(encoding="utf-8")


@pytest.mark.parametrize("name", PAGES)
def test_every_line_shown_stands_in_its_file_in_that_order(name: str) -> None:
    excerpts = list(EXCERPT.finditer(page(name)))
    assert len(excerpts) == page(name).count("```python")
    for excerpt in excerpts:
        lines = iter((ROOT / excerpt["file"]).read_text(encoding="utf-8").splitlines())
        for shown in excerpt["lines"].splitlines():
            assert shown in lines, f"{excerpt['file']}: {shown}"


@pytest.mark.parametrize("name", PAGES)
def test_every_file_and_test_named_exists(name: str) -> None:
    files = NAMED.findall(page(name))
    assert files
    assert [file for file in files if not (ROOT / file).exists()] == []
    tests = "".join(p.read_text(encoding="utf-8") for p in (ROOT / "tests").rglob("test_*.py"))
    named = TEST.findall(page(name))
    assert named
    assert [test for test in named if f"def {test}(" not in tests] == []
