"""What people write for a value of a list: its code, its name in every language, and other usual words."""

import unicodedata
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from enum import Enum
from functools import cached_property, lru_cache
from typing import Any, Generic, TypeVar

from foundation.text.i18n import LANGUAGE_NAMES, has_label, label, translate
from foundation.text.message import Named
from foundation.text.normalise import folded
from foundation.text.trail import NO, YES

T_co = TypeVar("T_co", covariant=True)
E = TypeVar("E", bound=Enum)


@dataclass(frozen=True)
class Choice(Generic[T_co]):
    """One value: how a file keeps it, what it is called, and other words that mean it."""

    value: T_co
    code: str
    name_in: Callable[[str], str]
    also: tuple[str, ...] = ()

    def words(self) -> Iterator[str]:
        """Every word that means it."""
        yield self.code
        yield from (self.name_in(language) for language in LANGUAGE_NAMES)
        yield from self.also

    def shown_in(self, language: str) -> str:
        """Its name and, when that is another word, its code: "베트남어 (vi)"."""
        name = self.name_in(language)
        return name if compact(name) == compact(self.code) else f"{name} ({self.code})"


class Vocabulary(Generic[T_co]):
    """The values that a list permits, found by whatever people write for them."""

    def __init__(self, choices: Sequence[Choice[T_co]]) -> None:
        """Of two choices that share a word the first is meant by it."""
        self.choices = tuple(choices)

    @cached_property
    def _by_word(self) -> dict[str, T_co]:
        # When first asked: the names of every language have to be read for it.
        found: dict[str, T_co] = {}
        for choice in self.choices:
            for word in choice.words():
                found.setdefault(compact(word), choice.value)
        return found

    def find(self, text: str) -> T_co | None:
        """The value that a text means, whatever its case, blanks and dashes; None for any other text."""
        return self._by_word.get(compact(text))

    @property
    def known(self) -> Named:
        """All of them, for a sentence that says what could have been written."""
        return Named(
            lambda language: ", ".join(choice.shown_in(language) for choice in self.choices)
        )


@lru_cache(maxsize=4096)
def compact(text: str) -> str:
    """A text without what is written one way or another: case, width, blanks, dashes, dots, brackets."""
    whole = folded(text)
    # A sign alone, such as the ring for yes, is the word itself.
    return "".join(sign for sign in whole if unicodedata.category(sign)[0] in "LMN") or whole


# Other usual words of members of enumerations.
_OTHER_WORDS: dict[tuple[type[Enum], object], tuple[str, ...]] = {}


def register_words(words: Mapping[Enum, str]) -> None:
    """Give members of enumerations other words that people write for them, with commas between."""
    for member, listed in words.items():
        also = tuple(word.strip() for word in listed.split(","))
        _OTHER_WORDS[type(member), member.value] = also


_VOCABULARIES: dict[type[Enum], Vocabulary[Any]] = {}


def vocabulary_of(kind: type[E]) -> Vocabulary[E]:
    """The words for the members of an enumeration: codes, labels in every language, other usual words."""
    if kind not in _VOCABULARIES:
        _VOCABULARIES[kind] = Vocabulary([_choice(member) for member in kind])
    return _VOCABULARIES[kind]


def _choice(member: E) -> Choice[E]:
    code = str(member.value)

    def name_in(language: str) -> str:
        return label(member, language) if has_label(member) else code

    return Choice(member, code, name_in, _OTHER_WORDS.get((type(member), member.value), ()))


# The languages of the pages.
LANGUAGE_WORDS = Vocabulary(
    [
        Choice("ko", "ko", lambda _: LANGUAGE_NAMES["ko"], ("한글", "국문", "Korean", "kor")),
        Choice("en", "en", lambda _: LANGUAGE_NAMES["en"], ("영어", "영문", "eng")),
    ]
)
YES_NO_WORDS = Vocabulary(
    [
        Choice(
            value=True,
            code="yes",
            name_in=lambda language: translate(YES, language),
            also=("y", "true", "1", "네", "가능", "있음", "o", "○", "ㅇ", "v", "✓", "✔"),
        ),
        Choice(
            value=False,
            code="no",
            name_in=lambda language: translate(NO, language),
            also=("n", "false", "0", "아니오", "불가", "불가능", "없음", "x", "×", "✗", "✕", "ㄴ"),
        ),
    ]
)
