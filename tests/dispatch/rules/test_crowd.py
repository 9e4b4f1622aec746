"""Many people asked at once are answered as each of them would be, and no rule sees more than it says."""

import random
from collections.abc import Sequence
from dataclasses import replace
from datetime import date, timedelta
from types import MethodType
from typing import Any
from uuid import UUID

import pytest

from accounts.domain.cities import CITIES
from dispatch.domain import eligibility
from dispatch.domain.crowd import Crowd
from dispatch.domain.eligibility import RULES, Alike, Rule, RuleCode, may_serve, reasons_against
from dispatch.domain.people import HeldCertification, LanguageSkill, Need, Person
from interpreters.domain.ids import InterpreterId
from interpreters.domain.languages import Direction, Language, Level
from interpreters.domain.qualifications import CertificationLevel, Domain, Modality, Tier
from interpreters.domain.standing import Gender, RestrictionKind, Standing
from scheduling.domain.ids import SessionId
from scheduling.domain.states import Strictness
from tests.dispatch.people import (
    DAY,
    ORGANISATION,
    UNSIGNED,
    WAYS,
    a_bar,
    a_duty,
    a_need,
    a_person,
    between,
)
from training.domain.certifications import Grade

SEEDS = range(3)
LANGUAGES = (Language.VIETNAMESE, Language.KHMER, Language.ENGLISH)
PLACES = [CITIES[code].point for code in ("ansan", "suwon", "pocheon")]


def a_world(seed: int) -> tuple[list[Person], list[Need]]:
    """People and sessions of every kind, so that each rule has something to object to."""
    chance = random.Random(seed)
    people = [_someone(chance, n) for n in range(40)]
    return people, [_session(chance, n, people) for n in range(30)]


def _someone(chance: random.Random, n: int) -> Person:
    spoken = chance.sample(LANGUAGES, chance.choice((1, 1, 2)))
    hours = chance.choice(((), (between("09:00", "12:00"),), (between("08:00", "19:00"),)))
    heavy = a_duty("10:00", "11:00", domain=Domain.VIOLENCE)
    taken = chance.choice(((), (heavy,), (heavy,), (a_duty("13:00", "17:00"),)))
    return a_person(
        id=InterpreterId(UUID(int=100 + n)),
        standing=chance.choice((Standing.ACTIVE,) * 5 + (Standing.PAUSED,)),
        gender=chance.choice((None, Gender.FEMALE, Gender.MALE)),
        home=chance.choice(PLACES),
        max_travel_km=chance.choice((10, 30, 60)),
        modalities=frozenset(chance.sample(list(Modality), chance.choice((1, 2, 3)))),
        max_minutes_per_day=chance.choice((60, 240, 480)),
        max_minutes_per_week=chance.choice((120, 1200)),
        vetted_until=chance.choice((None, DAY, DAY + timedelta(days=90))),
        languages=tuple(
            LanguageSkill(each, chance.choice(list(Level)), chance.choice(list(Direction)))
            for each in spoken
        ),
        certifications=tuple(
            HeldCertification(
                chance.choice(list(CertificationLevel)),
                each,
                date(2025, 1, 1),
                chance.choice((DAY, date(2028, 1, 1))),
                grade=chance.choice(list(Grade)),
            )
            for each in (*spoken, *spoken)
        ),
        unsigned=chance.choice(((), (), UNSIGNED)),
        bars=chance.choice(((), (), (a_bar(),), (a_bar(RestrictionKind.PREFERENCE),))),
        free=hours,
        duties=taken,
        max_heavy_per_day=chance.choice((0, 1)),
        counselling=chance.choice(((), (), (a_duty("09:30", "10:30", point=PLACES[1]),))),
        max_away_minutes=chance.choice((0, 150, 400)),
    )


def _session(chance: random.Random, n: int, people: Sequence[Person]) -> Need:
    start = chance.choice(("09:00", "10:00", "13:00"))
    crisis = chance.random() < 0.3
    return a_need(
        start,
        chance.choice((start, "14:00")),
        session_id=SessionId(UUID(int=900 + n)),
        language=chance.choice(LANGUAGES),
        fallback_language=chance.choice((None, None, Language.ENGLISH)),
        domain=Domain.VIOLENCE if crisis else chance.choice((Domain.GENERAL, Domain.LABOUR)),
        tier=Tier.T3 if crisis else chance.choice((Tier.T0, Tier.T1, Tier.T2)),
        modality=chance.choice(list(Modality)),
        point=chance.choice((None, *PLACES)),
        ways=replace(WAYS, long_minutes=chance.choice((0, 60)), long_km=chance.choice((0, 30))),
        organisation_id=ORGANISATION,
        gender=chance.choice((None, Gender.FEMALE)),
        gender_strictness=chance.choice(list(Strictness)),
        excluded=frozenset({chance.choice(people).id}),
        declined=frozenset({chance.choice(people).id}),
    )


