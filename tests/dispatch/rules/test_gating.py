"""What a session demands: levels, grades and validity as hard rules, and what sets them aside."""

from dataclasses import replace
from datetime import date, timedelta
from typing import Any
from uuid import UUID

import pytest

from dispatch.domain.eligibility import RuleCode, may_serve, reasons_against
from dispatch.domain.facts import musts
from dispatch.domain.fit import preferred_among
from dispatch.domain.overrides import hard_among, needs_two
from dispatch.domain.people import HeldCertification, Need, Person
from interpreters.domain.ids import InterpreterId
from interpreters.domain.languages import Direction
from interpreters.domain.qualifications import CertificationLevel, Domain, Tier
from tests.dispatch.people import DAY, L2, a_need, a_person
from training.domain.certifications import Grade

L = CertificationLevel
LABOUR: dict[str, Any] = {"domain": Domain.LABOUR, "tier": Tier.T2}
CRISIS: dict[str, Any] = {"domain": Domain.VIOLENCE, "tier": Tier.T3}
COURT: dict[str, Any] = {"domain": Domain.LEGAL, "tier": Tier.COURT}
VETTED = {"vetted_until": DAY + timedelta(days=99)}


def held(level: CertificationLevel, **changes: Any) -> HeldCertification:
    return replace(L2, level=level, **changes)


def who(*certifications: HeldCertification, **changes: Any) -> Person:
    return a_person(certifications=certifications, **changes)


@pytest.mark.parametrize(
    ("need", "enough", "too_little"),
    [
        (a_need(tier=Tier.T0), L.PROVISIONAL, None),
        (a_need(tier=Tier.T1), L.COMMUNITY, L.PROVISIONAL),
        (a_need(tier=Tier.T1), L.RECOGNISED, L.PROVISIONAL),
        (a_need(**LABOUR), L.LABOUR_LEGAL, L.COMMUNITY),
        (a_need(**LABOUR), L.LABOUR_LEGAL, L.MEDICAL),
        (a_need(**CRISIS), L.VIOLENCE, L.COMMUNITY),
        (a_need(**COURT), L.COURT, L.LABOUR_LEGAL),
    ],
)
def test_each_tier_demands_its_level(
    need: Need, enough: CertificationLevel, too_little: CertificationLevel | None
) -> None:
    assert may_serve(who(held(enough), **VETTED), need)
    found = reasons_against(who(*([held(too_little)] if too_little else []), **VETTED), need)
    assert [o.code for o in found] == [RuleCode.CERTIFICATION]


def test_a_certification_must_be_valid_to_the_end_of_the_session() -> None:
    into_the_night = a_need("23:30", minutes=60)
    ends = replace(L2, valid_until=DAY + timedelta(days=1))
    lasts = replace(L2, valid_until=DAY + timedelta(days=2))

    assert _certification(who(ends), into_the_night) is not None
    assert _certification(who(lasts), into_the_night) is None
    assert _certification(who(replace(L2, valid_until=DAY)), a_need()) is not None


def _certification(person: Person, need: Need) -> str | None:
    found = reasons_against(person, need)
    return next((str(o.reason.text) for o in found if o.code is RuleCode.CERTIFICATION), None)


@pytest.mark.parametrize(
    ("grade", "serves"), [(Grade.FULL, True), (Grade.RECOGNISED, True), (Grade.SEMI, False)]
)
def test_the_semi_grade_does_not_serve_t2_by_itself(grade: Grade, *, serves: bool) -> None:
    assert may_serve(who(held(L.LABOUR_LEGAL, grade=grade)), a_need(**LABOUR)) is serves


def test_the_semi_grade_serves_where_no_rights_are_at_stake() -> None:
    assert may_serve(who(held(L.COMMUNITY, grade=Grade.SEMI)), a_need())


def test_a_certification_for_one_direction_is_none_for_a_dialogue() -> None:
    one_way = who(held(L.COMMUNITY, direction=Direction.TO_KOREAN))

    assert "one direction" in str(_certification(one_way, a_need()))


@pytest.mark.parametrize(
    "certification", [held(L.COMMUNITY), held(L.LABOUR_LEGAL, grade=Grade.SEMI), held(L.RECOGNISED)]
)
def test_l2_or_semi_serve_t2_with_consent_and_a_logged_reason_only(
    certification: HeldCertification,
) -> None:
    person, need = who(certification), a_need(**LABOUR)
    found = reasons_against(person, need)

    assert not may_serve(person, need)
    assert hard_among(found, person, need) == found
    agreed = replace(need, lower_level_agreed=True)
    assert not may_serve(person, agreed)
    assert hard_among(found, person, agreed) == []


def test_no_single_reason_opens_a_crisis_or_a_court() -> None:
    for need in (a_need(**CRISIS), a_need(**COURT)):
        person = who(held(L.LABOUR_LEGAL), **VETTED)
        found = reasons_against(person, need)
        assert [o.code for o in hard_among(found, person, need)] == [RuleCode.CERTIFICATION]


def test_two_people_may_set_level_and_vetting_aside_in_a_crisis() -> None:
    person, need = who(L2), a_need(**CRISIS)

    codes = [o.code for o in needs_two(reasons_against(person, need), person, need)]

    assert codes == [RuleCode.CERTIFICATION, RuleCode.VETTING]


def test_two_people_set_nothing_else_aside() -> None:
    mute = who(L2, languages=())
    crisis, court = a_need(**CRISIS), a_need(**COURT)

    assert needs_two(reasons_against(mute, crisis), mute, crisis) == []
    assert needs_two(reasons_against(who(L2), court), who(L2), court) == []


def test_a_hearing_without_a_court_interpreter_is_referred_out() -> None:
    assert "Refer it elsewhere" in str(_certification(who(L2), a_need(**COURT)))


def test_among_the_qualified_the_higher_grade_is_preferred() -> None:
    need = a_need(**LABOUR)
    full = who(held(L.LABOUR_LEGAL))
    recognised = replace(
        who(held(L.LABOUR_LEGAL, grade=Grade.RECOGNISED)),
        id=InterpreterId(UUID(int=77)),
    )

    assert preferred_among([recognised, full], need) == {full.id}
    assert preferred_among([recognised], need) == frozenset()


def test_the_grade_stands_among_the_facts() -> None:
    person = who(held(L.LABOUR_LEGAL, grade=Grade.RECOGNISED, valid_until=date(2028, 1, 1)))

    facts = [must.text for must in musts(person, a_need(**LABOUR)) if must.ok]

    assert any(Grade.RECOGNISED in fact.values.values() for fact in facts)
