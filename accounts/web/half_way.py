"""Between the right password and the second step: kept in a signed cookie of the browser that typed it."""

from datetime import datetime
from uuid import UUID

from flask import after_this_request, request
from itsdangerous import BadData, URLSafeTimedSerializer
from werkzeug.wrappers import Response

from accounts.service.second_steps import HALF_WAY_FOR, HalfWay
from foundation.web.work import office

LONGEST_WANTED = 1500


def remember(noted: HalfWay, wanted: str) -> None:
    """Keep with the answer that the password was right, and where the reader wanted to go."""
    kept = [str(noted.user_id), noted.mark, noted.since.isoformat(), wanted[:LONGEST_WANTED]]
    value = _serializer().dumps(kept)
    secure = office().settings.secure_cookies

    @after_this_request
    def keep(response: Response) -> Response:  # pyright: ignore[reportUnusedFunction]  registered by the decorator
        response.set_cookie(
            _cookie(), value, max_age=HALF_WAY_FOR, samesite="Lax", httponly=True, secure=secure
        )
        return response


def held() -> HalfWay | None:
    """What this browser has done so far."""
    found = _read()
    if found is None:
        return None
    user_id, mark, since, _ = found
    return HalfWay(UUID(user_id), mark, datetime.fromisoformat(since))


def wanted() -> str:
    """Where the reader wanted to go."""
    found = _read()
    return "" if found is None else found[3]


def forget() -> None:
    """Begin again."""

    @after_this_request
    def drop(response: Response) -> Response:  # pyright: ignore[reportUnusedFunction]  registered by the decorator
        response.delete_cookie(_cookie(), secure=office().settings.secure_cookies)
        return response


def _read() -> tuple[str, str, str, str] | None:
    try:
        user_id, mark, since, wanted = _serializer().loads(request.cookies.get(_cookie(), ""))
    except BadData:
        return None
    return user_id, mark, since, wanted


def _cookie() -> str:
    return "__Host-ieum-step" if office().settings.secure_cookies else "ieum-step"


def _serializer() -> URLSafeTimedSerializer:
    settings = office().settings
    keys = [*settings.secret_key_fallbacks, settings.secret_key]
    return URLSafeTimedSerializer(keys, salt="between password and second step")
