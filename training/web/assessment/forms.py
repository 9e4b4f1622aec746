"""Forms of assessment: planning, marks, appeals, instruments."""

from collections.abc import Sequence
from datetime import datetime, time
from typing import Any, cast
from zoneinfo import ZoneInfo

from wtforms import (
    BooleanField,
    DateField,
    FieldList,
    FormField,
    IntegerField,
    RadioField,
    SelectField,
    StringField,
    TextAreaField,
    TimeField,
)
from wtforms import Form as PlainForm
from wtforms.validators import InputRequired, Optional

from foundation.security.errors import DomainError
from foundation.text.i18n import label
from foundation.text.message import LazyText, say
from foundation.text.normalise import normalise_text
from foundation.times.zones import to_utc
from foundation.web.forms import Form, Required, choices, given
from foundation.web.stale import StoredForm
from foundation.web.translation import gettext, language, words
from interpreters.domain.languages import Direction, Language
from training.domain.assessment import DECLARABLE, InstrumentKind
from training.domain.instruments import InstrumentPlan, SectionPlan
from training.service.assessment.assessors import User
from training.service.assessment.instruments import Instrument, InstrumentSection

USUAL_CLOCK = time(10, 0)
LEAST_SECTION_ROWS = 3
EMPTY = say("Choose").text


class SittingForm(Form):
    """A sitting: what, when, in which language and direction."""

    instrument = SelectField(say("Instrument").text, [Required(say("Choose an instrument."))])
    day = DateField(say("Day").text, [InputRequired()])
    clock = TimeField(say("Time").text, [InputRequired()], default=USUAL_CLOCK)
    language = SelectField(say("Language").text, [Optional()])
    direction = SelectField(say("Direction").text, default=Direction.BOTH.value)

    def offer(self, instruments: Sequence[Instrument]) -> None:
        """Give the answers there are."""
        named = [(str(each.id), each.title_in(language())) for each in instruments]
        self.instrument.choices = choices(named, empty=EMPTY)
        spoken = [(each.value, label(each, language())) for each in Language]
        self.language.choices = choices(spoken, empty=say("No particular language").text)
        self.direction.choices = choices([(d.value, label(d, language())) for d in Direction])

    def at(self, zone: ZoneInfo) -> datetime:
        """The instant of the sitting."""
        return to_utc(given(self.day.data), given(self.clock.data), zone)


class AnnulForm(Form):
    """Why a sitting does not count."""

    reason = StringField(say("Reason").text, [Required(say("Say why the sitting is annulled."))])


class ConflictForm(Form):
    """What stands between an assessor and a learner."""

    kind = RadioField(say("What is your relationship?").text, [Required(say("Choose one."))])

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        """Offer what may be declared, seen from oneself."""
        super().__init__(*args, **kwargs)
        self.kind.choices = choices([(kind.value, _DECLARED[kind.value]) for kind in DECLARABLE])


_DECLARED: dict[str, LazyText] = {
    "relative": say("We are related"),
    "mentor": say("I am or was the mentor"),
    "trainer": say("I taught this person"),
    "other": say("Another reason I cannot be impartial"),
}


class NoteForm(Form):
    """What the office knows to stand between an assessor and a learner."""

    who = SelectField(say("Assessor").text, [Required(say("Choose one of the assessors."))])
    why = SelectField(say("Relationship").text, [Required(say("Choose one."))])

    def offer(self, people: Sequence[User]) -> None:
        """Give the assessors there are."""
        self.who.choices = choices([(str(u.id), u.full_name) for u in people], empty=EMPTY)
        self.why.choices = choices(
            [(kind.value, label(kind, language())) for kind in DECLARABLE], empty=EMPTY
        )


class AppealForm(Form):
    """What a learner objects to."""

    grounds = TextAreaField(
        say("What do you object to?").text, [Required(say("Say what you object to."))]
    )


class AnswerForm(Form):
    """The answer to an appeal; upheld with the day of a new sitting."""

    verdict = RadioField(
        say("Decision").text, [Required(say("Choose whether the appeal is upheld."))]
    )
    answer = TextAreaField(
        say("Answer").text, [Required(say("Write an answer: the learner reads it."))]
    )
    day = DateField(say("Day of the new sitting").text, [Optional()])
    clock = TimeField(say("Time").text, [Optional()], default=USUAL_CLOCK)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        """Offer both answers."""
        super().__init__(*args, **kwargs)
        self.verdict.choices = choices(
            [
                ("dismissed", say("The result stands")),
                ("upheld", say("Annul the sitting and plan a new one")),
            ]
        )

    def resit_at(self, zone: ZoneInfo) -> datetime | None:
        """When the new sitting is; None when the result stands."""
        if self.verdict.data != "upheld":
            return None
        return to_utc(given(self.day.data), self.clock.data or USUAL_CLOCK, zone)

    def validate(self, extra_validators: Any = None) -> bool:
        """An upheld appeal needs the day of the new sitting."""
        is_good = super().validate(extra_validators)
        if is_good and self.verdict.data == "upheld" and self.day.data is None:
            self.day.errors = [gettext("Enter the day of the new sitting.")]
            return False
        return is_good


