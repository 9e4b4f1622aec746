"""What else stands in an interpreter's calendar beside sessions and offers: classes, sittings, leave, places."""

from collections import defaultdict
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum

from dispatch.domain.states import PlaceState
from dispatch.service.practicum import places
from dispatch.store.tables import Interpreter
from foundation.database.work import UnitOfWork
from foundation.text.i18n import register_labels
from foundation.text.message import say
from foundation.times.hours import hours_span
from foundation.times.zones import days_span, local_day
from scheduling.domain.availability import ExceptionReason, days_between
from scheduling.service import availability
from training.service.pages import own_dates
from training.service.pages.own_dates import OwnDateKind


class OtherKind(StrEnum):
    """What it is."""

    LEAVE = "leave"
    TIME_OFF = "time_off"
    CLASS = "class"
    SITTING = "sitting"
    PLACE_ASKED = "place_asked"
    PLACE = "place"


@dataclass(frozen=True, kw_only=True)
class OtherDate:
    """One line of a day. Without `starts_at` it is the whole day; without `path` it leads nowhere."""

    kind: OtherKind
    starts_at: datetime | None = None
    ends_at: datetime | None = None
    title: str = ""
    title_en: str = ""
    path: str = ""


_TRAINING = {OwnDateKind.CLASS: OtherKind.CLASS, OwnDateKind.SITTING: OtherKind.SITTING}


def list_other_dates(
    uow: UnitOfWork, who: Interpreter, first: date, last: date
) -> dict[date, list[OtherDate]]:
    """By day, whole days first and then in order of time. The caller has checked who reads."""
    zone = uow.settings.zone
    span = days_span(first, last, zone)
    found: dict[date, list[OtherDate]] = defaultdict(list)
    for own in own_dates.list_own(uow, who.id, span):
        found[local_day(own.starts_at, zone)].append(
            OtherDate(
                kind=_TRAINING[own.kind],
                starts_at=own.starts_at,
                ends_at=own.ends_at,
                title=own.title,
                title_en=own.title_en,
                path=own.path,
            )
        )
    for place in places.list_own(uow):
        starts_at = place.assignment.starts_at
        is_sure = place.state is PlaceState.CONFIRMED
        if span.start <= starts_at < span.end:
            found[local_day(starts_at, zone)].append(
                OtherDate(
                    kind=OtherKind.PLACE if is_sure else OtherKind.PLACE_ASKED,
                    starts_at=starts_at,
                    ends_at=place.assignment.ends_at,
                    title=place.mentorship.mentor.full_name,
                    title_en=place.mentorship.mentor.full_name,
                    path="/practicum/places",
                )
            )
    _add_time_off(uow, who, (first, last), found)
    for day in found.values():
        day.sort(key=lambda other: (other.starts_at is not None, other.starts_at or span.start))
    return found


def _add_time_off(
    uow: UnitOfWork, who: Interpreter, days: tuple[date, date], found: dict[date, list[OtherDate]]
) -> None:
    zone = uow.settings.zone
    for row in availability.list_exceptions(uow, who.id):
        if row.available or row.first_day > days[1] or row.last_day < days[0]:
            continue
        is_leave = row.reason == ExceptionReason.LEAVE
        for day in days_between(max(row.first_day, days[0]), min(row.last_day, days[1])):
            hours = None
            if row.starts is not None and row.ends is not None:
                hours = hours_span(day, row.starts, row.ends, zone)
            found[day].append(
                OtherDate(
                    kind=OtherKind.LEAVE if is_leave else OtherKind.TIME_OFF,
                    starts_at=None if hours is None else hours.start,
                    ends_at=None if hours is None else hours.end,
                    path="/schedule/availability#days-h",
                )
            )


register_labels(
    {
        OtherKind.LEAVE: say("Leave"),
        OtherKind.TIME_OFF: say("Time off"),
        OtherKind.CLASS: say("Class of a course"),
        OtherKind.SITTING: say("Sitting"),
        OtherKind.PLACE_ASKED: say("Practicum: answer needed"),
        OtherKind.PLACE: say("Practicum"),
    }
)
