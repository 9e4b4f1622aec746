"""Anybody may ask to become an interpreter."""

from typing import Any

from flask import Blueprint, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from wtforms import BooleanField, RadioField, SelectField, SelectMultipleField, StringField
from wtforms.validators import Length

from accounts.domain.cities import CITIES
from foundation.once import limits
from foundation.security.errors import TooOften
from foundation.text.i18n import LANGUAGE_NAMES, label
from foundation.text.message import say
from foundation.web.forms import Form, Required, choices, given
from foundation.web.guards import public
from foundation.web.refusals import refusals_on
from foundation.web.translation import language
from foundation.web.work import unit_of_work
from interpreters.domain.languages import OWN_NAMES, Language, Level
from training.service.enrolment import applications

bp = Blueprint("join", __name__, template_folder="../../templates")

LONGEST_NUMBER = 40


class JoinForm(Form):
    """Name, how to be reached, city, languages and how well, and the agreement to keep all this."""

    full_name = StringField(say("Name").text, [Required(say("Enter your name.")), Length(max=120)])
    email = StringField(
        say("E-mail address").text,
        [Required(say("Type your e-mail address.")), Length(max=254)],
    )
    phone_number = StringField(
        say("Phone number").text,
        [
            Required(say("Enter a phone number: the centre calls you back.")),
            Length(max=LONGEST_NUMBER),
        ],
    )
    city = SelectField(say("City").text, [Required(say("Choose your city."))])
    languages = SelectMultipleField(
        say("Languages beside Korean").text, [Required(say("Choose at least one language."))]
    )
    level = RadioField(
        say("How well do you speak them?").text,
        [Required(say("Choose how well you speak them."))],
        choices=(),
    )
    reads = RadioField(
        say("Language for e-mails").text, choices=choices(list(LANGUAGE_NAMES.items()))
    )

    consent = BooleanField(
        say("I agree to this use of my personal data.").text,
        [Required(say("Without your agreement we may not keep your application."))],
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        """Offer cities and languages in the reader's language."""
        super().__init__(*args, **kwargs)
        cities = [(code, city.name_in(language())) for code, city in CITIES.items()]
        self.city.choices = choices(
            sorted(cities, key=lambda each: each[1]), empty=say("City").text
        )
        named = [(code, label(code, language())) for code in Language]
        self.languages.choices = choices(
            [
                (code.value, f"{name} {OWN_NAMES[code]}" if name != OWN_NAMES[code] else name)
                for code, name in sorted(named, key=lambda each: each[1])
            ]
        )
        self.level.choices = choices([(level.value, label(level, language())) for level in Level])
        if not self.reads.data:
            self.reads.data = language()


@bp.get("/join")
@public
def show() -> ResponseReturnValue:
    """Show the form."""
    return render_template("training/enrolment/join.html", form=JoinForm(None))


@bp.post("/join")
@public
def ask() -> ResponseReturnValue:
    """Take the asking in; whoever asks, and whoever is known already, reads the same answer."""
    form = JoinForm()
    if not form.validate():
        return render_template("training/enrolment/join.html", form=form), 422
    asking = applications.Asking(
        full_name=given(form.full_name.data),
        email=given(form.email.data),
        phone_number=given(form.phone_number.data),
        city=form.city.data,
        languages=[Language(code) for code in form.languages.data or []],
        level=Level(form.level.data),
        consent=applications.CONSENT_VERSION if form.consent.data else "",
        reads=form.reads.data or "ko",
    )
    with refusals_on(
        form, lambda: render_template("training/enrolment/join.html", form=form), unless=(TooOften,)
    ):
        with unit_of_work() as uow:
            applications.count(uow, asking, limits.network_of(request.remote_addr))
        with unit_of_work() as uow:
            applications.hand_in(uow, asking)
    return redirect(url_for(".asked"), code=303)


@bp.post("/join/again")
@public
def again() -> ResponseReturnValue:
    """Show a half-filled form once more, in the language that was just chosen; nothing is sent."""
    return render_template("training/enrolment/join.html", form=JoinForm())


@bp.get("/join/again")
@public
def again_from_the_start() -> ResponseReturnValue:
    """Lead whoever reloads it to the form."""
    return redirect(url_for(".show"))


@bp.get("/join/thanks")
@public
def asked() -> ResponseReturnValue:
    """Say what happens next; the same for everybody."""
    return render_template("training/enrolment/join_asked.html")
