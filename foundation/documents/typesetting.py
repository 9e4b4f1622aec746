"""Printing with Typst; the only file that speaks to it.

Fonts are those of a configured folder, else the font packs among the dependencies. Fonts of the
system are left out: they differ from machine to machine, and so would the page.
"""

import importlib.util
import json
from collections.abc import Mapping
from datetime import datetime
from functools import cache
from pathlib import Path
from typing import Any, Literal

import typst

from foundation.security.errors import Unavailable
from foundation.text.message import say

PACKS = ("justmytype_western_core", "justmytype_intl_sea", "justmytype_intl_cjk")
# Scripts by their Unicode blocks, and the family that shapes them; later ones win nothing, blocks are apart.
SCRIPTS: tuple[tuple[str, int, int, str], ...] = (
    ("Latin", 0x0020, 0x024F, "Noto Sans"),
    ("Cyrillic", 0x0400, 0x052F, "Noto Sans"),
    ("Thai", 0x0E00, 0x0E7F, "Noto Sans Thai"),
    ("Lao", 0x0E80, 0x0EFF, "Noto Sans Lao"),
    ("Burmese", 0x1000, 0x109F, "Noto Sans Myanmar"),
    ("Khmer", 0x1780, 0x17FF, "Noto Sans Khmer"),
    ("Vietnamese", 0x1E00, 0x1EFF, "Noto Sans"),
    ("Chinese", 0x4E00, 0x9FFF, "Noto Sans SC"),
    ("Korean", 0xAC00, 0xD7A3, "Noto Sans KR"),
)
FAMILIES = tuple(dict.fromkeys(family for _, _, _, family in SCRIPTS))


class MissingFont(Unavailable):
    """A page cannot be printed because the font of one of its scripts is not there."""

    def __init__(self, script: str, family: str, where: str) -> None:
        """Name the script, the font, and where it was looked for."""
        super().__init__(
            say(
                "The font “%(family)s” for the script %(script)s is missing in %(where)s.",
                family=family,
                script=script,
                where=where,
            )
        )


@cache
def _fonts(folder: str) -> typst.Fonts:
    if folder:
        paths = [Path(folder)]
    else:
        found = [importlib.util.find_spec(pack) for pack in PACKS]
        paths = [
            Path(place) / "fonts"
            for spec in found
            if spec is not None
            for place in spec.submodule_search_locations or ()
        ]
    return typst.Fonts(
        include_system_fonts=False, include_embedded_fonts=False, font_paths=list(paths)
    )


def families(folder: str = "") -> frozenset[str]:
    """The font families that can be printed with."""
    return frozenset(_fonts(folder).families())


def check_fonts(text: str, folder: str = "") -> None:
    """Raise MissingFont for the first script of a text that no font shapes; never print boxes."""
    here = families(folder)
    signs = {ord(sign) for sign in text}
    for script, first, last, family in SCRIPTS:
        if family not in here and any(first <= sign <= last for sign in signs):
            raise MissingFont(script, family, folder or "the font packs")


def typeset(
    source: Path,
    facts: Mapping[str, Any],
    made_at: datetime,
    *,
    folder: str = "",
    form: Literal["pdf", "png"] = "pdf",
    dots_per_inch: int = 72,
) -> bytes:
    """Print a Typst source with some facts: a tagged PDF (PDF/UA-1), or its first page as PNG.

    The facts travel as JSON in `sys.inputs.facts`, never as markup. The same facts and time give
    the same bytes. Raises MissingFont.
    """
    text = json.dumps(facts, ensure_ascii=False, sort_keys=True)
    check_fonts(text, folder)
    compiler = typst.Compiler(
        source,
        root=source.parent,
        font_paths=_fonts(folder),
        ignore_system_fonts=True,
        sys_inputs={"facts": text, "families": json.dumps(FAMILIES)},
    )
    pages = (
        compiler.compile(format="png", ppi=dots_per_inch)
        if form == "png"
        else compiler.compile(format="pdf", pdf_standards=["ua-1"], timestamp=made_at)
    )
    assert pages is not None
    return pages if isinstance(pages, bytes) else pages[0]
