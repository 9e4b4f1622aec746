"""Renewal: points with their caps, practice, cases, waivers, and when to remind."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any

from foundation.text.i18n import register_labels
from foundation.text.message import LazyText, say


class CpdArea(StrEnum):
    """What further training was about."""

    ETHICS = "ethics"
    SKILLS = "skills"
    PERFORMANCE = "performance"


class ClaimStatus(StrEnum):
    """The life of a claim for points."""

    CLAIMED = "claimed"
    ACCEPTED = "accepted"
    REFUSED = "refused"


class CaseStatus(StrEnum):
    """The life of a renewal case."""

    OPEN = "open"
    SUBMITTED = "submitted"
    APPROVED = "approved"
    REFUSED = "refused"


class WaiverKind(StrEnum):
    """What somebody need not bring."""

    PRACTICE = "practice"
    POINTS = "points"


register_labels(
    {
        CpdArea.ETHICS: say("Ethics and conduct"),
        CpdArea.SKILLS: say("Interpreting skills"),
        CpdArea.PERFORMANCE: say("Observed performance"),
    }
)
register_labels(
    {
        CaseStatus.OPEN: say("Renewal open"),
        CaseStatus.SUBMITTED: say("Renewal submitted"),
        CaseStatus.APPROVED: say("Renewed"),
        CaseStatus.REFUSED: say("Renewal not approved"),
    }
)
register_labels(
    {
        ClaimStatus.CLAIMED: say("Points to be checked"),
        ClaimStatus.ACCEPTED: say("Points counted"),
        ClaimStatus.REFUSED: say("Points not counted"),
    }
)
register_labels(
    {
        WaiverKind.PRACTICE: say("Practice waived"),
        WaiverKind.POINTS: say("Points waived"),
    }
)


# The days before the end on which a holder is reminded (training.md).
REMINDERS = (90, 60, 30, 7)
# No area counts for more than this of the points, and no single claim for more than a dozen hours.
MOST_OF_AN_AREA: Mapping[CpdArea, int] = {
    CpdArea.ETHICS: 12,
    CpdArea.SKILLS: 24,
    CpdArea.PERFORMANCE: 12,
}
MOST_OF_A_CLAIM = 12
HOUR = 60


@dataclass(frozen=True, kw_only=True)
class RenewalTerms:
    """What a scheme version asks for at renewal; nothing at all where it says nothing.

    Practice is met by so many hours or by so many sessions.
    """

    total: int = 0
    least: Mapping[CpdArea, int] = field(default_factory=dict[CpdArea, int])
    practice: int = 0
    once: bool = False


@dataclass(frozen=True)
class Points:
    """The points of one area: brought, counted after the cap, and the least that is asked for."""

    area: CpdArea
    brought: int
    counted: int
    least: int

    @property
    def enough(self) -> bool:
        """Whether the area's least is met."""
        return self.counted >= self.least


@dataclass(frozen=True, kw_only=True)
class Account:
    """Where somebody stands on the way to a renewal."""

    areas: tuple[Points, ...]
    total: int
    practice_minutes: int
    practice_sessions: int
    practice: int
    waived: frozenset[WaiverKind]

    @property
    def counted(self) -> int:
        """All points that count."""
        return sum(points.counted for points in self.areas)

    @property
    def practice_done(self) -> int:
        """Hours or sessions, whichever is more."""
        return max(self.practice_minutes // HOUR, self.practice_sessions)

    def lacks(self) -> list[LazyText]:
        """What is still to be brought, in words; nothing when it can be handed in."""
        found: list[LazyText] = []
        if WaiverKind.POINTS not in self.waived:
            found += [
                say(
                    "%(area)s: %(n)s more points", area=points.area, n=points.least - points.counted
                )
                for points in self.areas
                if not points.enough
            ]
            if self.counted < self.total:
                found.append(say("In all: %(n)s more points", n=self.total - self.counted))
        if WaiverKind.PRACTICE not in self.waived and self.practice_done < self.practice:
            found.append(
                say("Practice: %(n)s more hours or sessions", n=self.practice - self.practice_done)
            )
        return found

    def snapshot(self) -> dict[str, Any]:
        """As plain values, kept with the case."""
        return {
            "points": {points.area.value: points.counted for points in self.areas},
            "total": self.counted,
            "practice_minutes": self.practice_minutes,
            "practice_sessions": self.practice_sessions,
            "waived": sorted(self.waived),
        }


def terms_of(renewal: Mapping[str, Any]) -> RenewalTerms:
    """Read the renewal rule of a scheme version."""
    points: Mapping[str, Any] = renewal.get("points", {})
    return RenewalTerms(
        total=int(points.get("total", 0)),
        least={area: int(points.get(area.value, 0)) for area in CpdArea},
        practice=int(renewal.get("practice_hours", 0)),
        once=bool(renewal.get("once", False)),
    )


def account(
    terms: RenewalTerms,
    brought: Mapping[CpdArea, int],
    *,
    practice_minutes: int,
    practice_sessions: int,
    waived: frozenset[WaiverKind] = frozenset(),
) -> Account:
    """Count points up to each area's cap, beside practice and waivers."""
    areas = tuple(
        Points(
            area,
            brought.get(area, 0),
            min(brought.get(area, 0), max(MOST_OF_AN_AREA[area], terms.least.get(area, 0))),
            terms.least.get(area, 0),
        )
        for area in CpdArea
    )
    return Account(
        areas=areas,
        total=terms.total,
        practice_minutes=practice_minutes,
        practice_sessions=practice_sessions,
        practice=terms.practice,
        waived=waived,
    )


def reminder_due(days_left: int) -> int | None:
    """Which reminder somebody with so many days left should have had last; None while it is early.

    Computed from the days left, so that a job that was down for a week still sends the right one.
    """
    if days_left <= 0:
        return None
    return min((days for days in REMINDERS if days_left <= days), default=None)
