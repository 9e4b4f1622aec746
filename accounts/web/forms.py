"""Forms of accounts."""

from typing import Any

from wtforms import (
    BooleanField,
    FloatField,
    HiddenField,
    PasswordField,
    RadioField,
    SelectField,
    SelectMultipleField,
    StringField,
)
from wtforms.validators import Length, Optional

from accounts.domain.cities import CITIES
from accounts.domain.kinds import OrganisationKind
from accounts.domain.roles import CENTRE_ROLES, Role
from accounts.service.api_tokens import LIVES, NewToken
from accounts.service.identity_providers import ProviderFields
from accounts.service.network import OrganisationFields
from foundation.addresses import LONGEST_EMAIL
from foundation.text.i18n import LANGUAGE_NAMES, label
from foundation.text.message import say
from foundation.web.forms import Form, Required, choices
from foundation.web.ids import chosen_id
from foundation.web.stale import StoredForm
from foundation.web.translation import gettext, language, ngettext

# Kinds that an organisation of the network may be; there is one centre.
KINDS = tuple(each for each in OrganisationKind if each is not OrganisationKind.CENTRE)
# Room for spaces between the signs.
LONGEST_CODE = 40


class SignInForm(Form):
    """Address and password."""

    email = StringField(say("E-mail address").text, [Required(say("Type your e-mail address."))])
    password = PasswordField(say("Password").text, [Required(say("Type your password."))])
    next = HiddenField()


class StepCodeForm(Form):
    """A code from an app or from paper."""

    code = StringField(
        say("Code").text, [Required(say("Type the code.")), Length(max=LONGEST_CODE)]
    )


class FoundingForm(Form):
    """The first page of an empty installation: the console's key, the centre, the first administrator."""

    key = StringField(say("Key").text)
    name = StringField(say("Name of the centre").text)
    name_en = StringField(say("Name in English").text)
    code = StringField(say("Short code").text, default="CTR")
    city = SelectField(say("City").text)
    phone = StringField(say("Phone").text)
    full_name = StringField(say("Your name").text)
    email = StringField(say("Your e-mail address").text)
    password = PasswordField(say("Your password").text)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        """Offer the cities in the reader's language."""
        super().__init__(*args, **kwargs)
        self.city.choices = city_choices(empty=say("Choose").text)


class AccountForm(StoredForm):
    """One's own name and language."""

    full_name = StringField(say("Name").text, [Required(say("Enter the person's name."))])
    language = RadioField(say("Language").text, choices=choices(list(LANGUAGE_NAMES.items())))


class OwnPasswordForm(Form):
    """A new password, and the one until now."""

    current = PasswordField(
        say("Current password").text, [Required(say("Type your current password."))]
    )
    password = PasswordField(say("New password").text, [Required(say("Type a new password."))])


class ForgottenForm(Form):
    """Whose password was forgotten."""

    email = StringField(
        say("E-mail address").text,
        [Required(say("Type your e-mail address.")), Length(max=LONGEST_EMAIL)],
    )


class ChosenPasswordForm(Form):
    """One's own password, chosen through a link."""

    link = HiddenField()
    password = PasswordField(say("New password").text, [Required(say("Type a new password."))])


class JoiningForm(ChosenPasswordForm):
    """Accepting an invitation without an account: name and first password."""

    full_name = StringField(say("Name").text, [Required(say("Enter your name."))])


class ConfirmForm(Form):
    """One's own password, typed again before something weighty."""

    own_password = PasswordField(
        say("Your own password").text, [Required(say("Type your password."))]
    )
    next = HiddenField()


class RoleForm(Form):
    """A role in an organisation."""

    organisation = SelectField(say("Organisation").text)
    role = SelectField(say("Role").text)
    own_password = PasswordField(say("Your own password").text, [Optional()])

    def offer(self, roles: list[Role], organisations: list[tuple[str, str]]) -> None:
        """Offer what the reader may give."""
        self.role.choices = choices([(str(role), label(role, language())) for role in roles])
        self.organisation.choices = choices(organisations)

    @property
    def gives_centre_roles(self) -> bool:
        """Whether a role of the centre is among those offered: these ask for one's own password."""
        return any(value in CENTRE_ROLES for value, *_ in self.role.choices or [])


class InviteForm(RoleForm):
    """A person, and their first role."""

    email = StringField(
        say("E-mail address").text, [Required(say("Enter the person's e-mail address."))]
    )
    full_name = StringField(say("Name").text, [Required(say("Enter the person's name."))])
    language = RadioField(
        say("Language").text, choices=choices(list(LANGUAGE_NAMES.items())), default="ko"
    )


