"""The first page of an empty installation; every other page leads here until somebody has an account."""

from flask import Blueprint, Flask, current_app, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from accounts.service import founding, sign_in, users
from accounts.web.forms import FoundingForm
from accounts.web.sign_in import enter_as
from foundation.database.work import UnitOfWork, begin
from foundation.once import limits
from foundation.security.errors import Conflict, DomainError, NotFound, Problems, Unavailable
from foundation.security.permissions import the_system
from foundation.text.message import say
from foundation.web.forms import given
from foundation.web.guards import public
from foundation.web.refusals import refusals_by, refusals_on
from foundation.web.translation import gettext as _
from foundation.web.translation import language
from foundation.web.work import actor, office, reading

bp = Blueprint("founding", __name__, template_folder="../templates")
WHO = "first page"
EXTENSION = "founded"
OPEN = frozenset({"static", "start.health", "founding.show", "founding.found", "language.choose"})


def install(app: Flask) -> None:
    """Lead every page of an empty installation to the first one."""

    @app.before_request
    def lead_to_the_first_page() -> ResponseReturnValue | None:  # pyright: ignore[reportUnusedFunction]  registered by the decorator
        if request.endpoint in OPEN or _is_founded():
            return None
        return redirect(url_for("founding.show"), code=303)


def _is_founded() -> bool:
    """Whether there is an account; asked of the database until there is, and never again."""
    if actor().user_id is not None or EXTENSION in current_app.extensions:
        return True
    with reading() as uow:
        if not founding.is_founded(uow):
            return False
    current_app.extensions[EXTENSION] = True
    return True


@bp.get("/first")
@public
def show() -> ResponseReturnValue:
    """Show the form, as long as nobody has an account."""
    if _is_founded():
        raise NotFound
    return _page(FoundingForm(None))


@bp.post("/first")
@public
def found() -> ResponseReturnValue:
    """Make the centre and the first administrator, and sign her in; of two at once, one comes second."""
    if _is_founded():
        raise NotFound
    form = FoundingForm()
    with begin(office(), the_system(WHO)) as uow:
        founding.count_try(uow, limits.network_of(request.remote_addr))
    is_valid = form.validate()
    with (
        refusals_by(_second, shows=(Conflict,)),
        refusals_on(form, lambda: _page(form), unless=(Conflict, Unavailable)),
    ):
        with reading() as uow:
            # First: with the first account the keys are gone too.
            founding.require_unfounded(uow)
            _find_problems(uow, form).check()
        if not is_valid:
            return _page(form), 422
        # Hashing takes long: between the units of work, never inside one.
        password_hash = sign_in.hash_password(given(form.password.data))
        with begin(office(), the_system(WHO)) as uow:
            user = founding.found(
                uow, _centre(form), **_administrator(form), password_hash=password_hash
            )
    enter_as(user.id, user.email)
    flash(_("Welcome. The centre is made, and you are its administrator."), "success")
    return redirect(url_for("start.show"), code=303)


def _second(error: DomainError) -> ResponseReturnValue:
    flash(_("Somebody else was faster. Ask the centre's administrator for an invitation."), "error")
    del error
    return redirect(url_for("sign_in.show"), code=303)


def _find_problems(uow: UnitOfWork, form: FoundingForm) -> Problems:
    """All faults at once; the address is looked at as it was typed."""
    problems = founding.find_problems(uow, _centre(form), **_administrator(form))
    if not form.key.data:
        problems.add("key", say("Type the key from the console."))
    elif not founding.is_key(uow, form.key.data):
        problems.add("key", say("The server did not print this key. Copy it from its console."))
    try:
        users.check_password(form.email.data or "", form.password.data or "")
    except DomainError as error:
        problems.found.update({name: [*found] for name, found in error.problems.items()})
    return problems


def _centre(form: FoundingForm) -> founding.OrganisationFields:
    return founding.centre_of(
        name=form.name.data or "",
        name_en=form.name_en.data or "",
        code=form.code.data or "",
        city=form.city.data or "",
        phone=form.phone.data or "",
    )


def _administrator(form: FoundingForm) -> dict[str, str]:
    return {
        "full_name": form.full_name.data or "",
        "email": form.email.data or "",
        "language": language(),
    }


def _page(form: FoundingForm) -> str:
    with reading() as uow:
        return render_template(
            "accounts/founding.html", form=form, centre=founding.find_centre(uow)
        )
