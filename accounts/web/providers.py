"""Signing in with the service of one's organisation, and what the centre enters about it."""

import secrets
from datetime import timedelta
from uuid import UUID

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from accounts.domain.permissions import AccountsPermission
from accounts.service import identity_providers, openid, own_second_steps, second_steps
from accounts.service.organisations import get_organisation
from accounts.web import half_way
from accounts.web.forms import ProviderForm
from accounts.web.sign_in import enter_as, welcome
from accounts.web.signed_cookies import SignedCookie
from foundation.database.work import UnitOfWork, begin
from foundation.once import limits
from foundation.security.errors import (
    Conflict,
    DomainError,
    NotFound,
    Refused,
    TooOften,
    Unavailable,
)
from foundation.security.permissions import NOBODY
from foundation.web.guards import public, requires, signed_in
from foundation.web.refusals import flashed, refusals_by, refusals_on
from foundation.web.stale import refuse_stale
from foundation.web.translation import gettext as _
from foundation.web.work import actor, office, reading, unit_of_work

bp = Blueprint("providers", __name__, template_folder="../templates")
ADMINISTER = AccountsPermission.ACCOUNTS_ANY_ADMINISTER
# So long somebody may take over there.
COOKIE = SignedCookie("openid", "signing in elsewhere", timedelta(minutes=15))
MOST_PER_HOUR, HOUR = 120, timedelta(hours=1)
LONGEST_CODE, LONGEST_WANTED = 4000, 1000
SHOWN = (Conflict, Refused, TooOften, Unavailable, NotFound)


@bp.get("/org/network/<uuid:organisation_id>/sign-in")
@requires(ADMINISTER)
def show(organisation_id: UUID) -> ResponseReturnValue:
    """Show what is entered about an organisation's service."""
    return _page(organisation_id)


@bp.post("/org/network/<uuid:organisation_id>/sign-in")
@requires(ADMINISTER)
def change(organisation_id: UUID) -> ResponseReturnValue:
    """Enter or change it; the service is asked first whether it is one."""
    form = ProviderForm()
    with refusals_on(form, lambda: _page(organisation_id, form), shows=(Conflict, Refused)):
        given = form.fields()
        with unit_of_work() as uow:
            refuse_stale(uow, form, lambda: _stored(uow, organisation_id))
            identity_providers.keep(uow, organisation_id, given)
    try:
        if given.active:
            openid.discover(given.issuer)
        flash(_("Saved."), "success")
    except Unavailable:
        flash(_("Saved, but the service does not answer at this address. Check it."), "warning")
    return redirect(url_for(".show", organisation_id=organisation_id), code=303)


@bp.post("/login/with/<uuid:provider_id>")
@public
def begin_there(provider_id: UUID) -> ResponseReturnValue:
    """Send the browser to the service of an organisation."""
    with refusals_by(_to_sign_in, shows=SHOWN):
        return _send(provider_id, request.form.get("next", ""), "")


@bp.post("/account/sign-in/services/<uuid:provider_id>")
@signed_in
def link(provider_id: UUID) -> ResponseReturnValue:
    """Send the browser to the service, to link the account afterwards."""
    with refusals_by(_to_own, shows=SHOWN):
        return _send(provider_id, "", str(actor().user_id))


@bp.post("/account/sign-in/services/<uuid:provider_id>/unlink")
@signed_in
def unlink(provider_id: UUID) -> ResponseReturnValue:
    """Take the link of the own account away."""
    with refusals_by(_to_own, shows=SHOWN), unit_of_work() as uow:
        identity_providers.unlink_own(uow, provider_id)
    flash(_("The link is removed. Sign in with your password from now on."), "success")
    return redirect(url_for("own_sign_in.show"), code=303)


