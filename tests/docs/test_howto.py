"""The how-tos and the page on the solver: whatever lines, files and pictures they show are there."""

import re
import xml.etree.ElementTree as ET
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
PAGES = ("howto/add-a-rule", "howto/add-a-cost", "solver")
MOST_BYTES = 12_000  # of a picture: it is drawn, not photographed
EXCERPT = re.compile(r"^```python\n# (?P<file>\S+)\n(?P<lines>.*?)^```", re.MULTILINE | re.DOTALL)
NAMED = re.compile(r"`((?:\w+/)*[\w.-]+\.(?:py|md|po))`")
TEST = re.compile(r"`(test_\w+)`")
LINK = re.compile(r"\]\(([\w./-]+)\)")


def page(name: str) -> str:
    """The text of a page."""
    return (ROOT / "docs" / f"{name}.md").read_text(encoding="utf-8")


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


@pytest.mark.parametrize("name", PAGES)
def test_every_link_leads_somewhere(name: str) -> None:
    folder = (ROOT / "docs" / f"{name}.md").parent
    links = LINK.findall(page(name))
    assert links
    assert [link for link in links if not (folder / link).exists()] == []


def test_every_picture_is_a_small_drawing_that_the_page_shows() -> None:
    pictures = sorted((ROOT / "docs" / "pictures").iterdir())
    assert {f"pictures/{path.name}" for path in pictures} == {
        link for link in LINK.findall(page("solver")) if link.startswith("pictures/")
    }
    for path in pictures:
        assert path.stat().st_size < MOST_BYTES
        drawing = ET.fromstring(path.read_text(encoding="utf-8"))
        assert drawing.tag == "{http://www.w3.org/2000/svg}svg"
        assert drawing.findtext("{http://www.w3.org/2000/svg}title")