class SheetForm(Form):
    """The marks of one assessor; a field of marks and one of words for each section."""


def sheet_form(
    sections: Sequence[InstrumentSection], *args: Any, half_done: bool = False, **kwargs: Any
) -> SheetForm:
    """The form of marks for the sections of an instrument, named as the service names problems.

    What is only kept may be `half_done`: marks may be missing.
    """
    rules = [Optional()] if half_done else []
    fields: dict[str, object] = {}
    for section in sections:
        marks = IntegerField(section.title_in(language()), rules)
        comment = TextAreaField(say("Comment").text, [Optional()])
        fields |= {f"marks-{section.position}": marks, f"comment-{section.position}": comment}
    kind = cast("type[SheetForm]", type("SheetForm", (SheetForm,), fields))
    return kind(*args, **kwargs)


class SectionForm(PlainForm):
    """A part of an instrument; a row without titles is no row."""

    title = StringField(say("Part in Korean").text, [Optional()])
    title_en = StringField(say("Part in English").text, [Optional()])
    full_marks = IntegerField(say("Full marks").text, [Optional()])
    least_percent = IntegerField(say("Least (%)").text, [Optional()])
    bands = TextAreaField(say("What the marks mean, in Korean").text, [Optional()])
    bands_en = TextAreaField(say("What the marks mean, in English").text, [Optional()])

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        """Label the fields in the reader's language."""
        super().__init__(*args, **kwargs)  # pyright: ignore[reportUnknownMemberType]  untyped
        for field in self:
            field.label.text = gettext(str(field.label.text))


class InstrumentForm(StoredForm):
    """An instrument with its parts."""

    code = StringField(say("Code").text, [Required(say("Enter a code."))])
    kind = SelectField(say("Kind").text, [Required(say("Choose one."))])
    title = StringField(say("Title in Korean").text, [Required(say("Enter a title."))])
    title_en = StringField(say("Title in English").text, [Required(say("Enter a title."))])
    pass_mark = IntegerField(say("Pass mark (%)").text, [InputRequired()], default=60)
    semi_mark = IntegerField(say("Mark for a pass in part (%)").text, [InputRequired()], default=0)
    assessors = SelectField(say("Assessors").text, default="1")
    per_language = BooleanField(say("Assessed in each language").text)
    carries_to = StringField(say("Counts together with the oral").text, [Optional()])
    carries_over = IntegerField(
        say("Further oral sittings that a pass covers").text, [InputRequired()], default=0
    )
    sections = FieldList(FormField(SectionForm), say("Parts").text)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        """Offer the kinds, and some empty rows for parts."""
        super().__init__(*args, **kwargs)
        self.kind.choices = choices(
            [(k.value, label(k, language())) for k in InstrumentKind], empty=EMPTY
        )
        self.assessors.choices = choices(
            [("1", say("One assessor")), ("2", say("Two assessors, blind to each other"))]
        )
        while len(self.sections) < LEAST_SECTION_ROWS:
            self.sections.append_entry()

    def take(self, error: DomainError) -> None:
        """Show problems of parts beside the rows they name, the others as every form does."""
        super().take(error)
        rows = {field.name: field for entry in self.sections for field in entry.form}
        for name, reasons in error.problems.items():
            if name in rows:
                rows[name].errors = [*rows[name].errors, *(words(r) for r in reasons)]

    def plan(self) -> InstrumentPlan:
        """What was typed; rows without any title are left out."""
        rows = [entry.form for entry in self.sections]
        return InstrumentPlan(
            code=normalise_text(self.code.data or ""),
            kind=InstrumentKind(self.kind.data),
            title=normalise_text(self.title.data or ""),
            title_en=normalise_text(self.title_en.data or ""),
            pass_mark=given(self.pass_mark.data),
            semi_mark=given(self.semi_mark.data),
            assessors=int(self.assessors.data),
            per_language=bool(self.per_language.data),
            carries_over=given(self.carries_over.data),
            carries_to=normalise_text(self.carries_to.data or ""),
            sections=tuple(
                SectionPlan(
                    title=normalise_text(row.title.data or ""),
                    title_en=normalise_text(row.title_en.data or ""),
                    full_marks=row.full_marks.data or 0,
                    least_percent=row.least_percent.data or 0,
                    bands=(row.bands.data or "").strip(),
                    bands_en=(row.bands_en.data or "").strip(),
                )
                for row in rows
                if row.title.data or row.title_en.data
            ),
        )
