"""Long ways, long days and own counselling: in words, and for every start that the engine may choose."""

from dataclasses import replace

from dispatch.domain.calendar_rules import reaches_from_counselling
from dispatch.domain.eligibility import may_serve, reasons_against
from foundation.text.i18n import translate
from tests.dispatch.people import POCHEON, SUWON, WAYS, a_duty, a_need, a_person

EARLY = a_duty("09:00", "10:00")


def test_a_long_way_and_a_long_day_are_said_in_words() -> None:
    far = a_need(point=POCHEON, ways=replace(WAYS, long_minutes=120))
    (way,) = reasons_against(a_person(max_travel_km=99), far)
    assert translate(way.reason.text, "en") == (
        "One way takes 145 minutes. Over 120 minutes, a coordinator must approve it."
    )
    assert translate(way.reason.text, "ko") == (
        "편도 이동에 145분이 걸려요. 120분을 넘으면 배정 담당자의 승인이 필요해요."
    )
    person = a_person(max_away_minutes=300, duties=(EARLY,))
    (day,) = reasons_against(person, a_need("14:00"))
    assert translate(day.reason.text, "en") == (
        "Away from home for 360 minutes that day, travel included; the limit is 300."
    )
    own = a_person(counselling=(a_duty("10:30", "11:30"),))
    (counsels,) = reasons_against(own, a_need())
    assert translate(counsels.reason.text, "en") == (
        "Counsels in a session of their own at 10:30–11:30."
    )


def test_whoever_counsels_can_be_sent_at_every_start_that_is_left() -> None:
    """The engine knows when they counsel, and not where: so whichever start it takes must do."""
    person = a_person(counselling=(a_duty("09:00", "10:00", point=SUWON),))
    assert may_serve(person, a_need("10:00", "12:00"))
    assert not reaches_from_counselling(person, a_need("10:00", "12:00"))
    assert reaches_from_counselling(person, a_need("11:00", "12:00"))
