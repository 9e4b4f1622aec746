"""Days and times as people write them in Korean offices; what can be read in two ways is refused with a reason."""

import re
import unicodedata
from datetime import date

from foundation.text.message import LazyText, say
from foundation.times.zones import WEEKDAYS, is_in_reach

MIDNIGHT = 24 * 60
# Between these hours hardly anybody works: "2:30" without a word means the afternoon as likely.
_NIGHT_ENDS = 6

_WEEKDAY = r"\s*(?:\(?\s*(?P<weekday>[월화수목금토일](?:요일)?|[A-Za-z]{3,9})\.?\s*\)?)?"
_YEAR_FIRST = re.compile(
    r"(?P<year>\d{4})(?:\s*[-./]\s*|년\s*)(?P<month>\d{1,2})(?:\s*[-./]\s*|월\s*)(?P<day>\d{1,2})\s*[.일]?"
    + _WEEKDAY
)
_TOGETHER = re.compile(r"(?P<year>(?:19|20)\d\d)(?P<month>\d\d)(?P<day>\d\d)" + _WEEKDAY)
_AT_MIDNIGHT = re.compile(
    r"(?:T|\s+)(?:00?:00(?::00)?|오전 12:00(?::00)?|12:00(?::00)? AM)$", re.IGNORECASE
)
_YEAR_LAST = re.compile(r"(\d{1,2})\s*[-./]\s*(\d{1,2})\s*[-./]\s*(\d{4})\.?")
_SHORT_YEAR = re.compile(r"['’]?\d{2}\s*[-./년]\s*\d{1,2}\s*[-./월]\s*\d{1,2}\s*[.일]?")
_NO_YEAR = re.compile(r"\d{1,2}(?:\s*[-./]\s*|월\s*)\d{1,2}\s*일?")
_KOREAN_DAYS = "월화수목금토일"

_MARK = r"(오전|오후|아침|[ap]\.?m\.?)"
_CLOCK = re.compile(
    rf"(?:{_MARK}\s*)?(?:(\d{{1,2}}):(\d{{2}})(?::00(?:\.0+)?)?|(\d{{1,2}})\s*시(?:\s*(\d{{1,2}})\s*분|\s*(반))?|(\d{{1,2}}))"
    rf"(?:\s*{_MARK})?",
    re.IGNORECASE,
)
_FOUR_DIGITS = re.compile(r"(\d{2})(\d{2})")


def day_of(text: str) -> date | LazyText:
    """The day that a text such as "2026-11-30", "2026. 12. 7. (월)" or "2026년 12월 7일" is; else why not."""
    plain = unicodedata.normalize("NFKC", text).strip()
    plain = _AT_MIDNIGHT.sub("", plain)
    found = _YEAR_FIRST.fullmatch(plain) or _TOGETHER.fullmatch(plain)
    if found is None:
        return _against_day(text, plain)
    try:
        day = date(int(found["year"]), int(found["month"]), int(found["day"]))
    except ValueError:
        return say("“%(cell)s” is not a date like 2026-11-30.", cell=text)
    if not is_in_reach(day):
        return say("“%(cell)s” is not a date like 2026-11-30.", cell=text)
    weekday = found["weekday"]
    if weekday and not _is_weekday(day, weekday):
        return say(
            "“%(cell)s”: %(day)s falls on another weekday. Which one is meant?",
            cell=text,
            day=day.isoformat(),
        )
    return day


def _is_weekday(day: date, written: str) -> bool:
    if written[0] in _KOREAN_DAYS:
        return _KOREAN_DAYS.index(written[0]) == day.weekday()
    return written[:3].casefold() == WEEKDAYS[day.weekday()]


def _against_day(text: str, plain: str) -> LazyText:
    found = _YEAR_LAST.fullmatch(plain)
    if found is not None:
        first, second, year = (int(part) for part in found.groups())
        if first <= 12 and second <= 12 and first != second:  # noqa: PLR2004  months
            return say(
                "“%(cell)s” can be read in two ways: write %(one)s or %(other)s.",
                cell=text,
                one=f"{year}-{first:02}-{second:02}",
                other=f"{year}-{second:02}-{first:02}",
            )
        return say("“%(cell)s”: write the year first, as in 2026-11-30.", cell=text)
    if _SHORT_YEAR.fullmatch(plain):
        return say("“%(cell)s”: write the year with four digits, as in 2026-11-30.", cell=text)
    if _NO_YEAR.fullmatch(plain):
        return say("“%(cell)s”: the year is missing. Write it as in 2026-11-30.", cell=text)
    return say("“%(cell)s” is not a date like 2026-11-30.", cell=text)


def minutes_of(text: str) -> int | LazyText:
    """The minutes after midnight of a text such as "09:30", "오후 2:00", "14시 30분", "9:30 AM"; else why not.

    24:00 gives 1440. A small hour without a word is doubtful: "2:30" is seldom the night.
    """
    plain = unicodedata.normalize("NFKC", text).strip()
    wrong = say("“%(cell)s” is not a time like 09:30.", cell=text)
    four = _FOUR_DIGITS.fullmatch(plain)
    found = _CLOCK.fullmatch(f"{four[1]}:{four[2]}" if four else plain)
    if found is None:
        return wrong
    parts = [part or "" for part in found.groups()]
    before, hour_a, minute_a, hour_b, minute_b, half, hour_c, after = parts
    marks = [mark.casefold() for mark in (before, after) if mark]
    if len(marks) > 1 or (hour_c and not marks):
        return wrong
    written = hour_a or hour_b or hour_c
    hour, minute = int(written), 30 if half else int(minute_a or minute_b or 0)
    if minute >= 60 or hour > 24 or (hour == 24 and minute):  # noqa: PLR2004  the clock
        return wrong
    if marks:
        return _with_mark(hour, minute, marks[0], wrong)
    if len(written) == 1 and 0 < hour < _NIGHT_ENDS:
        return say(
            "“%(cell)s” can be read in two ways: write %(afternoon)s, or %(night)s for the night.",
            cell=text,
            afternoon=f"{hour + 12}:{minute:02}",
            night=f"0{hour}:{minute:02}",
        )
    return hour * 60 + minute


def _with_mark(hour: int, minute: int, mark: str, wrong: LazyText) -> int | LazyText:
    """오전 12:00 is midnight and 오후 12:00 noon; "오후 14:00" says the same thing twice."""
    if mark[0] in "오p" and mark != "오전":
        return wrong if hour == 24 else (hour % 12 + 12) * 60 + minute  # noqa: PLR2004
    return wrong if hour > 12 else hour % 12 * 60 + minute  # noqa: PLR2004


def clock_text(minutes: int) -> str:
    """Minutes after midnight as the usual text: 570 is 09:30, 1440 is 24:00."""
    return f"{minutes // 60:02}:{minutes % 60:02}"
