"""Attendance by taps: five states side by side for each person, and minutes where a state needs them."""

from dataclasses import dataclass

from training.domain.attendance import CellProblem, Presence, read_cell

EMPTY = "-"
# What each tap sends: a letter that a cell of the grid reads too.
TAPS = {
    Presence.PRESENT: "O",
    Presence.LATE: "L",
    Presence.ABSENT: "A",
    Presence.EXCUSED: "E",
    Presence.MAKE_UP: "M",
}
WITH_MINUTES = frozenset({TAPS[Presence.LATE], TAPS[Presence.MAKE_UP]})


@dataclass(frozen=True)
class Tapped:
    """One person's place in a class as taps show it: which state is chosen, and its minutes."""

    chosen: str
    minutes: str


def tapped(text: str, planned: int) -> Tapped:
    """The state and the minutes that the text of a cell stands for; what cannot be read is late."""
    if not text:
        return Tapped(EMPTY, "")
    try:
        presence, minutes = read_cell(text, planned)
    except CellProblem:
        state = text[:1] if text[:1] in WITH_MINUTES else TAPS[Presence.LATE]
        return Tapped(state, text.removeprefix(state))
    shown = TAPS[presence]
    return Tapped(shown, str(minutes) if shown in WITH_MINUTES else "")


NOTHING = Tapped(EMPTY, "")