@pytest.mark.parametrize("seed", SEEDS)
def test_whoever_is_able_and_what_is_against_anybody_is_as_pair_by_pair(seed: int) -> None:
    people, needs = a_world(seed)
    crowd = Crowd(people)
    for need in needs:
        able = [p for p in people if not reasons_against(p, need)]
        assert crowd.able(need) == able
        assert able == [p for p in people if may_serve(p, need)]
        for most in (0, 1, 2, len(RULES)):
            against = {
                place: {o.code for o in reasons_against(p, need)}
                for place, p in enumerate(people)
                if p.speaks(need.language) or p.speaks(need.fallback_language)
            }
            few = {place: codes for place, codes in against.items() if len(codes) <= most}
            assert crowd.rules_against(need, most) == few


@pytest.mark.parametrize("seed", SEEDS)
def test_the_worlds_have_somebody_for_every_rule_to_object_to(seed: int) -> None:
    people, needs = a_world(seed)
    objecting = {
        rule.code for rule in RULES for p in people for n in needs if not rule.passes(p, n)
    }
    assert objecting == {rule.code for rule in RULES}


class Blind:
    """Somebody, or a session, of whom only some fields are known; asking for another is a mistake."""

    def __init__(self, whole: Person | Need, fields: Sequence[str]) -> None:
        self._whole, self._fields = whole, fields

    def __getattr__(self, name: str) -> Any:
        if name in self._fields:
            return getattr(self._whole, name)
        method = getattr(type(self._whole), name, None)
        if callable(method):
            return MethodType(method, self)
        raise AssertionError(f"a rule looked at {name}")


def passes_blindly(rule: Rule, person: Person, need: Need) -> bool:
    """The answer of a rule to a pair of which it knows only what it says that it looks at."""
    assert rule.alike is not None
    who: Any = Blind(person, rule.alike.person)
    what: Any = Blind(need, rule.alike.need)
    return rule.passes(who, what)


GROUPED = [rule for rule in RULES if rule.alike is not None]


@pytest.mark.parametrize("rule", GROUPED, ids=lambda rule: rule.code.value)
def test_a_rule_looks_at_nothing_but_what_it_says(rule: Rule) -> None:
    people, needs = a_world(1)
    for person in people:
        for need in needs:
            assert passes_blindly(rule, person, need) is rule.passes(person, need)


def test_a_rule_that_looks_at_more_than_it_says_is_found_out() -> None:
    distance = next(rule for rule in GROUPED if rule.code is RuleCode.DISTANCE)
    careless = replace(distance, alike=Alike(("home",), ("point", "modality")))
    on_site = a_need(modality=Modality.ON_SITE, point=PLACES[2])
    with pytest.raises(AssertionError, match="looked at max_travel_km"):
        passes_blindly(careless, a_person(), on_site)


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule.code.value)
def test_a_rule_gives_a_reason_exactly_where_it_does_not_hold(rule: Rule) -> None:
    people, needs = a_world(2)
    for person in people:
        for need in needs:
            assert (rule.check(person, need) is None) is rule.passes(person, need)


def test_a_rule_is_asked_once_for_all_who_are_alike(monkeypatch: pytest.MonkeyPatch) -> None:
    asked: list[Person] = []

    def speaks(person: Person, need: Need) -> None:
        del need
        asked.append(person)

    rules = (Rule(RULES[1].code, speaks, RULES[1].alike), *RULES[2:])
    monkeypatch.setattr("dispatch.domain.crowd.RULES", rules)
    crowd = Crowd([a_person(id=InterpreterId(UUID(int=n))) for n in range(50)])
    for hour in ("10:00", "11:00", "12:00"):
        assert len(crowd.able(a_need(hour))) == 50
    assert len(asked) == 1
    assert eligibility.RULES is RULES


def test_nobody_is_able_where_there_is_nobody() -> None:
    assert Crowd([]).able(a_need()) == []
    assert Crowd([]).rules_against(a_need(), 2) == {}
