"""The organisations of the network, kept by the centre: list, add, change, close, open again."""

from uuid import UUID

from flask import Blueprint, flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from accounts.domain.cities import CITIES
from accounts.domain.kinds import OrganisationKind
from accounts.domain.permissions import AccountsPermission
from accounts.domain.roles import Role
from accounts.service import identity_providers, invitations, network
from accounts.service.organisations import get_organisation
from accounts.web.forms import CentreForm, NewOrganisationForm, OrganisationForm
from accounts.web.questions import AHEAD_OF_ORGANISATION
from accounts.web.users import tell_sent
from foundation.database.work import UnitOfWork
from foundation.security.errors import Conflict, Refused
from foundation.web.guards import requires
from foundation.web.refusals import refusals_flashed, refusals_on
from foundation.web.stale import refuse_stale
from foundation.web.translation import gettext as _
from foundation.web.translation import language
from foundation.web.work import reading, unit_of_work

bp = Blueprint("network", __name__, template_folder="../templates")
ADMINISTER = AccountsPermission.ACCOUNTS_ANY_ADMINISTER


@bp.get("/org/network")
@requires(ADMINISTER)
def index() -> ResponseReturnValue:
    """List every organisation, also those that were closed."""
    with reading() as uow:
        return render_template(
            "accounts/network.html", lines=network.list_lines(uow), cities=CITIES
        )


@bp.get("/org/network/new")
@requires(ADMINISTER)
def new() -> ResponseReturnValue:
    """Show an empty form."""
    return _addition(NewOrganisationForm(None))


@bp.post("/org/network/new")
@requires(ADMINISTER)
def add() -> ResponseReturnValue:
    """Add an organisation, and invite its first administrator if one is named."""
    form = NewOrganisationForm()
    if not form.validate():
        return _addition(form), 422
    sent = None
    with (
        refusals_on(form, lambda: _addition(form), shows=(Refused, Conflict)),
        unit_of_work() as uow,
    ):
        added = network.add_organisation(uow, form.fields())
        if form.email.data:
            sent = invitations.invite(
                uow,
                email=form.email.data,
                full_name=form.full_name.data or "",
                language=language(),
                organisation_id=added.id,
                role=Role.ORGANISATION_ADMIN,
            )
    flash(_("“%(name)s” is added.", name=added.name), "success")
    if sent is not None:
        tell_sent(sent)
    return redirect(url_for(".show", organisation_id=added.id), code=303)


@bp.get("/org/network/<uuid:organisation_id>")
@requires(ADMINISTER)
def show(organisation_id: UUID) -> ResponseReturnValue:
    """Show an organisation in its form, and what closing it would mean."""
    return _change(organisation_id)


@bp.post("/org/network/<uuid:organisation_id>")
@requires(ADMINISTER)
def change(organisation_id: UUID) -> ResponseReturnValue:
    """Change an organisation."""
    with reading() as uow:
        form = _kind_of_form(uow, organisation_id)()
    if not form.validate():
        return _change(organisation_id, form), 422
    with (
        refusals_on(form, lambda: _change(organisation_id, form), shows=(Refused, Conflict)),
        unit_of_work() as uow,
    ):
        refuse_stale(uow, form, lambda: _stored(uow, organisation_id))
        network.change_organisation(uow, organisation_id, form.fields())
    flash(_("Saved."), "success")
    return redirect(url_for(".show", organisation_id=organisation_id), code=303)


@bp.post("/org/network/<uuid:organisation_id>/close")
@requires(ADMINISTER)
def close(organisation_id: UUID) -> ResponseReturnValue:
    """Close an organisation: nobody places requests for it any more."""
    with (
        refusals_flashed(lambda: _change(organisation_id), shows=(Refused, Conflict)),
        unit_of_work() as uow,
    ):
        network.set_active(uow, organisation_id, active=False)
    flash(_("The organisation is closed."), "success")
    return redirect(url_for(".show", organisation_id=organisation_id), code=303)


@bp.post("/org/network/<uuid:organisation_id>/open")
@requires(ADMINISTER)
def reopen(organisation_id: UUID) -> ResponseReturnValue:
    """Open an organisation again."""
    with (
        refusals_flashed(lambda: _change(organisation_id), shows=(Refused, Conflict)),
        unit_of_work() as uow,
    ):
        network.set_active(uow, organisation_id, active=True)
    flash(_("The organisation is open again."), "success")
    return redirect(url_for(".show", organisation_id=organisation_id), code=303)


def _addition(form: NewOrganisationForm) -> str:
    with reading() as uow:
        return render_template(
            "accounts/network_organisation.html",
            form=form,
            organisation=None,
            sends_mail=bool(uow.settings.smtp_host),
        )


def _stored(uow: UnitOfWork, organisation_id: UUID) -> OrganisationForm:
    stored = get_organisation(uow, organisation_id)
    return _kind_of_form(uow, organisation_id)(None, obj=stored).note_seen()


def _kind_of_form(uow: UnitOfWork, organisation_id: UUID) -> type[OrganisationForm]:
    stored = get_organisation(uow, organisation_id)
    return CentreForm if stored.kind is OrganisationKind.CENTRE else OrganisationForm


def _change(organisation_id: UUID, form: OrganisationForm | None = None) -> str:
    ahead = AHEAD_OF_ORGANISATION.answer()
    with reading() as uow:
        organisation = get_organisation(uow, organisation_id)
        return render_template(
            "accounts/network_organisation.html",
            form=form or _stored(uow, organisation_id),
            organisation=organisation,
            is_centre=organisation.kind is OrganisationKind.CENTRE,
            has_service=identity_providers.find(uow, organisation_id) is not None,
            ahead=ahead(uow, organisation_id) if ahead is not None else "",
        )
