"""The glossary: what a term is, when two are the same, and where one stands in a text."""

import hashlib
import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum

from foundation.text.i18n import register_labels
from foundation.text.message import LazyText, say
from foundation.text.normalise import folded, normalise_text
from foundation.text.personal import reason_against
from interpreters.domain.qualifications import Domain
from interpreters.domain.translators import TextLanguage

# Some signs are several letters once they are compared.
LONGEST_KEY = 800
LONGEST_TERM, LONGEST_NOTE, LONGEST_TEXT = 200, 500, 100_000


class TermState(StrEnum):
    """Whether somebody of the office stands behind a term."""

    PROPOSED = "proposed"
    APPROVED = "approved"


@dataclass(frozen=True, kw_only=True)
class TermToKeep:
    """A term as it is typed or as a file holds it: what it is called in one language and in another."""

    source_language: TextLanguage | None
    target_language: TextLanguage | None
    domain: Domain | None
    source_text: str
    target_text: str
    note: str = ""

    def tidy(self) -> "TermToKeep":
        """The same in the one form in which texts are kept."""
        return TermToKeep(
            source_language=self.source_language,
            target_language=self.target_language,
            domain=self.domain,
            source_text=normalise_text(self.source_text),
            target_text=normalise_text(self.target_text),
            note=normalise_text(self.note),
        )


@dataclass(frozen=True, kw_only=True)
class TermFilter:
    """Which terms somebody looks for; what is not given does not matter."""

    source_language: TextLanguage | None = None
    target_language: TextLanguage | None = None
    domain: Domain | None = None
    state: TermState | None = None
    text: str = ""


def meaning_of(term: TermToKeep) -> str:
    """What no two terms share: languages, field, and both texts however they are typed."""
    said = (
        str(term.source_language),
        str(term.target_language),
        str(term.domain),
        term_key(term.source_text),
        term_key(term.target_text),
    )
    return hashlib.sha256("\n".join(said).encode()).hexdigest()


def term_key(text: str) -> str:
    """By what two terms are the same: letters alone, however they are typed."""
    return folded(text)


def reasons_against_term(term: TermToKeep) -> Iterator[tuple[str, LazyText]]:
    """What is wrong with a tidy term, each beside its field."""
    yield from _against_choices(term)
    for name, text in (("source_text", term.source_text), ("target_text", term.target_text)):
        if not text:
            yield name, say("Enter the term.")
        elif len(text) > LONGEST_TERM or len(term_key(text)) > LONGEST_KEY:
            yield name, say("Use at most %(n)s characters.", n=LONGEST_TERM)
    if len(term.note) > LONGEST_NOTE:
        yield "note", say("Use at most %(n)s characters.", n=LONGEST_NOTE)
    elif (personal := reason_against(term.note)) is not None:
        yield "note", personal


def _against_choices(term: TermToKeep) -> Iterator[tuple[str, LazyText]]:
    if term.source_language is None:
        yield "source_language", say("Choose the language of the term.")
    if term.target_language is None:
        yield "target_language", say("Choose the language of the translation.")
    elif term.source_language is term.target_language:
        yield "target_language", say("Choose two different languages.")
    if term.domain is None:
        yield "domain", say("Choose a field.")


# Scripts that write words apart; Korean adds particles to them, others write no spaces.
_APART = ("LATIN", "CYRILLIC")


def stands_in(key: str, text: str) -> bool:
    """Whether a term stands in a text, both as `term_key` makes them.

    Where words are written apart, at the start of a word ("wage" in "wages", not in "sewage"); else anywhere.
    """
    if not unicodedata.name(key[:1], "").startswith(_APART):
        return key in text
    return re.search(rf"(?<!\w){re.escape(key)}", text) is not None


register_labels({TermState.PROPOSED: say("Proposed"), TermState.APPROVED: say("Approved")})
