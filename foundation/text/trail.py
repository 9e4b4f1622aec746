"""The audit trail in words: what each deed is called, and what its facts mean.

Packages declare `TrailWords` in their `domain/trail.py`; app.py puts them together.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from enum import Enum
from itertools import chain
from uuid import UUID

from foundation.text.i18n import label, translate
from foundation.text.message import LazyText, say

YES, NO = say("yes"), say("no")


@dataclass(frozen=True)
class Deed:
    """What happened, in words, and of which kind the thing is that it happened to ("" = none)."""

    text: LazyText
    kind: str = ""


@dataclass(frozen=True)
class TrailFact:
    """What a fact says: its name, and how its value is read.

    `codes` are the enumerations that its codes come from, `words` names codes that belong to none,
    `kind` says of which kind the thing is whose id it holds.
    """

    text: LazyText
    codes: tuple[type[Enum], ...] = ()
    words: Mapping[str, LazyText] = field(default_factory=dict[str, LazyText])
    kind: str = ""

    def value_in(self, value: object, language: str) -> str:
        """The value for a reader. A code that the enumeration no longer has is shown as it was written."""
        if isinstance(value, list):
            parts: list[object] = [*value]
            return ", ".join(self.value_in(part, language) for part in parts)
        if isinstance(value, bool):
            return translate(YES if value else NO, language)
        code = str(value)
        if code in self.words:
            return translate(self.words[code], language)
        for member in chain.from_iterable(self.codes):
            if str(member.value) == code:
                return label(member, language)
        return code


@dataclass(frozen=True)
class TrailWords:
    """The deeds and the facts of one package; `topics` names the first words of its deeds."""

    topics: Mapping[str, LazyText]
    deeds: Mapping[str, Deed]
    facts: Mapping[str, TrailFact] = field(default_factory=dict[str, TrailFact])


@dataclass(frozen=True)
class Found:
    """A thing that the trail speaks of: what readers call it, and what its page needs to be addressed."""

    text: str
    page: UUID | str | None = None
    day: date | None = None
