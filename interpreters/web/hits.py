"""Asking before a change of a record takes sessions away."""

from collections.abc import Callable
from uuid import UUID

from flask import render_template

from foundation.database.work import UnitOfWork
from foundation.web.rehearsal import fields_again, is_confirmed, rehearse
from interpreters.domain.ids import InterpreterId
from interpreters.web.questions import AHEAD


def question_before(
    person_id: UUID, act: Callable[[UnitOfWork], object], *, back: str
) -> str | None:
    """The page that lists what the change would hit; None when it hits nothing, or was confirmed."""
    look = AHEAD.answer()
    if look is None or is_confirmed():
        return None
    who = InterpreterId(person_id)
    before, after = rehearse(lambda uow: look(uow, who), act)
    hits = before.without(after)
    if not hits:
        return None
    return render_template(
        "interpreters/confirm_hits.html", hits=hits, fields=fields_again(), back=back
    )
