"""What a cell says in its column: its text, or why a careful reader would not take it.

A spreadsheet turns "3-12" into a date and "031" into 31 without asking. What kind a cell is of is
therefore kept until its column is known: a date is welcome among dates, and a doubt among codes.
"""

import re
from dataclasses import dataclass
from datetime import date, timedelta
from enum import Enum

from foundation.tables.columns import Shape
from foundation.tables.grid import CellKind, TypedCell
from foundation.tables.written_times import MIDNIGHT, clock_text, day_of, minutes_of
from foundation.text.message import LazyText, say

_ERRORS = re.compile(
    r"#(?:N/A|REF!|VALUE!|NAME\?|DIV/0!|NULL!|NUM!|SPILL!|CALC!|FIELD!|BLOCKED!|CONNECT!|BUSY!|UNKNOWN!|GETTING_DATA"
    r"|이름\?)|Err:\d{3}",
    re.IGNORECASE,
)
_TOO_NARROW = re.compile(r"#{3,}")
_CUT_SHORT = re.compile(r"\d(?:\.\d+)?E\+\d{1,3}", re.IGNORECASE)
# What CSV files hold where a spreadsheet took a code such as 3-12 for a date.
_LIKE_A_DAY = re.compile(
    r"\d{4}-\d{2}-\d{2}|\d{1,2}월 ?\d{1,2}일|\d{1,2}-[A-Z][a-z]{2}|[A-Z][a-z]{2}-\d{2}"
)
# Colours, conditions and languages; words in quotation marks; signs as wide as others.
_BRACKETS, _CONDITION = re.compile(r"\[[^\]]*\]"), re.compile(r"\[<=?(\d+)\]")
_MASK = re.compile(r"[0#\-() ]*0[0#\-() ]*|[#\-() ]*#-#[#\-() ]*")
_PLAIN_FORMATS = frozenset(
    {"general", "@", "0", "#", "#,##0", "0_ ", "#,##0_ ", "0_);[red]\\(0\\)"}
)
_MOST_DIGITS = 15  # a spreadsheet keeps no more of a number
_SHOWN_WHOLE = 11  # and shows no more, unless told to
_NIGHT = range(60, 6 * 60)
_FIRST_SERIAL, _LAST_SERIAL = 367, 73_415  # 1901 to 2100
_TEXTS = frozenset({Shape.TEXT, Shape.CODE, Shape.PHONE, Shape.EMAIL, Shape.CHOICE, Shape.LIST})


_NO_RESULT = say(
    "This cell holds a formula whose result is not stored. Open the file in the spreadsheet program, save it, and try again."
)


class DoubtKind(Enum):
    """What is taken but told before, once for each column."""

    NUMBER = say(
        "Cells of this column are numbers in the spreadsheet, such as “%(cell)s”. If zeros stood in front, they are lost."
    )
    LIKE_A_DAY = say(
        "Cells of this column look like dates, such as “%(cell)s”. Has the spreadsheet changed a code?"
    )
    NIGHT = say("Times in this column are at night, such as %(cell)s. Is the afternoon meant?")


@dataclass(frozen=True, slots=True)
class Settled:
    """What a cell says; a `problem` refuses it, a `doubt` is told."""

    text: str
    problem: LazyText | None = None
    doubt: DoubtKind | None = None


def settle(text: str, typed: TypedCell | None, shape: Shape, *, from_1904: bool = False) -> Settled:
    """What a cell says in a column of this shape."""
    if typed is None:
        return _plain(text, shape)
    if typed.kind is CellKind.ERROR:
        return Settled(text, _error(text))
    if typed.kind is CellKind.FORMULA:
        return Settled("", _NO_RESULT)
    if shape is Shape.DAY:
        return _plain(_day_text(text, typed, from_1904=from_1904), shape)
    if shape is Shape.CLOCK:
        return _clock(text, typed)
    return (
        _number(text, typed, shape) if typed.kind is CellKind.NUMBER else _other(text, typed, shape)
    )


def _plain(text: str, shape: Shape) -> Settled:
    """Text, of a CSV file or a workbook: days and times in the form that they are kept in."""
    reason = _against_text(text, shape)
    if reason is not None:
        return Settled(text, reason)
    if shape is Shape.DAY:
        found = day_of(text)
        return Settled(found.isoformat() if isinstance(found, date) else text)
    if shape is Shape.CLOCK:
        minutes = minutes_of(text)
        return Settled(clock_text(minutes) if isinstance(minutes, int) else text)
    is_like_a_day = shape is Shape.CODE and _LIKE_A_DAY.fullmatch(text)
    return Settled(text, doubt=DoubtKind.LIKE_A_DAY if is_like_a_day else None)


def _against_text(text: str, shape: Shape) -> LazyText | None:
    """Why a text is no more than what a spreadsheet left of a value."""
    if text[:1] in {"#", "E", "e"} and _ERRORS.fullmatch(text):
        return _error(text)
    if _TOO_NARROW.fullmatch(text):
        return say("The cell was too narrow: only “%(cell)s” is left of it.", cell=text)
    return _cut_short(text) if shape in _TEXTS and _CUT_SHORT.fullmatch(text) else None


