"""The forms in which somebody says when they are free."""

from collections.abc import Sequence
from datetime import date, time
from typing import Any

from wtforms import DateField, HiddenField, RadioField, TimeField
from wtforms.validators import Optional

from foundation.security.errors import Problems
from foundation.text.message import LazyText, say
from foundation.times.hours import ends_next_day
from foundation.times.zones import read_day
from foundation.web import forms
from foundation.web.stale import StoredForm
from foundation.web.translation import gettext as _
from scheduling.domain.availability import DatedTime, ExceptionReason, WeeklyTime

WEEKDAYS = (
    say("Monday"),
    say("Tuesday"),
    say("Wednesday"),
    say("Thursday"),
    say("Friday"),
    say("Saturday"),
    say("Sunday"),
)
MOST_PARTS = 6
EXTRA = "extra"


class _Part:
    """One stretch of a weekday: two times, and the days between which it holds."""

    def __init__(self, form: Any, weekday: int, place: int) -> None:
        name = f"d{weekday}_{place}"
        self.weekday = weekday
        self.starts, self.ends = form[f"{name}_from"], form[f"{name}_to"]
        self.first_day, self.last_day = form[f"{name}_first"], form[f"{name}_last"]

    @property
    def errors(self) -> list[str]:
        """What is wrong with either time."""
        return [*self.starts.errors, *self.ends.errors]

    @property
    def ends_next_day(self) -> bool:
        """Whether it runs on into the next day."""
        starts, ends = self.starts.data, self.ends.data
        return starts is not None and ends is not None and ends_next_day(starts, ends)

    def read(self, today: date, problems: Problems) -> WeeklyTime | None:
        """The stretch, or None when it was left empty or is half given."""
        starts, ends = self.starts.data, self.ends.data
        if starts is None and ends is None:
            return None
        if starts is None or ends is None:
            missing = self.starts if starts is None else self.ends
            if not missing.errors:
                problems.add(missing.short_name, say("Enter both times, or leave both empty."))
            return None
        return WeeklyTime(
            weekday=self.weekday,
            starts=starts,
            ends=ends,
            first_day=read_day(self.first_day.data) or today,
            last_day=read_day(self.last_day.data),
        )


def _blank(weekday: LazyText) -> dict[str, Any]:
    name = _(weekday.text)
    return {
        "from": TimeField(_("%(weekday)s from", weekday=name), [Optional()]),
        "to": forms.EndTimeField(_("%(weekday)s to", weekday=name), [Optional()]),
        "first": HiddenField(),
        "last": HiddenField(),
    }


def weekly_form(counts: Sequence[int], values: dict[str, Any] | None = None, **given: Any) -> Any:
    """A form with so many stretches on each weekday, the empty ones for more included."""
    fields = {
        f"d{weekday}_{place}_{key}": field
        for weekday, name in enumerate(WEEKDAYS)
        for place in range(counts[weekday])
        for key, field in _blank(name).items()
    }
    return type("WeeklyForm", (StoredForm,), fields)(**(values or {}), **given)


def parts_of(form: Any, counts: Sequence[int]) -> list[list[_Part]]:
    """The stretches of each weekday."""
    return [[_Part(form, weekday, n) for n in range(count)] for weekday, count in enumerate(counts)]


def counts_in(sent: Any) -> list[int]:
    """How many stretches of each weekday a browser sent."""
    return [
        max(1, sum(f"d{weekday}_{n}_from" in sent for n in range(MOST_PARTS)))
        for weekday in range(7)
    ]


def stored(pattern: Sequence[WeeklyTime]) -> tuple[list[int], dict[str, Any]]:
    """A stored pattern as answers of the form, with one empty stretch more on each weekday."""
    counts, values = [0] * 7, dict[str, Any]()
    for part in pattern:
        name = f"d{part.weekday}_{counts[part.weekday]}"
        counts[part.weekday] += 1
        values |= {f"{name}_from": part.starts, f"{name}_to": part.ends}
        values[f"{name}_first"] = part.first_day.isoformat()
        values[f"{name}_last"] = part.last_day.isoformat() if part.last_day else ""
    return [min(n + 1, MOST_PARTS) for n in counts], values


