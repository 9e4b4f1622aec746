"""The fewest rules that keep a session without anybody: against trying every set of rules."""

import random
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from itertools import combinations

import pytest

from dispatch.domain.causes import BY_EASE
from dispatch.domain.crowd import Crowd
from dispatch.domain.eligibility import RULES, RuleCode
from dispatch.domain.people import Need, Person
from dispatch.domain.shortage import StillWanted, shortage_in, shortage_of
from interpreters.domain.ids import InterpreterId
from interpreters.domain.qualifications import Modality
from tests.dispatch.people import ANSAN
from tests.dispatch.rules.test_crowd import a_world

SEEDS = range(10)
MANY_SEEDS = [pytest.param(n, marks=pytest.mark.wide) if n > 3 else n for n in range(2, 30)]


@dataclass(frozen=True)
class Tried:
    """Every set of rules that was found by trying: of the smallest size, how many people each is enough for."""

    enough: dict[frozenset[RuleCode], int]

    @property
    def best(self) -> set[frozenset[RuleCode]]:
        """Those for the most people."""
        most = max(self.enough.values(), default=0)
        return {rules for rules, count in self.enough.items() if count == most}


def tried(people: Sequence[Person], wanted: StillWanted) -> Tried:
    """All sets of rules, smaller ones first, asked of every rule itself; stops at the size that fills."""
    missing = wanted.team - len(wanted.serving)
    others = [p for p in people if p.id not in wanted.serving and speaks(p, wanted.needs[0])]
    objecting = [list(table(others, needs)) for needs in shared(wanted, missing)]
    for size in range(len(RuleCode) + 1):
        enough: dict[frozenset[RuleCode], int] = {}
        for some_rules in combinations(RuleCode, size):
            lifted = set(some_rules)
            counts = [sum(any(not o - lifted for o in row) for row in rows) for rows in objecting]
            if max(counts, default=0) >= missing:
                enough[frozenset(lifted)] = max(counts)
        if enough:
            return Tried(enough)
    return Tried({})


def speaks(person: Person, need: Need) -> bool:
    """Whether somebody speaks one of the languages, however well."""
    spoken = {skill.language for skill in person.languages}
    return bool(spoken & {need.language, need.fallback_language})


def shared(wanted: StillWanted, missing: int) -> Iterator[list[Need]]:
    """One alone chooses among the ways and starts; more than one share a way and a start."""
    if missing == 1:
        yield list(wanted.needs)
        return
    for need in wanted.needs:
        start: datetime = need.earliest
        while start <= need.latest:
            yield [replace(need, earliest=start, latest=start)]
            start += timedelta(minutes=5)


def table(people: Sequence[Person], needs: Sequence[Need]) -> Iterator[list[set[RuleCode]]]:
    """For each person, what is against each way."""
    for person in people:
        yield [{r.code for r in RULES if r.check(person, need) is not None} for need in needs]


def small(seed: int) -> tuple[list[Person], list[StillWanted]]:
    """A few people and sessions that accept up to three ways, some of them teams of two."""
    chance = random.Random(seed)
    people, needs = a_world(seed + 1_000)
    people = chance.sample(people, chance.choice((2, 4, 9)))
    wanted: list[StillWanted] = []
    for asked in needs[:12]:
        ways = chance.sample(list(Modality), chance.choice((1, 1, 2, 3)))
        last = min(asked.latest, asked.earliest + timedelta(minutes=20))
        need = replace(asked, latest=last)
        options = [
            replace(
                need, modality=way, point=(need.point or ANSAN) if way is Modality.ON_SITE else None
            )
            for way in ways
        ]
        serving = frozenset({people[0].id}) if chance.random() < 0.2 else frozenset[InterpreterId]()
        team = 2 if serving else chance.choice((1, 1, 2))
        wanted.append(StillWanted(options, team, serving))
    return people, wanted


@pytest.mark.parametrize("seed", MANY_SEEDS)
def test_no_smaller_set_fills_it_and_none_of_the_same_size_gains_more(seed: int) -> None:
    people, sessions = small(seed)
    crowd = Crowd(people)
    for wanted in sessions:
        found = shortage_in(crowd, wanted)
        truth = tried(people, wanted)
        if not truth.enough:
            assert (found.rules, found.gained, found.is_fillable) == ((), (), False)
            continue
        assert frozenset(found.rules) in truth.best
        # Of equals the one whose hardest rule is the easiest to lift.
        hardest = sorted(BY_EASE.index(code) for code in found.rules)[::-1]
        assert hardest == min(sorted(map(BY_EASE.index, r))[::-1] for r in truth.best)
        able = len(found.gained) + found.free
        assert (found.is_fillable, able) == (True, truth.enough[frozenset(found.rules)])


@pytest.mark.parametrize("seed", SEEDS)
def test_whoever_is_gained_has_nothing_against_them_but_these_rules(seed: int) -> None:
    people, sessions = small(seed)
    for wanted in sessions:
        found = shortage_of(people, wanted)
        assert len({g.person.id for g in found.gained} | wanted.serving) == len(found.gained) + len(
            wanted.serving
        )
        assert {g.person.id for g in found.gained} <= {g.person.id for g in found.closest}
        for gained in (*found.gained, *found.closest):
            against = {r.code for r in RULES if r.check(gained.person, gained.need) is not None}
            assert against == set(gained.rules)
            assert 1 <= len(against) <= len(found.rules)
        assert all(set(gained.rules) <= set(found.rules) for gained in found.gained)


def test_the_worlds_have_sets_of_every_size_and_teams_and_sessions_that_nobody_can_fill() -> None:
    sizes: Counter[int] = Counter()
    kinds: Counter[tuple[int, bool]] = Counter()
    for seed in SEEDS:
        people, sessions = small(seed)
        for wanted in sessions:
            found = shortage_of(people, wanted)
            sizes[len(found.rules)] += 1
            kinds[wanted.missing, found.is_fillable] += 1
    assert min(sizes[n] for n in (0, 1, 2, 3)) >= 4, sizes
    assert min(kinds[missing, fills] for missing in (1, 2) for fills in (True, False)) >= 3, kinds
