"""Pairs of languages in which somebody translates: on her record, and how many words a day on her own page."""

from typing import Any
from uuid import UUID

from flask import Blueprint, flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from wtforms import IntegerField, SelectField, SelectMultipleField
from wtforms.validators import Optional

from foundation.database.work import UnitOfWork
from foundation.text.message import say
from foundation.web.forms import Entered, Required, given
from foundation.web.guards import requires
from foundation.web.refusals import refusals_on
from foundation.web.stale import StoredForm, refuse_stale
from foundation.web.translation import gettext as _
from foundation.web.work import reading, unit_of_work
from interpreters.domain.permissions import RosterPermission
from interpreters.domain.qualifications import Domain
from interpreters.domain.translators import USUAL_WORDS_PER_DAY, PairToKeep, TextLanguage
from interpreters.service import directory, translators
from interpreters.web.forms import named

bp = Blueprint("translators", __name__, template_folder="../templates")
CHANGE = RosterPermission.ROSTER_CHANGE
WORDS = say("Enter a number of words.")


class TranslationPairForm(StoredForm):
    """One pair of languages: what the office notes."""

    source = SelectField(say("Source language").text, [Required(say("Choose a language."))])
    target = SelectField(say("Target language").text, [Required(say("Choose a language."))])
    domains = SelectMultipleField(say("Fields").text, [Optional()])
    words_per_day = IntegerField(
        say("Words per working day").text, [Entered(WORDS)], default=USUAL_WORDS_PER_DAY
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        """Offer what there is, in the reader's language."""
        super().__init__(*args, **kwargs)
        empty = say("Choose one").text
        self.source.choices = named(TextLanguage, empty=empty)
        self.target.choices = named(TextLanguage, empty=empty)
        self.domains.choices = named(Domain)

    def pair(self) -> PairToKeep:
        """What was typed, as the service takes it."""
        # A form without any sends one that is empty.
        chosen = [each for each in self.domains.data or [] if each]
        return PairToKeep(
            source=TextLanguage(self.source.data),
            target=TextLanguage(self.target.data),
            domains=frozenset(Domain(each) for each in chosen),
            words_per_day=given(self.words_per_day.data),
        )


class OwnWordsForm(StoredForm):
    """How many words a day somebody takes on."""

    words_per_day = IntegerField(say("Words per working day").text, [Entered(WORDS)])


@bp.get("/people/<uuid:person_id>/pairs/new")
@requires(CHANGE)
def new(person_id: UUID) -> ResponseReturnValue:
    """Show the form of a pair."""
    return _page(person_id, TranslationPairForm(None))


@bp.post("/people/<uuid:person_id>/pairs/new")
@requires(CHANGE)
def add(person_id: UUID) -> ResponseReturnValue:
    """Note a pair."""
    form = TranslationPairForm()
    if not form.validate():
        return _page(person_id, form), 422
    with refusals_on(form, lambda: _page(person_id, form)), unit_of_work() as uow:
        translators.add_pair(uow, person_id, form.pair())
    return _saved(person_id)


@bp.get("/people/<uuid:person_id>/pairs/<uuid:pair_id>")
@requires(CHANGE)
def edit(person_id: UUID, pair_id: UUID) -> ResponseReturnValue:
    """Show one pair in its form."""
    with reading() as uow:
        form = _stored(uow, person_id, pair_id)
    return _page(person_id, form, pair_id)


@bp.post("/people/<uuid:person_id>/pairs/<uuid:pair_id>")
@requires(CHANGE)
def change(person_id: UUID, pair_id: UUID) -> ResponseReturnValue:
    """Change one pair."""
    form = TranslationPairForm()
    if not form.validate():
        return _page(person_id, form, pair_id), 422
    with refusals_on(form, lambda: _page(person_id, form, pair_id)), unit_of_work() as uow:
        refuse_stale(uow, form, lambda: _stored(uow, person_id, pair_id))
        translators.change_pair(uow, person_id, pair_id, form.pair())
    return _saved(person_id)


@bp.post("/people/<uuid:person_id>/pairs/<uuid:pair_id>/remove")
@requires(CHANGE)
def remove(person_id: UUID, pair_id: UUID) -> ResponseReturnValue:
    """Take one pair off the record."""
    with unit_of_work() as uow:
        translators.remove_pair(uow, person_id, pair_id)
    flash(_("The pair of languages was removed."), "success")
    return redirect(url_for("people.show", person_id=person_id), code=303)


@bp.get("/me/pairs/<uuid:pair_id>")
@requires(RosterPermission.PROFILE_OWN)
def own(pair_id: UUID) -> ResponseReturnValue:
    """Show how many words a day the reader takes on."""
    with reading() as uow:
        form = _stored_own(uow, pair_id)
    return _own_page(pair_id, form)


@bp.post("/me/pairs/<uuid:pair_id>")
@requires(RosterPermission.PROFILE_OWN)
def change_own(pair_id: UUID) -> ResponseReturnValue:
    """Change how many words a day the reader takes on."""
    form = OwnWordsForm()
    if not form.validate():
        return _own_page(pair_id, form), 422
    with refusals_on(form, lambda: _own_page(pair_id, form)), unit_of_work() as uow:
        refuse_stale(uow, form, lambda: _stored_own(uow, pair_id))
        translators.change_own_words(uow, pair_id, given(form.words_per_day.data))
    flash(_("Saved."), "success")
    return redirect(url_for("profile.show"), code=303)


def _saved(person_id: UUID) -> ResponseReturnValue:
    flash(_("Saved."), "success")
    return redirect(url_for("people.show", person_id=person_id), code=303)


def _stored(uow: UnitOfWork, person_id: UUID, pair_id: UUID) -> TranslationPairForm:
    pair = translators.get_pair(uow, person_id, pair_id)
    return TranslationPairForm(
        None,
        source=pair.source.value,
        target=pair.target.value,
        domains=[each.value for each in pair.fields],
        words_per_day=pair.words_per_day,
    ).note_seen()


def _stored_own(uow: UnitOfWork, pair_id: UUID) -> OwnWordsForm:
    pair = translators.get_own_pair(uow, pair_id)
    return OwnWordsForm(None, words_per_day=pair.words_per_day).note_seen()


def _page(person_id: UUID, form: TranslationPairForm, pair_id: UUID | None = None) -> str:
    with reading() as uow:
        person = directory.open_record(uow, person_id)
    return render_template("interpreters/pair_form.html", form=form, person=person, pair_id=pair_id)


def _own_page(pair_id: UUID, form: OwnWordsForm) -> str:
    with reading() as uow:
        pair = translators.get_own_pair(uow, pair_id)
    return render_template("interpreters/own_words.html", form=form, pair=pair)
