"""Names on documents: entered by oneself, checked and corrected by the centre."""

from uuid import UUID

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from wtforms import BooleanField, StringField, TextAreaField
from wtforms.validators import Length, Optional

from foundation.database.work import UnitOfWork
from foundation.security.errors import Forbidden
from foundation.text.message import say
from foundation.web.forms import Required
from foundation.web.guards import requires
from foundation.web.refusals import refusals_on
from foundation.web.stale import StoredForm, refuse_stale
from foundation.web.translation import gettext as _
from foundation.web.translation import ngettext
from foundation.web.work import reading, unit_of_work
from training.domain.names import LONGEST_NAME, Names
from training.domain.permissions import TrainingPermission
from training.service.documents import names
from training.service.documents.names import NameEntry
from training.service.people import learners

bp = Blueprint("names", __name__, template_folder="../../templates")
OWN, DECIDE = TrainingPermission.LEARNING_OWN, TrainingPermission.CERTIFICATION_DECIDE


class NamesForm(StoredForm):
    """A name as the office uses it, in Latin letters, and in the own script."""

    full_name = StringField(
        say("Name").text, [Required(say("Enter the person's name.")), Length(max=LONGEST_NAME)]
    )
    latin_name = StringField(say("In Latin letters").text, [Optional(), Length(max=LONGEST_NAME)])
    own_script_name = StringField(
        say("In one's own script").text, [Optional(), Length(max=LONGEST_NAME)]
    )

    def names(self) -> Names:
        """What was typed."""
        return Names(
            self.full_name.data or "", self.latin_name.data or "", self.own_script_name.data or ""
        )


class CheckForm(NamesForm):
    """The names as compared, and what follows."""

    reissue = BooleanField(
        say("Issue the documents again that print other names").text, default=True
    )
    reason = TextAreaField(say("Reason").text, [Optional(), Length(max=names.LONGEST_NOTE)])


@bp.get("/documents/names")
@requires(OWN)
def mine() -> ResponseReturnValue:
    """Show the reader's names, and a form to enter them."""
    return _own_page(None)


@bp.post("/documents/names")
@requires(OWN)
def enter() -> ResponseReturnValue:
    """Enter one's own names, to be checked."""
    form = NamesForm()
    if not form.validate():
        return _own_page(form), 422
    with refusals_on(form, lambda: _own_page(form)), unit_of_work() as uow:
        refuse_stale(uow, form, lambda: _own_form(uow))
        names.enter(uow, form.names())
    flash(
        _("Entered. Bring your passport or card to the centre; it writes to you once checked."),
        "success",
    )
    return redirect(url_for(".mine"), code=303)


@bp.get("/names")
@requires(DECIDE)
def waiting() -> ResponseReturnValue:
    """List names that wait to be compared."""
    with reading() as uow:
        return render_template("training/documents/names_waiting.html", waiting=names.waiting(uow))


@bp.get("/names/<uuid:entry_id>")
@requires(DECIDE)
def show(entry_id: UUID) -> ResponseReturnValue:
    """Show what somebody entered, to be compared."""
    return _entry_page(entry_id, None)


@bp.post("/names/<uuid:entry_id>")
@requires(DECIDE)
def decide(entry_id: UUID) -> ResponseReturnValue:
    """Check the names as corrected, or do not accept them."""
    form = CheckForm()
    if request.form.get("do") == "refuse":
        with refusals_on(form, lambda: _entry_page(entry_id, form)), unit_of_work() as uow:
            names.turn_down(uow, entry_id, reason=form.reason.data or "")
        flash(_("Not accepted. The person is told."), "success")
        return redirect(url_for(".waiting"), code=303)
    if not form.validate():
        return _entry_page(entry_id, form), 422
    with refusals_on(form, lambda: _entry_page(entry_id, form)), unit_of_work() as uow:
        refuse_stale(uow, form, lambda: _entry_form(uow, entry_id))
        issued = names.check(uow, entry_id, form.names(), reissue=bool(form.reissue.data))
    _flash_checked(len(issued))
    return redirect(url_for(".waiting"), code=303)


@bp.get("/people/<uuid:person_id>/names")
@requires(DECIDE)
def of_person(person_id: UUID) -> ResponseReturnValue:
    """Show the names of somebody of the roster, to be corrected."""
    return _person_page(person_id, None)


@bp.post("/people/<uuid:person_id>/names")
@requires(DECIDE)
def correct(person_id: UUID) -> ResponseReturnValue:
    """Write the names of somebody of the roster, as compared."""
    form = CheckForm()
    if not form.validate():
        return _person_page(person_id, form), 422
    with refusals_on(form, lambda: _person_page(person_id, form)), unit_of_work() as uow:
        refuse_stale(uow, form, lambda: _person_form(uow, person_id))
        learner = learners.of_interpreter(uow, person_id)
        issued = names.correct(uow, learner.id, form.names(), reissue=bool(form.reissue.data))
    _flash_checked(len(issued))
    return redirect(url_for("people.show", person_id=person_id), code=303)


def _flash_checked(issued: int) -> None:
    flash(_("Checked. The person is told."), "success")
    if issued:
        flash(
            ngettext(
                "%(num)s document is issued again.", "%(num)s documents are issued again.", issued
            ),
            "success",
        )


def _own_form(uow: UnitOfWork) -> NamesForm:
    seen = names.mine(uow)
    return NamesForm(None, obj=seen and (seen.waiting or seen.on_record)).note_seen()


def _entry_form(uow: UnitOfWork, entry_id: UUID) -> CheckForm:
    return CheckForm(None, obj=names.get(uow, entry_id)).note_seen()


def _person_form(uow: UnitOfWork, person_id: UUID) -> CheckForm:
    return CheckForm(None, obj=names.of_person(uow, person_id).on_record).note_seen()


def _own_page(form: NamesForm | None) -> str:
    with reading() as uow:
        seen = names.mine(uow)
        if seen is None:
            raise Forbidden
        return render_template(
            "training/documents/own_names.html",
            seen=seen,
            form=form or _own_form(uow),
        )


def _entry_page(entry_id: UUID, form: CheckForm | None) -> str:
    with reading() as uow:
        entry: NameEntry = names.get(uow, entry_id)
        seen = names.of_learner(uow, entry.learner)
        return render_template(
            "training/documents/names.html",
            entry=entry,
            seen=seen,
            has_documents=names.has_documents(uow, entry.learner),
            form=form or _entry_form(uow, entry_id),
        )


def _person_page(person_id: UUID, form: CheckForm | None) -> str:
    with reading() as uow:
        seen = names.of_person(uow, person_id)
        return render_template(
            "training/documents/names.html",
            entry=None,
            seen=seen,
            has_documents=bool(seen.learner.id) and names.has_documents(uow, seen.learner),
            form=form or _person_form(uow, person_id),
        )
