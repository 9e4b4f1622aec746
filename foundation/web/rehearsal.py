"""Doing something in a unit of work that is never kept, to show what would follow before it is saved.

    hits = rehearse(lambda uow: look(uow, person_id), lambda uow: roster.move(uow, ...))
    if hits and not is_confirmed():
        return confirm_page(...)

It must come before the view opens its own unit of work.
"""

from collections.abc import Callable
from hashlib import sha256
from typing import TypeVar

from flask import request

from foundation.database.work import UnitOfWork, begin
from foundation.web.work import actor, office

T = TypeVar("T")
CONFIRM, SAVE, SHOWN = "do_save", "1", "shown"
_NOT_KEPT = frozenset({"csrf_token", CONFIRM, SHOWN})
_MARK_LENGTH = 20


class _Rehearsed(Exception):
    """Rolls a rehearsal back."""


def rehearse(look: Callable[[UnitOfWork], T], act: Callable[[UnitOfWork], object]) -> tuple[T, T]:
    """What `look` sees before and after `act`; nothing of it is kept, and nobody is written to.

    What `act` refuses is raised.
    """
    seen: list[T] = []
    try:
        with begin(office(), actor()) as uow:
            seen.append(look(uow))
            act(uow)
            uow.db.flush()
            uow.db.expire_all()
            seen.append(look(uow))
            raise _Rehearsed
    except _Rehearsed:
        before, after = seen
        return before, after


def is_confirmed() -> bool:
    """Whether the reader has seen what follows and pressed save."""
    return request.form.get(CONFIRM) == SAVE


def has_seen(found: str) -> bool:
    """Whether the reader pressed save on a page that showed just this: `found` names everything that was on it."""
    return is_confirmed() and request.form.get(SHOWN) == mark_of(found)


def mark_of(found: str) -> str:
    """What the page that asks sends back, under the name "shown"."""
    return sha256(found.encode()).hexdigest()[:_MARK_LENGTH]


def fields_again() -> list[tuple[str, str]]:
    """What was sent, to be sent again from the page that asks; the key of the form stays the same."""
    return [(name, text) for name, text in request.form.items(multi=True) if name not in _NOT_KEPT]
