"""Cells that say several things at once: "베트남어(모어, 양방향)", "vi:native:both", "여성 필수"."""

import re
from collections.abc import Sequence

from foundation.text.words import Vocabulary

_BETWEEN = re.compile(r"[\s:,;/·()\[\]（）：，；、／]+")


def read_phrase(
    text: str, vocabularies: Sequence[Vocabulary[object]]
) -> tuple[list[object | None], list[str]]:
    """What a text says in each of some lists, and the words that say nothing in any of them.

    In whatever order; the longest run of words that means something counts ("업무 가능", "Into Korean").
    """
    words = [word for word in _BETWEEN.split(text) if word]
    found: list[object | None] = [None] * len(vocabularies)
    unknown: list[str] = []
    start = 0
    while start < len(words):
        end = _longest(words, start, vocabularies, found)
        if end == start:
            unknown.append(words[start])
        start = max(end, start + 1)
    return found, unknown


def _longest(
    words: list[str],
    start: int,
    vocabularies: Sequence[Vocabulary[object]],
    found: list[object | None],
) -> int:
    """Where the longest run that means something new ends; its meaning is put into `found`."""
    for end in range(len(words), start, -1):
        run = " ".join(words[start:end])
        for place, vocabulary in enumerate(vocabularies):
            meant = vocabulary.find(run) if found[place] is None else None
            if meant is not None:
                found[place] = meant
                return end
    return start
