"""Sentences that are shown later, in the language of whoever reads them."""

from collections.abc import Callable
from dataclasses import dataclass, field


@dataclass(frozen=True)
class LazyText:
    """An English sentence with named places, and what goes into them.

    The sentence is the key of the catalogues. A value may be a LazyText itself.
    """

    text: str
    values: dict[str, object] = field(default_factory=dict[str, object])

    def __str__(self) -> str:
        """Read it in English, as in logs and tests."""
        return self.text % {k: str(v) for k, v in self.values.items()} if self.values else self.text


@dataclass(frozen=True)
class Named:
    """A value of a sentence that has its own name in each language: `Named(course.title_in)`."""

    name_in: Callable[[str], str]

    def __str__(self) -> str:
        """Read it in English, as in logs and tests."""
        return self.name_in("en")


def say(text: str, **values: object) -> LazyText:
    """Mark a sentence for translation: `say("No session on %(day)s.", day=day)`."""
    return LazyText(text, values)
