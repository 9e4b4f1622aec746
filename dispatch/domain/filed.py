"""What messages are filed under, so that those which wait can be kept back."""

from uuid import UUID

from dispatch.domain.ids import AssignmentId, OfferId
from scheduling.domain.ids import SessionId


def about_offer(offer_id: OfferId) -> str:
    """What messages about an offer are filed under."""
    return f"offer:{offer_id}"


def about_assignment(assignment_id: AssignmentId) -> str:
    """What messages about an assignment are filed under."""
    return f"assignment:{assignment_id}"


def about_session(session_id: SessionId) -> str:
    """What messages to a requester about a session are filed under."""
    return f"session:{session_id}"


def about_day(session_id: SessionId) -> str:
    """What messages to a requester about the day itself are filed under."""
    return f"day:{session_id}"


def about_place(place_id: UUID) -> str:
    """What messages about a trainee's place are filed under."""
    return f"place:{place_id}"


def about_desk(session_id: SessionId) -> str:
    """What messages to coordinators about a session are filed under, unless they are about a part of it."""
    return f"desk:{session_id}"
