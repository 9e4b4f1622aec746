"""The list beside the timeline: sessions of one state, unfilled ones with why nobody goes."""

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Any, TypeVar

from dispatch.domain.board import BoardState
from dispatch.domain.shortage_said import headline
from dispatch.service.board.counting import ALL, Counted, shortage_on
from dispatch.service.board.day import BoardDay
from dispatch.service.board.narrowing import Narrowed
from dispatch.store.tables import CounsellingSession
from foundation.text.i18n import register_labels
from foundation.text.message import LazyText, say

QUEUE_PER_PAGE = 12
ITEM = TypeVar("ITEM")


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
    # only those who live nearest were looked at: there may be more
    at_least: bool = False


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


def listed(
    narrowed: Narrowed, state: BoardState, sort: Sort, page: int
) -> Sequence[CounsellingSession]:
    """Whose candidates must be counted for a page of the list; all of one state, sorted by their number."""
    if sort is Sort.CANDIDATES and state is BoardState.UNFILLED:
        return narrowed.in_state(state)
    return _part(_in_order(narrowed, state, sort), page)


def read_queue(
    narrowed: Narrowed, state: BoardState, sort: Sort, page: int, counted: Counted
) -> Queue:
    """The sessions of one state in the order wanted, those that are too late last; unfilled ones explained."""
    day, found = narrowed.day, _in_order(narrowed, state, sort)
    if sort is Sort.CANDIDATES and state is BoardState.UNFILLED:
        waiting = sorted((waiting_of(day, s, state, counted) for s in found), key=_by_candidates)
        waiting.sort(key=lambda w: w.is_lost)
        items = _part(waiting, page)
    else:
        items = [waiting_of(day, s, state, counted) for s in _part(found, page)]
    lost = sum(narrowed.is_lost(s) for s in found)
    pages = _pages(found)
    return Queue(
        state=state, items=items, total=len(found), lost=lost, page=min(page, pages), pages=pages
    )


def _in_order(narrowed: Narrowed, state: BoardState, sort: Sort) -> list[CounsellingSession]:
    found = narrowed.in_state(state)
    found.sort(key=_KEYS.get(sort, _KEYS[Sort.START]))
    found.sort(key=narrowed.is_lost)
    return found


def _pages(found: Sequence[object]) -> int:
    return max(1, -(-len(found) // QUEUE_PER_PAGE))


def _part(found: Sequence[ITEM], page: int) -> Sequence[ITEM]:
    number = min(page, _pages(found))
    return found[(number - 1) * QUEUE_PER_PAGE : number * QUEUE_PER_PAGE]


# The id decides between equals, so that two looks at the same day show the same order.
def _by_candidates(waiting: Waiting) -> Any:
    return waiting.free or 0, waiting.session.starts_at, waiting.session.id.hex


def _by_start(session: CounsellingSession) -> Any:
    return session.starts_at, session.request.priority, session.id.hex


def _by_asked(session: CounsellingSession) -> Any:
    return session.request.submitted_at, session.starts_at, session.id.hex


_KEYS = {Sort.START: _by_start, Sort.ASKED: _by_asked}


def waiting_of(
    day: BoardDay, session: CounsellingSession, state: BoardState, counted: Counted = ALL
) -> Waiting:
    """A session as the list shows it."""
    if state is not BoardState.UNFILLED or not day.situation.is_open(session):
        lost = state is BoardState.UNFILLED and day.has_begun(session)
        return Waiting(session, state, None, None, is_lost=lost)
    found = shortage_on(day, session)
    why = None if found.is_enough else headline(found)
    return Waiting(session, state, found.free, why, at_least=session.id in counted.nearest_only)


register_labels(
    {
        Sort.START: say("Nearest start first"),
        Sort.CANDIDATES: say("Fewest candidates first"),
        Sort.ASKED: say("Oldest request first"),
    }
)
