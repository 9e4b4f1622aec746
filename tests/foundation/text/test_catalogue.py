"""Every sentence of the foundation has its Korean."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from babel.messages.extract import DEFAULT_KEYWORDS, extract_from_file

from foundation.text.i18n import ROOT, catalogue

KEYWORDS: dict[str, Any] = {"say": None, "gettext": None, "ngettext": (1, 2)}
PACKAGE = ROOT / "foundation"


def _sentences(path: Path) -> Iterator[tuple[str, ...]]:
    python = path.suffix == ".py"
    found = extract_from_file(
        "python" if python else "jinja2.ext:babel_extract",
        path,
        keywords=KEYWORDS if python else DEFAULT_KEYWORDS,
    )
    for _, text, _, _ in found:
        yield (text,) if isinstance(text, str) else tuple(text)


@pytest.mark.parametrize("suffix", ["py", "html"])
def test_a_korean_reader_never_meets_an_english_sentence(suffix: str) -> None:
    korean = catalogue("ko")
    missing = [
        f"{path.name}: {text}"
        for path in sorted(PACKAGE.rglob(f"*.{suffix}"))
        for text, *plural in _sentences(path)
        if (korean.ungettext(text, plural[0], 2) if plural else korean.ugettext(text))
        in {text, *plural}
    ]

    assert missing == []


def test_korean_counts_without_a_plural() -> None:
    korean = catalogue("ko")

    assert korean.ungettext("%(num)s error: ", "%(num)s errors: ", 3) == "오류 %(num)s건: "
    assert korean.ungettext("%(num)s error: ", "%(num)s errors: ", 1) == "오류 %(num)s건: "
