"""What is added to a record and ended on it: standing and restrictions."""

from uuid import UUID

from flask import Blueprint, flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from accounts.service.organisations import list_organisations
from foundation.database.work import UnitOfWork
from foundation.web.forms import given
from foundation.web.guards import requires
from foundation.web.ids import find_id
from foundation.web.refusals import refusals_on
from foundation.web.translation import gettext as _
from foundation.web.translation import language
from foundation.web.work import reading, unit_of_work
from interpreters.domain.permissions import RosterPermission
from interpreters.domain.standing import MOVES, MoveReason, RestrictionKind, Standing
from interpreters.service import directory, restrictions, roster
from interpreters.web.forms import MoveForm, RestrictionForm
from interpreters.web.hits import question_before
from interpreters.web.people import record_page, version_of

bp = Blueprint("records", __name__, template_folder="../templates")
CHANGE = RosterPermission.ROSTER_CHANGE


@bp.post("/people/<uuid:person_id>/standing")
@requires(CHANGE)
def move(person_id: UUID) -> ResponseReturnValue:
    """Change somebody's standing."""
    form = MoveForm()
    with reading() as uow:
        form.offer(MOVES[directory.open_record(uow, person_id).standing])
    if not form.validate():
        return record_page(person_id, form), 422

    def act(uow: UnitOfWork) -> None:
        roster.move(
            uow,
            person_id,
            Standing(form.to.data),
            reason=MoveReason(form.reason.data),
            version=version_of(form.version.data),
        )

    back = url_for("people.show", person_id=person_id)
    with refusals_on(form, lambda: record_page(person_id, form)):
        asked = question_before(person_id, act, back=back)
        if asked is not None:
            return asked
        with unit_of_work() as uow:
            act(uow)
    flash(_("The status was changed."), "success")
    return redirect(url_for("people.show", person_id=person_id), code=303)


@bp.get("/people/<uuid:person_id>/standing")
@requires(RosterPermission.ROSTER_READ)
def standing(person_id: UUID) -> ResponseReturnValue:
    """Go to the record from the address of its button: a refusal leaves it in the address bar."""
    return redirect(url_for("people.show", person_id=person_id), code=303)


@bp.get("/people/<uuid:person_id>/restrictions/new")
@requires(CHANGE)
def new_restriction(person_id: UUID) -> ResponseReturnValue:
    """Show the form of a restriction, beginning today."""
    with reading() as uow:
        form = RestrictionForm(None, first_day=uow.today)
    return _restriction(person_id, form)


@bp.post("/people/<uuid:person_id>/restrictions/new")
@requires(CHANGE)
def add_restriction(person_id: UUID) -> ResponseReturnValue:
    """Note a restriction."""
    form = RestrictionForm()
    page = _restriction(person_id, form, check=True)
    if form.errors:
        return page, 422

    def act(uow: UnitOfWork) -> None:
        restrictions.add(
            uow,
            person_id,
            kind=RestrictionKind(form.kind.data),
            organisation_id=find_id(form.organisation.data),
            case_code=form.case_code.data or "",
            first_day=given(form.first_day.data),
            last_day=form.last_day.data,
            reason=form.reason.data or "",
        )

    back = url_for("people.show", person_id=person_id)
    with refusals_on(form, lambda: _restriction(person_id, form)):
        asked = question_before(person_id, act, back=back)
        if asked is not None:
            return asked
        with unit_of_work() as uow:
            act(uow)
    flash(_("The restriction was added."), "success")
    return redirect(url_for("people.show", person_id=person_id), code=303)


def _restriction(person_id: UUID, form: RestrictionForm, *, check: bool = False) -> str:
    with reading() as uow:
        person = directory.open_record(uow, person_id)
        organisations = list_organisations(uow)
    form.offer([(str(o.id), o.name_in(language())) for o in organisations])
    if check:
        form.validate()
    return render_template("interpreters/restriction.html", form=form, person=person)


@bp.post("/people/<uuid:person_id>/restrictions/<uuid:restriction_id>/end")
@requires(CHANGE)
def end_restriction(person_id: UUID, restriction_id: UUID) -> ResponseReturnValue:
    """End a restriction."""
    with unit_of_work() as uow:
        restrictions.end(uow, restriction_id)
    flash(_("The restriction no longer applies."), "success")
    return redirect(url_for("people.show", person_id=person_id), code=303)
