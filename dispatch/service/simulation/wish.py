"""What is to be played, and how people behave in it."""

from dataclasses import dataclass, field
from datetime import date, timedelta

# The Monday for which docs/examples is written.
FIRST_MONDAY = date(2026, 11, 30)


@dataclass(frozen=True, kw_only=True)
class Behaviour:
    """What people do, in shares of all, and how long they take (medians)."""

    accepts: float = 0.80
    declines: float = 0.12  # the others are silent
    ill_a_day: float = 0.02
    cancels: float = 0.06
    urgent_a_day: int = 5
    helpline_a_day: int = 10
    user_stays_away: float = 0.04
    interpreter_stays_away: float = 0.005
    picks_up: float = 0.75
    thinks: timedelta = timedelta(minutes=70)
    thinks_when_urgent: timedelta = timedelta(minutes=4)
    thinks_when_rung: timedelta = timedelta(seconds=22)


@dataclass(frozen=True, kw_only=True)
class SimulationWish:
    """Which weeks of which province are played by whom.

    `scale` 1 is the province of docs/examples. With `autopilot` the product does what its policies allow and
    the coordinator only what they leave; else a careful coordinator does what the product proposes.
    """

    weeks: int = 2
    seed: int = 7
    scale: float = 1.0
    autopilot: bool = False
    plan_seconds: float = 1.0
    first_monday: date = FIRST_MONDAY
    behaviour: Behaviour = field(default_factory=Behaviour)

    @property
    def days(self) -> list[date]:
        """The days on which sessions are held."""
        return [self.first_monday + timedelta(days=n) for n in range(7 * self.weeks)]
