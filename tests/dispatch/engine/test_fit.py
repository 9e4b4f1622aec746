"""What plans cost, whom they prefer, how load is shared, and how a plan is measured."""

from dataclasses import replace
from datetime import date, timedelta
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st

from accounts.domain.cities import CITIES
from dispatch.domain.accepted_ways import AcceptedWay
from dispatch.domain.eligibility import RuleCode
from dispatch.domain.fit import (
    fair_targets,
    preferred_among,
    start_with_median,
    unfilled_cost,
    way_cost,
)
from dispatch.domain.funnel import GROUPS, funnel_of
from dispatch.domain.measures import Measure, extra_travel, measure, spread_of
from dispatch.domain.people import Person
from dispatch.domain.wishes import Wishes
from dispatch.service.situation.minutes import Minutes
from dispatch.solver.problem import problem as engine
from interpreters.domain.ids import InterpreterId
from interpreters.domain.languages import Language
from interpreters.domain.qualifications import CertificationLevel, Modality
from interpreters.domain.standing import Employment, Gender, RestrictionKind
from scheduling.domain.states import Strictness
from tests.dispatch.people import (
    DAY,
    POCHEON,
    SEOUL,
    SUWON,
    WAYS,
    HeldCertification,
    a_bar,
    a_duty,
    a_need,
    a_person,
    at,
)

ONE, TWO, THREE = (InterpreterId(UUID(int=n)) for n in (11, 12, 13))


def some(who: InterpreterId, **changes: object) -> Person:
    return a_person(id=who, **changes)


def test_an_urgent_session_outweighs_two_of_the_next_priority() -> None:
    assert [unfilled_cost(p) for p in (1, 2, 3, 4)] == [64_000, 32_000, 16_000, 8_000]


def test_whoever_knows_the_case_is_preferred() -> None:
    people = [some(ONE, employment=Employment.STAFF), some(TWO), some(THREE)]
    assert preferred_among(people, a_need(known=frozenset({TWO}))) == {TWO}
    # Staff come first by a weight of their own, and are preferred by nobody.
    assert preferred_among(people, a_need()) == frozenset()


def test_whoever_the_organisation_prefers_is_preferred() -> None:
    people = [some(ONE), some(TWO, bars=(a_bar(RestrictionKind.PREFERENCE),))]
    assert preferred_among(people, a_need()) == {TWO}


ON_SITE, VIDEO, PHONE = Modality.ON_SITE, Modality.VIDEO, Modality.PHONE


def test_each_mode_further_down_another_start_and_another_language_cost_something() -> None:
    def cost(way: AcceptedWay) -> int:
        return way_cost(way, [VIDEO, ON_SITE, PHONE], Wishes())

    assert [cost(AcceptedWay(mode)) for mode in (VIDEO, ON_SITE, PHONE)] == [0, 240, 480]
    assert cost(AcceptedWay(VIDEO, is_other_start=True)) == 120
    second = AcceptedWay(ON_SITE, is_other_start=True, language=Language.ENGLISH)
    assert cost(second) == 240 + 120 + 240


def test_a_wished_gender_is_preferred_and_nobody_when_all_are_alike() -> None:
    need = a_need(gender=Gender.FEMALE, gender_strictness=Strictness.PREFERRED)
    people = [some(ONE, gender=Gender.FEMALE), some(TWO)]
    assert preferred_among(people, need) == {ONE}
    assert preferred_among(people[1:], need) == frozenset()


def test_whoever_served_least_gets_the_most() -> None:
    assert fair_targets({ONE: 0, TWO: 60, THREE: 600}, 240) == {ONE: 150, TWO: 90, THREE: 0}
    assert fair_targets({}, 60) == {}


@given(st.lists(st.integers(0, 5000), min_size=1, max_size=30), st.integers(0, 20_000))
def test_targets_add_up_to_the_demand_and_level_the_ground(served: list[int], demand: int) -> None:
    people = {InterpreterId(UUID(int=k)): minutes for k, minutes in enumerate(served)}
    targets = fair_targets(people, demand)
    assert demand <= sum(targets.values()) <= demand + len(served)
    filled = {people[who] + target for who, target in targets.items() if target}
    assert len(filled) <= 1


