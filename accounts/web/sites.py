"""The places of an organisation: list, add, change."""

from uuid import UUID

from flask import Blueprint, flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from accounts.domain.cities import CITIES
from accounts.domain.permissions import AccountsPermission
from accounts.service import organisations
from accounts.web.forms import SiteForm
from accounts.web.organisation import administered
from foundation.database.work import UnitOfWork
from foundation.security.errors import Conflict, Refused
from foundation.web.forms import given
from foundation.web.guards import requires
from foundation.web.refusals import refusals_on
from foundation.web.stale import refuse_stale
from foundation.web.translation import gettext as _
from foundation.web.work import reading, unit_of_work

bp = Blueprint("sites", __name__, template_folder="../templates")
ADMINISTER = AccountsPermission.ACCOUNTS_OWN_ADMINISTER


@bp.get("/org/sites")
@requires(ADMINISTER)
def index() -> ResponseReturnValue:
    """List the places, also those that are not used any more."""
    with reading() as uow:
        ours = administered(uow)
        sites = organisations.list_sites(uow, [ours.chosen.id], active_only=False)
        return render_template("accounts/sites.html", ours=ours, sites=sites, cities=CITIES)


@bp.get("/org/sites/new")
@requires(ADMINISTER)
def new() -> ResponseReturnValue:
    """Show an empty form."""
    return _addition()


@bp.post("/org/sites/new")
@requires(ADMINISTER)
def add() -> ResponseReturnValue:
    """Add a place."""
    form = SiteForm()
    if not form.validate():
        return _addition(form), 422
    with refusals_on(form, lambda: _addition(form), shows=(Refused,)), unit_of_work() as uow:
        ours = administered(uow)
        site = organisations.add_site(uow, ours.chosen.id, **form.place())
        argument = ours.argument
    flash(_("“%(name)s” is added.", name=site.name), "success")
    return redirect(url_for(".index", organisation=argument), code=303)


@bp.get("/org/sites/<uuid:site_id>")
@requires(ADMINISTER)
def show(site_id: UUID) -> ResponseReturnValue:
    """Show a place in its form."""
    return _change(site_id)


@bp.post("/org/sites/<uuid:site_id>")
@requires(ADMINISTER)
def change(site_id: UUID) -> ResponseReturnValue:
    """Change a place."""
    form = SiteForm()
    if not form.validate():
        return _change(site_id, form), 422
    with (
        refusals_on(form, lambda: _change(site_id, form), shows=(Refused, Conflict)),
        unit_of_work() as uow,
    ):
        refuse_stale(uow, form, lambda: _stored(uow, site_id))
        site = organisations.change_site(
            uow, site_id, active=bool(form.active.data), **form.place()
        )
        several = len(organisations.list_administered(uow)) > 1
    flash(_("Saved."), "success")
    argument = site.organisation_id if several else None
    return redirect(url_for(".index", organisation=argument), code=303)


def _addition(form: SiteForm | None = None) -> str:
    with reading() as uow:
        ours = administered(uow)
        form = form or SiteForm(None)
        return render_template("accounts/site.html", ours=ours, site=None, form=form)


def _stored(uow: UnitOfWork, site_id: UUID) -> SiteForm:
    site = organisations.get_administered_site(uow, site_id)
    return SiteForm(None, obj=given(site)).note_seen()


def _change(site_id: UUID, form: SiteForm | None = None) -> str:
    with reading() as uow:
        site = organisations.get_administered_site(uow, site_id)
        form = form or _stored(uow, site_id)
        return render_template("accounts/site.html", ours=None, site=site, form=form)
