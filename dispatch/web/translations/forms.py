"""Forms of translations: asking for one, another deadline, and what is said about a delivery."""

from collections.abc import Iterable
from datetime import date, datetime, time
from enum import Enum
from typing import Any, TypeVar
from zoneinfo import ZoneInfo

from wtforms import (
    BooleanField,
    DateField,
    IntegerField,
    MultipleFileField,
    RadioField,
    SelectField,
    StringField,
    TextAreaField,
    TimeField,
)
from wtforms.validators import Optional

from accounts.domain.ids import OrganisationId
from dispatch.domain.translation_wishes import TranslationWish
from dispatch.domain.translations import (
    CorrectionReason,
    NoTranslationReason,
    TranslatedKind,
    TranslationMeasure,
)
from foundation.text.codes import normal_code
from foundation.text.i18n import label
from foundation.text.message import say
from foundation.text.normalise import normalise_lines
from foundation.times.zones import to_utc
from foundation.web.forms import Form, choices
from foundation.web.ids import find_id
from foundation.web.pagination import whole
from foundation.web.translation import language
from interpreters.domain.qualifications import Domain
from interpreters.domain.translators import TextLanguage
from scheduling.domain.states import CancelReason, Priority

E = TypeVar("E", bound=Enum)
# By when a text is wanted on its day, unless somebody says otherwise.
END_OF_DAY = time(18)
CANCEL_REASONS = (CancelReason.NOT_NEEDED, CancelReason.MISTAKE, CancelReason.OTHER)


def members(kind: Iterable[Enum], *, empty: str | None = None) -> list[Any]:
    """Members of an enumeration as choices in the reader's language."""
    return choices([(str(m.value), label(m, language())) for m in kind], empty=empty)


def chosen(kind: type[E], text: object) -> E | None:
    """The member that a choice names; None for none or nonsense."""
    return next((each for each in kind if str(each.value) == str(text)), None)


class TranslationForm(Form):
    """What is to be translated, into what, by when."""

    organisation = SelectField(say("Organisation").text, [Optional()])
    source = SelectField(say("Source language").text, [Optional()])
    target = SelectField(say("Target language").text, [Optional()])
    kind = SelectField(say("Kind of document").text, [Optional()])
    domain = SelectField(say("Field").text, [Optional()])
    amount = IntegerField(say("Size").text, [Optional()])
    measure = RadioField(say("Counted").text, [Optional()], default=TranslationMeasure.PAGES.value)
    day = DateField(say("Due").text, [Optional()])
    clock = TimeField(say("Time").text, [Optional()], default=END_OF_DAY)
    certified = BooleanField(say("Certified translation").text)
    review = BooleanField(say("Review by a specialist of the field").text)
    priority = SelectField(say("Priority").text, default=str(Priority.DAILY.value))
    case_code = StringField(say("Case code").text, [Optional()])
    note = TextAreaField(say("Note").text, [Optional()])
    file = MultipleFileField(say("Files").text, [Optional()])

    def offer(self, organisations: list[tuple[str, str]]) -> "TranslationForm":
        """Offer what may be chosen, in the reader's language."""
        empty = say("Choose one").text
        several = len(organisations) > 1
        self.organisation.choices = choices(organisations, empty=empty if several else None)
        self.source.choices = members(TextLanguage, empty=empty)
        self.target.choices = members(TextLanguage, empty=empty)
        self.kind.choices = members(TranslatedKind, empty=empty)
        self.domain.choices = members(Domain, empty=empty)
        self.measure.choices = members(TranslationMeasure)
        self.priority.choices = members(Priority)
        return self

    def wish(self, zone: ZoneInfo) -> TranslationWish:
        """What was typed, as the service takes it."""
        organisation = find_id(self.organisation.data)
        return TranslationWish(
            organisation_id=None if organisation is None else OrganisationId(organisation),
            source=chosen(TextLanguage, self.source.data),
            target=chosen(TextLanguage, self.target.data),
            domain=chosen(Domain, self.domain.data),
            kind=chosen(TranslatedKind, self.kind.data),
            measure=chosen(TranslationMeasure, self.measure.data),
            amount=self.amount.data,
            deadline_at=instant_of(self.day.data, self.clock.data or END_OF_DAY, zone),
            certified=bool(self.certified.data),
            review=bool(self.review.data),
            priority=Priority(whole(self.priority.data, otherwise=4, low=1, high=4)),
            case_code=normal_code(self.case_code.data or ""),
            note=normalise_lines(self.note.data or ""),
        )


def instant_of(day: date | None, clock: time, zone: ZoneInfo) -> datetime | None:
    """The instant of a day and a clock on the office's wall; None without a day."""
    return None if day is None else to_utc(day, clock, zone)


class DeadlineForm(Form):
    """Another deadline."""

    day = DateField(say("New deadline").text, [Optional()])
    clock = TimeField(say("Time").text, [Optional()], default=END_OF_DAY)


class TextsForm(Form):
    """More texts for a job."""

    file = MultipleFileField(say("Files").text)


class AskingForm(Form):
    """Until when an answer is asked for; the people are ticked in a table."""

    answer_day = DateField(say("Answer by").text, [Optional()])
    answer_clock = TimeField(say("Time").text, [Optional()])


class CorrectionForm(Form):
    """What is wrong with a delivery."""

    reason = SelectField(say("What is wrong").text)
    text = TextAreaField(say("What is to be corrected, and where").text)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        """Offer the reasons, in the reader's language."""
        super().__init__(*args, **kwargs)
        self.reason.choices = members(CorrectionReason)


class TranslationCancelForm(Form):
    """Why a translation is called off."""

    reason = SelectField(say("Reason").text)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        """Offer the reasons, in the reader's language."""
        super().__init__(*args, **kwargs)
        self.reason.choices = members(CANCEL_REASONS)


class HandInForm(Form):
    """What is handed in for a step."""

    units = IntegerField(say("Size").text, [Optional()])
    remark = TextAreaField(say("Remark for the next person").text, [Optional()])
    file = MultipleFileField(say("Files").text, [Optional()])


class SendBackForm(CorrectionForm):
    """What is wrong with what came from the step before, and to which step it goes back."""

    to = SelectField(say("Back to").text)


class GiveBackForm(Form):
    """Why somebody cannot do her step any more."""

    reason = SelectField(say("Reason").text)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        """Offer the reasons, in the reader's language."""
        super().__init__(*args, **kwargs)
        self.reason.choices = members(NoTranslationReason)
