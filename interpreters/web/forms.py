"""Forms of the roster."""

from collections.abc import Iterable
from enum import Enum
from typing import Any, TypeVar

from wtforms import (
    DateField,
    FieldList,
    FloatField,
    FormField,
    HiddenField,
    IntegerField,
    RadioField,
    SelectField,
    SelectMultipleField,
    StringField,
    TextAreaField,
)
from wtforms import Form as PlainForm
from wtforms.validators import InputRequired, Optional

from accounts.domain.cities import CITIES
from foundation.text.i18n import label
from foundation.text.message import say
from foundation.text.normalise import normalise_text
from foundation.web.forms import Form, Required, choices
from foundation.web.stale import StoredForm
from foundation.web.translation import gettext, language
from interpreters.domain.contact import Channel
from interpreters.domain.languages import Direction, Language, Level
from interpreters.domain.profile import Profile, Spoken
from interpreters.domain.qualifications import Modality
from interpreters.domain.standing import (
    Employment,
    Gender,
    MoveReason,
    RestrictionKind,
    Standing,
)

E = TypeVar("E", bound=Enum)
LEAST_LANGUAGE_ROWS = 3


def named(members: Iterable[Enum], *, empty: str | None = None) -> list[Any]:
    """Members of an enumeration as choices in the reader's language."""
    return choices([(str(m.value), label(m, language())) for m in members], empty=empty)


def named_cities(*, empty: str | None = None) -> list[Any]:
    """The cities as choices, in the order of the reader's language."""
    rows = [(code, city.name_in(language())) for code, city in CITIES.items()]
    return choices(sorted(rows, key=lambda row: row[1]), empty=empty)


def member_of(kind: type[E], text: str | None) -> E | None:
    """The member that a choice or an address names; None for none or nonsense."""
    return next((member for member in kind if str(member.value) == text), None)


# Reasons that the system gives itself.
NOT_CHOSEN = frozenset({MoveReason.IMPORTED, MoveReason.ACCESS_LOST})


class SpokenForm(PlainForm):
    """One language; a row without a language is no row."""

    language = SelectField(say("Language").text, [Optional()])
    level = SelectField(say("Level").text, [Optional()])
    direction = SelectField(say("Direction").text, [Optional()])

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        """Offer what there is, in the reader's language."""
        super().__init__(*args, **kwargs)  # pyright: ignore[reportUnknownMemberType]  untyped
        self.language.choices = named(Language, empty=say("None").text)
        self.level.choices = named(Level)
        self.direction.choices = named(Direction)
        for field in self:
            field.label.text = gettext(str(field.label.text))


