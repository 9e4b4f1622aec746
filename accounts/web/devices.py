"""Browsers from which an account was entered before: a signed cookie, so that strangers' tries do not count there."""

import secrets
from datetime import timedelta
from typing import Any

from flask import after_this_request, request
from itsdangerous import BadData, URLSafeTimedSerializer
from werkzeug.wrappers import Response

from accounts.service.sign_in import folded_email
from foundation.security.keys import keyed_hash
from foundation.web.work import office

KEPT = timedelta(days=180)
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
    secure = office().settings.secure_cookies

    @after_this_request
    def keep(response: Response) -> Response:  # pyright: ignore[reportUnusedFunction]  registered by the decorator
        response.set_cookie(
            _cookie(),
            _serializer().dumps(value),
            max_age=KEPT,
            samesite="Lax",
            httponly=True,
            secure=secure,
        )
        return response


def _held() -> dict[str, Any]:
    try:
        held: dict[str, Any] = _serializer().loads(
            request.cookies.get(_cookie(), ""), max_age=int(KEPT.total_seconds())
        )
    except BadData:
        return {"device": secrets.token_urlsafe(16), "accounts": []}
    return held


def _name_of(email: str) -> str:
    """An account without its address: cookies are read by whoever uses the computer next."""
    digest = keyed_hash(office().settings, "known browsers")
    digest.update(folded_email(email).encode())
    return digest.hexdigest()[:HASH_LENGTH]


def _cookie() -> str:
    return "__Host-ieum-browser" if office().settings.secure_cookies else "ieum-browser"


def _serializer() -> URLSafeTimedSerializer:
    settings = office().settings
    keys = [*settings.secret_key_fallbacks, settings.secret_key]
    return URLSafeTimedSerializer(keys, salt="known browsers")
