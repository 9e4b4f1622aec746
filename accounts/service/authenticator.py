"""Codes from an app (TOTP, RFC 6238); the only file that speaks pyotp."""

from pyotp import random_base32
from pyotp.totp import TOTP
from pyotp.utils import strings_equal

from accounts.service import own_account
from accounts.store import second_step_queries as queries
from accounts.store.second_step_tables import AuthenticatorApp
from foundation.database.work import UnitOfWork
from foundation.security.errors import Conflict
from foundation.text.message import say

ISSUER = "Ieum"
# A phone's clock may be half a minute early or late.
PERIODS = (0, -1, 1)
_PLACE = ("authenticator_app", "encrypted_secret")


def prepare(uow: UnitOfWork) -> None:
    """Make a secret for the actor's app, in place of one that no code was typed for yet."""
    user = own_account.get_own(uow)
    app = queries.find_app(uow.db, user.id)
    if app is not None and app.confirmed_at is not None:
        raise Conflict(say("You have an authenticator app already. Remove it first."))
    sealed = uow.cipher.close(random_base32(), *_PLACE, user.id)
    if app is None:
        uow.db.add(AuthenticatorApp(user_id=user.id, encrypted_secret=sealed, made_at=uow.now))
    else:
        app.encrypted_secret, app.made_at = sealed, uow.now


def address_for_app(uow: UnitOfWork, app: AuthenticatorApp) -> str:
    """What the QR code of a new app says (`otpauth://`)."""
    email = own_account.get_own(uow).email
    return _totp(uow, app).provisioning_uri(name=email, issuer_name=ISSUER)


def secret_to_type(uow: UnitOfWork, app: AuthenticatorApp) -> str:
    """The secret in groups of four, for an app that reads no picture."""
    secret = _totp(uow, app).secret
    return " ".join(secret[at : at + 4] for at in range(0, len(secret), 4))


def take(uow: UnitOfWork, app: AuthenticatorApp, typed: str) -> bool:
    """Whether a code is right now; each is taken once, also of two who send it at the same instant."""
    totp, signs = _totp(uow, app), typed.replace(" ", "")
    now = totp.timecode(uow.now)
    period = next((now + by for by in PERIODS if _is(totp, now + by, signs)), None)
    return period is not None and queries.take_period(uow.db, app.user_id, period)


def _is(totp: TOTP, period: int, signs: str) -> bool:
    return strings_equal(signs, totp.generate_otp(period))


def _totp(uow: UnitOfWork, app: AuthenticatorApp) -> TOTP:
    return TOTP(uow.cipher.open(app.encrypted_secret, *_PLACE, app.user_id))
