"""Settings of translation jobs."""

from collections.abc import Iterator
from dataclasses import dataclass

from dispatch.domain.translations import WordRates
from foundation.config import Fault, at_least_one


@dataclass(frozen=True, kw_only=True)
class TranslationSettings:
    """Settings of translation jobs. Each is read from `IEUM_<NAME>`; docs/operations.md describes them."""

    # how many words a page and an hour stand for
    translation_words_per_page: int = 250
    translation_words_per_hour: int = 250
    # how much faster somebody revises than translates
    translation_revision_times: int = 3
    # until when an offer is answered, unless its step is due before
    translation_answer_hours: int = 24
    # how long before it is due whoever has a step is reminded
    translation_remind_hours: int = 24
    # how many days after a delivery that nobody answers the requester is reminded, and the coordinators told
    translation_accept_days: int = 7
    # by how much of what was ordered the size handed in may differ before the office is shown it
    translation_units_per_cent: int = 20
    # how many days after its end what a job said in words is kept
    translation_note_days: int = 30

    def faults(self) -> Iterator[Fault]:
        """Values that mean nothing."""
        yield from at_least_one(
            self,
            "translation_words_per_page",
            "translation_words_per_hour",
            "translation_revision_times",
            "translation_answer_hours",
            "translation_remind_hours",
            "translation_accept_days",
            "translation_units_per_cent",
            "translation_note_days",
        )

    @property
    def word_rates(self) -> WordRates:
        """By which sizes become words."""
        return WordRates(self.translation_words_per_page, self.translation_words_per_hour)