class PersonForm(StoredForm):
    """Everything about a person that the office writes down."""

    code = StringField(say("Code").text, [Optional()])
    full_name = StringField(say("Name").text, [Required(say("Enter the person's name."))])
    email = StringField(say("E-mail address of the account").text, [Optional()])
    phone_number = StringField(say("Phone number").text, [Optional()])
    reached_by = RadioField(say("Contact by").text, default=Channel.APP.value)
    gender = RadioField(say("Gender").text, [Optional()], default="")
    employment = RadioField(
        say("Employment").text, [Required(say("Choose how the person is employed."))]
    )
    standing = SelectField(say("Status").text)
    city = SelectField(
        say("City of residence").text, [Required(say("Choose the city of residence."))]
    )
    latitude = FloatField(say("Latitude").text, [Optional()])
    longitude = FloatField(say("Longitude").text, [Optional()])
    max_travel_km = IntegerField(
        say("Travel limit (km)").text,
        [InputRequired()],
    )
    modalities = SelectMultipleField(say("Modes").text, default=list(Modality))
    max_minutes_per_day = IntegerField(
        say("Daily limit (minutes)").text, [InputRequired()], default=480
    )
    max_minutes_per_week = IntegerField(
        say("Weekly limit (minutes)").text, [InputRequired()], default=2400
    )
    min_break_minutes = IntegerField(
        say("Break between sessions (minutes)").text, [InputRequired()], default=10
    )
    languages = FieldList(
        FormField(SpokenForm),
        say("Languages").text,
        min_entries=LEAST_LANGUAGE_ROWS,
        max_entries=11,
    )
    vetted_until = DateField(say("Background check valid until").text, [Optional()])
    joined_on = DateField(say("Registered on").text, [Optional()])
    notes = TextAreaField(say("Office notes").text, [Optional()])
    version = HiddenField(default="0")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        """Offer what there is, in the reader's language."""
        super().__init__(*args, **kwargs)
        self.gender.choices = named(Gender, empty=say("Not provided").text)
        self.employment.choices = named(Employment)
        self.standing.choices = named((Standing.APPLICANT, Standing.TRAINEE, Standing.ACTIVE))
        self.reached_by.choices = named(Channel)
        self.city.choices = named_cities(empty=say("Choose one").text)
        self.modalities.choices = named(Modality)

    def profile(self) -> Profile:
        """What was typed, as the service takes it; without coordinates it is the city hall."""
        hall = CITIES[self.city.data].point
        latitude, longitude = self.latitude.data, self.longitude.data
        return Profile(
            full_name=normalise_text(self.full_name.data or ""),
            gender=member_of(Gender, self.gender.data),
            employment=Employment(self.employment.data),
            city=self.city.data,
            latitude=hall.latitude if latitude is None else latitude,
            longitude=hall.longitude if longitude is None else longitude,
            max_travel_km=self.max_travel_km.data or 0,
            modalities=chosen_modalities(self.modalities),
            max_minutes_per_day=self.max_minutes_per_day.data or 0,
            max_minutes_per_week=self.max_minutes_per_week.data or 0,
            min_break_minutes=self.min_break_minutes.data or 0,
            languages=self._spoken(),
            vetted_until=self.vetted_until.data,
            joined_on=self.joined_on.data,
            phone_number=normalise_text(self.phone_number.data or ""),
            reached_by=Channel(self.reached_by.data or Channel.APP),
            notes=normalise_text(self.notes.data or ""),
        )

    def _spoken(self) -> tuple[Spoken, ...]:
        rows: list[dict[str, str]] = list(self.languages.data)
        return tuple(
            Spoken(
                Language(row["language"]),
                Level(row["level"] or Level.NATIVE),
                Direction(row["direction"] or Direction.BOTH),
            )
            for row in rows
            if row["language"]
        )


def chosen_modalities(field: SelectMultipleField) -> frozenset[Modality]:
    """What was ticked."""
    ticked: list[str] = field.data or []
    return frozenset(Modality(value) for value in ticked)


class MoveForm(Form):
    """A new standing, and why."""

    to = SelectField(say("New status").text)
    reason = SelectField(say("Reason").text)
    version = HiddenField()

    def offer(self, standings: Iterable[Standing]) -> None:
        """Offer the moves that are allowed."""
        self.to.choices = named(standings)
        self.reason.choices = named(r for r in MoveReason if r not in NOT_CHOSEN)


class RestrictionForm(Form):
    """Whom somebody must not, or should, be sent to."""

    kind = RadioField(say("Kind").text, default=RestrictionKind.EXCLUSION.value)
    organisation = SelectField(say("Organisation").text, [Optional()])
    case_code = StringField(say("Case code").text, [Optional()])
    first_day = DateField(
        say("First day").text, [Required(say("Enter a date, such as 2026-11-30."))]
    )
    last_day = DateField(say("Last day").text, [Optional()])
    reason = StringField(say("Reason").text, [Optional()])

    def offer(self, organisations: list[tuple[str, str]]) -> None:
        """Offer the organisations of the network."""
        self.kind.choices = named(RestrictionKind)
        self.organisation.choices = choices(organisations, empty=say("All").text)


class OwnProfileForm(StoredForm):
    """What people decide about themselves."""

    max_travel_km = IntegerField(say("Travel limit (km)").text, [InputRequired()])
    modalities = SelectMultipleField(say("Modes").text)
    phone_number = StringField(say("Phone number").text, [Optional()])
    reached_by = RadioField(say("Reach me by").text, [Optional()])
    version = HiddenField()

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        """Offer the ways to take part and to be reached."""
        super().__init__(*args, **kwargs)
        self.reached_by.choices = named(Channel)
        self.modalities.choices = named(Modality)
