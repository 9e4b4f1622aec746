"""A change of a session that the centre proposes and its requester answers with yes or no."""

from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from enum import StrEnum
from zoneinfo import ZoneInfo

from accounts.domain.ids import SiteId
from foundation.text.i18n import register_labels
from foundation.text.message import say
from foundation.times.zones import local_clock
from interpreters.domain.languages import Language
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


@dataclass(frozen=True, kw_only=True)
class ProposedChange:
    """One thing that would be different; exactly one is given.

    `language` may be spoken instead of the one asked for, `site_id` is a place of a neighbouring
    organisation, `lower_level` lets somebody come who is certified one level lower. A language and a level
    are downgrades: nobody comes so without this consent.
    """

    starts_at: datetime | None = None
    modality: Modality | None = None
    language: Language | None = None
    site_id: SiteId | None = None
    lower_level: bool = False

    @property
    def is_one(self) -> bool:
        """Whether exactly one thing is named."""
        named = (self.starts_at, self.modality, self.language, self.site_id)
        return sum(each is not None for each in named) + self.lower_level == 1

    @property
    def is_downgrade(self) -> bool:
        """Whether the service user gets less than was asked for."""
        return self.language is not None or self.lower_level


def changed(need: RequestNeed, change: ProposedChange, zone: ZoneInfo) -> RequestNeed:
    """The need as it would be after a yes: at this start exactly, in this way first of all, and so on."""
    if change.starts_at is not None:
        clock = local_clock(change.starts_at, zone)
        need = replace(need, start=clock, earliest=clock, latest=clock)
    if change.modality is not None:
        others = tuple(way for way in need.modalities if way is not change.modality)
        need = replace(need, modalities=(change.modality, *others))
    if change.language is not None:
        need = replace(need, fallback_language=change.language)
    if change.site_id is not None:
        need = replace(need, site_id=change.site_id, other_city=None, address="", room="")
    return replace(need, lower_level_agreed=True) if change.lower_level else need


register_labels(
    {
        ProposalState.OPEN: say("Awaiting answer"),
        ProposalState.ACCEPTED: say("Agreed"),
        ProposalState.REFUSED: say("Not agreed"),
        ProposalState.WITHDRAWN: say("Question withdrawn"),
        ProposalState.LAPSED: say("No answer in time"),
    }
)