def test_newcomers_stand_at_the_median() -> None:
    served = {ONE: 0, TWO: 300, THREE: 900}
    assert start_with_median(served, {ONE}) == {ONE: 900, TWO: 300, THREE: 900}
    assert start_with_median(served, set()) == served


def test_a_newcomer_who_served_more_than_the_median_stands_where_she_is() -> None:
    served = {ONE: 1200, TWO: 300, THREE: 900}
    assert start_with_median(served, {ONE}) == served


def test_travel_is_counted_from_home_to_home_each_day() -> None:
    person = a_person()
    way = WAYS.minutes(person.home, SUWON)
    duties = [a_duty("10:00", "11:00", point=SUWON), a_duty("14:00", "15:00", point=None)]
    tomorrow = DAY + timedelta(days=1)
    duties.append(a_duty("10:00", "11:00", day=tomorrow, point=SUWON))
    found = measure([person], {person.id: duties}, WAYS)
    assert found[Measure.TRAVEL] == 4 * way
    assert extra_travel(person, duties[0], WAYS) == 2 * way


def test_a_transfer_without_a_second_buffer_is_tight() -> None:
    person = a_person()
    way = WAYS.minutes(person.home, SUWON)
    first = a_duty("09:00", "10:00")
    for spare, tight in ((29, 1), (30, 0)):
        start = at("10:00") + timedelta(minutes=way + spare)
        second = replace(
            a_duty("11:00", "12:00", point=SUWON),
            span=type(first.span)(start, start + timedelta(hours=1)),
        )
        found = measure([person], {person.id: [first, second]}, WAYS)
        assert found[Measure.TIGHT] == tight


def test_the_spread_leaves_out_the_extreme_tenths() -> None:
    assert spread_of([]) == 0
    assert spread_of([60, 120, 300]) == 240
    assert spread_of([0, *([100] * 8), 5000]) == 100 - 100


def test_the_funnel_names_whoever_falls_and_why() -> None:
    people = [
        some(ONE, languages=()),
        some(TWO, certifications=()),
        some(THREE, duties=(a_duty("10:00", "11:00"),)),
    ]
    found = funnel_of(people, [a_need()])
    assert [(str(s.label), s.remaining, [d.person.id for d in s.dropped]) for s in found.steps] == [
        ("Interpreters for vi", 2, []),
        ("Certified: general", 1, [TWO]),
        ("Not booked then", 0, [THREE]),
    ]
    assert found.free == ()


def test_every_rule_belongs_to_one_step_in_the_order_of_the_rules() -> None:
    assert [code for group in GROUPS for code in group] == list(RuleCode)


@pytest.mark.parametrize("city", sorted(CITIES))
def test_the_way_is_as_long_for_the_rules_as_for_the_engine(city: str) -> None:
    here = CITIES[city].point
    travel = engine.Travel(40, 1.35, 5, 15)
    for other in CITIES.values():
        there = other.point
        one = engine.Place("a", here.latitude, here.longitude)
        two = engine.Place("b", there.latitude, there.longitude)
        assert WAYS.minutes(here, there) == engine.estimated_minutes(travel, one, two)


def test_minutes_count_from_the_first_midnight_and_back() -> None:
    minutes = Minutes(date(2026, 11, 23), SEOUL)
    assert minutes.of(at("10:05")) == 1440 + 605
    assert minutes.at(1440 + 605) == at("10:05")
    assert minutes.day(DAY) == 1


def test_pocheon_is_beyond_thirty_kilometres() -> None:
    certified = HeldCertification(
        CertificationLevel.COMMUNITY, Language.VIETNAMESE, DAY, date(2027, 1, 1)
    )
    found = funnel_of([a_person(certifications=(certified,))], [a_need(point=POCHEON)])
    assert str(found.steps[-1].label) == "Within travel range"


def test_in_the_funnel_each_counts_by_the_way_in_which_they_come_furthest() -> None:
    on_site, video = a_need(point=POCHEON), a_need(modality=Modality.VIDEO, point=None)
    busy = some(ONE, duties=(a_duty("10:00", "11:00"),))
    there = some(TWO, home=POCHEON, modalities=frozenset({Modality.ON_SITE}))
    found = funnel_of([busy, there], [on_site, video])
    assert [(str(s.label), [d.person.id for d in s.dropped]) for s in found.steps] == [
        ("Interpreters for vi", []),
        ("Not booked then", [ONE]),
    ]
    assert found.free == (there,)
