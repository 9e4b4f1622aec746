"""Browsers from which an account was entered before: a signed cookie, so that strangers' tries do not count there."""

import secrets
from datetime import timedelta
from typing import Any

from accounts.service.sign_in import folded_email
from accounts.web.signed_cookies import SignedCookie
from foundation.security.keys import keyed_hash
from foundation.web.work import office

COOKIE = SignedCookie("browser", "known browsers", timedelta(days=180))
MOST_ACCOUNTS = 5
HASH_LENGTH = 24


def known(email: str) -> str:
    """What this browser is called if the account was entered from it before; empty otherwise."""
    held = _held()
    return held["device"] if _name_of(email) in held["accounts"] else ""


def remember(email: str) -> None:
    """Keep with the answer that the account was entered from this browser."""
    held, name = _held(), _name_of(email)
    others = [each for each in held["accounts"] if each != name]
    value = {"device": held["device"], "accounts": [name, *others][:MOST_ACCOUNTS]}
    COOKIE.keep(value)


def _held() -> dict[str, Any]:
    held: dict[str, Any] | None = COOKIE.read()
    return held or {"device": secrets.token_urlsafe(16), "accounts": []}


def _name_of(email: str) -> str:
    """An account without its address: cookies are read by whoever uses the computer next."""
    digest = keyed_hash(office().settings, "known browsers")
    digest.update(folded_email(email).encode())
    return digest.hexdigest()[:HASH_LENGTH]
