"""Every kind of file in words, as Markdown: for docs/howto/import-files.md and `ieum import --describe`."""

from collections.abc import Iterator, Sequence

from foundation.tables.blanks import explain
from foundation.tables.columns import Column
from foundation.tables.kinds import ImportKind
from foundation.text.i18n import translate

_HEADER = "| Column | Korean | Name | Needed | What stands there | Form | Example | Values |"


def describe(kinds: Sequence[ImportKind]) -> str:
    """The columns of these kinds, each with its headings, its meaning, an example and what is permitted."""
    return "\n".join(line for kind in kinds for line in _of_kind(kind))


def _of_kind(kind: ImportKind) -> Iterator[str]:
    yield f"## {kind.name}"
    yield ""
    yield _HEADER
    yield "|" + "---|" * (_HEADER.count("|") - 1)
    for column, cells in zip(kind.described, explain(kind, "en"), strict=True):
        heading, name, *rest = cells
        parts = (heading, translate(column.heading, "ko"), f"`{name}`", *rest[:-1], _values(column))
        yield "| " + " | ".join(part.replace("|", "\\|") for part in parts) + " |"
    yield ""


def _values(column: Column) -> str:
    """The permitted values in English and Korean, with their codes."""
    if column.words is None:
        return ""
    return ", ".join(
        f"{choice.name_in('ko')} / {choice.shown_in('en')}" for choice in column.words.choices
    )
