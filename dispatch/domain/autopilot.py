"""What may happen without a person, and within which limits. Nothing is allowed until the office allows it."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import time
from enum import StrEnum

from foundation.text.i18n import register_labels
from foundation.text.message import say
from interpreters.domain.qualifications import Tier

MOST_SESSIONS, MOST_DAYS_AHEAD, MOST_PLANS = 500, 14, 4


class AutopilotAct(StrEnum):
    """What may be allowed, each by a policy of its own."""

    WAVES = "waves"
    REPAIR = "repair"
    PLAN = "plan"


class AutopilotDeed(StrEnum):
    """What was done without a person, or left to one."""

    WAVES_STARTED = "waves_started"
    REPAIR_SENT = "repair_sent"
    PLAN_ASKED = "plan_asked"
    PLAN_SENT = "plan_sent"
    LEFT = "left"


# In a crisis a person decides: no policy can name this tier.
NEVER = frozenset({Tier.T3})
TIERS = tuple(tier for tier in Tier if tier not in NEVER)


@dataclass(frozen=True, kw_only=True)
class AutopilotLimits:
    """When, for how many sessions a day, and for which tiers something may be done.

    Days ahead and plans a day concern plans.
    """

    is_on: bool = False
    begins: time = time(8)
    ends: time = time(18)
    sessions_per_day: int = 20
    tiers: frozenset[Tier] = frozenset({Tier.T0, Tier.T1})
    days_ahead: int = 2
    plans_per_day: int = 1

    def works_at(self, clock: time) -> bool:
        """Whether something may be done at a time of day."""
        return self.is_on and self.begins <= clock < self.ends

    def is_plan_due(self, clock: time, made: int) -> bool:
        """Whether one more plan may be made at a time of day: they are spread evenly over the hours allowed."""
        begins, ends, now = (
            60 * each.hour + each.minute for each in (self.begins, self.ends, clock)
        )
        return (
            made < self.plans_per_day
            and (now - begins) * self.plans_per_day >= (ends - begins) * made
        )

    def may_touch(self, tiers: Iterable[Tier]) -> bool:
        """Whether sessions of these tiers are among those allowed."""
        return set(tiers) <= self.tiers - NEVER


USUAL = {
    AutopilotAct.WAVES: AutopilotLimits(begins=time(0), ends=time(23, 59)),
    AutopilotAct.REPAIR: AutopilotLimits(),
    AutopilotAct.PLAN: AutopilotLimits(begins=time(9), ends=time(12)),
}
register_labels(
    {
        AutopilotAct.WAVES: say("Start waves for urgent requests"),
        AutopilotAct.REPAIR: say("Send gap-filling drafts that move nobody"),
        AutopilotAct.PLAN: say("Make and send plans"),
    }
)
register_labels(
    {
        AutopilotDeed.WAVES_STARTED: say("Waves started"),
        AutopilotDeed.REPAIR_SENT: say("Gap-filling draft sent"),
        AutopilotDeed.PLAN_ASKED: say("Draft requested"),
        AutopilotDeed.PLAN_SENT: say("Draft sent"),
        AutopilotDeed.LEFT: say("Left for a person"),
    }
)
