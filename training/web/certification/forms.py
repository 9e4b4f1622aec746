"""Forms of certifications, credentials from elsewhere and schemes."""

from collections.abc import Iterable
from enum import Enum
from typing import Any
from uuid import UUID

from wtforms import (
    DateField,
    IntegerField,
    RadioField,
    SelectField,
    StringField,
    TextAreaField,
)
from wtforms.validators import Optional

from foundation.text.i18n import label
from foundation.text.message import say
from foundation.web.forms import Form, Required, choices
from foundation.web.ids import find_id
from foundation.web.translation import language
from interpreters.domain.languages import Direction, Language
from training.domain.certifications import CredentialKind, Grade, GrantRoute
from training.service.certification.credentials import ExternalCredential
from training.service.certification.ladder import SchemeVersion

GIVE_A_DATE = say("Enter a date, such as 2026-11-30.")
# Renewals come from their case, the register from its file.
ROUTES = (GrantRoute.LADDER, GrantRoute.EXTERNAL, GrantRoute.RECOGNITION, GrantRoute.GRANDFATHERED)


def named(members: Iterable[Enum], *, empty: str | None = None) -> list[Any]:
    """Members of an enumeration as choices in the reader's language."""
    return choices([(str(m.value), label(m, language())) for m in members], empty=empty)


class DecisionReasonForm(Form):
    """Why something is decided."""

    reason = TextAreaField(say("Reason").text, [Optional()])


class PutForwardForm(Form):
    """Whom to certify for what, and what it rests on."""

    scheme = SelectField(say("Certification").text, [Required(say("Choose a certification."))])
    language = SelectField(say("Language").text, [Optional()])
    direction = SelectField(say("Direction").text)
    route = RadioField(say("Route").text, default=GrantRoute.LADDER.value)
    grade = SelectField(say("Grade").text, [Optional()])
    credential = SelectField(say("External credential").text, [Optional()])
    note = TextAreaField(say("Evidence").text, [Optional()])

    def offer(
        self,
        schemes: Iterable[SchemeVersion],
        languages: Iterable[Language],
        credentials: Iterable[ExternalCredential],
    ) -> None:
        """Offer what there is for this person."""
        titles = [
            (v.scheme.code, f"{v.scheme.title_in(language())} ({v.scheme.code})") for v in schemes
        ]
        self.scheme.choices = choices(titles, empty=say("Choose one").text)
        self.language.choices = named(languages, empty=say("No language").text)
        self.direction.choices = named(Direction)
        self.route.choices = named(ROUTES)
        self.grade.choices = named(Grade, empty=say("As the evidence says").text)
        shown = [(str(c.id), f"{label(c.kind, language())} · {c.issued_on}") for c in credentials]
        self.credential.choices = choices(shown, empty=say("None").text)

    def credential_id(self) -> UUID | None:
        """The credential that was chosen."""
        return find_id(self.credential.data)


class CredentialForm(Form):
    """A credential that somebody else gave."""

    kind = SelectField(say("Kind").text, [Required(say("Choose one."))])
    language = SelectField(say("Language").text, [Optional()])
    issuer = StringField(say("Issued by").text, [Optional()])
    number = StringField(say("Number").text, [Optional()])
    score = IntegerField(say("Score or level").text, [Optional()])
    issued_on = DateField(say("Issued on").text, [Required(GIVE_A_DATE)])
    valid_until = DateField(say("Ends on").text, [Optional()])

    def offer(self) -> None:
        """Offer the kinds and the languages."""
        self.kind.choices = named(CredentialKind, empty=say("Choose one").text)
        self.language.choices = named(Language, empty=say("No language").text)
