"""Sentences, dates and names in the reader's language."""

from datetime import UTC, date, datetime, time
from enum import StrEnum
from zoneinfo import ZoneInfo

import pytest

from accounts.domain.roles import Role
from foundation.text import i18n
from foundation.text.message import say

DAY = date(2026, 11, 23)


def test_a_sentence_is_said_in_the_readers_language_with_its_values() -> None:
    sentence = say("Error %(status)s", status=409)

    assert i18n.translate(sentence, "ko") == "오류 409"
    assert i18n.translate(sentence, "en") == "Error 409"
    assert str(sentence) == "Error 409"


def test_values_are_said_in_the_same_language() -> None:
    sentence = say(
        "%(a)s %(b)s %(c)s %(d)s", a=DAY, b=time(9, 30), c=say("Sign in"), d=Role.TRAINEE
    )

    assert i18n.translate(sentence, "ko") == "11월 23일 월요일 오전 9:30 로그인 교육생"
    assert i18n.translate(sentence, "en") == "Monday 23 November 9:30 am Sign in Trainee"


def test_an_instant_is_no_value_of_a_sentence_because_its_zone_is_unknown() -> None:
    with pytest.raises(TypeError):
        i18n.translate(say("%(at)s", at=datetime(2026, 11, 23, tzinfo=UTC)), "ko")


def test_a_percent_sign_without_values_is_left_alone() -> None:
    assert i18n.translate(say("100 % sure"), "ko") == "100 % sure"


@pytest.mark.parametrize(
    ("clock", "korean", "english"),
    [
        (time(0, 5), "오전 12:05", "12:05 am"),
        (time(9, 30), "오전 9:30", "9:30 am"),
        (time(12, 0), "오후 12:00", "12:00 pm"),
        (time(23, 59), "오후 11:59", "11:59 pm"),
    ],
)
def test_times_are_spoken(clock: time, korean: str, english: str) -> None:
    assert i18n.clock_text(clock, "ko") == korean
    assert i18n.clock_text(clock, "en") == english


def test_dates_are_spoken() -> None:
    assert i18n.day_text(DAY, "ko", year=True) == "2026년 11월 23일 월요일"
    assert i18n.day_text(DAY, "en", year=True) == "Monday 23 November 2026"
    assert i18n.short_day_text(DAY, "ko") == "11. 23. (월)"
    assert i18n.short_day_text(DAY, "en") == "Mon 23 Nov"
    late = datetime(2026, 11, 23, 15, 30, tzinfo=UTC)
    assert i18n.instant_text(late, ZoneInfo("Asia/Seoul"), "ko") == "11월 24일 화요일 오전 12:30"


@pytest.mark.parametrize(
    ("minutes", "korean", "english"),
    [
        (0, "0분", "0 min"),
        (45, "45분", "45 min"),
        (60, "1시간", "1 h"),
        (90, "1시간 30분", "1 h 30 min"),
    ],
)
def test_lengths_are_spoken(minutes: int, korean: str, english: str) -> None:
    assert i18n.minutes_text(minutes, "ko") == korean
    assert i18n.minutes_text(minutes, "en") == english


def test_every_role_has_a_name_in_both_languages() -> None:
    korean = {i18n.label(role, "ko") for role in Role}
    english = {i18n.label(role, "en") for role in Role}

    assert len(korean) == len(english) == len(Role)
    assert not korean & english


def test_an_enumeration_without_labels_is_a_mistake() -> None:
    class Unnamed(StrEnum):
        """Nobody gave it names."""

        ONE = "one"

    with pytest.raises(KeyError):
        i18n.label(Unnamed.ONE, "ko")


def test_plurals_follow_the_language() -> None:
    forms = "%(num)s error: ", "%(num)s errors: "
    assert [str(i18n.catalogue("en").ungettext(*forms, n)) for n in (1, 2)] == list(forms)
    assert str(i18n.catalogue("ko").ungettext(*forms, 1)) == "오류 %(num)s건: "
