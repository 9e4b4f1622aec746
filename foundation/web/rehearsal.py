"""Doing something in a unit of work that is never kept, to show what would follow before it is saved.

    hits = rehearse(lambda uow: look(uow, person_id), lambda uow: roster.move(uow, ...))
    if hits and not is_confirmed():
        return confirm_page(...)

It must come before the view opens its own unit of work.
"""

from collections.abc import Callable
from typing import TypeVar

from flask import request

from foundation.database.work import UnitOfWork, begin
from foundation.web.work import actor, office

T = TypeVar("T")
CONFIRM, SAVE = "do_save", "1"
_NOT_KEPT = frozenset({"csrf_token", CONFIRM})


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


def fields_again() -> list[tuple[str, str]]:
    """What was sent, to be sent again from the page that asks; the key of the form stays the same."""
    return [(name, text) for name, text in request.form.items(multi=True) if name not in _NOT_KEPT]
