"""The engine's desk over one day agrees with the rules, for every person and every hour."""

import random
from dataclasses import replace
from datetime import timedelta
from uuid import UUID

import pytest

from dispatch.domain.accepted_ways import AcceptedWay
from dispatch.domain.eligibility import may_serve
from dispatch.domain.measures import extra_travel
from dispatch.domain.people import Duty, Need, Person
from dispatch.service.engine.insertion_desk import rank_people
from dispatch.service.situation.day import Situation
from dispatch.service.situation.planned_ways import PlannedWay
from interpreters.domain.ids import InterpreterId
from interpreters.domain.qualifications import CertificationLevel, Domain, Tier
from scheduling.domain.ids import SessionId
from tests.dispatch.people import (
    ANSAN,
    DAY,
    L2,
    POCHEON,
    SEOUL,
    SUWON,
    WAYS,
    a_duty,
    a_need,
    a_person,
    at,
    between,
)

CRISIS = {"domain": Domain.VIOLENCE, "tier": Tier.T3}
L3_DV = replace(L2, level=CertificationLevel.VIOLENCE)


def a_situation(*people: Person) -> Situation:
    return Situation(
        first_day=DAY,
        last_day=DAY,
        now=at("00:00"),
        zone=SEOUL,
        ways=WAYS,
        people={p.id: p for p in people},
        sessions={},
        holdings={},
        declined=frozenset(),
        known={},
    )


def a_busy_person(chance: random.Random, n: int) -> Person:
    """Somebody with a day full of duties that keep the rules among themselves."""
    person = a_person(
        id=InterpreterId(UUID(int=100 + n)),
        name=f"통역사 {n}",
        home=chance.choice([ANSAN, SUWON]),
        max_travel_km=200,
        certifications=(L3_DV,),
        vetted_until=DAY,
        max_heavy_per_day=chance.choice([0, 1, 2]),
        max_minutes_per_day=chance.choice([120, 240, 480]),
        free=(between("08:00", "12:00"), between("13:00", chance.choice(["17:00", "22:00"]))),
    )
    for _ in range(chance.randrange(4)):
        need = a_need(
            f"{chance.randrange(8, 20):02}:{chance.randrange(0, 60, 5):02}",
            session_id=SessionId(UUID(int=chance.getrandbits(64) + 1)),
            point=chance.choice([ANSAN, SUWON, POCHEON, None]),
            minutes=chance.choice([30, 60]),
            **chance.choice([CRISIS, {}]),
        )
        if may_serve(person, need):
            duty = Duty(
                need.session_id,  # pyright: ignore[reportArgumentType]  it has one
                need.span(need.earliest),
                DAY,
                need.point,
                domain=need.domain,
            )
            person = replace(person, duties=(*person.duties, duty))
    yesterday = a_duty("10:00", "14:00", day=DAY - timedelta(days=1))
    return replace(person, duties=(*person.duties, yesterday)) if chance.random() < 0.3 else person


def one_way(need: Need) -> list[PlannedWay]:
    """A session that is held in one way."""
    return [PlannedWay(way=AcceptedWay(need.modality), need=need)]


def least_way(person: Person, need: Need) -> int:
    """By trying every start."""
    assert need.session_id is not None
    return min(
        extra_travel(person, Duty(need.session_id, need.span(s), DAY, need.point), WAYS)
        for s in need.starts()
        if may_serve(person, replace(need, earliest=s, latest=s))
    )


@pytest.mark.parametrize("seed", range(25))
def test_whoever_may_serve_is_placed_lawfully_on_the_least_way(seed: int) -> None:
    chance = random.Random(seed)
    people = [a_busy_person(chance, n) for n in range(12)]
    first = chance.randrange(9, 16)
    need = a_need(
        f"{first:02}:00",
        f"{first:02}:{chance.choice(['00', '30', '55'])}",
        minutes=chance.choice([30, 60, 90]),
        point=chance.choice([ANSAN, SUWON, None]),
        **chance.choice([CRISIS, {}]),
    )
    able = [p for p in people if may_serve(p, need)]
    found = rank_people(a_situation(*people), one_way(need), people)
    assert {placed.person.id for placed in found} == {p.id for p in able}
    for placed in found:
        assert may_serve(
            placed.person, replace(need, earliest=placed.starts_at, latest=placed.starts_at)
        )
        assert placed.extra_travel == least_way(placed.person, need)
    assert [p.cost for p in found] == sorted(p.cost for p in found)


def test_who_serves_with_a_logged_reason_against_a_rule_is_placed_all_the_same() -> None:
    tight = a_duty("10:00", "11:00", point=SUWON), a_duty("11:00", "12:00", point=POCHEON)
    person = a_person(duties=tight)
    (found,) = rank_people(a_situation(person), one_way(a_need("15:00")), [person])
    assert found.starts_at == at("15:00")
