"""The cells of what a person translates: "vi>ko:labour,medical;ko>vi", and how many words a working day."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from foundation.tables.phrases import read_phrase
from foundation.tables.row_parser import RowParser, joined, none_of
from foundation.text.message import say
from foundation.text.words import Choice, Vocabulary, vocabulary_of
from interpreters.domain.languages import Language
from interpreters.domain.qualifications import Domain
from interpreters.domain.translators import (
    MOST_WORDS_PER_DAY,
    USUAL_WORDS_PER_DAY,
    PairToKeep,
    TextLanguage,
)
from interpreters.store.tables import TranslationPair

# Korean, and the languages of the pool by every word that is understood for them elsewhere.
TEXT_LANGUAGE_WORDS = Vocabulary(
    [
        *(c for c in vocabulary_of(TextLanguage).choices if c.value is TextLanguage.KOREAN),
        *(
            Choice(TextLanguage(c.code), c.code, c.name_in, c.also)
            for c in vocabulary_of(Language).choices
        ),
    ]
)
_FIELDS = vocabulary_of(Domain)
_ARROW = re.compile(r"\s*(?:[-=]*[>→➔⇒]+)\s*")
_BETWEEN_NUMBERS = re.compile(r"[;；\n]")


@dataclass(frozen=True)
class PairCells:
    """What a row says: the pairs, unless they stay, and the words a day of all or of each, unless those stay."""

    pairs: tuple[PairToKeep, ...] | None = None
    words: tuple[int, ...] | None = None

    def wanted(self, held: Sequence[TranslationPair]) -> tuple[PairToKeep, ...]:
        """The pairs that somebody with these has by the row; no words of a new pair are the usual number."""
        known = {(each.source, each.target): each.words_per_day for each in held}
        pairs = self.pairs
        if pairs is None:
            pairs = tuple(
                PairToKeep(source=p.source, target=p.target, domains=frozenset(p.fields))
                for p in held
            )
        words = self.words
        if words is None:
            words = tuple(known.get((p.source, p.target), USUAL_WORDS_PER_DAY) for p in pairs)
        elif len(words) == 1:
            words *= len(pairs)
        return tuple(
            replace(pair, words_per_day=number) for pair, number in zip(pairs, words, strict=True)
        )

    def check_words(self, cells: RowParser, held: Sequence[TranslationPair]) -> None:
        """Note numbers of words that belong to no pair."""
        number = len(held if self.pairs is None else self.pairs)
        if self.words is None:
            return
        if number == 0:
            cells.problem("words_per_day", say("Name the pairs of languages too."))
        elif len(self.words) not in {1, number}:
            reason = say(
                "Write one number for every pair, or %(n)s numbers, one for each.", n=number
            )
            cells.problem("words_per_day", reason)


def read_pairs(cells: RowParser) -> PairCells:
    """The pairs of a row and the words a day; an empty cell keeps what is held."""
    read = tuple(_pairs(cells)) if cells.gives("translates") else None
    words = _words(cells) if cells.gives("words_per_day") else None
    pairs = None if read is None else tuple(pair for pair in read if pair is not None)
    # Where a pair is not understood nobody can say how many numbers are missing.
    return PairCells(pairs, words) if pairs == read else PairCells()


def pairs_cell(pairs: Sequence[TranslationPair]) -> str:
    """Pairs as one cell."""
    return joined(
        f"{p.source}>{p.target}" + (f":{','.join(p.fields)}" if p.fields else "") for p in pairs
    )


def words_cell(pairs: Sequence[TranslationPair]) -> str:
    """The words a day as one cell: one number where all pairs have the same."""
    words = [str(pair.words_per_day) for pair in pairs]
    return joined(words if len(set(words)) > 1 else words[:1])


def _pairs(cells: RowParser) -> Iterator[PairToKeep | None]:
    """A part with an arrow begins a pair; parts without one are fields of the pair before."""
    texts: list[str] = []
    for part in cells.parts("translates"):
        if texts and not _ARROW.search(part):
            texts[-1] += f" {part}"
        else:
            texts.append(part)
    seen: set[tuple[TextLanguage, TextLanguage]] = set()
    for text in texts:
        pair = _pair(cells, text)
        if pair is None:
            yield None
            continue
        if pair.source is pair.target:
            cells.problem("translates", say("Choose two different languages."))
        elif (pair.source, pair.target) in seen:
            reason = say("%(pair)s is listed twice.", pair=f"{pair.source}>{pair.target}")
            cells.problem("translates", reason)
        seen.add((pair.source, pair.target))
        yield pair


def _pair(cells: RowParser, text: str) -> PairToKeep | None:
    """One pair; None, with every fault named, where its languages cannot be told."""
    source, *more = _ARROW.split(text)
    if len(more) != 1:
        reason = say(
            "“%(cell)s” is no pair of languages: write both with > between, such as vi>ko:labour,medical.",
            cell=text,
        )
        cells.problem("translates", reason)
        return None
    # As many fields as there are may follow.
    (target, *fields), unknown = read_phrase(
        more[0], (TEXT_LANGUAGE_WORDS, *[_FIELDS] * len(Domain))
    )
    meant = cells.as_one_of("translates", source, TEXT_LANGUAGE_WORDS)
    if not isinstance(target, TextLanguage):
        where = unknown.pop(0) if unknown else more[0]
        cells.problem("translates", none_of(where, TEXT_LANGUAGE_WORDS))
    for word in unknown:
        cells.problem("translates", none_of(word, _FIELDS))
    if meant is None or not isinstance(target, TextLanguage):
        return None
    domains = frozenset(each for each in fields if isinstance(each, Domain))
    return PairToKeep(source=meant, target=target, domains=domains)


def _words(cells: RowParser) -> tuple[int, ...]:
    """One number or several, each of which somebody can have."""
    parts = [part.strip() for part in _BETWEEN_NUMBERS.split(cells.row["words_per_day"])]
    return tuple(
        cells.as_whole("words_per_day", part, 0, MOST_WORDS_PER_DAY) for part in parts if part
    )
