"""The columns of files of availability and exceptions."""

from foundation.tables.columns import Column, Shape
from foundation.tables.weekdays import WEEKDAY_WORDS
from foundation.text.message import say
from foundation.text.words import YES_NO_WORDS, vocabulary_of
from scheduling.domain.availability import ExceptionReason

AVAILABILITY_COLUMNS: tuple[Column, ...] = (
    Column(
        name="interpreter",
        heading=say("Interpreter"),
        also="통역사코드, 통역사 코드, 코드, 통역사 번호",
        meaning=say("The code of an interpreter."),
        example="INT-101",
        needed=True,
        shape=Shape.CODE,
    ),
    Column(
        name="weekday",
        heading=say("Weekday"),
        also="요일 구분, Day of the week",
        meaning=say("The day of the week."),
        example="월요일",
        needed=True,
        shape=Shape.CHOICE,
        words=WEEKDAY_WORDS,
    ),
    Column(
        name="from",
        heading=say("From"),
        also="시작 시간, 시작시간, 시작 시각, 부터, Start, Start time",
        meaning=say("When it begins."),
        example="09:00",
        needed=True,
        shape=Shape.CLOCK,
    ),
    Column(
        name="to",
        heading=say("To"),
        also="종료, 종료 시간, 종료시간, 종료 시각, 끝 시간, 끝나는 시간, 까지, End, End time",
        meaning=say("When it ends."),
        example="18:00",
        needed=True,
        shape=Shape.CLOCK,
    ),
    Column(
        name="first_day",
        heading=say("First day"),
        also="시작일, 첫날, 적용 시작일, 시작 날짜",
        meaning=say("From this day on; without one from today."),
        example="2026-12-01",
        shape=Shape.DAY,
    ),
    Column(
        name="last_day",
        heading=say("Last day"),
        also="종료일, 마지막 날, 적용 종료일, 종료 날짜",
        meaning=say("Until this day; without one it stays."),
        example="2027-02-28",
        shape=Shape.DAY,
    ),
    Column(
        name="replaces",
        heading=say("Replaces what is there"),
        also="기존 시간 대신, 대체, 교체, 기존 시간 바꾸기, 바꾸기",
        meaning=say(
            "Yes: the rows of this person take the place of all weekly times held, from their first day on. "
            "Else they are added."
        ),
        example="no",
        shape=Shape.YES_NO,
        words=YES_NO_WORDS,
    ),
)
EXCEPTION_COLUMNS: tuple[Column, ...] = (
    Column(
        name="interpreter",
        heading=say("Interpreter"),
        also="통역사코드, 통역사 코드, 코드, 통역사 번호",
        meaning=say("The code of an interpreter."),
        example="INT-101",
        needed=True,
        shape=Shape.CODE,
    ),
    Column(
        name="first_day",
        heading=say("First day"),
        also="시작일, 첫날, 날짜, 일자, 시작 날짜, Day, Date",
        meaning=say("The day, or the first of several."),
        example="2026-12-05",
        needed=True,
        shape=Shape.DAY,
    ),
    Column(
        name="last_day",
        heading=say("Last day"),
        also="종료일, 마지막 날, 종료 날짜",
        meaning=say("The last of several days; without one it is one day."),
        example="2026-12-06",
        shape=Shape.DAY,
    ),
    Column(
        name="from",
        heading=say("From"),
        also="시작 시간, 시작시간, 시작 시각, 부터, Start, Start time",
        meaning=say("When it begins; without times it is whole days."),
        example="15:00",
        shape=Shape.CLOCK,
    ),
    Column(
        name="to",
        heading=say("To"),
        also="종료, 종료 시간, 종료시간, 종료 시각, 끝 시간, 끝나는 시간, 까지, End, End time",
        meaning=say("When it ends; without times it is whole days."),
        example="18:00",
        shape=Shape.CLOCK,
    ),
    Column(
        name="available",
        heading=say("Available"),
        also="가능, 가능여부, 통역 가능, 활동 가능",
        meaning=say("Yes for extra time, no for time off."),
        example="아니요",
        needed=True,
        shape=Shape.YES_NO,
        words=YES_NO_WORDS,
    ),
    Column(
        name="reason",
        heading=say("Reason"),
        also="사유, 구분",
        meaning=say("Why the person is away."),
        example=ExceptionReason.LEAVE,
        shape=Shape.CHOICE,
        words=vocabulary_of(ExceptionReason),
    ),
)
