"""The list beside the timeline: sessions of one state, unfilled ones with why nobody goes."""

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from dispatch.domain.board import BoardState
from dispatch.domain.causes import Cause
from dispatch.domain.funnel import Funnel, funnel_of
from dispatch.service.board.day import BoardDay
from dispatch.service.board.narrowing import Narrowed
from dispatch.store.tables import CounsellingSession
from foundation.text.i18n import register_labels
from foundation.text.message import LazyText, say

QUEUE_PER_PAGE = 12


class Sort(StrEnum):
    """In which order the list stands."""

    START = "start"
    CANDIDATES = "candidates"
    ASKED = "asked"


@dataclass(frozen=True)
class Waiting:
    """A session of the list; `free` is how many could take it now, None when it is not unfilled."""

    session: CounsellingSession
    state: BoardState
    free: int | None
    why: LazyText | None
    is_lost: bool = False


@dataclass(frozen=True, kw_only=True)
class Queue:
    """A page of the list."""

    state: BoardState
    items: Sequence[Waiting]
    total: int
    lost: int
    page: int
    pages: int

    @property
    def after(self) -> int:
        """How many follow on the next pages."""
        return max(0, self.total - self.page * QUEUE_PER_PAGE)


def read_queue(narrowed: Narrowed, state: BoardState, sort: Sort, page: int = 1) -> Queue:
    """The sessions of one state in the order wanted, those that are too late last; unfilled ones explained."""
    day, found = narrowed.day, narrowed.in_state(state)
    if sort is Sort.CANDIDATES and state is BoardState.UNFILLED:
        waiting = sorted((waiting_of(day, s, state) for s in found), key=_by_candidates)
        waiting.sort(key=lambda w: w.is_lost)
    else:
        found.sort(key=_KEYS.get(sort, _KEYS[Sort.START]))
        found.sort(key=narrowed.is_lost)
        waiting = None
    pages = max(1, -(-len(found) // QUEUE_PER_PAGE))
    page = min(page, pages)
    part = slice((page - 1) * QUEUE_PER_PAGE, page * QUEUE_PER_PAGE)
    items = (
        waiting[part] if waiting is not None else [waiting_of(day, s, state) for s in found[part]]
    )
    lost = sum(narrowed.is_lost(s) for s in found)
    return Queue(state=state, items=items, total=len(found), lost=lost, page=page, pages=pages)


# The id decides between equals, so that two looks at the same day show the same order.
def _by_candidates(waiting: Waiting) -> Any:
    return waiting.free or 0, waiting.session.starts_at, waiting.session.id.hex


def _by_start(session: CounsellingSession) -> Any:
    return session.starts_at, session.request.priority, session.id.hex


def _by_asked(session: CounsellingSession) -> Any:
    return session.request.submitted_at, session.starts_at, session.id.hex


_KEYS = {Sort.START: _by_start, Sort.ASKED: _by_asked}


def waiting_of(day: BoardDay, session: CounsellingSession, state: BoardState) -> Waiting:
    """A session as the list shows it."""
    if state is not BoardState.UNFILLED or not day.situation.is_open(session):
        lost = state is BoardState.UNFILLED and day.has_begun(session)
        return Waiting(session, state, None, None, lost)
    need, _ = day.situation.planned_need(session)
    funnel = funnel_of(day.situation.people.values(), need)
    free = sum(all(d.session_id != session.id for d in p.duties) for p in funnel.free)
    why = None if free else _why(session, funnel)
    return Waiting(session, state, free, why)


def _why(session: CounsellingSession, funnel: Funnel) -> LazyText:
    request, cause = session.request, funnel.cause
    speakers = len(funnel.free) + sum(len(step.dropped) for step in funnel.steps)
    if cause is Cause.NO_SUCH_LANGUAGE:
        return say("No active interpreter speaks %(language)s.", language=request.language)
    if cause is Cause.NO_CERTIFICATION:
        return say(
            "No interpreter for this language is certified in %(domain)s (0 of %(n)s).",
            n=speakers,
            domain=request.domain,
        )
    return _SENTENCES[cause]


_SENTENCES = {
    Cause.NOBODY_IN_REACH: say("No certified interpreter travels that far."),
    Cause.NOBODY_AVAILABLE: say("No certified interpreter is available then."),
    Cause.EVERYBODY_BUSY: say("Everyone eligible is already booked."),
    Cause.ALL_DECLINED: say("Everyone asked declined."),
}
register_labels(
    {
        Sort.START: say("Nearest start first"),
        Sort.CANDIDATES: say("Fewest candidates first"),
        Sort.ASKED: say("Oldest request first"),
    }
)
