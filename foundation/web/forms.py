"""The base of every form: CSRF, the idempotency key, and refusals put beside their fields."""

import secrets
from collections.abc import Iterable, Sequence
from datetime import date, datetime
from decimal import Decimal
from typing import Any, TypeVar, cast

from flask_wtf import FlaskForm  # pyright: ignore[reportMissingTypeStubs]  ships none
from wtforms import Field, FieldList, FormField, HiddenField, StringField, TimeField
from wtforms.fields import choices as wtforms_choices
from wtforms.validators import DataRequired, InputRequired

from foundation.security.errors import DomainError
from foundation.text.i18n import catalogue
from foundation.text.message import LazyText, say
from foundation.times.hours import with_midnight
from foundation.times.zones import FIRST_DAY, LAST_DAY, is_in_reach
from foundation.web.translation import gettext, language, words

T = TypeVar("T")
MOST = 999_999_999
# Newer than its type stubs; plain tuples are deprecated.
_choice: Any = wtforms_choices.SelectChoice  # pyright: ignore[reportAttributeAccessIssue, reportUnknownMemberType, reportUnknownVariableType]


# WTForms' own sentences, said as we say things.
_REWORDED = {
    "Not a valid float value.": say("Enter a number, such as 37.5."),
    "Not a valid integer value.": say("Enter a whole number."),
    "Not a valid choice.": say("Choose one of the options."),
    "Invalid Choice: could not be coerced.": say("Choose one of the options."),
    "Not a valid date value.": say("Enter a date, such as 2026-11-30."),
    "Not a valid time value.": say("Enter a time, such as 14:30."),
    "This field is required.": say("Enter an answer."),
    "Invalid input.": say("This cannot be read."),
}


class _Words:
    """What WTForms asks for its sentences."""

    def gettext(self, text: str) -> str:
        """One of them, in the reader's language."""
        return words(_REWORDED.get(text) or LazyText(text))

    def ngettext(self, one: str, many: str, n: int) -> str:
        """One that depends on a number."""
        return str(catalogue(language()).ungettext(one, many, n))


class Form(FlaskForm):
    """A form with a CSRF token (`csrf_token`) and a key (`_key`) that makes sending twice harmless.

    Labels are English sentences, marked with `say(...).text`; the reader gets them translated.
    """

    class Meta(FlaskForm.Meta):
        """Sentences come from our catalogues."""

        def get_translations(self, form: object) -> _Words:
            """Ours, whatever the form."""
            del form
            return _Words()

    # WTForms passes over attributes that begin with an underscore, so only the sent name has one.
    key_field = HiddenField(name="_key")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        """Give a new form its key."""
        super().__init__(*args, **kwargs)  # pyright: ignore[reportUnknownMemberType]  untyped
        for field in self:
            field.label.text = gettext(str(field.label.text))
        _keep_in_reach(self)
        if not self.key_field.data:
            self.key_field.data = new_key()

    def take(self, error: DomainError) -> None:
        """Show a refusal of the service beside the fields it names; the rest on top of the form.

        A field whose text could not be read has said so already, and is not refused once more for being empty.
        """
        for name, reasons in error.problems.items():
            texts = [words(reason) for reason in reasons]
            field = self._fields.get(name)
            if field is None:
                self.form_errors.extend(texts)
            elif not any(error in field.errors for error in field.process_errors):
                field.errors = [*field.errors, *texts]
        if not error.problems:
            self.form_errors.append(words(error.reason))


def _keep_in_reach(form: Iterable[Any]) -> None:
    """Refuse numbers and days that no column or calendar holds, in every form and in the forms inside it."""
    for field in form:
        if isinstance(field, FormField):
            _keep_in_reach(cast("Any", field).form)
        elif isinstance(field, FieldList):
            _keep_in_reach(cast("Any", field).entries)
        elif (reason := _out_of_reach(field.data)) is not None and not isinstance(
            field, StringField
        ):
            # Without its data, so that a page that asks a form before validating it finds nothing either.
            field.data = None
            field.process_errors = [*field.process_errors, words(reason)]


def _out_of_reach(data: object) -> LazyText | None:
    if isinstance(data, bool):
        return None
    if isinstance(data, int) and abs(data) > MOST:
        return say("Enter a number of up to nine digits.")
    # A Decimal that is no number refuses to be compared, and so does one that only signals it.
    if isinstance(data, float | Decimal) and not (
        Decimal(data).is_finite() and Decimal(data).copy_abs() <= MOST
    ):
        return say("Enter a number of up to nine digits.")
    if isinstance(data, date) and not is_in_reach(
        data.date() if isinstance(data, datetime) else data
    ):
        return say(
            "Enter a date between %(first)s and %(last)s.", first=str(FIRST_DAY), last=str(LAST_DAY)
        )
    return None


def new_key() -> str:
    """A key that makes sending a form twice harmless."""
    return secrets.token_urlsafe(16)


class EndTimeField(TimeField):
    """When something ends on the wall: 24:00 is taken for the midnight that ends the day."""

    def process_formdata(self, valuelist: list[str]) -> None:
        """Read it."""
        super().process_formdata([with_midnight(text) for text in valuelist])


class Required(DataRequired):
    """The field must be given; says so in the words given here, in the reader's language."""

    def __init__(self, reason: LazyText) -> None:
        """Keep the sentence, to be translated when it is shown."""
        super().__init__()
        self._reason = reason

    def __call__(self, form: Any, field: Field) -> None:
        """Check, with the translated sentence."""
        self.message = words(self._reason)
        super().__call__(form, field)


class Entered(InputRequired):
    """Something must be typed, be it a nought or midnight; says so in the words given here."""

    def __init__(self, reason: LazyText) -> None:
        """Keep the sentence, to be translated when it is shown."""
        super().__init__()
        self._reason = reason

    def __call__(self, form: Any, field: Field) -> None:
        """Check, with the translated sentence."""
        self.message = words(self._reason)
        super().__call__(form, field)


def given(value: T | None) -> T:
    """What a validated field holds; only for fields that must be given."""
    assert value is not None
    return value


def choices(values: Sequence[tuple[str, LazyText | str]], *, empty: str | None = None) -> list[Any]:
    """Choices of a select field in the reader's language, with an empty one in front if wanted."""
    first = [_choice("", gettext(empty))] if empty is not None else []
    return [*first, *(_choice(value, words(text)) for value, text in values)]


def safe_next(target: str | None, otherwise: str) -> str:
    """Where to go next, if it is a path of this site; two slashes or a backslash lead elsewhere."""
    # Browsers pass over tabs and line ends: "/<tab>/elsewhere" would lead there too.
    is_plain = target is not None and all(sign.isprintable() for sign in target)
    if target and is_plain and target.startswith("/") and not target.startswith(("//", "/\\")):
        return target
    return otherwise
