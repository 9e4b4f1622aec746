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
# Particles that tell the syllable before them. 가 ends ordinary words too (평가, 불가): it is asked of 수당 alone.
CLOSED, OPEN = (
    re.compile(r"[가-힣](?=[를와](?![가-힣]))|(?<=수)당(?=가(?![가-힣]))"),
    re.compile(r"[가-힣](?=을(?![가-힣]))"),
)
ENDING_IN_EUL = ("이을", "마을", "가을", "노을")


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


def wrong_particles(text: str) -> list[str]:
    """Words whose particle belongs to another ending: 수당를, 시간와."""
    found = [f"{m.group()}{text[m.end()]}" for m in CLOSED.finditer(text) if _is_closed(m.group())]
    found += [f"{m.group()}을" for m in OPEN.finditer(text) if not _is_closed(m.group())]
    return [each for each in found if each not in ENDING_IN_EUL]


def _is_closed(syllable: str) -> bool:
    return (ord(syllable) - ord("가")) % 28 != 0


@pytest.mark.parametrize("package", PACKAGES)
def test_particles_fit_the_word_before(package: str) -> None:
    _, korean = of_catalogues(package)
    assert [(each, text) for text in korean for each in wrong_particles(text)] == []


def test_a_wrong_particle_is_found() -> None:
    assert wrong_particles("제안의 수당를 계산해요. 수당가 없어요. 시간와 장소을") == [
        "당를",
        "당가",
        "간와",
        "소을",
    ]
    assert wrong_particles("뒤를 이을 새 기준을 등록해 주세요. 평가와 결과를 봐요.") == []
