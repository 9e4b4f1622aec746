"""The forms of the glossary."""

from enum import StrEnum
from typing import Any, TypeVar

from wtforms import BooleanField, SelectField, StringField, TextAreaField

from dispatch.domain.glossary import TermToKeep
from foundation.text.i18n import label
from foundation.text.message import say
from foundation.web.forms import Form, choices
from foundation.web.stale import StoredForm
from foundation.web.translation import language
from interpreters.domain.qualifications import Domain
from interpreters.domain.translators import TextLanguage

E = TypeVar("E", bound=StrEnum)


def member(kind: type[E], text: str | None) -> E | None:
    """The member that a text of a form or an address is; None for any other."""
    return next((each for each in kind if each.value == text), None)


def named(kind: type[E], *, empty: str | None = None) -> list[Any]:
    """The members of a kind to choose from, in the reader's language."""
    spoken = language()
    return choices([(each.value, label(each, spoken)) for each in kind], empty=empty)


class TermForm(StoredForm):
    """A term in two languages."""

    source_language = SelectField(say("Source language").text, default=TextLanguage.KOREAN.value)
    target_language = SelectField(say("Target language").text, default="")
    domain = SelectField(say("Field").text, default="")
    source_text = StringField(say("Term").text)
    target_text = StringField(say("Translation").text)
    note = StringField(say("Note").text)
    approved = BooleanField(say("Approve at once").text)

    def offer(self) -> "TermForm":
        """Fill in what may be chosen, in the reader's language."""
        unchosen = say("Choose").text
        self.source_language.choices = named(TextLanguage, empty=unchosen)
        self.target_language.choices = named(TextLanguage, empty=unchosen)
        self.domain.choices = named(Domain, empty=unchosen)
        return self

    def texts(self) -> dict[str, str]:
        """The term as it was shown; whether it is approved is decided by another button."""
        return {name: text for name, text in super().texts().items() if name != "approved"}

    @property
    def term(self) -> TermToKeep:
        """What was typed."""
        return TermToKeep(
            source_language=member(TextLanguage, self.source_language.data),
            target_language=member(TextLanguage, self.target_language.data),
            domain=member(Domain, self.domain.data),
            source_text=self.source_text.data or "",
            target_text=self.target_text.data or "",
            note=self.note.data or "",
        )


class LookUpForm(Form):
    """A text whose terms somebody looks for."""

    source_language = SelectField(say("Source language").text, default=TextLanguage.KOREAN.value)
    target_language = SelectField(
        say("Target language").text, default=TextLanguage.VIETNAMESE.value
    )
    domain = SelectField(say("Field").text, default=Domain.GENERAL.value)
    text = TextAreaField(say("Text").text)

    def offer(self) -> "LookUpForm":
        """Fill in what may be chosen, in the reader's language."""
        self.source_language.choices = named(TextLanguage)
        self.target_language.choices = named(TextLanguage)
        self.domain.choices = named(Domain)
        return self
