"""The form of a group of settings, made from how the package declares them."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any, Self

from wtforms import DateField, SelectMultipleField, StringField

from foundation.office_settings import (
    ClockSpan,
    ClockTime,
    Number,
    OfficeSetting,
    OfficeSettingGroup,
    Several,
)
from foundation.text.message import say
from foundation.web.forms import choices
from foundation.web.stale import StoredForm
from foundation.web.translation import words

# The two ends of a span of time have a field each: the span's name, and the name with this behind.
END = "_until"


class SettingsForm(StoredForm):
    """The answers of one group, and the day from which they count."""

    group: OfficeSettingGroup
    valid_from = DateField(say("Counts from").text)

    @classmethod
    def showing(cls, texts: Mapping[str, str], *, valid_from: date) -> Self:
        """The form over what counts today; the day is nobody's stored answer."""
        data: dict[str, Any] = {"valid_from": valid_from}
        for each in cls.group.settings:
            text = texts[each.name]
            if isinstance(each.answer, ClockSpan):
                data[each.name], _comma, data[each.name + END] = text.partition(",")
            else:
                data[each.name] = text.split(",") if isinstance(each.answer, Several) else text
        return cls(None, data=data).note_seen()

    def texts(self) -> dict[str, str]:
        """Every answer as text, by name; the day is chosen anew each time."""
        return {name: text for name, text in super().texts().items() if name != "valid_from"}

    def answers(self) -> dict[str, str]:
        """What was typed, as the service takes it."""
        found: dict[str, str] = {}
        for each in self.group.settings:
            data = self[each.name].data
            if isinstance(each.answer, ClockSpan):
                data = f"{data or ''},{self[each.name + END].data or ''}"
            elif isinstance(each.answer, Several):
                data = ",".join(data or ())
            found[each.name] = data or ""
        return found


@dataclass(frozen=True)
class SettingRow:
    """A line of the form: the setting, its fields, and how they are drawn."""

    setting: OfficeSetting
    fields: list[Any]
    look: str
    hint: str


def form_of(group: OfficeSettingGroup) -> type[SettingsForm]:
    """The form of a group."""
    fields: dict[str, Any] = {"group": group}
    for each in group.settings:
        if isinstance(each.answer, Several):
            fields[each.name] = SelectMultipleField(
                each.label.text, choices=choices(each.answer.choices), validate_choice=False
            )
            continue
        fields[each.name] = StringField(each.label.text)
        if isinstance(each.answer, ClockSpan):
            fields[each.name + END] = StringField(say("End of the day").text)
    return type("GroupForm", (SettingsForm,), fields)


def rows_of(form: SettingsForm, group: OfficeSettingGroup) -> list[SettingRow]:
    """The lines of the form, in the order in which the package declares them."""
    return [_row(form, each) for each in group.settings]


def _row(form: SettingsForm, setting: OfficeSetting) -> SettingRow:
    answer, hint = setting.answer, "" if setting.hint is None else words(setting.hint)
    fields, look = [form[setting.name]], "text"
    if isinstance(answer, ClockSpan):
        fields.append(form[setting.name + END])
        look = "clock"
    elif isinstance(answer, ClockTime):
        look = "clock"
    elif isinstance(answer, Several):
        look = "several"
    elif isinstance(answer, Number):
        look = "whole" if answer.whole else "decimal"
        fields[0].label.text = f"{words(setting.label)} ({words(answer.unit)})"
    return SettingRow(setting, fields, look, hint)
