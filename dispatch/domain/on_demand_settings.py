"""Settings of calls on demand, of urgent requests and of the watch over both."""

from collections.abc import Iterator
from dataclasses import dataclass

from foundation.config import Fault, at_least_one
from foundation.office_settings import Number, OfficeSetting, OfficeSettingGroup
from foundation.text.message import LazyText, say


@dataclass(frozen=True, kw_only=True)
class OnDemandSettings:
    """Settings of calls on demand. Each is read from `IEUM_<NAME>`; docs/operations.md describes them."""

    # how many are asked at once, and how long before the next; how long in all: answer_on_demand_minutes
    helpline_wave_size: int = 3
    helpline_wave_seconds: int = 60

    # an urgent request asks in waves by itself; how many at once (how long: answer_wave_minutes)
    urgent_waves: int = 1  # 0: a coordinator starts them with one click
    urgent_wave_size: int = 5

    # the watch: how long something urgent may wait before coordinators are told, and how often again
    watch_after_minutes: int = 10
    watch_call_minutes: int = 2
    watch_every_minutes: int = 15
    watch_taken_minutes: int = 60  # so long whoever has taken it is left in peace

    def faults(self) -> Iterator[Fault]:
        """Values that mean nothing."""
        if self.urgent_waves not in {0, 1}:
            yield "urgent_waves", "give 1 or 0"
        yield from at_least_one(
            self,
            "helpline_wave_size",
            "helpline_wave_seconds",
            "urgent_wave_size",
            "watch_every_minutes",
            "watch_taken_minutes",
        )


def _of(name: str, label: LazyText, answer: Number, hint: LazyText | None = None) -> OfficeSetting:
    return OfficeSetting(OnDemandSettings, name, label, answer, hint)


MINUTES, PEOPLE = say("minutes"), say("people")
ON_DEMAND = OfficeSettingGroup(
    key="on_demand",
    label=say("Urgent requests and instant calls"),
    effect=say("Counts for what is asked for from that day on."),
    settings=(
        _of(
            "helpline_wave_size",
            say("Interpreters asked at once for an instant call"),
            Number(1, 10, PEOPLE),
        ),
        _of(
            "helpline_wave_seconds",
            say("Time before the next interpreters are asked"),
            Number(15, 300, say("seconds")),
        ),
        _of(
            "urgent_waves",
            say("Urgent requests are offered in waves automatically"),
            Number(0, 1, say("(1 yes, 0 no)")),
            say("0: a coordinator starts the waves on the board."),
        ),
        _of(
            "urgent_wave_size",
            say("Interpreters asked at once for an urgent request"),
            Number(1, 20, PEOPLE),
        ),
        _of(
            "watch_after_minutes",
            say("Coordinators are reminded of an unfilled urgent request after"),
            Number(0, 240, MINUTES),
        ),
        _of(
            "watch_call_minutes",
            say("Coordinators are reminded of an unanswered instant call after"),
            Number(0, 30, MINUTES),
        ),
        _of("watch_every_minutes", say("Reminders repeat every"), Number(1, 240, MINUTES)),
        _of(
            "watch_taken_minutes",
            say("Reminders resume after somebody has taken it for"),
            Number(5, 480, MINUTES),
        ),
    ),
)
