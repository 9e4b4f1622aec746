"""The form of a request, and the small ones around it."""

from collections.abc import Mapping, Sequence
from enum import Enum
from operator import itemgetter
from typing import Any

from wtforms import (
    BooleanField,
    DateField,
    HiddenField,
    IntegerField,
    RadioField,
    SelectField,
    StringField,
    TextAreaField,
    TimeField,
)
from wtforms.validators import Optional

from accounts.domain.cities import CITIES
from foundation.text.i18n import label
from foundation.text.message import LazyText, say
from foundation.web.forms import Form, choices
from foundation.web.stale import StoredForm
from foundation.web.translation import language, ngettext
from interpreters.domain.languages import OWN_NAMES, Language
from interpreters.domain.qualifications import Domain, Modality, Tier
from interpreters.domain.standing import Gender
from scheduling.domain.needs import StartWindow
from scheduling.domain.series import Scope
from scheduling.domain.states import CancelReason, Priority, RefusalCode, RequestState, Strictness

# Usual lengths in minutes, offered; any other in steps of five is typed.
LENGTHS = (30, 45, 60, 75, 90, 120, 150, 180, 240, 360)
KEPT = "kept"
# a language that is none of those on the roster; a place that is none of the list
OTHER = "other"
# In the order in which counsellors meet them most often (see docs/demo-data.md).
DOMAINS = (
    Domain.LABOUR,
    Domain.MEDICAL,
    Domain.LEGAL,
    Domain.IMMIGRATION,
    Domain.GENERAL,
    Domain.EDUCATION,
    Domain.ADMINISTRATION,
    Domain.VIOLENCE,
)
GENDERS = {
    f"{strictness}:{gender}": (strictness, gender) for gender in Gender for strictness in Strictness
}


def named(members: Sequence[Enum], *, empty: str | None = None) -> list[Any]:
    """Choices of enumeration members by their names."""
    return choices([(str(m.value), label(m, language())) for m in members], empty=empty)


def languages(empty: str) -> list[Any]:
    """The languages, in the reader's words and in their own."""
    return choices(
        [
            (code.value, f"{label(code, language())} {OWN_NAMES[code]}".strip())
            for code in sorted(Language, key=lambda code: label(code, language()))
        ],
        empty=empty,
    )


class RequestForm(StoredForm):
    """Everything that can be asked for; most of it has a good answer already."""

    organisation = SelectField(say("Organisation").text, validate_choice=False)
    language = SelectField(say("Language of the service user").text, validate_choice=False)
    other_language = StringField(say("Which other language").text, [Optional()])
    case = StringField(say("Case code").text, [Optional()])
    modality = RadioField(say("Mode").text, default="on_site", validate_choice=False)
    second = SelectField(say("Second choice").text, validate_choice=False)
    third = SelectField(say("Third choice").text, validate_choice=False)
    fallback_language = SelectField(
        say("Acceptable alternative language").text, validate_choice=False
    )
    consent = BooleanField(say("The service user has agreed to the alternative language.").text)
    day = DateField(say("Day").text, [Optional()])
    start = TimeField(say("Start time").text, [Optional()])
    minutes = IntegerField(say("Length in minutes").text, [Optional()], default=60)
    window = RadioField(say("Can the start be moved?").text, default="near", validate_choice=False)
    site = SelectField(say("Place").text, validate_choice=False)
    other_city = SelectField(say("City or county").text, validate_choice=False)
    address = StringField(say("Address").text, [Optional()])
    room = StringField(say("Room, floor").text, [Optional()])
    meeting_link = StringField(say("Link or number to join by").text, [Optional()])
    domain = RadioField(say("Field").text, validate_choice=False)
    note = TextAreaField(say("What the interpreter should know").text, [Optional()])
    gender = SelectField(say("Gender of the interpreter").text, validate_choice=False)
    team = SelectField(say("How many interpreters").text, validate_choice=False)
    simultaneous = BooleanField(say("Interpreted while people speak (simultaneous)").text)
    priority = SelectField(say("Priority").text, validate_choice=False)
    tier = SelectField(say("Risk level").text, validate_choice=False)
    preferred = StringField(say("Preferred interpreters").text, [Optional()])
    excluded = StringField(say("Excluded interpreters").text, [Optional()])
    trainee = BooleanField(say("A trainee may attend with the interpreter").text)
    repeat = SelectField(say("Repeat").text, validate_choice=False)
    until = DateField(say("Last day").text, [Optional()])
    scope = RadioField(say("What to change").text, default=Scope.THIS.value, validate_choice=False)

    def offer(
        self,
        organisations: Sequence[tuple[str, str]],
        sites: Sequence[tuple[str, str]],
        *,
        keeps_window: bool = False,
    ) -> None:
        """Fill in the answers to choose from, in the reader's language."""
        none = say("None").text
        self.organisation.choices = choices(organisations, empty=say("Choose one").text)
        self.site.choices = [
            *choices(sites, empty=say("No place (phone or video)").text),
            *choices([(OTHER, say("Another place"))]),
        ]
        self.other_city.choices = choices(
            sorted(((c.code, c.name_in(language())) for c in CITIES.values()), key=itemgetter(1)),
            empty=say("Choose one").text,
        )
        self.language.choices = [
            *languages(say("Choose one").text),
            *choices([(OTHER, say("Another language"))]),
        ]
        self.fallback_language.choices = languages(none)
        self.modality.choices = named((Modality.ON_SITE, Modality.PHONE, Modality.VIDEO))
        ranked = (Modality.VIDEO, Modality.PHONE, Modality.ON_SITE)
        self.second.choices = named(ranked, empty=none)
        self.third.choices = named(ranked, empty=none)
        self.window.choices = named(tuple(StartWindow))
        if keeps_window:
            self.window.choices += choices([(KEPT, say("As it is now"))])
        self.domain.choices = named(DOMAINS)
        self._offer_wishes()

    def _offer_wishes(self) -> None:
        usual = say("Default for this field").text
        self.gender.choices = choices(
            [(text, _gender_wording(*pair)) for text, pair in GENDERS.items()],
            empty=say("No preference").text,
        )
        self.team.choices = choices(
            [("1", say("One")), ("2", say("Two"))], empty=say("Based on length").text
        )
        self.priority.choices = named(tuple(Priority), empty=usual)
        self.tier.choices = named(tuple(Tier), empty=usual)
        self.repeat.choices = choices(
            [
                ("1", say("Every week")),
                ("2", say("Every 2 weeks")),
                ("4", say("Every 4 weeks")),
            ],
            empty=say("Only once").text,
        )
        self.scope.choices = named(tuple(Scope))

    @property
    def lengths(self) -> Sequence[int]:
        """Usual lengths, to choose from or to type over."""
        return LENGTHS

    @property
    def has_alternatives(self) -> bool:
        """Whether the part with other ways and languages must stand open."""
        return _any_given(self.second, self.third, self.fallback_language, self.consent)

    @property
    def has_wishes(self) -> bool:
        """Whether the part with further wishes must stand open."""
        return _any_given(
            self.gender, self.team, self.simultaneous, self.priority, self.tier
        ) or _any_given(self.preferred, self.excluded, self.trainee)

    @property
    def has_series(self) -> bool:
        """Whether the part about repeating must stand open."""
        return _any_given(self.repeat, self.until)