@bp.get("/login/back")
@public
def come_back() -> ResponseReturnValue:
    """Take what the service says, and let its person in, or link the account that is open here."""
    kept = _kept()
    is_ours = kept is not None and secrets.compare_digest(
        kept["state"], request.args.get("state", "")
    )
    if kept is None or not is_ours or "code" not in request.args:
        flash(
            _("The sign-in service did not sign you in. Try again, or use your password."), "error"
        )
        return redirect(url_for("sign_in.show"), code=303)
    with refusals_by(_to_own if kept["links"] else _to_sign_in, shows=SHOWN):
        with reading() as uow:
            client, now = identity_providers.client_of(uow, UUID(kept["provider"])), uow.now
        openid.refuse_mix_up(client, request.args.get("iss"))
        told = openid.hear(
            client,
            request.args["code"][:LONGEST_CODE],
            nonce=kept["nonce"],
            verifier=kept["verifier"],
            now=now,
        )
        if kept["links"]:
            return _link(kept, told)
        return _enter(kept, told)


def _link(kept: dict[str, str], told: openid.Told) -> ResponseReturnValue:
    if str(actor().user_id) != kept["links"]:
        raise NotFound
    with unit_of_work() as uow:
        identity_providers.link_own(uow, UUID(kept["provider"]), told)
    flash(_("Linked. From now on the sign-in of your organisation opens your account."), "success")
    return redirect(url_for("own_sign_in.show"), code=303)


def _enter(kept: dict[str, str], told: openid.Told) -> ResponseReturnValue:
    with begin(office(), NOBODY) as uow:
        admitted = identity_providers.recognise(uow, UUID(kept["provider"]), told)
        needs_more = not admitted.strong and second_steps.is_asked_of(uow, admitted.user_id)
        noted = second_steps.half_way(uow, admitted.user_id) if needs_more else None
    if noted is not None:
        half_way.remember(noted, kept["wanted"])
        return redirect(url_for("second_step.show"), code=303)
    if not enter_as(admitted.user_id, admitted.email, strong=admitted.strong):
        raise Refused(identity_providers.NOT_LINKED)
    return welcome(kept["wanted"])


def _send(provider_id: UUID, wanted: str, links: str) -> ResponseReturnValue:
    with begin(office(), NOBODY) as uow:
        network = limits.network_of(request.remote_addr)
        limits.count(uow, "openid", network, most=MOST_PER_HOUR, per=HOUR)
    with reading() as uow:
        client = identity_providers.client_of(uow, provider_id)
    state, nonce, verifier = (secrets.token_urlsafe(32) for _ in range(3))
    address = openid.ask(client, state=state, nonce=nonce, verifier=verifier)
    COOKIE.keep(
        {
            "provider": str(provider_id),
            "state": state,
            "nonce": nonce,
            "verifier": verifier,
            "wanted": wanted[:LONGEST_WANTED],
            "links": links,
        }
    )
    return redirect(address, code=303)


def _kept() -> dict[str, str] | None:
    """What was asked of the service in this browser; it counts once."""
    COOKIE.drop()
    found: dict[str, str] | None = COOKIE.read()
    return found


def _to_sign_in(error: DomainError) -> ResponseReturnValue:
    return flashed(error, redirect(url_for("sign_in.show"), code=303))


def _to_own(error: DomainError) -> ResponseReturnValue:
    return flashed(error, redirect(url_for("own_sign_in.show"), code=303))


def _stored(uow: UnitOfWork, organisation_id: UUID) -> ProviderForm:
    found = identity_providers.find(uow, organisation_id)
    return ProviderForm(None, obj=found).note_seen()


def _page(organisation_id: UUID, form: ProviderForm | None = None) -> str:
    with reading() as uow:
        found = identity_providers.find(uow, organisation_id)
        return render_template(
            "accounts/provider.html",
            organisation=get_organisation(uow, organisation_id),
            form=form or _stored(uow, organisation_id),
            is_new=found is None,
            may_change=own_second_steps.may_change(uow),
            back=identity_providers.address_back(uow),
        )
