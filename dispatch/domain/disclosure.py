"""Staged disclosure: what an interpreter may see of a session, and when."""

from datetime import datetime, timedelta
from enum import StrEnum

from dispatch.domain.states import OPEN_OFFERS, AssignmentState, OfferState


class DisclosureStage(StrEnum):
    """Asked, accepted but free to take it back, serving it, or no longer concerned."""

    ASKED = "asked"
    ACCEPTED = "accepted"
    SERVING = "serving"
    CLOSED = "closed"


class Fact(StrEnum):
    """What there is to know about a session."""

    LANGUAGE = "language"
    DOMAIN = "domain"
    MODALITY = "modality"
    CITY = "city"
    TIME = "time"
    LENGTH = "length"
    TRAVEL = "travel"
    PAY = "pay"
    PLACE = "place"
    COUNSELLOR = "counsellor"
    REFERENCE = "reference"
    NOTE = "note"
    MEETING_LINK = "meeting_link"


_BEFORE = frozenset(
    {
        Fact.LANGUAGE,
        Fact.DOMAIN,
        Fact.MODALITY,
        Fact.CITY,
        Fact.TIME,
        Fact.LENGTH,
        Fact.TRAVEL,
        Fact.PAY,
    }
)
MAY_SEE: dict[DisclosureStage, frozenset[Fact]] = {
    DisclosureStage.ASKED: _BEFORE,
    DisclosureStage.ACCEPTED: _BEFORE,
    DisclosureStage.SERVING: frozenset(Fact),
    DisclosureStage.CLOSED: _BEFORE,
}
SERVING = frozenset(
    {
        AssignmentState.CONFIRMED,
        AssignmentState.CHECKED_IN,
        AssignmentState.COMPLETED,
        AssignmentState.NO_SHOW,
    }
)


def stage_of_offer(state: OfferState) -> DisclosureStage:
    """An offer alone never opens the details: accepting makes an assignment, which does."""
    return DisclosureStage.ASKED if state in OPEN_OFFERS else DisclosureStage.CLOSED


def stage_of_assignment(
    state: AssignmentState,
    ends_at: datetime,
    now: datetime,
    hours_after: int,
    details_from: datetime | None = None,
) -> DisclosureStage:
    """Details are open to whoever serves, until some hours after the end.

    They stay closed while the acceptance may still be taken back, until `details_from`: otherwise
    accepting would be a free look.
    """
    if state not in SERVING or now >= ends_at + timedelta(hours=hours_after):
        return DisclosureStage.CLOSED
    if details_from is not None and now < details_from:
        return DisclosureStage.ACCEPTED
    return DisclosureStage.SERVING


def may_see(stage: DisclosureStage, fact: Fact) -> bool:
    """Whether a fact is open at a stage."""
    return fact in MAY_SEE[stage]
