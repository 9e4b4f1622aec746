"""What must never have happened, looked for in the rows by code of its own."""

from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from datetime import datetime, timedelta
from itertools import pairwise
from uuid import UUID

from dispatch.domain.states import OPEN_OFFERS, AssignmentState
from dispatch.service.notices import SessionNotice
from dispatch.store.queries.simulation_rows import (
    AssignmentRow,
    MessageRow,
    OfferRow,
    SessionRow,
)
from foundation.messages.records import THROUGH
from foundation.text.i18n import translate
from scheduling.domain.states import LIVE, SessionState

# What takes somebody's time, or did.
SERVING = frozenset(
    {
        AssignmentState.HELD,
        AssignmentState.CONFIRMED,
        AssignmentState.CHECKED_IN,
        AssignmentState.COMPLETED,
    }
)
OVER = frozenset({SessionState.HELD, SessionState.CANCELLED, SessionState.NOT_DELIVERED})


def double_booked(assignments: Sequence[AssignmentRow]) -> int:
    """How often somebody was to be in two sessions at once."""
    by_person: dict[UUID, list[AssignmentRow]] = defaultdict(list)
    for row in assignments:
        if row.state in SERVING:
            by_person[row.interpreter_id].append(row)
    return sum(
        _overlaps(sorted(rows, key=lambda row: (row.starts_at, row.ends_at)))
        for rows in by_person.values()
    )


def _overlaps(rows: Sequence[AssignmentRow]) -> int:
    return sum(before.ends_at > after.starts_at for before, after in pairwise(rows))


def in_limbo(offers: Sequence[OfferRow], sessions: Mapping[UUID, SessionRow], now: datetime) -> int:
    """How many offers stand open though their deadline or their session is over."""
    return sum(
        offer.state in OPEN_OFFERS
        and (offer.expires_at < now or sessions[offer.session_id].state in OVER)
        for offer in offers
    )


def without_outcome(
    sessions: Sequence[SessionRow], now: datetime, told: Collection[UUID] | None = None
) -> int:
    """How many sessions are over without it being known what came of them.

    Of one that nobody served, somebody must have said why; of one that was held, both sides what it was where
    `told` names those of which they have.
    """
    return sum(_has_no_outcome(row, now, told) for row in sessions)


def _has_no_outcome(row: SessionRow, now: datetime, told: Collection[UUID] | None) -> bool:
    if row.starts_at + timedelta(minutes=row.minutes) > now:
        return False
    if row.state in LIVE or row.state is SessionState.IN_PROGRESS:
        return True
    if row.state is SessionState.NOT_DELIVERED:
        return row.closed_at is None and (told is None or row.id not in told)
    return row.state is SessionState.HELD and told is not None and row.id not in told


def notices_of_cancelled(
    messages: Sequence[MessageRow],
    cancelled_at: Mapping[str, datetime],
) -> int:
    """How many messages went out about something that was off by then, and did not say so.

    `cancelled_at` says by what messages are filed under since when it is off. What is written at that
    instant says it; what was written before it and went out after it does not, and what was written later only
    if it reads so.
    """
    return sum(
        row.state in THROUGH
        and row.about in cancelled_at
        and _is_stale(row, cancelled_at[row.about])
        for row in messages
    )


def _is_stale(row: MessageRow, off_since: datetime) -> bool:
    went_out = row.sent_at or row.created_at
    if row.created_at < off_since:
        return went_out > off_since
    return row.created_at > off_since and not _says_so(row)


def _says_so(row: MessageRow) -> bool:
    """Whether it tells its reader that nothing takes place: to whom it was not yet told."""
    told = (SessionNotice.CANCELLED, SessionNotice.OFFER_WITHDRAWN)
    return any(translate(news.sentence, row.language) in row.body for news in told)
