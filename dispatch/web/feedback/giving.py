"""Anybody gives a complaint or praise here, keeps a code, and looks up what became of it."""

from enum import StrEnum

from flask import Blueprint, render_template, request
from flask.typing import ResponseReturnValue
from wtforms import BooleanField, SelectField, StringField, TextAreaField

from dispatch.domain.feedback import (
    LONGEST_WORDS,
    FeedbackGiver,
    FeedbackKind,
    FeedbackTopic,
)
from dispatch.domain.permissions import DispatchPermission
from dispatch.service.feedback import giving, working
from foundation.database.work import begin
from foundation.once import limits
from foundation.security.errors import DomainError, NotFound, Refused, TooOften, refuse
from foundation.security.permissions import NOBODY
from foundation.text.i18n import label
from foundation.text.message import say
from foundation.web.forms import Form, choices
from foundation.web.guards import public, requires, signed_in
from foundation.web.refusals import refusals_on
from foundation.web.translation import language
from foundation.web.work import actor, office, reading, unit_of_work

bp = Blueprint("feedback", __name__, template_folder="../../templates")


class FeedbackForm(Form):
    """What somebody says, and about what."""

    kind = SelectField(say("Complaint or praise").text, default="")
    topic = SelectField(say("What it is about").text, default="")
    giver = SelectField(say("Who says it").text, default="")
    reference = StringField(say("Number of the request").text)
    words = TextAreaField(say("What happened").text)
    anonymous = BooleanField(say("Without my name").text)

    def offer(self) -> "FeedbackForm":
        """Fill in what may be chosen."""
        kinds: tuple[type[StrEnum], ...] = (FeedbackKind, FeedbackTopic, FeedbackGiver)
        for field, kind in zip((self.kind, self.topic, self.giver), kinds, strict=True):
            field.choices = choices(
                [("", say("Choose")), *((each.value, label(each, language())) for each in kind)]
            )
        return self

    @property
    def given(self) -> giving.FeedbackGiven:
        """What was said."""
        return giving.FeedbackGiven(
            kind=FeedbackKind(self.kind.data) if self.kind.data else None,
            topic=FeedbackTopic(self.topic.data) if self.topic.data else None,
            giver=FeedbackGiver(self.giver.data) if self.giver.data else None,
            words=self.words.data or "",
            reference=self.reference.data or "",
            anonymous=bool(self.anonymous.data),
        )


class CodeForm(Form):
    """The code that was kept."""

    code = StringField(say("Your code").text)


@bp.get("/feedback")
@public
def ask() -> ResponseReturnValue:
    """Show the form."""
    return _page(FeedbackForm(None).offer())


@bp.post("/feedback")
@public
def give() -> ResponseReturnValue:
    """Take it in and show the code."""
    form = FeedbackForm().offer()
    if not form.validate():
        return _page(form), 422
    with (
        refusals_on(form, lambda: _page(form), shows=(Refused, TooOften), status=_status),
        unit_of_work() as uow,
    ):
        giving.count(uow, _source())
        code = giving.give(uow, form.given).code
    # Answered at once and not by another address: no code stands in one.
    return render_template("dispatch/feedback/given.html", code=code)


@bp.get("/feedback/look-up")
@public
def look_up() -> ResponseReturnValue:
    """Ask for a code."""
    return render_template("dispatch/feedback/look_up.html", form=CodeForm(None), found=None)


@bp.post("/feedback/look-up")
@public
def find() -> ResponseReturnValue:
    """Show what became of it. A POST, so that no code stands in an address."""
    form = CodeForm()
    if not form.validate():
        return render_template("dispatch/feedback/look_up.html", form=form, found=None), 422
    try:
        with reading() as uow:
            found = giving.look_up(uow, form.code.data or "", _source())
    except NotFound as error:
        with begin(office(), NOBODY) as uow:
            giving.count_miss(uow, _source())
        form.take(refuse("code", error.reason))
        return render_template("dispatch/feedback/look_up.html", form=form, found=None), 404
    return render_template("dispatch/feedback/look_up.html", form=form, found=found)


@bp.get("/feedback/own")
@signed_in
def own() -> ResponseReturnValue:
    """Show what the reader has given, and the answers."""
    with reading() as uow:
        return render_template("dispatch/feedback/own.html", rows=giving.list_own(uow))


@bp.get("/feedback/about-me")
@requires(DispatchPermission.OFFER_ANSWER)
def about_me() -> ResponseReturnValue:
    """Show an interpreter the praise of their work, and complaints that the office has shared."""
    with reading() as uow:
        return render_template("dispatch/feedback/about_me.html", rows=working.list_about_me(uow))


def _status(error: DomainError) -> int:
    return 429 if isinstance(error, TooOften) else 422


def _source() -> str:
    return limits.network_of(request.remote_addr)


def _page(form: FeedbackForm) -> str:
    return render_template(
        "dispatch/feedback/give.html",
        form=form,
        longest=LONGEST_WORDS,
        is_desk=actor().may(DispatchPermission.FEEDBACK_WORK),
    )
