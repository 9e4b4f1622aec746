"""Settings of training and certification."""

from collections.abc import Iterator
from dataclasses import dataclass

from foundation.config import Fault, at_least_one


@dataclass(frozen=True, kw_only=True)
class TrainingSettings:
    """Settings of training and certification. Each is read from `IEUM_<NAME>`; docs/operations.md describes them."""

    # documents: how often one address may look one up
    verify_per_hour: int = 60

    # documents: who signs them as head of the centre, and the words in the round seal; empty: a box for the seal
    centre_head: str = ""
    seal_text: str = ""

    # assessment (see docs/glossary.md)
    scoring_days: int = 7
    appeal_days: int = 14

    # practicum (see docs/glossary.md): hours an L3 interpreter must have served to be a mentor
    mentor_practice_hours: int = 200

    def faults(self) -> Iterator[Fault]:
        """Values that mean nothing."""
        yield from at_least_one(self, "verify_per_hour", "scoring_days", "appeal_days")
