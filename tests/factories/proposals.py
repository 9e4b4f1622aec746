"""Courses that dispatch proposes."""

from typing import Any

from foundation.text.message import say
from interpreters.domain.languages import Language
from interpreters.domain.qualifications import CertificationLevel, Domain
from training.domain.proposals import NewProposal, ProposalKind


def a_new_proposal(**changed: Any) -> NewProposal:
    """A course of L2 for Khmer in Ansan: 40 sessions a year, give or take."""
    values: dict[str, Any] = {
        "kind": ProposalKind.NEW_INTERPRETER,
        "language": Language.KHMER,
        "level": CertificationLevel.COMMUNITY,
        "domain": Domain.GENERAL,
        "city": "ansan",
        "seats": 4,
        "gained_low": 30.0,
        "gained": 40.0,
        "gained_high": 55.0,
        "why": say("%(language)s", language=Language.KHMER),
        **changed,
    }
    return NewProposal(**values)
