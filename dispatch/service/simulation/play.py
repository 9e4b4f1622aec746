"""Playing weeks: from the first request until everything is over, instant by instant."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import date, time, timedelta
from pathlib import Path

from dispatch.service.engine.counted import counted_work
from dispatch.service.simulation import province
from dispatch.service.simulation.background import Background, jobs_to_play
from dispatch.service.simulation.callers import Callers
from dispatch.service.simulation.chance import Chance
from dispatch.service.simulation.clairvoyant import Foreseen, foresee
from dispatch.service.simulation.coordinator import CarefulCoordinator
from dispatch.service.simulation.counsellors import Counsellors
from dispatch.service.simulation.day_of import DayOf
from dispatch.service.simulation.demand import arrivals, begins_on
from dispatch.service.simulation.figures import PlayFigures, figures_of
from dispatch.service.simulation.ids import ids_of
from dispatch.service.simulation.interpreters import Interpreters
from dispatch.service.simulation.piloted import PilotedCoordinator
from dispatch.service.simulation.stage import PlayStage
from dispatch.service.simulation.timeline import SetClock
from dispatch.service.simulation.wish import SimulationWish
from dispatch.store.queries import simulation as queries
from foundation.database.work import Office
from foundation.jobs import Jobs
from foundation.tables.kinds import ImportKind
from foundation.times.zones import to_utc

# The first and last hours that are played, on the wall.
DAY_START = time()
# Afterwards what nobody has reported must have come to its end: it counts as planned after seven days.
DAWN, AFTERWARDS = timedelta(hours=7), timedelta(days=9)


@dataclass(frozen=True, kw_only=True)
class Means:
    """What a play needs from outside: an office over an empty file, its jobs, and the files of a province."""

    open_office: Callable[[str], Office]
    make_jobs: Callable[[Office], Jobs]
    kinds: Sequence[ImportKind]
    examples: Path
    tell: Callable[[str], None] = lambda _line: None


def play(means: Means, wish: SimulationWish) -> PlayFigures:
    """Play the weeks of a wish, and hold what came of them against what could be filled."""
    chance = Chance(wish.seed)
    with ids_of(chance), counted_work(wish.plan_seconds):
        stage = _play(means, wish, chance)
        try:
            means.tell("what could be filled")
            foreseen = _foresee(means, stage)
            return figures_of(stage, foreseen)
        finally:
            stage.office.engine.dispose()


def _play(means: Means, wish: SimulationWish, chance: Chance) -> PlayStage:
    given = means.open_office("played")
    zone = given.settings.zone
    start = to_utc(begins_on(wish), DAY_START, zone) + DAWN
    clock = SetClock(start)
    office = replace(given, clock=clock)
    templates = province.build(office, means.kinds, means.examples, wish)
    stage = PlayStage(office, clock, wish, chance)
    peek = queries.Peek(office.engine)
    background = Background(stage, jobs_to_play(means.make_jobs(office)), peek)
    people = Interpreters(stage, peek)
    counsellors = Counsellors(stage, DayOf(stage, people))
    who = PilotedCoordinator if wish.autopilot else CarefulCoordinator
    coordinator = who(stage, background)
    last = wish.days[-1] + timedelta(days=1)
    people.begin()
    counsellors.begin(arrivals(wish, chance, templates, zone))
    Callers(stage, people).begin(templates)
    coordinator.begin(begins_on(wish), last)
    try:
        _run(means, stage, background, people)
    finally:
        peek.close()
    return stage


def _run(means: Means, stage: PlayStage, background: Background, people: Interpreters) -> None:
    until = to_utc(stage.wish.days[-1], DAY_START, stage.office.settings.zone) + AFTERWARDS
    told: date | None = None
    while True:
        background.run_due()
        people.hear()
        while (deed := stage.timeline.pop_due()) is not None:
            deed()
            background.run_table()
            people.hear()
        due = [at for at in (stage.timeline.next_at(), background.next_at()) if at is not None]
        if not due or min(due) > until:
            return
        stage.clock.set(min(due))
        if stage.today != told:
            told = stage.today
            means.tell(f"{told:%Y-%m-%d}")


def _foresee(means: Means, stage: PlayStage) -> Foreseen:
    given = means.open_office("foreseen")
    office = replace(
        given, clock=SetClock(to_utc(begins_on(stage.wish), DAY_START, given.settings.zone) + DAWN)
    )
    try:
        templates = province.build(office, means.kinds, means.examples, stage.wish)
        everything = arrivals(stage.wish, stage.chance, templates, given.settings.zone)
        return foresee(office, stage, everything)
    finally:
        office.engine.dispose()
