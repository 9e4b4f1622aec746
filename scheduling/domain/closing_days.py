"""Days on which the centre does not work though its week says so, and what is special about any day."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from functools import partial
from types import MappingProxyType

from foundation.text.i18n import register_labels
from foundation.text.message import LazyText, Named, say
from scheduling.domain.holidays import holiday_name

LONGEST_NAME = 60
FURTHEST_AHEAD_DAYS = 731


class ClosingKind(StrEnum):
    """Why nobody works."""

    PUBLIC_HOLIDAY = "public_holiday"
    CLOSING_DAY = "closing_day"


@dataclass(frozen=True)
class EnteredDay:
    """What the centre has entered for a day; `name` as it was typed."""

    kind: ClosingKind
    name: str


EnteredDays = Mapping[date, EnteredDay]
NONE_ENTERED: EnteredDays = MappingProxyType({})


def what_is_special(day: date, entered: EnteredDays = NONE_ENTERED) -> LazyText | None:
    """That a day is a public holiday or a closing day, by its name, in a sentence; None for any other day."""
    if holiday_name(day) is not None:
        name = Named(partial(_holiday_name, day))
        return say("%(day)s is a public holiday: %(name)s.", day=day, name=name)
    found = entered.get(day)
    if found is None:
        return None
    if found.kind is ClosingKind.PUBLIC_HOLIDAY:
        return say("%(day)s is a public holiday: %(name)s.", day=day, name=found.name)
    return say("The centre is closed on %(day)s: %(name)s.", day=day, name=found.name)


def _holiday_name(day: date, language: str) -> str:
    return holiday_name(day, language) or ""


register_labels(
    {
        ClosingKind.PUBLIC_HOLIDAY: say("Temporary public holiday"),
        ClosingKind.CLOSING_DAY: say("Closing day of the centre"),
    }
)
