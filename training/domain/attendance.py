"""Who was in class, for how many minutes, and whether that can still be enough."""

from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum

from foundation.text.i18n import register_labels
from foundation.text.message import say


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
    that counts and are not locked. `planned` is the denominator.
    """

    attended: int
    possible: int
    planned: int

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


@dataclass(frozen=True)
class ClassNoted:
    """One class as it counts for one person; `minutes` is None while no mark counts."""

    planned: int
    minutes: int | None
    locked: bool


def add_up(classes: Iterable[ClassNoted]) -> Attended:
    """The sum over the classes that take place; nobody is in a class for longer than it lasts."""
    attended = possible = planned = 0
    for noted in classes:
        planned += noted.planned
        if noted.minutes is not None:
            counted = min(noted.minutes, noted.planned)
            attended += counted
            possible += counted
        elif not noted.locked:
            possible += noted.planned
    return Attended(attended, possible, planned)


# What a cell of the grid may say, in both languages; minutes stand for themselves.
_LETTERS: dict[str, Presence] = {
    "o": Presence.PRESENT,
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


class CellProblem(ValueError):
    """A cell of the grid cannot be read."""


def read_cell(text: str, planned: int) -> tuple[Presence, int]:
    """What a cell of the grid says: presence and minutes; CellProblem when it makes no sense.

    `O` present, `A` absent, `E` excused, `M60` made up with 60 minutes; a bare number of minutes
    means late or left early, or present when it is the whole class.
    """
    text = "".join(text.split()).casefold()
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
