"""Settings that the office keeps by itself, on a page: how a package declares them.

    GROUP = OfficeSettingGroup(key="travel", label=say("Travel times"), effect=say("..."), settings=(
        OfficeSetting(TravelSettings, "travel_kmh", say("Average speed"), Number(5, 120, say("km/h"))),
    ))

Each names a field of the package's `domain/settings.py`; app.py puts the groups together (`OFFICE_SETTINGS`). What the
office has kept counts from its day on and takes the place of the environment's (`foundation/database/kept_settings.py`).
"""

import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import time
from typing import Any, cast

from foundation.config import parse_as
from foundation.text.message import LazyText, say

# The words of settings by name, for the audit trail.
LABELS: dict[str, LazyText] = {}
# Below nothing, or longer than any setting.
_OUT_OF_REACH = re.compile(r"-[0-9]+|[0-9]{10,}")
_WHOLE, _DECIMAL = re.compile(r"[0-9]{1,9}"), re.compile(r"[0-9]{1,9}(\.[0-9]{1,9})?")
_THOUSANDS = re.compile(r"(?<=[0-9]),(?=[0-9]{3}(?![0-9]))")
_CLOCK = re.compile(r"([01]\d|2[0-3]):[0-5]\d")


@dataclass(frozen=True)
class Number:
    """A number between two, counted in a unit."""

    least: float
    most: float
    unit: LazyText
    whole: bool = True

    def problem(self, text: str) -> LazyText | None:
        """Why this cannot stand here, if so."""
        # A number that is only too low or too long is told its limits, not that it is none.
        is_out_of_reach = bool(_OUT_OF_REACH.fullmatch(text))
        if not is_out_of_reach and not (_WHOLE if self.whole else _DECIMAL).fullmatch(text):
            return (
                say("Enter a whole number.") if self.whole else say("Enter a number, such as 37.5.")
            )
        if is_out_of_reach or not self.least <= float(text) <= self.most:
            return say(
                "Enter a number between %(least)s and %(most)s.",
                least=f"{self.least:,g}",
                most=f"{self.most:,.10g}",
            )
        return None


@dataclass(frozen=True)
class ClockTime:
    """A time on the wall, such as 15:00."""

    def problem(self, text: str) -> LazyText | None:
        """Why this cannot stand here, if so."""
        return None if _CLOCK.fullmatch(text) else say("Enter a time, such as 14:30.")


@dataclass(frozen=True)
class ClockSpan:
    """From one time on the wall to a later one: "09:00,18:00"."""

    def problem(self, text: str) -> LazyText | None:
        """Why this cannot stand here, if so."""
        start, _comma, end = text.partition(",")
        if not (_CLOCK.fullmatch(start) and _CLOCK.fullmatch(end)):
            return say("Enter a time, such as 14:30.")
        if time.fromisoformat(start) >= time.fromisoformat(end):
            return say("The end must come after the beginning.")
        return None


@dataclass(frozen=True)
class Several:
    """Some of these codes, at least so many; each has its words."""

    choices: tuple[tuple[str, LazyText], ...]
    least: int = 0

    def problem(self, text: str) -> LazyText | None:
        """Why this cannot stand here, if so."""
        chosen = [code for code in text.split(",") if code]
        if not {*chosen} <= {code for code, _words in self.choices}:
            return say("Choose among the answers offered.")
        return say("Choose at least one.") if len(chosen) < self.least else None


@dataclass(frozen=True)
class ShortText:
    """A line of text; it may be empty."""

    longest: int

    def problem(self, text: str) -> LazyText | None:
        """Why this cannot stand here, if so."""
        return (
            say("Use at most %(n)s characters.", n=self.longest)
            if len(text) > self.longest
            else None
        )


Answer = Number | ClockTime | ClockSpan | Several | ShortText


@dataclass(frozen=True)
class OfficeSetting:
    """One setting: the field of a package's settings, its words, and which answers make sense."""

    section: type[Any]
    name: str
    label: LazyText
    answer: Answer
    hint: LazyText | None = None

    def __post_init__(self) -> None:
        """Let the audit trail know its words; AttributeError when the section has no such field."""
        self.plain(text_of(getattr(self.section(), self.name)))
        LABELS[self.name] = self.label

    def tidied(self, text: str) -> str:
        """What was typed without what only helps to read it: 30,000 is 30000."""
        return _THOUSANDS.sub("", text) if isinstance(self.answer, Number) else text

    def plain(self, text: str) -> str:
        """An answer as it is kept: 37.50 and 37.5 are one. ValueError when it cannot be read."""
        return text_of(parse_as(getattr(self.section(), self.name), text))


@dataclass(frozen=True)
class OfficeSettingGroup:
    """Settings that are changed together. `effect` says what a change touches and what stays as it was.

    `check` looks at all answers at once, as texts by name, and names what does not go together.
    """

    key: str
    label: LazyText
    effect: LazyText
    settings: tuple[OfficeSetting, ...]
    check: Callable[[Mapping[str, str]], Mapping[str, LazyText]] | None = None

    def find_problems(self, answers: Mapping[str, str]) -> dict[str, LazyText]:
        """What is wrong with the answers, by name; what does not go together only when each is right by itself."""
        found = {
            each.name: problem
            for each in self.settings
            if (problem := each.answer.problem(answers[each.name])) is not None
        }
        if not found and self.check is not None:
            found.update(self.check(answers))
        return found


def text_of(value: object) -> str:
    """A value as an environment variable would write it."""
    if isinstance(value, tuple):
        return ",".join(str(part) for part in cast("tuple[object, ...]", value))
    return f"{value:g}" if isinstance(value, float) else str(value)


def by_section(groups: Iterable[OfficeSettingGroup]) -> dict[type[Any], frozenset[str]]:
    """Which fields of which settings the office keeps."""
    found: dict[type[Any], frozenset[str]] = {}
    for setting in (each for group in groups for each in group.settings):
        found[setting.section] = found.get(setting.section, frozenset()) | {setting.name}
    return found