def _any_given(*fields: Any) -> bool:
    return any(field.data or field.errors for field in fields)


def _gender_wording(strictness: Strictness, gender: Gender) -> LazyText:
    if strictness is Strictness.REQUIRED:
        return say("%(gender)s only", gender=gender)
    return say("%(gender)s if possible", gender=gender)


class CancelForm(Form):
    """Which occurrences to call off."""

    scope = RadioField(say("What to cancel").text, default=Scope.THIS.value, validate_choice=False)
    reason = SelectField(say("Why it is cancelled").text, validate_choice=False)

    def offer(self, counts: Mapping[Scope, int]) -> None:
        """Fill in the answers to choose from; `counts` is how many dates each would call off."""
        self.scope.choices = choices([(s.value, _with_dates(s, counts.get(s))) for s in Scope])
        self.reason.choices = named(tuple(CancelReason), empty=say("Choose a reason").text)


def _with_dates(scope: Scope, count: int | None) -> str:
    text = label(scope, language())
    return f"{text} ({ngettext('%(num)s date', '%(num)s dates', count)})" if count else text


class MeetingLinkForm(Form):
    """How a session by phone or video is joined. `seen` is what the giver had before their eyes."""

    meeting_link = StringField(say("Link or number to join by").text, [Optional()])
    seen = HiddenField()


class DecideForm(StoredForm):
    """A coordinator's decision."""

    state = SelectField(say("Decision").text, validate_choice=False)
    refusal = SelectField(say("Reason for refusal").text, validate_choice=False)
    note = StringField(say("Note to the requester").text, [Optional()])

    def offer(self, states: Sequence[RequestState]) -> None:
        """Fill in the answers to choose from."""
        self.state.choices = named(tuple(states))
        self.refusal.choices = named(tuple(RefusalCode), empty=say("None").text)


class FilterForm(Form):
    """What a list is narrowed to; made without CSRF token, for it is sent by GET."""

    q = StringField(say("Number, case, organisation, interpreter").text, [Optional()])
    state = SelectField(say("State").text, validate_choice=False)
    language = SelectField(say("Language").text, validate_choice=False)
    organisation = SelectField(say("Organisation").text, validate_choice=False)
    priority = SelectField(say("Priority").text, validate_choice=False)
    first_day = DateField(say("First day").text, [Optional()])
    last_day = DateField(say("Last day").text, [Optional()])
    # one day alone, as older links give it
    day = DateField(say("Day").text, [Optional()])
