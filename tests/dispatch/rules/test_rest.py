"""After interpreting comes a rest, longer after a longer session; whoever has too little of it reads so."""

from dataclasses import replace

import pytest

from dispatch.domain.eligibility import RuleCode, first_reason_against, may_serve
from dispatch.domain.people import Duty
from foundation.text.i18n import translate
from interpreters.domain.qualifications import Domain
from tests.dispatch.people import ANSAN, SUWON, WAYS, a_duty, a_need, a_person

RESTING = replace(WAYS, rest_per_block=5)


@pytest.mark.parametrize(
    ("minutes", "rest"), [(39, 0), (40, 5), (60, 5), (79, 5), (80, 10), (120, 15)]
)
def test_each_full_stretch_adds_to_the_rest(minutes: int, rest: int) -> None:
    assert RESTING.rest_after(minutes) == rest
    assert WAYS.rest_after(minutes) == 0


@pytest.mark.parametrize(
    ("duty", "minutes", "may"),
    [
        (a_duty("07:45", "09:45", domain=Domain.GENERAL), 60, True),
        (a_duty("07:50", "09:50", domain=Domain.GENERAL), 60, False),
        (a_duty("12:15", "13:00", domain=Domain.GENERAL), 120, True),
        (a_duty("12:10", "13:00", domain=Domain.GENERAL), 120, False),
        # what they do not interpret in tires nobody: beside a mentor, as a standby, counselling
        (a_duty("07:50", "09:50"), 60, True),
    ],
)
def test_the_rest_after_the_first_of_two_is_kept(duty: Duty, minutes: int, *, may: bool) -> None:
    person = a_person(duties=(duty,))
    assert may_serve(person, a_need(minutes=minutes, ways=RESTING)) is may
    assert may_serve(person, a_need(minutes=minutes))


def test_the_way_is_rest_enough() -> None:
    """Ansan to Suwon is 40 minutes by the estimate, with 15 to spare."""
    ways = replace(WAYS, rest_per_block=15)
    assert ways.pause(10, ANSAN, SUWON, ways.rest_after(120)) == 55
    assert ways.pause(10, ANSAN, ANSAN, ways.rest_after(120)) == 45


@pytest.mark.parametrize(
    ("duty", "minutes", "english", "korean"),
    [
        (
            a_duty("07:50", "09:50", domain=Domain.GENERAL),
            60,
            "The session before ends at 9:50 am: after 120 minutes of interpreting 15 minutes of rest are needed, 10 are left.",
            "앞 상담이 오전 9:50에 끝나요. 120분 통역한 뒤에는 15분을 쉬어야 하는데 10분밖에 없어요.",
        ),
        (
            a_duty("12:10", "13:00"),
            120,
            "The session after begins at 12:10 pm: after 120 minutes of interpreting 15 minutes of rest are needed, 10 are left.",
            "다음 상담이 오후 12:10에 시작해요. 120분 통역한 뒤에는 15분을 쉬어야 하는데 10분밖에 없어요.",
        ),
    ],
)
def test_why_not_names_the_rest(duty: Duty, minutes: int, english: str, korean: str) -> None:
    found = first_reason_against(
        a_person(duties=(duty,)), a_need(minutes=minutes, ways=RESTING), but=frozenset()
    )
    assert found is not None
    assert found.code is RuleCode.ARRIVAL
    assert translate(found.reason.text, "en") == english
    assert translate(found.reason.text, "ko") == korean
