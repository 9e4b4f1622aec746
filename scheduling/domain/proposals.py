"""A change of a session that the centre proposes and its requester answers with yes or no."""

from dataclasses import replace
from datetime import datetime, timedelta
from enum import StrEnum
from zoneinfo import ZoneInfo

from foundation.text.i18n import register_labels
from foundation.text.message import say
from foundation.times.zones import local_clock
from interpreters.domain.qualifications import Modality
from scheduling.domain.needs import RequestNeed

# Later than this before the session nobody can be found any more after the answer.
LEAST_NOTICE = timedelta(minutes=30)


class ProposalState(StrEnum):
    """Where a proposal stands; only an open one can be answered."""

    OPEN = "open"
    ACCEPTED = "accepted"
    REFUSED = "refused"
    WITHDRAWN = "withdrawn"
    LAPSED = "lapsed"


def answer_until(now: datetime, first_start: datetime, hours: int) -> datetime | None:
    """Until when a proposal can be answered; None when the session is too near to ask in writing."""
    until = min(now + timedelta(hours=hours), first_start - LEAST_NOTICE)
    return until if until > now else None


def changed(
    need: RequestNeed, starts_at: datetime | None, modality: Modality | None, zone: ZoneInfo
) -> RequestNeed:
    """The need as it would be after a yes: at this start exactly, or in this way first of all."""
    if starts_at is not None:
        clock = local_clock(starts_at, zone)
        need = replace(need, start=clock, earliest=clock, latest=clock)
    if modality is not None:
        others = tuple(way for way in need.modalities if way is not modality)
        need = replace(need, modalities=(modality, *others))
    return need


register_labels(
    {
        ProposalState.OPEN: say("Awaiting answer"),
        ProposalState.ACCEPTED: say("Agreed"),
        ProposalState.REFUSED: say("Not agreed"),
        ProposalState.WITHDRAWN: say("Question withdrawn"),
        ProposalState.LAPSED: say("No answer in time"),
    }
)
