"""Pledges and consents: read and signed by whoever is asked, and their words, which the office keeps."""

from uuid import UUID

from flask import Blueprint, flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from wtforms import StringField, TextAreaField

from accounts.domain.consents import ConsentPurpose
from accounts.domain.permissions import AccountsPermission
from accounts.service import consents
from foundation.security.errors import Conflict, Refused, TooOften
from foundation.text.message import say
from foundation.web.forms import Form
from foundation.web.guards import requires, signed_in
from foundation.web.refusals import flashed, refusals_by, refusals_on
from foundation.web.stale import StoredForm, refuse_stale
from foundation.web.translation import gettext as _
from foundation.web.work import reading, unit_of_work

bp = Blueprint("consents", __name__, template_folder="../templates")
KEEP = AccountsPermission.CONSENTS_KEEP
LANGUAGES = ("ko", "en", "vi", "km", "zh", "ru", "th", "uz", "tl", "mn", "lo", "my")


class SignatureForm(Form):
    """A name under a text."""

    name = StringField(say("Your name").text)


class ConsentWordsForm(StoredForm):
    """A text, language by language."""

    ko = TextAreaField(say("Korean").text)
    en = TextAreaField(say("English").text)
    vi = TextAreaField(say("Vietnamese").text)
    km = TextAreaField(say("Khmer").text)
    zh = TextAreaField(say("Chinese").text)
    ru = TextAreaField(say("Russian").text)
    th = TextAreaField(say("Thai").text)
    uz = TextAreaField(say("Uzbek").text)
    tl = TextAreaField(say("Filipino").text)
    mn = TextAreaField(say("Mongolian").text)
    lo = TextAreaField(say("Lao").text)
    my = TextAreaField(say("Burmese").text)


@bp.get("/account/consents")
@signed_in
def mine() -> ResponseReturnValue:
    """What the reader is asked to sign."""
    return _own_page()


@bp.post("/account/consents/<uuid:text_id>")
@signed_in
def sign(text_id: UUID) -> ResponseReturnValue:
    """Sign a text."""
    form = SignatureForm()
    form.validate()
    with (
        refusals_on(form, lambda: _own_page(form, text_id), shows=(Refused, Conflict)),
        unit_of_work() as uow,
    ):
        consents.sign(uow, text_id, form.name.data or "")
    flash(_("Signed. Thank you."), "success")
    return redirect(url_for(".mine"), code=303)


def _own_page(form: SignatureForm | None = None, text_id: UUID | None = None) -> str:
    with reading() as uow:
        return render_template(
            "accounts/consents_own.html",
            own=consents.list_own(uow),
            form=form or SignatureForm(None),
            wrong=text_id,
        )


@bp.get("/consents")
@requires(KEEP)
def index() -> ResponseReturnValue:
    """The texts, and who has not signed them."""
    with reading() as uow:
        return render_template(
            "accounts/consents.html",
            purposes=list(ConsentPurpose),
            texts=consents.standing_texts(uow),
            unsigned=consents.list_unsigned(uow),
        )


@bp.post("/consents/remind")
@requires(KEEP)
def remind() -> ResponseReturnValue:
    """Write to everybody who has not signed."""
    back = redirect(url_for(".index"), code=303)
    with (
        refusals_by(lambda error: flashed(error, back), shows=(TooOften,)),
        unit_of_work() as uow,
    ):
        count = consents.remind(uow)
    flash(_("%(n)s people were written to.", n=count), "success")
    return back


@bp.get("/consents/<any(secrecy, personal_data):purpose>")
@requires(KEEP)
def edit(purpose: str) -> ResponseReturnValue:
    """The words of a text, to be changed."""
    return _text_page(ConsentPurpose(purpose), _stored(ConsentPurpose(purpose)))


@bp.post("/consents/<any(secrecy, personal_data):purpose>")
@requires(KEEP)
def publish(purpose: str) -> ResponseReturnValue:
    """Publish new words; everybody is asked to sign them."""
    form, wanted = ConsentWordsForm(), ConsentPurpose(purpose)
    form.validate()
    with (
        refusals_on(form, lambda: _text_page(wanted, form), shows=(Refused, Conflict)),
        unit_of_work() as uow,
    ):
        refuse_stale(uow, form, lambda: _stored(wanted))
        given = {language: form[language].data or "" for language in LANGUAGES}
        consents.publish(uow, wanted, given)
    flash(_("Published. Everybody is asked to sign the new text."), "success")
    return redirect(url_for(".index"), code=303)


def _stored(purpose: ConsentPurpose) -> ConsentWordsForm:
    with reading() as uow:
        text = consents.standing_texts(uow).get(purpose)
    return ConsentWordsForm(None, data={} if text is None else dict(text.words)).note_seen()


def _text_page(purpose: ConsentPurpose, form: ConsentWordsForm) -> str:
    with reading() as uow:
        return render_template(
            "accounts/consent_text.html",
            purpose=purpose,
            form=form,
            further=LANGUAGES[2:],
            versions=consents.list_versions(uow, purpose),
        )
