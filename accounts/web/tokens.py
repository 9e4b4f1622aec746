"""One's own tokens for other systems: made, shown once, revoked."""

from uuid import UUID

from flask import Blueprint, current_app, flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from accounts.service import api_tokens, own_account, own_second_steps
from accounts.web.forms import TokenForm
from foundation.security.scopes import TokenScope
from foundation.web.guards import mark_of, signed_in
from foundation.web.refusals import refusals_on
from foundation.web.translation import gettext as _
from foundation.web.translation import language, words
from foundation.web.work import reading, unit_of_work

bp = Blueprint("tokens", __name__, template_folder="../templates")


def scopes() -> list[TokenScope]:
    """Everything that a token may be for: what the routes of the API ask for."""
    marks = (mark_of(current_app, endpoint) for endpoint in current_app.view_functions)
    found = {mark.name: mark for mark in marks if isinstance(mark, TokenScope)}
    return [found[name] for name in sorted(found)]


@bp.get("/account/tokens")
@signed_in
def index() -> ResponseReturnValue:
    """List the reader's tokens."""
    return _page()


@bp.post("/account/tokens")
@signed_in
def make() -> ResponseReturnValue:
    """Make a token and show it, once: the answer is kept nowhere."""
    form = _offered(TokenForm())
    if not form.validate():
        return _page(form), 422
    with refusals_on(form, lambda: _page(form)), unit_of_work() as uow:
        token = api_tokens.make(uow, form.wanted())
    return render_template("accounts/token.html", token=token)


@bp.post("/account/tokens/<uuid:token_id>/revoke")
@signed_in
def revoke(token_id: UUID) -> ResponseReturnValue:
    """Let a token open nothing any more."""
    with unit_of_work() as uow:
        api_tokens.revoke(uow, token_id)
    flash(_("The token is revoked. Nothing is opened by it any more."), "success")
    return redirect(url_for(".index"), code=303)


def _offered(form: TokenForm) -> TokenForm:
    with reading() as uow:
        user = own_account.get_own(uow)
        homes = {m.organisation_id: m.organisation.name_in(language()) for m in user.memberships}
    named = [(scope.name, words(scope.label)) for scope in scopes()]
    return form.offer(named, [(str(each), name) for each, name in homes.items()])


def _page(form: TokenForm | None = None) -> str:
    with reading() as uow:
        return render_template(
            "accounts/tokens.html",
            form=form or _offered(TokenForm(None)),
            tokens=api_tokens.list_own(uow),
            labels={scope.name: scope.label for scope in scopes()},
            may_change=own_second_steps.may_change(uow),
            now=uow.now,
        )