def _error(text: str) -> LazyText:
    return say(
        "This cell holds a spreadsheet error instead of a value (%(cell)s). Correct it there.",
        cell=text,
    )


def _cut_short(text: str) -> LazyText:
    return say(
        "This cell holds a number (%(cell)s) that may have lost digits. Format the column as text and type it again.",
        cell=text,
    )


def _other(text: str, typed: TypedCell, shape: Shape) -> Settled:
    """A date, a time or a logical value among texts and numbers."""
    if typed.kind is CellKind.YES_NO and shape is Shape.YES_NO:
        return Settled(text)
    reasons = {
        CellKind.DAY: say(
            "This cell holds a date (%(cell)s), which does not belong in this column. Format the column as text and type the cell again.",
            cell=text,
        ),
        CellKind.CLOCK: say(
            "This cell holds a time (%(cell)s), which does not belong in this column. Format the column as text and type the cell again.",
            cell=text,
        ),
        CellKind.YES_NO: say(
            "This cell holds TRUE or FALSE, which does not belong in this column. Format the column as text and type the cell again."
        ),
    }
    return Settled(text, reasons[typed.kind])


def _day_text(text: str, typed: TypedCell, *, from_1904: bool) -> str:
    """A number in a column of dates is the day that the spreadsheet counts with it, or 20261130."""
    is_serial = typed.kind is CellKind.NUMBER and typed.number.is_integer()
    if not is_serial or not _FIRST_SERIAL <= typed.number <= _LAST_SERIAL:
        return text
    begin = date(1904, 1, 1) if from_1904 else date(1899, 12, 30)
    return (begin + timedelta(days=int(typed.number))).isoformat()


def _clock(text: str, typed: TypedCell) -> Settled:
    """A time is a part of a day; one in the night is told unless it is shown so that nobody mistakes it."""
    if typed.kind is CellKind.NUMBER and 0 <= typed.number <= 1:
        minutes = round(typed.number * MIDNIGHT)
        is_whole = abs(typed.number * MIDNIGHT - minutes) < 0.01  # noqa: PLR2004  half a second
        return Settled(clock_text(minutes) if is_whole else text)
    if typed.kind is CellKind.DAY and typed.number == 1:
        return Settled(clock_text(MIDNIGHT))
    minutes = minutes_of(text) if typed.kind is CellKind.CLOCK else None
    shown = typed.shown.casefold()
    is_clear = "hh" in shown or "am/pm" in shown or "오전" in shown or "a/p" in shown
    if minutes in _NIGHT and not is_clear:
        return Settled(text, doubt=DoubtKind.NIGHT)
    return Settled(text)


def _number(text: str, typed: TypedCell, shape: Shape) -> Settled:
    shown = typed.shown.strip().casefold()
    if shape in {Shape.NUMBER, Shape.YES_NO}:
        reason = say("This cell holds a percentage, which does not belong in this column.")
        return Settled(text, reason if "%" in shown else None)
    if shape is Shape.CHOICE:
        return Settled(text)
    masked = as_shown(typed)
    if masked is not None:
        return Settled(masked)
    reason = _against_number(text, shown)
    # Whoever loads a telephone number sees by itself that its zero is lost, and which it is.
    is_told = reason is None and shape is not Shape.PHONE
    return Settled(text, reason, DoubtKind.NUMBER if is_told else None)


def _against_number(text: str, shown: str) -> LazyText | None:
    """Why a number in a column of texts is not what was meant, or may not be."""
    is_scientific = "e+" in shown or (shown == "general" and len(text) > _SHOWN_WHOLE)
    if not text.isdigit() or len(text) > _MOST_DIGITS or is_scientific:
        return _cut_short(text)
    if shown in _PLAIN_FORMATS:
        return None
    return say(
        "The number %(cell)s is shown as something else here. Format the column as text and type it again.",
        cell=text,
    )


def as_shown(typed: TypedCell) -> str | None:
    """A whole number as a format of zeros, dashes and brackets shows it, such as 010-1234-5678; else None."""
    section, *more = typed.shown.split(";")
    condition = _CONDITION.search(section)
    if condition is not None and typed.number > int(condition[1]) and more:
        section = more[0]
    mask = _BRACKETS.sub("", section).replace("\\", "").replace('"', "").strip()
    is_mask = _MASK.fullmatch(mask) and (mask.count("0") > 1 or "-" in mask)
    if not is_mask or not typed.number.is_integer() or typed.number < 0:
        return None
    # Every place behind the first zero is one too.
    first_zero = mask.find("0")
    if first_zero >= 0:
        mask = mask[:first_zero] + mask[first_zero:].replace("#", "0")
    digits, out = str(int(typed.number)), ""
    places = mask.count("0") + mask.count("#")
    for sign in reversed(mask):
        if sign not in "0#":
            out = sign + out
            continue
        places -= 1
        taken = digits if not places else digits[-1:]
        digits = digits[: len(digits) - len(taken)]
        out = (taken or ("0" if sign == "0" else "")) + out
    return out
