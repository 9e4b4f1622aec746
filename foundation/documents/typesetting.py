"""Printing with Typst; the only file that speaks to it.

Fonts are those of a configured folder, else the font packs among the dependencies. Fonts of the
system are left out: they differ from machine to machine, and so would the page.
"""

import importlib.util
import json
import re
import unicodedata
from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime
from functools import cache, lru_cache
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any, Literal, cast

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
# How Typst names a sign that none of the fonts draws.
_NOT_DRAWN = re.compile(r"the text `\"(.+?)\"` could not be displayed", re.DOTALL)
_ESCAPED = re.compile(r"\\u\{([0-9a-fA-F]+)\}")
_PROBE = """#set document(title: "signs")
#set text(font: json(bytes(sys.inputs.families)), fallback: false)
#sys.inputs.signs"""


class MissingFont(Unavailable):
    """A page cannot be printed because something on it has no glyph in the fonts that are there."""


class MissingScript(MissingFont):
    """The font of a whole script is not installed."""

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


class MissingSign(MissingFont):
    """No font draws a sign, whatever its script: an emoji, Arabic, a rare Hanja."""

    def __init__(self, sign: str, text: str) -> None:
        """Name the sign by itself and by its Unicode number, and the text that holds it."""
        self.sign, self.text = sign, text
        super().__init__(
            say(
                "“%(printed)s” cannot be printed: no font here has the sign %(sign)s.",
                printed=text,
                sign=named_sign(sign),
            )
        )


def named_sign(sign: str) -> str:
    """A sign as people can find it again, such as 🙂 (U+1F642); what is invisible by number only."""
    number = " ".join(f"U+{ord(one):04X}" for one in sign)
    return f"{sign} ({number})" if sign.isprintable() else number


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
    """Raise MissingScript for the first script of a text that no font shapes; never print boxes."""
    here = families(folder)
    signs = {ord(sign) for sign in text}
    for script, first, last, family in SCRIPTS:
        if family not in here and any(first <= sign <= last for sign in signs):
            raise MissingScript(script, family, folder or "the font packs")


def missing_signs(text: str, folder: str = "") -> tuple[str, ...]:
    """The signs of a text that none of the fonts draws, in their order."""
    found = [sign for sign in dict.fromkeys(text) if not sign.isspace()]
    return _missing(tuple(sorted(found)), folder)


@lru_cache(maxsize=2048)
def _missing(signs: tuple[str, ...], folder: str) -> tuple[str, ...]:
    """Typst is asked until it draws the rest: it names one sign at a time."""
    left: list[str] = [sign for sign in signs if unicodedata.category(sign) != "Cc"]
    lacking: list[str] = [sign for sign in signs if unicodedata.category(sign) == "Cc"]
    with TemporaryDirectory() as place:
        probe = Path(place) / "signs.typ"
        probe.write_text(_PROBE, encoding="utf-8")
        while left:
            named = _first_not_drawn(probe, " ".join(left), folder)
            fitting = [sign for sign in left if sign in named]
            if not fitting:
                break
            lacking += fitting
            left = [sign for sign in left if sign not in fitting]
    return tuple(lacking)


def texts_with_missing_signs(
    facts: Mapping[str, Any], folder: str = ""
) -> list[tuple[str, tuple[str, ...]]]:
    """The texts of some facts that cannot be printed, each with the signs that no font draws."""
    texts = list(dict.fromkeys(_texts(facts)))
    lacking = missing_signs("".join(texts), folder)
    found = [(text, tuple(sign for sign in lacking if sign in text)) for text in texts]
    return [(text, signs) for text, signs in found if signs] if lacking else []


def _first_not_drawn(probe: Path, signs: str, folder: str) -> str:
    """What Typst says it cannot draw; empty when it draws everything."""
    compiler = typst.Compiler(
        probe,
        root=probe.parent,
        font_paths=_fonts(folder),
        ignore_system_fonts=True,
        sys_inputs={"signs": signs, "families": json.dumps(FAMILIES)},
    )
    try:
        compiler.compile(format="pdf", pdf_standards=["ua-1"])
    except typst.TypstError as error:
        return _sign_in(error)
    return ""


def _sign_in(error: typst.TypstError) -> str:
    """The sign that a refusal of Typst is about; empty when it is about something else."""
    found = _NOT_DRAWN.search(str(error))
    if found is None:
        return ""
    return _ESCAPED.sub(lambda code: chr(int(code[1], 16)), found[1])


def _texts(value: object) -> Iterator[str]:
    """Every text of some facts."""
    if isinstance(value, str):
        yield value
    elif isinstance(value, Mapping):
        for part in cast("Mapping[str, object]", value).values():
            yield from _texts(part)
    elif isinstance(value, Sequence):
        for part in cast("Sequence[object]", value):
            yield from _texts(part)


def typeset(
    source: Path,
    facts: Mapping[str, Any],
    made_at: datetime,
    *,
    folder: str = "",
    form: Literal["pdf", "png", "svg"] = "pdf",
    dots_per_inch: int = 72,
) -> bytes:
    """Print a Typst source with some facts: a tagged PDF (PDF/UA-1), or its first page as a picture.

    The facts travel as JSON in `sys.inputs.facts`, never as markup. The same facts and time give
    the same bytes; the time is kept to the second, as PDF keeps it. Raises MissingFont, which names the
    script or the sign that cannot be drawn.
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
    try:
        pages = (
            compiler.compile(format=form, ppi=dots_per_inch if form == "png" else None)
            if form != "pdf"
            else compiler.compile(
                format="pdf", pdf_standards=["ua-1"], timestamp=made_at.replace(microsecond=0)
            )
        )
    except typst.TypstError as error:
        sign = _sign_in(error)
        if not sign:
            raise
        text = next((one for one in _texts(facts) if sign in one), sign)
        raise MissingSign(sign, text) from error
    assert pages is not None
    return pages if isinstance(pages, bytes) else pages[0]
