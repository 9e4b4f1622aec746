"""Asking before a class takes the time of confirmed sessions and open offers."""

from collections.abc import Callable

from flask import render_template

from foundation.database.work import UnitOfWork
from foundation.web.rehearsal import fields_again, has_seen, is_confirmed, mark_of
from foundation.web.work import reading
from interpreters.service import directory
from training.service.catalogue.time_taken import TimeTaken
from training.web.questions import CLASS_HITS


def question_before(look: Callable[[UnitOfWork], TimeTaken], *, back: str) -> str | None:
    """The page that lists what lies in the time a class takes; None when nothing does, or it was seen."""
    find = CLASS_HITS.answer()
    if find is None:
        return None
    with reading() as uow:
        found = {who: hits for who, hits in find(uow, look(uow)).items() if hits}
        people = {row.id: row.full_name for row in directory.list_by_ids(uow, list(found))}
    mark = " ".join(f"{who} {found[who].mark}" for who in sorted(found))
    if not found or has_seen(mark):
        return None
    return render_template(
        "training/catalogue/class_hits.html",
        found=[(people[who], hits) for who, hits in found.items()],
        sessions=sum(len(hits.sessions) for hits in found.values()),
        offers=sum(len(hits.offers) for hits in found.values()),
        fields=fields_again(),
        shown=mark_of(mark),
        changed=is_confirmed(),
        back=back,
    )
