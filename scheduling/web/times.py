"""The forms in which somebody says when they are free."""

from collections.abc import Sequence
from datetime import date
from typing import Any

from wtforms import DateField, HiddenField, RadioField, TimeField
from wtforms.validators import Optional

from foundation.security.errors import Problems
from foundation.text.message import LazyText, say
from foundation.times.zones import read_day
from foundation.web import forms
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

    def read(self, today: date, problems: Problems) -> WeeklyTime | None:
        """The stretch, or None when it was left empty or is half given."""
        starts, ends = self.starts.data, self.ends.data
        if starts is None and ends is None:
            return None
        if starts is None or ends is None:
            missing = self.starts if starts is None else self.ends
            if not missing.errors:
                problems.add(missing.short_name, say("Give both times, or leave both empty."))
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
        "to": TimeField(_("%(weekday)s to", weekday=name), [Optional()]),
        "first": HiddenField(),
        "last": HiddenField(),
    }


def weekly_form(counts: Sequence[int], values: dict[str, Any] | None = None) -> Any:
    """A form with so many stretches on each weekday, the empty ones for more included."""
    fields = {
        f"d{weekday}_{place}_{key}": field
        for weekday, name in enumerate(WEEKDAYS)
        for place in range(counts[weekday])
        for key, field in _blank(name).items()
    }
    return type("WeeklyForm", (forms.Form,), fields)(**(values or {}))


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


class DaysForm(forms.Form):
    """Leave, other time off, or extra time on some days."""

    kind = RadioField(say("What is it?").text, default=ExceptionReason.LEAVE.value)
    first_day = DateField(say("First day").text, [Optional()])
    last_day = DateField(say("Last day").text, [Optional()])
    starts = TimeField(say("Starts at").text, [Optional()])
    ends = TimeField(say("Ends at").text, [Optional()])

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        """Offer the kinds in the reader's language."""
        super().__init__(*args, **kwargs)
        self.kind.choices = forms.choices(
            [
                (ExceptionReason.LEAVE.value, say("Leave")),
                (ExceptionReason.OTHER.value, say("Other time off")),
                (EXTRA, say("Extra time I am free")),
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
                problems.add("first_day", say("Give the first day."))
            return None, problems
        dated = DatedTime(
            first_day=first_day,
            last_day=last_day,
            starts=self.starts.data,
            ends=self.ends.data,
            available=not self.is_leave,
        )
        return dated, problems
