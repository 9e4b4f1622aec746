"""The form of a past period and the rules that are different."""

from datetime import timedelta
from typing import Any

from wtforms import BooleanField, DateField, IntegerField, SelectField, StringField, TimeField
from wtforms.validators import Optional

from accounts.domain.cities import CITIES
from dispatch.domain.sandbox import MOST_DAYS, CourseHeld, OneMore, SandboxRules
from dispatch.service.sandbox.runs import SandboxWish
from foundation.security.errors import Problems
from foundation.text.i18n import label
from foundation.text.message import say
from foundation.web.forms import Entered, Form, Required, choices
from foundation.web.translation import gettext, language, ngettext
from interpreters.domain.languages import Language
from interpreters.domain.qualifications import CertificationLevel

DAYS = (1, 3, 5, 7, MOST_DAYS)
SECONDS = (5, 10, 30, 60, 120)
LEVELS = tuple(
    level
    for level in CertificationLevel
    if level not in {CertificationLevel.TRANSLATOR, CertificationLevel.MENTOR}
)
CHOOSE_ALL = say("Fill in all of these fields, or none.")


class SandboxForm(Form):
    """A name, some days, and what is different in them."""

    name = StringField(say("Name").text, [Required(say("Enter a name, to find it again."))])
    first_day = DateField(
        say("First day").text, [Entered(say("Enter a date, such as 2026-11-30."))]
    )
    days = SelectField(say("Number of days").text)
    seconds = SelectField(say("Time limit").text)
    pooled_one = SelectField(say("City").text, [Optional()])
    pooled_other = SelectField(say("Shares its people with").text, [Optional()])
    video = BooleanField(say("Every session may be held by video").text)
    radius_km = IntegerField(say("Everybody accepts at least (km)").text, [Optional()])
    hours_from = TimeField(say("Working days begin at").text, [Optional()])
    hours_to = TimeField(say("Working days end at").text, [Optional()])
    more_language = SelectField(say("Language").text, [Optional()])
    more_level = SelectField(say("Certification").text, [Optional()])
    more_city = SelectField(say("City").text, [Optional()])
    course_language = SelectField(say("Language").text, [Optional()])
    course_level = SelectField(say("Certification").text, [Optional()])
    course_people = IntegerField(say("People").text, [Optional()])

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        """Offer days, seconds, cities, languages and levels."""
        super().__init__(*args, **kwargs)
        reader = language()
        none = ("", gettext("None"))
        cities = [none, *((code, city.name_in(reader)) for code, city in CITIES.items())]
        languages = [none, *((each.value, label(each, reader)) for each in Language)]
        levels = [none, *((each.value, label(each, reader)) for each in LEVELS)]
        self.days.choices = choices(
            [(str(n), ngettext("%(num)s day", "%(num)s days", n)) for n in DAYS]
        )
        self.seconds.choices = choices(
            [(str(n), ngettext("%(num)s second", "%(num)s seconds", n)) for n in SECONDS]
        )
        for field in (self.pooled_one, self.pooled_other, self.more_city):
            field.choices = choices(cities)
        for field in (self.more_language, self.course_language):
            field.choices = choices(languages)
        for field in (self.more_level, self.course_level):
            field.choices = choices(levels)

    def wish(self) -> SandboxWish:
        """What was typed; refused beside the field where only a part of a rule is filled in."""
        problems = Problems()
        for names in (
            ("pooled_one", "pooled_other"),
            ("hours_from", "hours_to"),
            ("more_language", "more_level", "more_city"),
            ("course_language", "course_level", "course_people"),
        ):
            empty = [name for name in names if self[name].data in {None, ""}]
            if empty and len(empty) < len(names):
                problems.add(empty[0], CHOOSE_ALL)
        problems.check()
        assert self.first_day.data is not None
        last = self.first_day.data + timedelta(days=int(self.days.data) - 1)
        return SandboxWish(
            name=self.name.data or "",
            first_day=self.first_day.data,
            last_day=last,
            seconds=int(self.seconds.data),
            rules=self._rules(),
        )

    def _rules(self) -> SandboxRules:
        hours = (self.hours_from.data, self.hours_to.data)
        more = course = None
        if self.more_language.data:
            more = OneMore(
                language=Language(self.more_language.data),
                level=CertificationLevel(self.more_level.data),
                city=self.more_city.data,
            )
        if self.course_language.data:
            course = CourseHeld(
                language=Language(self.course_language.data),
                level=CertificationLevel(self.course_level.data),
                people=self.course_people.data or 0,
            )
        return SandboxRules(
            pooled=(self.pooled_one.data, self.pooled_other.data) if self.pooled_one.data else (),
            video=bool(self.video.data),
            radius_km=self.radius_km.data or 0,
            hours=tuple(f"{clock:%H:%M}" for clock in hours if clock is not None),
            one_more=more,
            course=course,
        )
