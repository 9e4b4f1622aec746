"""What must never have happened is found in rows where it did, and in no others."""

from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from uuid import UUID, uuid4

from dispatch.domain.states import AssignmentState, OfferState
from dispatch.service.notices import SessionNotice
from dispatch.service.simulation import promises
from dispatch.store.queries.simulation_rows import AssignmentRow, MessageRow, OfferRow, SessionRow
from foundation.messages.outbox import MessageState
from interpreters.domain.ids import InterpreterId
from scheduling.domain.states import RequestState, SessionState

NINE = datetime(2026, 12, 1, 0, 0, tzinfo=UTC)
HOUR = timedelta(hours=1)
LATER = NINE + 5 * HOUR


@dataclass
class Somebody:
    """An interpreter with assignments."""

    id: InterpreterId

    def serves(
        self, starts: datetime, hours: float = 1, state: AssignmentState = AssignmentState.CONFIRMED
    ) -> AssignmentRow:
        """An assignment from an instant on."""
        ends = starts + hours * HOUR
        return AssignmentRow(uuid4(), uuid4(), 1, self.id, state, starts, ends, NINE, None)


def a_session(state: SessionState, closed_at: datetime | None = None) -> SessionRow:
    """A session of an hour at nine."""
    return SessionRow(
        id=uuid4(),
        state=state,
        request_state=RequestState.APPROVED,
        submitted_at=NINE - 48 * HOUR,
        day=date(2026, 12, 1),
        starts_at=NINE,
        minutes=60,
        team=1,
        cause="",
        closed_at=closed_at,
        changed_at=NINE,
    )


def an_offer(session: UUID, state: OfferState, expires_at: datetime) -> OfferRow:
    """An offer for a session."""
    return OfferRow(uuid4(), session, state, NINE - HOUR, expires_at)


def test_an_overlap_is_a_double_booking() -> None:
    """Two sessions at once are one too many; one after the other are not."""
    hanh = Somebody(InterpreterId(uuid4()))
    assert promises.double_booked([hanh.serves(NINE), hanh.serves(NINE + HOUR)]) == 0
    assert promises.double_booked([hanh.serves(NINE, 2), hanh.serves(NINE + HOUR)]) == 1


def test_two_people_and_ended_assignments_are_no_double_booking() -> None:
    """Who was released is free, and somebody else has a time of their own."""
    hanh, other = (Somebody(InterpreterId(uuid4())) for _ in range(2))
    released = hanh.serves(NINE, state=AssignmentState.RELEASED)
    assert promises.double_booked([hanh.serves(NINE), released, other.serves(NINE)]) == 0


def test_an_open_offer_past_its_deadline_is_in_limbo() -> None:
    """So is one of a session that is over; one that may still be answered is not."""
    live, over = a_session(SessionState.PLANNED), a_session(SessionState.CANCELLED)
    sessions = {row.id: row for row in (live, over)}
    waiting = an_offer(live.id, OfferState.SENT, LATER + HOUR)
    assert promises.in_limbo([waiting], sessions, LATER) == 0
    forgotten = an_offer(live.id, OfferState.VIEWED, LATER - HOUR)
    of_ended = an_offer(over.id, OfferState.SENT, LATER + HOUR)
    ended = an_offer(over.id, OfferState.WITHDRAWN, LATER + HOUR)
    assert promises.in_limbo([waiting, forgotten, of_ended, ended], sessions, LATER) == 2


def test_a_session_that_is_over_has_an_outcome() -> None:
    """Nothing is known of one still waited for, and of one that nobody served and nobody closed."""
    rows = [
        a_session(SessionState.STAFFED),
        a_session(SessionState.NOT_DELIVERED),
        a_session(SessionState.NOT_DELIVERED, closed_at=LATER),
        a_session(SessionState.HELD),
        a_session(SessionState.CANCELLED),
    ]
    assert promises.without_outcome(rows, LATER) == 2
    assert promises.without_outcome(rows, NINE) == 0
    assert promises.without_outcome(rows, LATER, told=frozenset()) == 3


def test_a_message_that_comes_after_the_cancellation_is_stale() -> None:
    """What says at that instant that it is off is right; what was written before must not go out after it."""
    off = {"offer:1": NINE}
    told = MessageRow("offer:1", MessageState.SENT, NINE, NINE)
    asked = MessageRow("offer:1", MessageState.SENT, NINE - HOUR, NINE - HOUR)
    assert promises.notices_of_cancelled([told, asked], off) == 0
    late = replace_times(asked, NINE - HOUR, NINE + HOUR)
    reminder = replace_times(asked, NINE + HOUR, NINE + HOUR)
    held_back = MessageRow("offer:1", MessageState.WITHDRAWN, NINE - HOUR, None)
    other = MessageRow("offer:2", MessageState.SENT, NINE + HOUR, NINE + HOUR)
    assert promises.notices_of_cancelled([late, reminder, held_back, other], off) == 2
    says_so = reminder._replace(language="en", body=f"9:00\n\n{SessionNotice.CANCELLED.sentence}")
    assert promises.notices_of_cancelled([says_so], off) == 0
    says_so_too_late = says_so._replace(created_at=NINE - HOUR)
    assert promises.notices_of_cancelled([says_so_too_late], off) == 1


def replace_times(row: MessageRow, created_at: datetime, sent_at: datetime) -> MessageRow:
    """The same message written and sent at other times."""
    return row._replace(created_at=created_at, sent_at=sent_at)