def stored_form(pattern: Sequence[WeeklyTime]) -> tuple[Any, list[int]]:
    """A stored pattern in its form, and how many stretches each weekday has there."""
    counts, values = stored(pattern)
    each = sorted(f"{part.weekday} {part.starts}-{part.ends}" for part in pattern)
    return weekly_form(counts, values, formdata=None).note_seen(week=", ".join(each)), counts


_NINE, _ONE, _SIX = time(9), time(13), time(18)
WORKDAYS, WEEKEND = range(5), range(5, 7)
# Weeks that many people have: on which days, from when to when.
PRESETS: dict[str, tuple[LazyText, range, time, time]] = {
    "workdays": (say("Weekdays 9–18"), WORKDAYS, _NINE, _SIX),
    "mornings": (say("Weekday mornings 9–13"), WORKDAYS, _NINE, _ONE),
    "afternoons": (say("Weekday afternoons 13–18"), WORKDAYS, _ONE, _SIX),
    "weekend": (say("Weekend 9–18"), WEEKEND, _NINE, _SIX),
}
COPY = "copy"


def filled_in(
    do: str, form: Any, counts: Sequence[int], today: date
) -> tuple[Any, list[int]] | None:
    """The form as a button has filled it in, not saved: a usual week, or Monday on every weekday.

    None when `do` names no such button. A usual week leaves the other days as they are.
    """
    parts = parts_of(form, counts)
    if do in PRESETS:
        _, days, starts, ends = PRESETS[do]
        given = {weekday: [(starts, ends)] for weekday in days}
    elif do == COPY:
        given = {weekday: _times_of(parts[0]) for weekday in WORKDAYS}
    else:
        return None
    pattern = [
        WeeklyTime(weekday=weekday, starts=starts, ends=ends, first_day=today)
        for weekday, stretches in given.items()
        for starts, ends in stretches
    ]
    untouched = [
        part for weekday, each in enumerate(parts) if weekday not in given for part in each
    ]
    kept = (part.read(today, Problems()) for part in untouched)
    pattern.extend(part for part in kept if part is not None)
    new_counts, values = stored(pattern)
    return weekly_form(new_counts, values, formdata=None), new_counts


def _times_of(parts: Sequence[_Part]) -> list[tuple[time, time]]:
    given = ((p.starts.data, p.ends.data) for p in parts)
    return [(start, end) for start, end in given if start is not None and end is not None]


class DaysForm(forms.Form):
    """Leave, other time off, or extra time on some days."""

    kind = RadioField(say("Type").text, default=ExceptionReason.LEAVE.value)
    first_day = DateField(say("First day").text, [Optional()])
    last_day = DateField(say("Last day").text, [Optional()])
    starts = TimeField(say("Starts at").text, [Optional()])
    ends = forms.EndTimeField(say("Ends at").text, [Optional()])

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        """Offer the kinds in the reader's language."""
        super().__init__(*args, **kwargs)
        self.kind.choices = forms.choices(
            [
                (ExceptionReason.LEAVE.value, say("Leave")),
                (ExceptionReason.OTHER.value, say("Other unavailable time")),
                (EXTRA, say("Extra availability")),
            ]
        )

    @property
    def is_leave(self) -> bool:
        """Whether it is time off, which is shown before it is saved."""
        return self.kind.data != EXTRA

    @property
    def reason(self) -> ExceptionReason:
        """What is kept as the reason."""
        is_leave = self.kind.data == ExceptionReason.LEAVE.value
        return ExceptionReason.LEAVE if is_leave else ExceptionReason.OTHER

    def read(self) -> tuple[DatedTime | None, Problems]:
        """The days, or what is missing."""
        problems = Problems()
        first_day, last_day = self.first_day.data, self.last_day.data or self.first_day.data
        if first_day is None or last_day is None:
            if not self.first_day.errors:
                problems.add("first_day", say("Enter the first day."))
            return None, problems
        dated = DatedTime(
            first_day=first_day,
            last_day=last_day,
            starts=self.starts.data,
            ends=self.ends.data,
            available=not self.is_leave,
        )
        return dated, problems
