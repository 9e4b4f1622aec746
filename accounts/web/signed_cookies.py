"""Cookies that only we can write: signed and dated, one for each purpose."""

from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from flask import after_this_request, request
from itsdangerous import BadData, URLSafeTimedSerializer
from werkzeug.wrappers import Response

from foundation.web.work import office


@dataclass(frozen=True)
class SignedCookie:
    """A cookie by its short name. `purpose` signs it: a value of another cookie is none of this one."""

    name: str
    purpose: str
    lives: timedelta

    def keep(self, value: object) -> None:
        """Send it with the answer to this request."""
        written = self._serializer().dumps(value)
        secure = office().settings.secure_cookies

        @after_this_request
        def send(response: Response) -> Response:  # pyright: ignore[reportUnusedFunction]  registered by the decorator
            # Lax: a browser brings it along when another site sends it back to us.
            response.set_cookie(
                self._full_name(),
                written,
                max_age=self.lives,
                samesite="Lax",
                httponly=True,
                secure=secure,
            )
            return response

    def read(self) -> Any:
        """What this browser brought; None without one, or when it is too old or not ours."""
        written = request.cookies.get(self._full_name(), "")
        try:
            return self._serializer().loads(written, max_age=int(self.lives.total_seconds()))
        except BadData:
            return None

    def drop(self) -> None:
        """Take it from the browser with the answer to this request."""

        @after_this_request
        def take(response: Response) -> Response:  # pyright: ignore[reportUnusedFunction]  registered by the decorator
            response.delete_cookie(self._full_name(), secure=office().settings.secure_cookies)
            return response

    def _full_name(self) -> str:
        return ("__Host-ieum-" if office().settings.secure_cookies else "ieum-") + self.name

    def _serializer(self) -> URLSafeTimedSerializer:
        settings = office().settings
        keys = [*settings.secret_key_fallbacks, settings.secret_key]
        return URLSafeTimedSerializer(keys, salt=self.purpose)
