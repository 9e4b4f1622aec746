"""What every request passes before Flask sees it: whose address counts, which host was asked for, and a last answer."""

import re
from collections.abc import Iterable
from typing import Any
from uuid import uuid4

import structlog
from flask import Flask
from werkzeug.middleware.proxy_fix import ProxyFix

from foundation.config import Settings
from foundation.web.errors import bare_page

# One name or address with its port. Two Host lines reach us as one with a comma.
_HOST = re.compile(r"(?:[a-z0-9](?:[a-z0-9.-]*[a-z0-9])?|\[[0-9a-f:.]+\])(?::\d{1,5})?")
log = structlog.get_logger()
StartResponse = Any


class Entrance:
    """A WSGI application around ours."""

    def __init__(self, app: Any, trusted_hosts: tuple[str, ...]) -> None:
        """Let in requests for these hosts; for any when none are named."""
        self._app = app
        self._hosts = frozenset(_name_of(host.casefold()) for host in trusted_hosts)

    def __call__(self, environ: dict[str, Any], start_response: StartResponse) -> Iterable[bytes]:
        """Answer; whatever breaks in doing so, with a plain page."""
        host = str(environ.get("HTTP_HOST", "")).casefold()
        if not self._is_ours(host):
            return _answer(start_response, 400, "400 Bad Request")
        if host:
            environ["HTTP_HOST"] = host
        try:
            return self._app(environ, start_response)
        except Exception:  # the last place where an error can be answered
            reference = uuid4().hex[:8]
            log.exception("answer.failed", reference=reference)
            return _answer(start_response, 500, "500 Internal Server Error", reference)

    def _is_ours(self, host: str) -> bool:
        # Without a Host (HTTP/1.0) the server's own name stands for it.
        if not host:
            return not self._hosts
        if not _HOST.fullmatch(host):
            return False
        name = _name_of(host)
        above = "." + name.partition(".")[2]
        return not self._hosts or name in self._hosts or above in self._hosts


def _name_of(host: str) -> str:
    """A host without its port and without the dot that may end it. A setting `.ieum.kr` means all below."""
    name = host if host.endswith("]") or host.count(":") > 1 else host.partition(":")[0]
    if "]:" in host:
        name = host.rpartition(":")[0]
    return name.strip("[]").rstrip(".")


def _answer(
    start_response: StartResponse, status: int, line: str, reference: str = ""
) -> Iterable[bytes]:
    page = bare_page(status, reference).encode()
    headers = [
        ("Content-Type", "text/html; charset=utf-8"),
        ("Content-Length", str(len(page))),
        ("Content-Security-Policy", "default-src 'none'; frame-ancestors 'none'"),
        ("X-Content-Type-Options", "nosniff"),
        ("Cache-Control", "no-store"),
    ]
    start_response(line, headers)
    return [page]


def install(app: Flask, settings: Settings) -> None:
    """Stand before the application; behind proxies count the address that the outermost trusted one saw."""
    inner: Any = app.wsgi_app
    if settings.trusted_proxies:
        inner = ProxyFix(
            inner, x_for=settings.trusted_proxies, x_proto=settings.trusted_proxies, x_host=0
        )
    app.wsgi_app = Entrance(inner, settings.trusted_hosts)  # pyright: ignore[reportAttributeAccessIssue]  as Flask's manual does it
