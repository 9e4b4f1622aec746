"""What a requester is told while filling in the form: whether this can be filled."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Literal, Protocol

from accounts.domain.ids import OrganisationId, SiteId
from foundation.text.message import LazyText
from interpreters.domain.languages import Language
from interpreters.domain.qualifications import Domain, Modality, Tier
from interpreters.domain.standing import Gender
from scheduling.domain.states import Strictness


@dataclass(frozen=True, kw_only=True)
class AskedSession:
    """A session as it would be asked for; its times are UTC. People are named by id, as text."""

    organisation_id: OrganisationId
    language: Language
    fallback_language: Language | None
    domain: Domain
    tier: Tier
    modalities: Sequence[Modality]
    site_id: SiteId | None
    starts_at: datetime
    earliest_start_at: datetime
    latest_start_at: datetime
    minutes: int
    team: int
    gender: Gender | None
    gender_strictness: Strictness | None
    preferred: Sequence[str] = ()
    excluded: Sequence[str] = ()
    case_code: str = ""


@dataclass(frozen=True, kw_only=True)
class FillLikelihood:
    """The answer: how likely, by how many people, why, and what would help."""

    level: Literal["high", "mid", "low"]
    candidates: int
    sentence: LazyText
    tips: list[LazyText] = field(default_factory=list[LazyText])


class Teller(Protocol):
    """Whoever knows the people and the plan. `uow` is a UnitOfWork, which a domain does not name."""

    def __call__(self, uow: Any, wish: AskedSession) -> FillLikelihood:
        """Tell the odds of one wish, in a unit of work that only reads."""
        ...
