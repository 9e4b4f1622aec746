"""What a fix is, and what each kind of change is tried with."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any, Literal

from dispatch.domain.eligibility import may_serve
from dispatch.domain.people import Need, Person
from dispatch.service.explain.candidates import OpenSlot, rank
from dispatch.store.tables import Site
from foundation.text.message import LazyText

Kind = Literal["shift", "modality", "language", "organisation", "level", "swap"]


@dataclass(frozen=True, kw_only=True)
class Fix:
    """One change that would fill a session: whom it gains, what it costs, what to do about it."""

    kind: Kind
    text: LazyText
    gains: tuple[Person, ...]
    travel_minutes: int
    changes: int
    action: dict[str, Any] = field(default_factory=dict[str, Any])


@dataclass(frozen=True)
class FixSearch:
    """A session that lacks so many, who else there is, and where neighbours hold their sessions."""

    question: OpenSlot
    people: Sequence[Person]
    missing: int
    places: Sequence[Site]

    @property
    def need(self) -> Need:
        """What is asked for in the mode that is wished for first."""
        return self.question.need

    @property
    def needs(self) -> Sequence[Need]:
        """What is asked for in each mode that the requester accepts."""
        return self.question.needs

    def gained(self, need: Need) -> list[Person]:
        """Who could serve under another need; enough of them, or nobody counts."""
        able = [p for p in self.people if may_serve(p, need)]
        return able if len(able) >= self.missing else []

    def nearest(self, gains: Sequence[Person], need: Need) -> tuple[int, dict[str, Any]]:
        """Minutes on the road that the least way adds, and whom to ask first."""
        ranked = rank(self.question.situation, gains, need)
        first = {"interpreter_id": str(ranked[0].person.id)}
        return min(c.travel_minutes for c in ranked), first


def gain(gains: Sequence[Person], *, one: LazyText, many: LazyText) -> LazyText:
    """The sentence for one person, or for several."""
    return one if len(gains) == 1 else many
