"""Where a trainee may sit, and where she may speak."""

from dataclasses import replace
from typing import Any

import pytest

from dispatch.domain.people import Need, Person
from dispatch.domain.practicum import kinds_for, reason_against
from interpreters.domain.qualifications import CertificationLevel, Domain, Modality, Tier
from interpreters.domain.standing import Gender, Standing
from scheduling.domain.states import Strictness
from tests.dispatch.people import L2, POCHEON, a_bar, a_duty, a_need, a_person, between
from training.domain.practicum import PracticumKind

L1 = replace(L2, level=CertificationLevel.PROVISIONAL)
WOMEN_ONLY: dict[str, Any] = {"gender": Gender.FEMALE, "gender_strictness": Strictness.REQUIRED}
LISTENS, BOTH = {PracticumKind.OBSERVE}, {PracticumKind.OBSERVE, PracticumKind.SUPERVISED}


def a_trainee(**changes: Any) -> Person:
    return a_person(standing=Standing.TRAINEE, certifications=(L1,), **changes)


@pytest.mark.parametrize("tier", [Tier.T3, Tier.COURT])
def test_never_in_a_crisis_or_in_court(tier: Tier) -> None:
    assert reason_against(a_trainee(), a_need(tier=tier), welcome=True) is not None


@pytest.mark.parametrize("tier", [Tier.T0, Tier.T1, Tier.T2])
def test_elsewhere_she_may_where_the_requester_agreed(tier: Tier) -> None:
    assert reason_against(a_trainee(), a_need(tier=tier), welcome=True) is None
    assert reason_against(a_trainee(), a_need(tier=tier), welcome=False) is not None


@pytest.mark.parametrize(
    ("trainee", "need"),
    [
        (a_trainee(), a_need("19:00")),
        (a_trainee(duties=(a_duty("10:30", "11:30"),)), a_need()),
        (a_trainee(duties=(a_duty("11:05", "12:00", point=POCHEON),)), a_need()),
        (a_trainee(languages=()), a_need()),
        (a_trainee(home=POCHEON), a_need()),
        (a_trainee(modalities=frozenset({Modality.PHONE})), a_need()),
        (a_trainee(bars=(a_bar(),)), a_need()),
        (a_trainee(gender=Gender.MALE), a_need(**WOMEN_ONLY)),
        (replace(a_trainee(), standing=Standing.SUSPENDED), a_need()),
    ],
    ids=[
        "not free",
        "elsewhere",
        "on the way",
        "language",
        "too far",
        "way",
        "barred",
        "gender",
        "standing",
    ],
)
def test_the_rules_of_a_session_hold_for_her_too(trainee: Person, need: Need) -> None:
    assert reason_against(trainee, need, welcome=True) is not None


def test_hours_and_level_do_not_count_for_who_only_sits_in() -> None:
    tired = replace(a_trainee(max_minutes_per_day=30), certifications=())

    assert reason_against(tired, a_need(), welcome=True) is None
    assert kinds_for(tired, a_need()) == LISTENS


@pytest.mark.parametrize(("tier", "kinds"), [(Tier.T0, BOTH), (Tier.T1, BOTH), (Tier.T2, LISTENS)])
def test_l1_speaks_beside_a_mentor_up_to_t1(tier: Tier, kinds: set[PracticumKind]) -> None:
    need = a_need(tier=tier, domain=Domain.LABOUR if tier is Tier.T2 else Domain.GENERAL)

    assert kinds_for(a_trainee(), need) == kinds


def test_a_place_takes_time_that_no_other_place_may_have() -> None:
    free_later = a_trainee(free=(between("13:00", "15:00"),))

    assert reason_against(free_later, a_need("13:00"), welcome=True) is None
    assert reason_against(free_later, a_need("14:30"), welcome=True) is not None
