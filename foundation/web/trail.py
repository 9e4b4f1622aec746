"""What app.py gives the page of the audit trail: words, names and pages of the things it speaks of."""

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass, field
from typing import cast
from uuid import UUID

from flask import Flask, current_app

from foundation.database.work import UnitOfWork
from foundation.text.trail import Found, TrailWords

EXTENSION = "trail"
Names = Callable[[UnitOfWork, Collection[UUID]], Mapping[UUID, Found]]
Search = Callable[[UnitOfWork, str], Collection[UUID]]


@dataclass(frozen=True)
class TrailSection:
    """One package's part: its words, how things of its kinds are named, and their pages.

    `pages` gives the address of the page that shows a thing of a kind. `search` finds the ids
    of what somebody means by a number, a code, a name or an e-mail address.
    """

    words: TrailWords
    names: Mapping[str, Names] = field(default_factory=dict[str, Names])
    pages: Mapping[str, Callable[[Found], str]] = field(
        default_factory=dict[str, Callable[[Found], str]]
    )
    search: Search | None = None


def install(app: Flask, sections: Sequence[TrailSection]) -> None:
    """Let the page of an application speak of the deeds of these packages."""
    app.extensions[EXTENSION] = tuple(sections)


def sections() -> tuple[TrailSection, ...]:
    """The parts of the application that serves this request."""
    return cast("tuple[TrailSection, ...]", current_app.extensions[EXTENSION])
