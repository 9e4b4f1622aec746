"""Which files of a folder are of which kind: by their names in either language, else by their columns."""

import re
from collections.abc import Sequence
from pathlib import Path

import click

from foundation.tables.kinds import ImportKind
from foundation.tables.reading import kinds_that_fit
from foundation.text.i18n import LANGUAGE_NAMES, translate
from foundation.text.words import compact

TABLES = frozenset({".csv", ".txt", ".tsv", ".xlsx", ".xlsm"})
# "interpreters (1)", "통역사 - 복사본", "interpreters_2026-11-30": what copying and saving adds to a name.
_ADDED = re.compile(
    r"(?:[\s_-]*(?:\(\d+\)|복사본|copy|최종|final|v\d+|\d{4}(?:[-_.]?\d{2}){0,2}|\d{6,8}))+$",
    re.IGNORECASE,
)


def files_of(
    kinds: Sequence[ImportKind], path: Path, chosen: ImportKind | None = None
) -> list[tuple[ImportKind, Path]]:
    """The files to take in, in the order of the kinds; says which files of a folder are passed over.

    Raises ClickException when a file does not say what it holds, or a folder holds a kind twice.
    """
    if not path.is_dir():
        kind = chosen or kind_of(kinds, path)
        if kind is None:
            names = ", ".join(each.name for each in kinds)
            raise click.ClickException(
                f"{path.name}: neither the name nor the columns say what it holds. Say it with --kind: {names}"
            )
        return [(kind, path)]
    if chosen is not None:
        raise click.ClickException(f"{path}: --kind goes with files, not with a folder.")
    found: dict[str, Path] = {}
    for each in _tables_in(path):
        kind = kind_of(kinds, each)
        if kind is None:
            click.echo(f"{each.name}: not taken, it is of no kind that is known.", err=True)
        elif kind.name in found:
            raise click.ClickException(
                f"{found[kind.name].name} and {each.name} both hold {kind.name}. Keep one of them in the folder."
            )
        else:
            found[kind.name] = each
    return [(kind, found[kind.name]) for kind in kinds if kind.name in found]


def _tables_in(folder: Path) -> list[Path]:
    """The files of a folder that may be tables; what a program left open beside them is none."""
    try:
        files = sorted(each for each in folder.iterdir() if each.is_file())
    except OSError as error:
        raise click.ClickException(f"{folder}: {error.strerror or error}") from None
    seen = [each for each in files if not each.name.startswith((".", "~$"))]
    for each in seen:
        if each.suffix.lower() not in TABLES:
            click.echo(f"{each.name}: not taken, it is neither CSV nor XLSX.", err=True)
    return [each for each in seen if each.suffix.lower() in TABLES]


def kind_of(kinds: Sequence[ImportKind], path: Path) -> ImportKind | None:
    """The kind that a file's name says, else the only one whose columns it has."""
    plain = compact(_ADDED.sub("", path.stem))
    for kind in kinds:
        if plain in _names(kind):
            return kind
    fitting = kinds_that_fit(path.name, content_of(path), kinds)
    return fitting[0] if len(fitting) == 1 else None


def _names(kind: ImportKind) -> set[str]:
    label = kind.label
    labels = [translate(label, language) for language in LANGUAGE_NAMES] if label else []
    return {compact(name) for name in (kind.name, *labels)}


def content_of(path: Path) -> bytes:
    """What stands in a file; one line when it cannot be read."""
    try:
        return path.read_bytes()
    except OSError as error:
        raise click.ClickException(f"{path}: {error.strerror or error}") from None
