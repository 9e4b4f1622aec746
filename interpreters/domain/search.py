"""What somebody looks for on the roster."""

from dataclasses import dataclass

from interpreters.domain.languages import Language
from interpreters.domain.qualifications import CertificationLevel, Modality
from interpreters.domain.standing import Standing


@dataclass(frozen=True, kw_only=True)
class RosterSearch:
    """What to look for on the roster; what is left out does not narrow it."""

    text: str = ""
    language: Language | None = None
    city: str = ""
    level: CertificationLevel | None = None
    standings: frozenset[Standing] = frozenset(Standing)
    modality: Modality | None = None
    sort: str = "name"
