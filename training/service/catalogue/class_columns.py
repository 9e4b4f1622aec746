"""The columns of files of class times."""

from foundation.tables.columns import Column, Shape
from foundation.text.message import say

CLASS_COLUMNS: tuple[Column, ...] = (
    Column(
        name="title",
        heading=say("Class title"),
        also="수업, 과정, 과정명, 수업명, 교육명, 강의명, 교육과정, Course, Title, Class",
        meaning=say("What the class is called."),
        example="의료 통역 심화과정",
        needed=True,
    ),
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
        name="day",
        heading=say("Day"),
        also="일자, 수업일, 교육일, Date",
        meaning=say("The day."),
        example="2026-12-08",
        needed=True,
        shape=Shape.DAY,
    ),
    Column(
        name="from",
        heading=say("From"),
        also="시작 시간, 시작시간, 시작 시각, 부터, Start, Start time",
        meaning=say("When it begins."),
        example="18:00",
        needed=True,
        shape=Shape.CLOCK,
    ),
    Column(
        name="to",
        heading=say("To"),
        also="종료, 종료 시간, 종료시간, 종료 시각, 끝 시간, 끝나는 시간, 까지, End, End time",
        meaning=say("When it ends."),
        example="20:00",
        needed=True,
        shape=Shape.CLOCK,
    ),
)
