"""What a coordinator looks for among translation jobs."""

from dataclasses import dataclass
from uuid import UUID

from dispatch.domain.translations import TranslationJobState
from interpreters.domain.qualifications import Domain
from interpreters.domain.translators import TextLanguage


@dataclass(frozen=True, kw_only=True)
class TranslationFilters:
    """What to look for; what is left out does not narrow it."""

    states: frozenset[TranslationJobState] = frozenset()
    source: TextLanguage | None = None
    target: TextLanguage | None = None
    domain: Domain | None = None
    organisation_id: UUID | None = None
    interpreter_id: UUID | None = None
    text: str = ""
    late: bool = False
    unfilled: bool = False
