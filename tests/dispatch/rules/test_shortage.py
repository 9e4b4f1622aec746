"""What keeps a session without anybody, as an office meets it: the rules, whom they keep from it, the sentence."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import timedelta
from uuid import UUID

import pytest

from accounts.domain.cities import CITIES
from dispatch.domain.causes import BY_EASE, CAUSE_OF, Cause, cause_of, effort
from dispatch.domain.eligibility import RuleCode
from dispatch.domain.people import LanguageSkill, Need, Person
from dispatch.domain.shortage import Shortage, StillWanted, shortage_of
from dispatch.domain.shortage_said import headline
from foundation.geo import Point
from foundation.text.i18n import translate
from interpreters.domain.ids import InterpreterId
from interpreters.domain.languages import Direction, Language, Level
from interpreters.domain.qualifications import Domain, Modality, Tier
from interpreters.domain.standing import Gender, RestrictionKind
from scheduling.domain.states import Strictness
from tests.dispatch.people import (
    ANSAN,
    DAY,
    SUWON,
    UNSIGNED,
    WAYS,
    a_bar,
    a_duty,
    a_need,
    a_person,
    between,
)

C = RuleCode
EVENING = (between("19:00", "21:00"),)
BUSY = (a_duty("09:30", "11:30"),)
HEAVY = (a_duty("13:00", "19:00"),)


def some(n: int, **changes: object) -> Person:
    """One of several."""
    return a_person(id=InterpreterId(UUID(int=100 + n)), name=f"사람 {n}", **changes)


def found_for(people: Sequence[Person], *needs: Need, team: int = 1) -> Shortage:
    """What a session lacks that accepts these ways."""
    return shortage_of(people, StillWanted(needs or (a_need(),), team))


def said(shortage: Shortage, language: str = "en") -> str:
    """Its one sentence."""
    return translate(headline(shortage), language)


def test_one_lives_too_far_away_and_the_sentence_says_by_how_much() -> None:
    north = Point(ANSAN.latitude + 0.5577, ANSAN.longitude)
    far = some(1, home=north, max_travel_km=60)
    away = [some(n, certifications=(), free=EVENING) for n in range(2, 6)]
    found = found_for([far, *away])
    assert (found.rules, found.cause) == ((C.DISTANCE,), Cause.NOBODY_IN_REACH)
    assert [g.person for g in found.gained] == [far]
    assert said(found) == "1 person could take it, but: 62 km away, travels up to 60 km."


def test_two_lack_the_background_check_and_nobody_says_that_they_are_not_certified() -> None:
    crisis = a_need(domain=Domain.MEDICAL, tier=Tier.T3)
    medical = replace(a_person().certifications[0], level="L3-MED")
    able = [some(n, certifications=(medical,)) for n in (1, 2)]
    rest = [some(n, certifications=(), free=EVENING) for n in range(3, 11)]
    found = found_for([*rest, *able], crisis)
    assert (found.rules, found.cause) == ((C.VETTING,), Cause.NO_BACKGROUND_CHECK)
    assert [g.person for g in found.gained] == able
    assert said(found) == "2 people could take it, but have no valid background check."
    assert said(found, "ko") == "2명이 가능하지만, 유효한 범죄경력 조회가 없어요."


def test_a_team_of_two_with_one_speaker_lacks_the_second() -> None:
    found = found_for([some(1)], team=2)
    assert (found.cause, found.found) == (Cause.TOO_FEW_FOR_A_TEAM, 1)
    assert said(found) == "1 of 2 found. Nobody else speaks Vietnamese."
    busy = found_for([some(1, duties=BUSY)], team=2)
    assert (busy.cause, busy.found) == (Cause.TOO_FEW_FOR_A_TEAM, 0)
    assert said(busy) == "2 are needed, and 1 speaks Vietnamese."
    second = found_for(
        [some(1), some(2, free=EVENING), some(3, certifications=(), free=())], team=2
    )
    assert (second.rules, second.found) == ((C.AVAILABILITY,), 1)
    assert said(second) == (
        "1 of 2 found. 1 person could take it, but: Available only at 19:00\u201321:00."
    )


def test_a_team_shares_its_start() -> None:
    early = some(1, free=(between("10:00", "11:00"),))
    late = some(2, free=(between("11:00", "12:00"),))
    found = found_for([early, late], a_need("10:00", "11:00"), team=2)
    assert (found.rules, found.found) == ((C.AVAILABILITY,), 1)
    assert found_for([early, late], a_need("10:00", "11:00")).is_enough


def test_whoever_could_by_any_accepted_way_counts() -> None:
    on_site, video = a_need(), a_need(modality=Modality.VIDEO, point=None)
    person = some(1, home=CITIES["pocheon"].point, modalities=frozenset({Modality.VIDEO}))
    assert found_for([person], on_site, video).cause is Cause.SOMEBODY_FREE
    found = found_for([person], on_site)
    assert found.rules == (C.MODALITY, C.DISTANCE)
    phone = some(2, modalities=frozenset({Modality.PHONE}))
    found = found_for([phone, replace(phone, id=person.id)], on_site, video)
    assert (found.rules, found.cause) == ((C.MODALITY,), Cause.MODE_NOT_OFFERED)
    assert said(found) == "2 people could take it, but cannot serve in this mode (On site · Video)."


def test_of_the_same_size_the_set_for_most_people_counts_and_then_the_easier_one() -> None:
    woman = a_need(gender=Gender.FEMALE, gender_strictness=Strictness.REQUIRED)
    man = some(1, gender=Gender.MALE)
    busy = [some(n, gender=Gender.FEMALE, duties=BUSY) for n in (2, 3)]
    found = found_for([man, busy[0]], woman)
    assert found.cause is Cause.EVERYBODY_BUSY
    assert {g.rules for g in found.closest} == {(C.GENDER,), (C.OVERLAP,)}
    assert (
        found_for([man, replace(man, id=busy[0].id), busy[1]], woman).cause
        is Cause.NOT_OF_THE_GENDER
    )


def test_a_pair_is_counted_as_the_rule_that_is_harder_to_lift() -> None:
    need = a_need(point=CITIES["pocheon"].point)
    found = found_for([some(1, certifications=())], need)
    assert (found.rules, found.cause) == ((C.CERTIFICATION, C.DISTANCE), Cause.NO_CERTIFICATION)
    two = found_for([some(1, free=()), some(2, duties=HEAVY, free=())], need)
    assert said(two) == (
        "1 person could take it, but: 72 km away, travels up to 30 km. Not available on this day."
    )


def test_one_after_another_is_joined_when_several_rules_stand_between() -> None:
    need = a_need(point=CITIES["pocheon"].point, tier=Tier.T3, domain=Domain.VIOLENCE)
    found = found_for([some(1), some(2)], need)
    assert found.rules == (C.CERTIFICATION, C.VETTING, C.DISTANCE)
    assert said(found) == (
        "2 people could take it, but lack the certification it needs (Violence) and have no valid background check"
        " and live further away than they travel."
    )


def test_three_rules_for_two_people_are_fewer_than_four_although_one_of_them_falls_at_three() -> (
    None
):
    need = a_need(point=CITIES["pocheon"].point, tier=Tier.T3, domain=Domain.VIOLENCE)
    violence = replace(a_person().certifications[0], level="L3-DV")
    vetted, home = {"vetted_until": DAY + timedelta(days=90)}, {"home": CITIES["pocheon"].point}
    people = [
        some(1, free=(), **vetted, certifications=(violence,)),
        some(2, certifications=(), **home),
        some(3, free=(), certifications=(violence,)),
    ]
    found = found_for(people, need, team=2)
    assert found.rules == (C.VETTING, C.DISTANCE, C.AVAILABILITY)
    assert [g.person for g in found.gained] == [people[0], people[2]]


def test_nobody_speaks_it() -> None:
    weak = LanguageSkill(Language.LAO, Level.BASIC, Direction.BOTH)
    assert found_for([]).cause is Cause.NO_SUCH_LANGUAGE
    assert said(found_for([])) == "No active interpreter speaks Vietnamese."
    assert found_for([some(1)], a_need(language=Language.LAO)).cause is Cause.NO_SUCH_LANGUAGE
    found = found_for([some(1, languages=(weak,))], a_need(language=Language.LAO))
    assert (found.rules, found.cause) == ((C.LANGUAGE, C.CERTIFICATION), Cause.NO_SUCH_LANGUAGE)
    assert said(found) == "No active interpreter speaks Lao well enough."
    lao = LanguageSkill(Language.LAO, Level.NATIVE, Direction.BOTH)
    held = replace(a_person().certifications[0], language=Language.LAO)
    well = some(2, languages=(lao,), certifications=(held,))
    second = found_for([some(1, languages=(weak,)), well], a_need(language=Language.LAO), team=2)
    assert said(second) == "1 of 2 found. Nobody else speaks Lao well enough."


EACH = {
    C.STANDING: {"standing": "paused"},
    C.LANGUAGE: {"languages": (LanguageSkill(Language.VIETNAMESE, Level.BASIC, Direction.BOTH),)},
    C.CERTIFICATION: {"certifications": ()},
    C.VETTING: {"vetted_until": DAY - timedelta(days=1)},
    C.SIGNATURE: {"unsigned": UNSIGNED},
    C.GENDER: {"gender": Gender.MALE},
    C.MODALITY: {"modalities": frozenset({Modality.PHONE})},
    C.RESTRICTION: {"bars": (a_bar(RestrictionKind.EXCLUSION),)},
    C.DISTANCE: {"home": CITIES["pocheon"].point},
    C.AVAILABILITY: {"free": ()},
    C.DAY_CAP: {"max_minutes_per_day": 30},
    C.WEEK_CAP: {"max_minutes_per_week": 30},
    C.HEAVY_CAP: {
        "max_heavy_per_day": 1,
        "duties": (a_duty("16:00", "17:00", domain=Domain.VIOLENCE),),
    },
    C.OVERLAP: {"duties": BUSY},
    C.ARRIVAL: {"duties": (a_duty("11:05", "11:30"),)},
    C.LONG_WAY: {},
    C.AWAY: {"max_away_minutes": 30},
    C.DECLINED: {},
}


@pytest.mark.parametrize("code", RuleCode)
def test_every_rule_alone_is_found_named_and_counted(code: RuleCode) -> None:
    able = {
        "vetted_until": DAY + timedelta(days=90),
        "gender": Gender.FEMALE,
        "certifications": (replace(a_person().certifications[0], level="L3-DV"),),
    }
    people = [some(n, **{**able, **EACH[code]}) for n in (1, 2)]
    need = a_need(
        domain=Domain.VIOLENCE,
        tier=Tier.T3,
        gender=Gender.FEMALE,
        gender_strictness=Strictness.REQUIRED,
        declined=frozenset(p.id for p in people) if code is C.DECLINED else frozenset(),
        point=SUWON if code is C.LONG_WAY else ANSAN,
        ways=replace(WAYS, long_minutes=20 if code is C.LONG_WAY else 0),
    )
    found = found_for(people, need)
    assert (found.rules, found.cause, len(found.gained)) == ((code,), CAUSE_OF[code], 2)
    many = said(found)
    one = said(found_for(people[:1], need))
    if code is C.LANGUAGE:
        assert many == one == "No active interpreter speaks Vietnamese well enough."
    else:
        assert many.startswith("2 people could take it, but ")
        assert one.startswith("1 person could take it, but: ")
    for text in (many, one):
        assert not any(person.name in text for person in people)
    assert said(found, "ko") != many


def test_every_rule_has_its_place_and_its_cause() -> None:
    assert sorted(BY_EASE) == sorted(RuleCode)
    assert set(CAUSE_OF) == set(RuleCode)
    assert cause_of([C.LANGUAGE, C.DISTANCE]) is Cause.NO_SUCH_LANGUAGE
    assert effort([C.AVAILABILITY, C.LANGUAGE]) > effort([C.CERTIFICATION, C.RESTRICTION])
    with pytest.raises(ValueError, match="empty"):
        cause_of([])
