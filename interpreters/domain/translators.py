"""Who translates: from which language into which, in which fields, and how many words a working day."""

from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum

from foundation.security.errors import Problems
from foundation.text.i18n import register_labels
from foundation.text.message import LazyText, say
from foundation.text.words import register_words
from interpreters.domain.languages import Language
from interpreters.domain.qualifications import Domain

# More words than this nobody translates in a day; none means: no work at present.
MOST_WORDS_PER_DAY = 20_000
USUAL_WORDS_PER_DAY = 2_000


class TextLanguage(StrEnum):
    """What a text may be written in: Korean, and the eleven languages of the pool."""

    KOREAN = "ko"
    KHMER = "km"
    VIETNAMESE = "vi"
    LAO = "lo"
    THAI = "th"
    UZBEK = "uz"
    RUSSIAN = "ru"
    FILIPINO = "tl"
    CHINESE = "zh"
    MONGOLIAN = "mn"
    BURMESE = "my"
    ENGLISH = "en"

    @property
    def spoken(self) -> Language | None:
        """The same language as interpreters are certified in it; None for Korean, which all of them know."""
        return None if self is TextLanguage.KOREAN else Language(self.value)


@dataclass(frozen=True, kw_only=True)
class PairToKeep:
    """One direction in which somebody translates; without fields she takes all of them."""

    source: TextLanguage
    target: TextLanguage
    domains: frozenset[Domain] = frozenset()
    words_per_day: int = USUAL_WORDS_PER_DAY


def check_pair(pair: PairToKeep) -> None:
    """Raise Refused naming every field of a pair that makes no sense."""
    problems = Problems()
    if pair.source is pair.target:
        problems.add("target", say("Choose two different languages."))
    for name, reason in reasons_against_words(pair.words_per_day):
        problems.add(name, reason)
    problems.check()


def reasons_against_words(words_per_day: int) -> Iterator[tuple[str, LazyText]]:
    """Why nobody has so many words a day, beside the field."""
    if not 0 <= words_per_day <= MOST_WORDS_PER_DAY:
        yield (
            "words_per_day",
            say("Enter between 0 and %(n)s words.", n=f"{MOST_WORDS_PER_DAY:,}"),
        )


register_labels(
    {
        TextLanguage.KOREAN: say("Korean"),
        TextLanguage.KHMER: say("Khmer"),
        TextLanguage.VIETNAMESE: say("Vietnamese"),
        TextLanguage.LAO: say("Lao"),
        TextLanguage.THAI: say("Thai"),
        TextLanguage.UZBEK: say("Uzbek"),
        TextLanguage.RUSSIAN: say("Russian"),
        TextLanguage.FILIPINO: say("Filipino"),
        TextLanguage.CHINESE: say("Chinese"),
        TextLanguage.MONGOLIAN: say("Mongolian"),
        TextLanguage.BURMESE: say("Burmese"),
        TextLanguage.ENGLISH: say("English"),
    }
)
# What else lists of offices say; the other languages have their words as languages of the pool.
register_words({TextLanguage.KOREAN: "한글, 국문, 국어, 한국, kor"})
