"""The interpreter's own page."""

from flask import Blueprint, flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from foundation.database.work import UnitOfWork
from foundation.web.guards import requires
from foundation.web.refusals import refusals_on
from foundation.web.stale import refuse_stale
from foundation.web.translation import gettext as _
from foundation.web.work import actor, reading, unit_of_work
from interpreters.domain.contact import Channel
from interpreters.domain.permissions import RosterPermission
from interpreters.service import directory, roster, translators
from interpreters.web.forms import OwnProfileForm, chosen_modalities, member_of
from interpreters.web.people import section_of, version_of

bp = Blueprint("profile", __name__, template_folder="../templates")


@bp.get("/me")
@requires(RosterPermission.PROFILE_OWN)
def show() -> ResponseReturnValue:
    """Show the reader's own record."""
    return _page()


@bp.post("/me")
@requires(RosterPermission.PROFILE_OWN)
def change() -> ResponseReturnValue:
    """Change what people decide about themselves."""
    form = OwnProfileForm()
    if not form.validate():
        return _page(form), 422
    with refusals_on(form, lambda: _page(form)), unit_of_work() as uow:
        refuse_stale(uow, form, lambda: _stored(uow))
        roster.change_own(
            uow,
            max_travel_km=form.max_travel_km.data or 0,
            modalities=chosen_modalities(form.modalities),
            phone_number=form.phone_number.data or "",
            reached_by=member_of(Channel, form.reached_by.data),
            version=version_of(form.version.data),
        )
    flash(_("Saved."), "success")
    return redirect(url_for(".show"), code=303)


def _stored(uow: UnitOfWork) -> OwnProfileForm:
    person = directory.get_own(uow)
    return OwnProfileForm(
        None,
        max_travel_km=person.max_travel_km,
        modalities=[m.value for m in roster.modalities_of(person)],
        phone_number=directory.phone_number_of(uow, person),
        reached_by=person.reached_by.value,
        version=person.version,
    ).note_seen()


def _page(form: OwnProfileForm | None = None) -> str:
    with reading() as uow:
        person = directory.find_by_user(uow, actor().user_id)
        if person is None:
            return render_template("interpreters/not_on_roster.html")
        form = form or _stored(uow)
        pairs = translators.list_pairs(uow, person.id)
    return render_template(
        "interpreters/me.html",
        form=form,
        person=person,
        pairs=pairs,
        section=section_of(person.id),
    )
