"""Who was in class, for how many minutes, and whether that can still be enough."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from enum import StrEnum

from foundation.text.i18n import register_labels
from foundation.text.message import say
from foundation.times.spans import Span


class Presence(StrEnum):
    """What a mark says."""

    PRESENT = "present"
    LATE = "late"
    ABSENT = "absent"
    EXCUSED = "excused"
    MAKE_UP = "make_up"


class MarkSource(StrEnum):
    """Where a mark comes from; a QR check-in counts only once the trainer has confirmed it."""

    TRAINER = "trainer"
    QR = "qr"
    FILE = "file"


register_labels(
    {
        Presence.PRESENT: say("Present"),
        Presence.LATE: say("Late or left early"),
        Presence.ABSENT: say("Absent"),
        Presence.EXCUSED: say("Excused"),
        Presence.MAKE_UP: say("Made up"),
    }
)


@dataclass(frozen=True)
class Attended:
    """Minutes of one person over the classes of a cohort that were not cancelled.

    `attended` were noted, `possible` are those plus what can still come: classes that have no mark
    that counts and are not locked. `planned` is the denominator. `noted` are the minutes of the
    classes about which something is settled, `longest_open` those of the longest one that is not.
    """

    attended: int
    possible: int
    planned: int
    noted: int = field(default=0, compare=False)
    longest_open: int = field(default=0, compare=False)

    @property
    def percent(self) -> int:
        """How much of the course was attended so far, rounded down."""
        return 100 * self.attended // self.planned if self.planned else 0

    def needed(self, percent: int) -> int:
        """How many minutes `percent` of the course are, rounded up."""
        return -(-self.planned * percent // 100)

    def is_enough(self, percent: int) -> bool:
        """Whether that much was attended already."""
        return self.attended >= self.needed(percent)

    def is_lost(self, percent: int) -> bool:
        """Whether it can no longer be reached, unless something is made up."""
        return self.possible < self.needed(percent)

    def spare(self, percent: int) -> int:
        """How many minutes somebody may still miss and yet reach that much."""
        return max(0, self.possible - self.needed(percent))

    def is_at_risk(self, percent: int) -> bool:
        """Whether something was missed already and missing one more class can be one too many."""
        if self.is_lost(percent) or self.is_enough(percent):
            return False
        return self.possible < self.planned and self.spare(percent) < self.longest_open


@dataclass(frozen=True)
class ClassNoted:
    """One class as it counts for one person; `minutes` is None while no mark counts.

    `passed` are the minutes of the class that are over by now, None once all are; `elsewhere` those
    of the mark that count in another class of the same hours already.
    """

    planned: int
    minutes: int | None
    locked: bool
    passed: int | None = None
    elsewhere: int = 0


def add_up(classes: Iterable[ClassNoted]) -> Attended:
    """The sum over the classes that take place; nobody is in a class for longer than it has lasted.

    Of a class that is under way a mark says how long somebody stays: it is attended minute by minute.
    """
    attended = possible = planned = settled = longest = 0
    for noted in classes:
        planned += noted.planned
        if noted.minutes is not None:
            counted = max(0, min(noted.minutes, noted.planned) - noted.elsewhere)
            attended += counted if noted.passed is None else min(counted, noted.passed)
            possible += counted
        elif not noted.locked:
            possible += noted.planned
            longest = max(longest, noted.planned)
            continue
        settled += noted.planned if noted.passed is None else min(noted.planned, noted.passed)
    return Attended(attended, possible, planned, settled, longest)


@dataclass(frozen=True)
class Attendance:
    """The minutes that a mark gives somebody in a class, for comparing it with another class."""

    span: Span
    planned: int
    minutes: int


def counted_twice(one: Attendance, other: Attendance) -> int:
    """How many minutes of two marks of one person cannot both be true, for the classes overlap."""
    overlap = min(one.span.end, other.span.end) - max(one.span.start, other.span.start)
    shared = min(int(overlap.total_seconds()) // 60, one.planned, other.planned)
    if shared <= 0:
        return 0
    most = one.planned + other.planned - shared
    return max(0, one.minutes + other.minutes - most)


# What a cell of the grid may say, in both languages; minutes stand for themselves.
_LETTERS: dict[str, Presence] = {
    **dict.fromkeys(("o", "ｏ", "ㅇ", "\u110b", "○", "〇", "◯"), Presence.PRESENT),
    "p": Presence.PRESENT,
    "출": Presence.PRESENT,
    "l": Presence.LATE,
    "지": Presence.LATE,
    "a": Presence.ABSENT,
    "x": Presence.ABSENT,
    "결": Presence.ABSENT,
    "e": Presence.EXCUSED,
    "공": Presence.EXCUSED,
    "m": Presence.MAKE_UP,
    "보": Presence.MAKE_UP,
}
_SHOWN = {
    "ko": {Presence.ABSENT: "결", Presence.EXCUSED: "공", Presence.MAKE_UP: "보"},
    "en": {Presence.ABSENT: "A", Presence.EXCUSED: "E", Presence.MAKE_UP: "M"},
}


_WORDS = {"출석": "출", "지각": "지", "조퇴": "지", "결석": "결", "공결": "공", "보강": "보"}


class CellProblem(ValueError):
    """A cell of the grid cannot be read."""


def read_cell(text: str, planned: int) -> tuple[Presence, int]:
    """What a cell of the grid says: presence and minutes; CellProblem when it makes no sense.

    `O` (also ㅇ, ○ and 0) present, `A` or `X` absent, `E` excused, `M60` made up with 60 minutes; a
    bare number of minutes means late or left early, or present when it is the whole class.
    """
    text = "".join(text.split()).casefold()
    text = _WORDS.get(text[:2], text[:2]) + text[2:]
    if text == "0":
        text = "o"
    presence = _LETTERS.get(text[:1])
    digits = text[1:] if presence is not None else text
    if digits and not (digits.isascii() and digits.isdecimal()):
        raise CellProblem
    minutes = int(digits[:6]) if digits else None
    if presence is None:
        if minutes is None:
            raise CellProblem
        presence = Presence.PRESENT if minutes == planned else Presence.LATE
    if minutes is None:
        if presence is Presence.LATE:
            raise CellProblem
        minutes = planned if presence in {Presence.PRESENT, Presence.MAKE_UP} else 0
    if is_odd(presence, minutes, planned):
        raise CellProblem
    return presence, minutes


def write_cell(presence: Presence, minutes: int, planned: int, language: str) -> str:
    """The shortest text that `read_cell` reads as this."""
    if presence is Presence.PRESENT and minutes == planned:
        return "O"
    letter = _SHOWN.get(language, _SHOWN["en"]).get(presence)
    if letter is None:
        return str(minutes)
    return f"{letter}{minutes}" if presence is Presence.MAKE_UP and minutes != planned else letter


def is_odd(presence: Presence, minutes: int, planned: int) -> bool:
    """Whether these minutes do not fit: more than the class has, or any for somebody absent."""
    if presence in {Presence.ABSENT, Presence.EXCUSED}:
        return minutes != 0
    return not 0 < minutes <= planned
