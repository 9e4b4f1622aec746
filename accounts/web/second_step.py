"""After the right password: a code from the app or from paper, or a passkey."""

from functools import partial

from flask import Blueprint, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from accounts.service import passkeys, second_steps
from accounts.service.users import User
from accounts.web import half_way
from accounts.web.forms import StepCodeForm
from accounts.web.sign_in import enter_as, own_site, welcome
from foundation.database.work import begin
from foundation.security.errors import DomainError, Gone, Refused, TooOften, refuse
from foundation.security.permissions import NOBODY
from foundation.text.message import say
from foundation.web.forms import given
from foundation.web.guards import public
from foundation.web.refusals import refusals_by, refusals_on, status_of
from foundation.web.work import office, reading

bp = Blueprint("second_step", __name__, template_folder="../templates")
SHOWN = (Refused, TooOften)
TOO_LATE = say("That took more than ten minutes. Sign in again.")


@bp.get("/login/code")
@public
def show() -> ResponseReturnValue:
    """Ask for the second step; whoever has not typed a password begins there."""
    with refusals_by(lambda _error: _begin_again(), shows=(Gone,)):
        return _page(StepCodeForm(None))


@bp.post("/login/code")
@public
def enter() -> ResponseReturnValue:
    """Check the code and sign in."""
    form = StepCodeForm()
    with refusals_by(lambda _error: _begin_again(), shows=(Gone,)):
        user = _halted()
        if not form.validate():
            return _page(form), 422
        with refusals_on(form, partial(_page, form), status=_status, shows=SHOWN):
            _check(user, given(form.code.data))
        return _enter(user)


@bp.post("/login/code/passkey")
@public
def enter_by_passkey() -> ResponseReturnValue:
    """Check a passkey in place of the code, and sign in."""
    form = StepCodeForm(None)
    with refusals_by(lambda _error: _begin_again(), shows=(Gone,)):
        user = _halted()
        with refusals_on(form, partial(_page, form), status=_status, shows=SHOWN):
            with begin(office(), NOBODY) as uow:
                second_steps.begin(uow, user.id)
            with begin(office(), NOBODY) as uow:
                passkeys.check(uow, own_site(), request.form.get("answer", ""), user.id)
                second_steps.entered(uow, user.id)
        return _enter(user)


def _status(error: DomainError) -> int:
    return 429 if isinstance(error, TooOften) else status_of(error)


def _halted() -> User:
    noted = half_way.held()
    with reading() as uow:
        user = None if noted is None else second_steps.still_half_way(uow, noted)
    if user is None:
        raise Gone(TOO_LATE)
    return user


def _check(user: User, typed: str) -> None:
    # Apart from the transaction that takes the code, which a refusal undoes.
    with begin(office(), NOBODY) as uow:
        second_steps.begin(uow, user.id)
    with begin(office(), NOBODY) as uow:
        is_right = second_steps.take(uow, user.id, typed)
        if is_right:
            second_steps.entered(uow, user.id)
        else:
            second_steps.failed(uow, user.id)
    if not is_right:
        raise refuse("code", second_steps.WRONG)


def _enter(user: User) -> ResponseReturnValue:
    wanted = half_way.wanted()
    half_way.forget()
    if not enter_as(user.id, user.email, strong=True):
        return _begin_again()
    return welcome(wanted)


def _begin_again() -> ResponseReturnValue:
    wanted = half_way.wanted()
    half_way.forget()
    return redirect(url_for("sign_in.show", next=wanted or None), code=303)


def _page(form: StepCodeForm) -> str:
    user, site = _halted(), own_site()
    with reading() as uow:
        ways = second_steps.ways_of(uow, user.id)
        options = (
            passkeys.offer_entering(uow, site, user.id)
            if ways.by_passkey and site.may_have_passkeys
            else ""
        )
    return render_template(
        "accounts/second_step.html", form=form, user=user, ways=ways, passkey_options=options
    )
