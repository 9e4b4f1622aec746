"""Chance falls by what it decides, ids by their seed, and the clock goes to the next instant."""

import uuid
from datetime import UTC, datetime, timedelta

from dispatch.service.simulation.chance import Chance
from dispatch.service.simulation.ids import ids_of
from dispatch.service.simulation.timeline import DeedQueue, SetClock

NOON = datetime(2026, 12, 1, 3, 0, tzinfo=UTC)
HOUR = timedelta(hours=1)


def test_chance_is_keyed_by_what_it_decides() -> None:
    """The same question has the same answer in any order; another seed another one."""
    one, other = Chance(7), Chance(8)
    first = one.fraction("fate", "a", 1)
    assert one.fraction("fate", "b", 1) != first
    assert one.fraction("fate", "a", 1) == first
    assert other.fraction("fate", "a", 1) != first


def test_shares_and_medians_are_kept() -> None:
    """Of many keys the share happens, and half of the lapses are below the median."""
    chance = Chance(1)
    happened = sum(chance.happens(0.12, "no", n) for n in range(5000))
    assert 520 < happened < 680
    below = sum(chance.lapse(HOUR, 0.8, n) < HOUR for n in range(2000))
    assert 900 < below < 1100
    drawn = [chance.weighted((("a", 3), ("b", 1)), n) for n in range(2000)]
    assert 1400 < drawn.count("a") < 1600


def test_ids_are_those_of_the_seed_and_then_again_anybodys() -> None:
    """Two plays of a seed have the same ids; afterwards ids are of no seed."""
    with ids_of(Chance(7)):
        first = [uuid.uuid4() for _ in range(3)]
    with ids_of(Chance(7)):
        again = [uuid.uuid4() for _ in range(3)]
    assert first == again
    assert len({*first, uuid.uuid4(), uuid.uuid4()}) == 5


def test_deeds_are_done_in_time_and_of_one_instant_by_key() -> None:
    """Whoever put them first: a deed of the past is one of now."""
    timeline, done = DeedQueue(SetClock(NOON)), list[str]()
    for when, key in ((NOON + HOUR, "b"), (NOON + HOUR, "a"), (NOON - HOUR, "late")):
        timeline.at(when, key, lambda key=key: done.append(key))
    assert timeline.next_at() == NOON
    for moment in (NOON, NOON + HOUR):
        timeline.clock.set(moment)
        while (deed := timeline.pop_due()) is not None:
            deed()
    assert done == ["late", "a", "b"]
    assert timeline.next_at() is None
