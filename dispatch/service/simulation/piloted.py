"""A coordinator beside autopilot: policies do what they allow, and a person does what they leave."""

from dataclasses import dataclass
from datetime import date, time, timedelta

from dispatch.domain.autopilot import TIERS, AutopilotAct, AutopilotLimits
from dispatch.service.autopilot import switch
from dispatch.service.simulation.coordinator import DAYS_PLANNED, CarefulCoordinator
from dispatch.store.queries import simulation as queries

ADMINISTRATOR = "admin@ieum.example"
# What the centre allows: all that a policy can, from the opening of the desk until it closes.
MOST = 500
LIMITS = {
    AutopilotAct.WAVES: AutopilotLimits(
        is_on=True, begins=time(6), ends=time(22), sessions_per_day=MOST, tiers=frozenset(TIERS)
    ),
    AutopilotAct.REPAIR: AutopilotLimits(
        is_on=True, begins=time(6), ends=time(22), sessions_per_day=MOST, tiers=frozenset(TIERS)
    ),
    AutopilotAct.PLAN: AutopilotLimits(
        is_on=True,
        begins=time(8, 40),
        # The second plan comes in the middle: at ten past three, as the careful coordinator's.
        ends=time(21, 40),
        sessions_per_day=MOST,
        tiers=frozenset(TIERS),
        days_ahead=DAYS_PLANNED,
        plans_per_day=2,
    ),
}
# What is left is looked at so often.
LOOKS = ("08:55", "11:00", "13:30", "15:30", "17:30")


@dataclass
class PilotedCoordinator(CarefulCoordinator):
    """Somebody who looks a few times a day at what was left."""

    def begin(self, first: date, last: date) -> None:
        """Allow all that can be allowed, and have a look a few times on every day."""
        administrator = self.stage.actor(ADMINISTRATOR)
        for act, limits in LIMITS.items():
            self.stage.attempt(
                "allow",
                administrator,
                lambda uow, one=act, allowed=limits: switch.change(uow, one, allowed, version=0),
            )
        day = first
        while day <= last:
            for clock in LOOKS:
                self._do(self.stage.at(day, clock), "desk", self.look_at_what_is_left)
            day += timedelta(days=1)

    def look_at_what_is_left(self) -> None:
        """Send what the policies left of plans: crises, and changes that take something from somebody."""
        with self.stage.look() as uow:
            left = queries.ready_plans(uow.db)
        for run_id in left:
            self._send(run_id)
        self.look_at_desk()