class TokenForm(Form):
    """A token for another system."""

    name = StringField(say("Name").text, [Length(max=200)])
    scopes = SelectMultipleField(say("What it is for").text)
    days = SelectField(say("It works for").text, coerce=int)
    organisation = SelectField(say("Organisation").text, validate_choice=False)

    def offer(self, scopes: list[tuple[str, str]], homes: list[tuple[str, str]]) -> "TokenForm":
        """Offer what there is; with one organisation there is nothing to choose."""
        self.scopes.choices = choices(scopes)
        lives = [(str(n), ngettext("%(num)s day", "%(num)s days", n)) for n in LIVES]
        self.days.choices = choices(lives)
        every = ("", gettext("All of yours"))
        self.organisation.choices = choices([every, *homes] if len(homes) > 1 else homes[:1])
        return self

    def wanted(self) -> NewToken:
        """What was chosen, as the service takes it."""
        several = len(self.organisation.choices or []) > 1
        return NewToken(
            name=self.name.data or "",
            scopes=self.scopes.data or (),
            days=self.days.data or 0,
            organisation_id=chosen_id(self.organisation)
            if several and self.organisation.data
            else None,
        )


class ProviderForm(StoredForm):
    """The sign-in service of an organisation."""

    issuer = StringField(say("Address of the service (issuer)").text)
    client_id = StringField(say("Client ID").text)
    secret = PasswordField(say("Client secret").text)
    counts_as_two = BooleanField(say("It asks for a second step itself").text)
    active = BooleanField(say("Offer it on the sign-in page").text)

    def fields(self) -> ProviderFields:
        """What was typed, as the service takes it."""
        return ProviderFields(
            issuer=(self.issuer.data or "").strip(),
            client_id=(self.client_id.data or "").strip(),
            secret=(self.secret.data or "").strip(),
            counts_as_two=bool(self.counts_as_two.data),
            active=bool(self.active.data),
        )


class OrganisationForm(StoredForm):
    """An organisation of the network."""

    name = StringField(say("Name").text, [Length(max=400)])
    name_en = StringField(say("Name in English").text, [Optional(), Length(max=400)])
    code = StringField(say("Short code").text, [Length(max=100)])
    kind = SelectField(say("Kind").text)
    city = SelectField(say("City").text)
    phone = StringField(say("Phone").text, [Optional(), Length(max=100)])

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        """Offer kinds and cities in the reader's language."""
        super().__init__(*args, **kwargs)
        self.kind.choices = choices([(each.value, label(each, language())) for each in KINDS])
        self.city.choices = city_choices(empty=say("Choose").text)

    def fields(self) -> OrganisationFields:
        """What was typed, as the service takes it."""
        return OrganisationFields(
            name=self.name.data or "",
            code=self.code.data or "",
            city=self.city.data or "",
            kind=OrganisationKind(self.kind.data),
            name_en=self.name_en.data or "",
            phone=self.phone.data or "",
        )


class NewOrganisationForm(OrganisationForm):
    """A new organisation, and whoever is to administer it."""

    full_name = StringField(say("Name of the administrator").text, [Optional(), Length(max=400)])
    email = StringField(say("Address of the administrator").text, [Optional(), Length(max=400)])


class CentreForm(OrganisationForm):
    """The centre itself: it stays the centre."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        """Offer the one kind."""
        super().__init__(*args, **kwargs)
        centre = OrganisationKind.CENTRE
        self.kind.choices = choices([(centre.value, label(centre, language()))])


class PhoneForm(Form):
    """An office's public telephone number, and the one that the page showed."""

    phone = StringField(say("Phone").text, [Optional(), Length(max=30)])
    before = HiddenField()


class SiteForm(StoredForm):
    """A place and where it is; without coordinates it stands at the city hall."""

    name = StringField(
        say("Name in Korean").text, [Required(say("Enter the place's name.")), Length(max=120)]
    )
    name_en = StringField(say("Name in English").text, [Optional(), Length(max=120)])
    city = SelectField(say("City").text)
    address = StringField(say("Address").text, [Optional(), Length(max=200)])
    latitude = FloatField(say("Latitude").text, [Optional()])
    longitude = FloatField(say("Longitude").text, [Optional()])
    active = BooleanField(say("Requests may be placed here").text, default=True)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        """Offer the cities in the reader's language."""
        super().__init__(*args, **kwargs)
        self.city.choices = city_choices(empty=say("From the address").text)

    def place(self) -> dict[str, Any]:
        """The fields as the service takes them."""
        return {
            "name": self.name.data or "",
            "name_en": self.name_en.data or "",
            "city": self.city.data,
            "address": self.address.data or "",
            "latitude": self.latitude.data,
            "longitude": self.longitude.data,
        }


def city_choices(*, empty: str) -> list[Any]:
    """The cities and counties of Gyeonggi in the reader's language and order."""
    named = [(code, city.name_in(language())) for code, city in CITIES.items()]
    return choices(sorted(named, key=lambda choice: choice[1]), empty=empty)
