"""A page per script, set and compared with the stored image of it; and what happens without a font."""

import os
from collections.abc import Iterable
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, cast

import numpy as np
import png
import pytest

from foundation.documents.qr import qr_svg
from foundation.documents.typesetting import MissingFont, families, typeset
from interpreters.domain.languages import Language
from training.domain.layout import page_of
from training.domain.own_words import OWN, Words
from training.service.documents.printing import SOURCE

STORED = Path(__file__).parent / "pages"
MADE_AT = datetime(2026, 11, 23, 3, 0, tzinfo=UTC)
URL = "https://ieum.example/verify/7K2M9QXW4D3R8HTA"
DOTS_PER_INCH = 50
# Of 255, over the whole page; one wrong letter moves it further.
MOST_DIFFERENCE = 0.15
# Invented people; the last word of each is the language's word for an example.
NAMES = {
    Language.KHMER: "ឧទាហរណ៍ ស្រីនាង",
    Language.VIETNAMESE: "Nguyễn Thị Ví Dụ",
    Language.LAO: "ຕົວຢ່າງ ນາງຄຳ",
    Language.THAI: "ตัวอย่าง น้ำผึ้ง",
    Language.UZBEK: "Gʻoya Namunaqizi",
    Language.RUSSIAN: "Ёлкина Примера",
    Language.FILIPINO: "Niña Halimbawa",
    Language.CHINESE: "范例 小明",
    Language.MONGOLIAN: "Жишээ Өвгөнцэцэг",
    Language.BURMESE: "ဥပမာ ကြွေးမြိုင်",
    Language.ENGLISH: "Example Persona",
}


def printed(language: Language) -> dict[str, Any]:
    return {
        "kind": "certificate",
        "holder": {"name": "예시 소피아", "latin": "EXAMPLE SOPHIA", "own": NAMES[language]},
        "own_language": language.value,
        "scheme": {"code": "L2", "title": "상담통역", "title_en": "Community interpreter"},
        "language": language.value,
        "direction": "both",
        "grade": "full",
        "valid_from": "2026-12-01",
        "valid_until": "2029-12-01",
        "issued_on": "2026-11-23",
        "issuer": {"name": "경기 예시 이주민지원센터", "name_en": "Gyeonggi Example Centre"},
        "legal_basis": "",
        "serial": "GG-2026-L2-7K2M-9QXW",
    }


def facts(language: Language) -> dict[str, Any]:
    page = page_of(printed(language), "7K2M9QXW4D3R8HTA")
    return {"page": page.facts(), "issuer": "경기 예시", "url": URL, "qr": qr_svg(URL)}


def pixels(picture: bytes) -> np.ndarray[Any, np.dtype[np.int16]]:
    width, height, rows, _ = png.Reader(bytes=picture).asRGBA8()  # pyright: ignore[reportUnknownVariableType]  untyped library
    signs = b"".join(bytes(row) for row in cast("Iterable[bytearray]", rows))
    return np.frombuffer(signs, dtype=np.uint8).reshape(height, width, 4).astype(np.int16)


@pytest.mark.parametrize("language", Language)
def test_the_page_of_each_script_looks_as_stored(language: Language) -> None:
    """IEUM_STORE_PAGES=1 stores the pages anew, to be looked at before they are committed."""
    drawn = typeset(SOURCE, facts(language), MADE_AT, form="png", dots_per_inch=DOTS_PER_INCH)
    kept = STORED / f"{language.value}.png"
    if os.environ.get("IEUM_STORE_PAGES"):
        kept.write_bytes(drawn)
    ours, theirs = pixels(drawn), pixels(kept.read_bytes())
    assert ours.shape == theirs.shape
    difference = float(np.abs(ours - theirs).mean())
    assert difference < MOST_DIFFERENCE


def test_the_comparison_sees_one_word_changed() -> None:
    """The control: another name in place of the stored one is a difference."""
    other = facts(Language.KHMER)
    other["page"]["own_names"] = ("ស្រីនាង",)
    drawn = typeset(SOURCE, other, MADE_AT, form="png", dots_per_inch=DOTS_PER_INCH)
    stored = pixels((STORED / "km.png").read_bytes())
    difference = float(np.abs(pixels(drawn) - stored).mean())
    assert difference > MOST_DIFFERENCE


def test_the_same_facts_and_time_give_the_same_pdf() -> None:
    first, again = (typeset(SOURCE, facts(Language.BURMESE), MADE_AT) for _ in range(2))
    assert first == again
    assert first.startswith(b"%PDF")
    assert b"pdfuaid" in first  # it says of itself that it is PDF/UA


def test_markup_in_a_name_is_printed_not_obeyed() -> None:
    hostile = facts(Language.ENGLISH)
    hostile["page"]["name"] = '#read("/etc/hosts") *x* $y$'
    assert typeset(SOURCE, hostile, MADE_AT).startswith(b"%PDF")


@pytest.mark.parametrize(
    ("language", "family"),
    [
        (Language.KHMER, "Noto Sans Khmer"),
        (Language.BURMESE, "Noto Sans Myanmar"),
        (Language.LAO, "Noto Sans Lao"),
        (Language.THAI, "Noto Sans Thai"),
    ],
)
def test_a_missing_font_is_named_and_nothing_is_printed(
    language: Language, family: str, tmp_path: Path
) -> None:
    """A folder with Latin and Korean only, such as a careless office would set up."""
    for source in _font_files("NotoSans[", "NotoSansKR["):
        (tmp_path / source.name).symlink_to(source)
    assert families(str(tmp_path)) == {"Noto Sans", "Noto Sans KR"}
    typeset(SOURCE, facts(Language.VIETNAMESE), MADE_AT, folder=str(tmp_path))
    with pytest.raises(MissingFont, match=family):
        typeset(SOURCE, facts(language), MADE_AT, folder=str(tmp_path))


def _font_files(*beginnings: str) -> list[Path]:
    import justmytype_intl_cjk
    import justmytype_western_core

    folders = [Path(p) for m in (justmytype_intl_cjk, justmytype_western_core) for p in m.__path__]
    found = [f for folder in folders for f in folder.rglob("*.ttf")]
    return [f for f in found if f.name.startswith(beginnings)]


def test_every_language_has_all_the_words_of_a_document() -> None:
    assert set(OWN) == set(Language)
    for words in OWN.values():
        assert all(getattr(words, field) for field in Words.__dataclass_fields__)
