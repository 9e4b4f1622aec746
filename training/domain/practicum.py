"""The words of the practicum: a trainee beside her mentor."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from foundation.text.i18n import register_labels
from foundation.text.message import say


class MentorshipStatus(StrEnum):
    """The life of a pair; it is active once both have agreed."""

    PROPOSED = "proposed"
    ACTIVE = "active"
    ENDED = "ended"


class PracticumKind(StrEnum):
    """What the trainee does in the session."""

    OBSERVE = "observe"
    SUPERVISED = "supervised"
    SOLO = "solo"


class EntryStatus(StrEnum):
    """The life of an entry: minutes count once the mentor has confirmed them."""

    PLANNED = "planned"
    HELD = "held"
    CONFIRMED = "confirmed"
    RELEASED = "released"


register_labels(
    {
        MentorshipStatus.PROPOSED: say("Awaiting both answers"),
        MentorshipStatus.ACTIVE: say("Active mentorship"),
        MentorshipStatus.ENDED: say("Mentorship ended"),
    }
)
register_labels(
    {
        PracticumKind.OBSERVE: say("Observing"),
        PracticumKind.SUPERVISED: say("Interpreting under supervision"),
        PracticumKind.SOLO: say("Interpreting alone"),
    }
)
register_labels(
    {
        EntryStatus.PLANNED: say("Practicum planned"),
        EntryStatus.HELD: say("Awaiting the mentor's confirmation"),
        EntryStatus.CONFIRMED: say("Minutes confirmed"),
        EntryStatus.RELEASED: say("Practicum cancelled"),
    }
)


# What the ladder ships for L2: ten hours of observing, then twenty under supervision (training.md).
OBSERVE_MINUTES, SUPERVISED_MINUTES = 600, 1200


@dataclass(frozen=True)
class Hours:
    """Minutes of practicum: what a scheme asks for, or what somebody has."""

    observe: int = 0
    supervised: int = 0

    @property
    def total(self) -> int:
        """Both together."""
        return self.observe + self.supervised

    def less(self, other: "Hours") -> "Hours":
        """What is still missing once `other` is taken off; never below nothing."""
        return Hours(
            max(0, self.observe - other.observe), max(0, self.supervised - other.supervised)
        )


SHIPPED = Hours(OBSERVE_MINUTES, SUPERVISED_MINUTES)


def hours_asked(rules: Iterable[Mapping[str, Any]]) -> Hours | None:
    """What the rules of a scheme ask for beside a mentor; None when they ask for nothing."""
    for rule in rules:
        if rule.get("kind") == "practicum":
            return Hours(int(rule.get("observe", 0)), int(rule.get("supervised", 0)))
    return None
