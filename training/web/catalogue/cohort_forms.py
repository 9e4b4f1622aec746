"""The forms of cohorts, their seats and their classes."""

from datetime import time
from typing import Any
from zoneinfo import ZoneInfo

from wtforms import (
    BooleanField,
    DateField,
    FieldList,
    FormField,
    IntegerField,
    SelectField,
    StringField,
    TimeField,
)
from wtforms import Form as PlainForm
from wtforms.validators import NumberRange, Optional

from accounts.domain.cities import CITIES
from foundation.text.message import say
from foundation.times.hours import ends_next_day, hours_span
from foundation.times.spans import Span
from foundation.times.zones import local_clock, local_day, to_utc
from foundation.web.forms import EndTimeField, Entered, Form, Required, choices, given
from foundation.web.ids import chosen_id, find_id
from foundation.web.stale import StoredForm
from foundation.web.translation import gettext, language, words
from interpreters.domain.languages import Language
from training.service.catalogue.cohorts import Cohort, CohortFacts
from training.service.teaching.meetings import ClassFacts, ClassMeeting
from training.web.catalogue.course_forms import Choices, languages

LEAST_QUOTA_ROWS = 3
OPENS_CLOCK, CLOSES_CLOCK = time(9), time(18)
GIVE_A_DATE = say("Enter a date, such as 2026-11-30.")
GIVE_A_TIME = say("Enter a time, such as 14:30.")


class QuotaForm(PlainForm):
    """At most so many seats for one language; a row without a language is no row."""

    language = SelectField(say("Language").text, [Optional()])
    seats = IntegerField(say("Maximum participants").text, [Optional(), NumberRange(min=0)])

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        """Offer the languages in the reader's language."""
        super().__init__(*args, **kwargs)  # pyright: ignore[reportUnknownMemberType]  untyped
        self.language.choices = languages(empty=say("None").text)
        for field in self:
            field.label.text = gettext(str(field.label.text))


class SeatsForm(StoredForm):
    """How many seats, and of which languages at most how many."""

    capacity = IntegerField(say("Seats").text, [Entered(say("Enter a whole number."))])
    quotas = FieldList(
        FormField(QuotaForm), say("Seats by language").text, min_entries=LEAST_QUOTA_ROWS
    )

    def chosen_quotas(self) -> dict[Language, int]:
        """Most seats by language."""
        rows: list[dict[str, Any]] = list(self.quotas.data)
        return {Language(row["language"]): row["seats"] or 0 for row in rows if row["language"]}


def quota_rows(cohort: Cohort) -> list[dict[str, Any]]:
    """The quotas of a cohort with an empty row after them."""
    kept: list[dict[str, Any]] = [
        {"language": quota.language.value, "seats": quota.seats}
        for quota in sorted(cohort.quotas, key=lambda quota: quota.language)
    ]
    spare = max(1, LEAST_QUOTA_ROWS - len(kept))
    return [*kept, *({"language": "", "seats": None} for _row in range(spare))]


class CohortForm(SeatsForm):
    """Who hosts a cohort, where, for how many, and when one may apply."""

    course = SelectField(say("Course").text, [Required(say("Choose a course."))])
    organisation = SelectField(
        say("Hosted by").text, [Required(say("Choose the organisation that hosts it."))]
    )
    city = SelectField(say("City").text, [Required(say("Choose a city."))])
    site = SelectField(say("Place").text, [Optional()])
    online = BooleanField(say("Held online").text)
    screening = BooleanField(say("Applications are reviewed one by one").text)
    minimum = IntegerField(
        say("Minimum participants").text, [Entered(say("Enter a whole number."))]
    )
    opens = DateField(say("Enrolment opens on").text, [Entered(GIVE_A_DATE)])
    opens_clock = TimeField(say("At").text, [Entered(GIVE_A_TIME)])
    closes = DateField(say("Enrolment closes on").text, [Entered(GIVE_A_DATE)])
    closes_clock = TimeField(say("At").text, [Entered(GIVE_A_TIME)])
    cutoff_hours = IntegerField(
        say("No seats offered in the last hours before the first class").text,
        [Entered(say("Enter a whole number."))],
        default=24,
    )
    offer_hours = IntegerField(
        say("Hours to answer the offer of a seat").text,
        [Entered(say("Enter a whole number."))],
        default=24,
    )

    def offer(self, courses: Choices, organisations: Choices, sites: Choices) -> None:
        """Fill in the answers to choose from, in the reader's language."""
        if "course" in self:
            self.course.choices = choices(courses, empty=say("Choose one").text)
        self.organisation.choices = choices(organisations, empty=say("Choose one").text)
        self.site.choices = choices(sites, empty=say("No place").text)
        towns = [(code, town.name_in(language())) for code, town in CITIES.items()]
        self.city.choices = choices(
            sorted(towns, key=lambda choice: choice[1]), empty=say("Choose one").text
        )

    def facts(self, zone: ZoneInfo, *, capacity: int | None = None) -> CohortFacts:
        """What was typed, as the service takes it."""
        return CohortFacts(
            organisation_id=chosen_id(self.organisation),
            city=self.city.data,
            site_id=find_id(self.site.data),
            online=bool(self.online.data),
            screening=bool(self.screening.data),
            capacity=given(self.capacity.data) if capacity is None else capacity,
            minimum=given(self.minimum.data),
            opens_at=to_utc(given(self.opens.data), given(self.opens_clock.data), zone),
            closes_at=to_utc(given(self.closes.data), given(self.closes_clock.data), zone),
            cutoff_hours=given(self.cutoff_hours.data),
            offer_hours=given(self.offer_hours.data),
            quotas=self.chosen_quotas() if capacity is None else {},
        )


