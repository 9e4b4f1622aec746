"""What a column of a file is: its name and headings, what it means, an example, the values it permits."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from enum import Enum, StrEnum

from foundation.text.i18n import LANGUAGE_NAMES, label, register_labels, translate
from foundation.text.message import LazyText, say
from foundation.text.words import Vocabulary, compact

# "전화번호(휴대폰)", "이름 *": what stands in brackets explains the heading.
_EXPLAINED = re.compile(r"[(（\[].*?[)）\]]")
# Columns that only count the lines, as lists in offices have them; nothing is lost without them.
_COUNTERS = frozenset(compact(word) for word in ("연번", "순번", "일련번호", "No", "No.", "#"))


class Shape(StrEnum):
    """How a cell of a column is written."""

    TEXT = "text"
    CODE = "code"
    DAY = "day"
    CLOCK = "clock"
    NUMBER = "number"
    PHONE = "phone"
    EMAIL = "email"
    CHOICE = "choice"
    YES_NO = "yes_no"
    # Several, with semicolons or commas between.
    LIST = "list"


_HANGUL = re.compile("[가-힣]")


@dataclass(frozen=True, kw_only=True)
class Column:
    """A column of a file.

    Its `name` is what exports write; a reader may also write the `heading` in any language, or one
    of the `also`, which stand with commas between. `words` are the values that it permits.
    `example` is a text, or a value of `words`, which then is shown in the reader's language.
    """

    name: str
    heading: LazyText
    meaning: LazyText
    also: str = ""
    example: str | Enum = ""
    needed: bool = False
    shape: Shape = Shape.TEXT
    words: Vocabulary[object] | None = None

    def headings(self) -> Iterator[str]:
        """Everything that the column may be called."""
        yield self.name
        yield from (translate(self.heading, language) for language in LANGUAGE_NAMES)
        yield from (also for also in self.also.split(",") if also.strip())

    def example_in(self, language: str) -> str:
        """The example as a reader writes it."""
        return label(self.example, language) if isinstance(self.example, Enum) else self.example

    def example_language(self, language: str) -> str:
        """In which language the example stands, for whatever reads it aloud."""
        return "ko" if _HANGUL.search(self.example_in(language)) else "en"


class Headings:
    """Which column of a kind of file a heading means."""

    def __init__(self, columns: Sequence[Column]) -> None:
        """Know every heading of these columns."""
        self._by_heading: dict[str, str] = {}
        for column in columns:
            for heading in column.headings():
                self._by_heading.setdefault(compact(heading), column.name)

    def find(self, heading: str) -> str | None:
        """The name of the column that a heading means; None for any other text.

        What stands in brackets or behind a star may be left out of account: "이름(필수)".
        """
        return self._by_heading.get(compact(heading)) or self._by_heading.get(
            compact(_EXPLAINED.sub("", heading))
        )


def is_counter(heading: str) -> bool:
    """Whether a heading is that of a column that only counts the lines."""
    return compact(heading) in _COUNTERS or heading.strip() in {"#", "№"}


def names_of(columns: Sequence[Column], *, needed: bool) -> tuple[str, ...]:
    """The names of the columns that must be there, or of those that may be left out."""
    return tuple(column.name for column in columns if column.needed is needed)


register_labels(
    {
        Shape.TEXT: say("Text"),
        Shape.CODE: say("Code"),
        Shape.DAY: say("Date, such as 2026-11-30"),
        Shape.CLOCK: say("Time, such as 09:30"),
        Shape.NUMBER: say("A number"),
        Shape.PHONE: say("Phone number"),
        Shape.EMAIL: say("E-mail address"),
        Shape.CHOICE: say("One of the values"),
        Shape.YES_NO: say("Yes or no"),
        Shape.LIST: say("One or several, with commas between"),
    }
)
