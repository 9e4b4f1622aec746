"""Every sentence of the product has its Korean, and one thing has one word."""

import re
from io import BytesIO

import pytest
from babel.messages.extract import extract_from_dir
from babel.messages.pofile import read_po

from foundation.text.i18n import PACKAGES, ROOT, catalogue
from tests.architecture.one_word import ENGLISH, KOREAN, held, of_catalogues

KEYWORDS = {"_": None, "gettext": None, "say": None, "ngettext": (1, 2)}
METHODS = [("**/*.py", "python"), ("**/*.html", "jinja2")]
PLACES = re.compile(r"%\((\w+)\)s")


def sentences(package: str) -> set[str]:
    """The English sentences of a package, as written in code and templates."""
    found: set[str] = set()
    for _, _, message, _, _ in extract_from_dir(
        ROOT / package, METHODS, keywords=KEYWORDS, options_map={"**/*.html": {"silent": "false"}}
    ):
        found.add(message if isinstance(message, str) else message[0])
    return found


@pytest.mark.parametrize("package", PACKAGES)
def test_every_sentence_has_a_translation(package: str) -> None:
    known = catalogue("ko")._catalog  # pyright: ignore[reportUnknownMemberType, reportAttributeAccessIssue]  the only list there is
    missing = [
        text for text in sorted(sentences(package)) if text not in known and (text, 0) not in known
    ]
    assert missing == []


@pytest.mark.parametrize("package", PACKAGES)
def test_a_translation_fills_the_same_places(package: str) -> None:
    for path in (ROOT / package / "translations").rglob("*.po"):
        for message in read_po(BytesIO(path.read_bytes())):
            english = message.id if isinstance(message.id, str) else message.id[0]
            strings = [message.string] if isinstance(message.string, str) else message.string
            for korean in strings or ():
                assert set(PLACES.findall(korean)) <= set(PLACES.findall(english)), english
                assert not message.fuzzy, english


def test_packages_translate_the_same_english_alike() -> None:
    found: dict[str, dict[str, str]] = {}
    for path in ROOT.glob("*/translations/ko/LC_MESSAGES/*.po"):
        for message in read_po(BytesIO(path.read_bytes())):
            if message.id:
                koreans = found.setdefault(str(message.id), {})
                koreans[str(message.string)] = f"{path.parts[-5]}/{path.name}"
    assert {text: ways for text, ways in found.items() if len(ways) > 1} == {}


@pytest.mark.parametrize("package", PACKAGES)
def test_no_second_word_is_used(package: str) -> None:
    english, korean = of_catalogues(package)
    assert held(korean, KOREAN) == []
    assert held(english, ENGLISH) == []


def test_a_second_word_is_found() -> None:
    assert held(["제안을 거두었어요."], KOREAN)
    assert held(["제안을 회수했어요."], KOREAN) == []
    assert held(["149 offers are out"], ENGLISH)
    assert held(["149 offers sent"], ENGLISH) == []