def cohort_values(cohort: Cohort, zone: ZoneInfo) -> dict[str, Any]:
    """A cohort as the form shows it."""
    return {
        "organisation": str(cohort.organisation_id),
        "city": cohort.city,
        "site": "" if cohort.site_id is None else str(cohort.site_id),
        "online": cohort.online,
        "screening": cohort.screening,
        "minimum": cohort.minimum,
        "opens": local_day(cohort.opens_at, zone),
        "opens_clock": local_clock(cohort.opens_at, zone),
        "closes": local_day(cohort.closes_at, zone),
        "closes_clock": local_clock(cohort.closes_at, zone),
        "cutoff_hours": cohort.cutoff_hours,
        "offer_hours": cohort.offer_hours,
    }


class ClassForm(StoredForm):
    """One class, or the same one on the same weekday for some weeks."""

    title = StringField(
        say("Subject of the class").text, [Required(say("Say what the class is about."))]
    )
    day = DateField(say("Day").text, [Entered(GIVE_A_DATE)])
    starts = TimeField(say("From").text, [Entered(GIVE_A_TIME)])
    ends = EndTimeField(say("To").text, [Entered(GIVE_A_TIME)])
    break_minutes = IntegerField(say("Breaks in minutes").text, [Optional()], default=0)
    weeks = IntegerField(say("Number of weeks").text, [Optional()], default=1)
    trainer = SelectField(say("Trainer").text, [Optional()])
    site = SelectField(say("Place").text, [Optional()])
    room = StringField(say("Room, floor").text, [Optional()])
    link = StringField(say("Link for those online").text, [Optional()])

    def offer(self, trainers: Choices, sites: Choices) -> None:
        """Fill in the answers to choose from."""
        self.trainer.choices = choices(trainers, empty=say("Not assigned yet").text)
        self.site.choices = choices(sites, empty=say("No place").text)

    def facts(self, zone: ZoneInfo) -> ClassFacts | None:
        """What was typed, as the service takes it; None when it ends before it starts."""
        day = given(self.day.data)
        starts, ends = given(self.starts.data), given(self.ends.data)
        span = hours_span(day, starts, ends, zone)
        if span is None or ends_next_day(starts, ends):
            self.ends.errors = [*self.ends.errors, words(say("It ends before it starts."))]
            return None
        return ClassFacts(
            title=self.title.data or "",
            span=span,
            planned_minutes=span.minutes - (self.break_minutes.data or 0),
            trainer_id=find_id(self.trainer.data),
            site_id=find_id(self.site.data),
            room=self.room.data or "",
            link=self.link.data or "",
        )


def class_values(meeting: ClassMeeting, zone: ZoneInfo) -> dict[str, Any]:
    """A class as the form shows it."""
    span = Span(meeting.starts_at, meeting.ends_at)
    return {
        "title": meeting.title,
        "day": local_day(meeting.starts_at, zone),
        "starts": local_clock(meeting.starts_at, zone),
        "ends": local_clock(meeting.ends_at, zone),
        "break_minutes": span.minutes - meeting.planned_minutes,
        "trainer": "" if meeting.trainer_id is None else str(meeting.trainer_id),
        "site": "" if meeting.site_id is None else str(meeting.site_id),
        "room": meeting.room,
        "link": meeting.link,
    }


class ReasonForm(Form):
    """Why something is done."""

    reason = StringField(say("Reason").text, [Required(say("Enter a reason."))])
