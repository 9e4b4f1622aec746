"""What everybody who plays acts on: the office with the clock that is set, its jobs, its people, their chance."""

from collections import Counter
from collections.abc import Callable, Generator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from typing import TypeVar
from uuid import UUID

from dispatch.service.simulation.chance import Chance
from dispatch.service.simulation.demand import PlayedRequest
from dispatch.service.simulation.timeline import DeedQueue, SetClock
from dispatch.service.simulation.wish import SimulationWish
from foundation.database.work import Office, UnitOfWork, begin, reading
from foundation.security.errors import DomainError
from foundation.security.permissions import Actor, the_system
from foundation.times.zones import local_clock, local_day, to_utc
from training.service.demo.stage import DemoStage

T = TypeVar("T")
COORDINATOR = "coordinator@ieum.example"
SYSTEM = the_system("simulation")


@dataclass
class PlayStage:
    """One play of one seed."""

    office: Office
    clock: SetClock
    wish: SimulationWish
    chance: Chance
    timeline: DeedQueue = field(init=False)
    people: DemoStage = field(init=False)
    # Requests by the id of their session.
    asked: dict[UUID, PlayedRequest] = field(default_factory=dict[UUID, PlayedRequest])
    # What was refused when somebody tried it, by act and reason: a play goes on as an office does.
    refused: Counter[str] = field(default_factory=Counter[str])

    def __post_init__(self) -> None:
        """Begin with nothing to do."""
        self.timeline = DeedQueue(self.clock)
        self.people = DemoStage(self.office)

    @property
    def now(self) -> datetime:
        """The instant that is played."""
        return self.clock.now

    @property
    def today(self) -> date:
        """The date on the office wall."""
        return local_day(self.now, self.office.settings.zone)

    @property
    def wall(self) -> time:
        """The time on the office wall."""
        return local_clock(self.now, self.office.settings.zone)

    def at(self, day: date, clock: str) -> datetime:
        """An instant by date and time on the wall."""
        return to_utc(day, time.fromisoformat(clock), self.office.settings.zone)

    def actor(self, email: str) -> Actor:
        """Somebody by their address."""
        return self.people.actor(email)

    @contextmanager
    def act(self, who: Actor) -> Generator[UnitOfWork]:
        """A unit of work of somebody, now."""
        with begin(self.office, who) as uow:
            yield uow

    @contextmanager
    def look(self, who: Actor = SYSTEM) -> Generator[UnitOfWork]:
        """A unit of work that only reads."""
        with reading(self.office, who) as uow:
            yield uow

    def attempt(self, what: str, who: Actor, deed: Callable[[UnitOfWork], T]) -> T | None:
        """Do something as somebody; what the product refuses is counted, and nothing has happened."""
        try:
            with begin(self.office, who) as uow:
                return deed(uow)
        except DomainError as error:
            self.refused[f"{what}: {error.reason.text}"] += 1
            return None

    def when_awake(self, at: datetime, *key: object) -> datetime:
        """An instant at which somebody would do it: in the night it waits for the morning."""
        zone = self.office.settings.zone
        clock, day = local_clock(at, zone), local_day(at, zone)
        if MORNING <= clock < NIGHT:
            return at
        morning = day if clock < MORNING else day + timedelta(days=1)
        later = timedelta(seconds=round(self.chance.between(0, 5400, "morning", *key)))
        return to_utc(morning, MORNING, zone) + later


MORNING, NIGHT = time(7, 30), time(22)
