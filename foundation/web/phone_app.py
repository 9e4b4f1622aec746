"""What makes the pages an app on a phone: its name and icons, and the worker that shows notifications."""

from flask import Blueprint, Response, jsonify

from foundation.web.guards import public
from foundation.web.headers import STATIC
from foundation.web.translation import gettext as _
from foundation.web.translation import language

bp = Blueprint("phone_app", __name__)
ICONS = {size: f"app-icon-{size}.png" for size in (192, 512)}


@bp.get("/worker.js")
@public
def worker() -> Response:
    """The worker: at the root, so that it may stand for every page."""
    return _file("worker.js", "text/javascript")


@bp.get("/app-icon-192.png", defaults={"size": 192})
@bp.get("/app-icon-512.png", defaults={"size": 512})
@public
def icon(size: int) -> Response:
    """The icon on the home screen, in one of two sizes."""
    return _file(ICONS[size], "image/png")


@bp.get("/app.webmanifest")
@public
def manifest() -> Response:
    """What the app is called, and how it looks on the home screen."""
    answer = jsonify(
        name=_("Ieum"),
        short_name=_("Ieum"),
        lang=language(),
        start_url="/",
        scope="/",
        display="standalone",
        background_color="#ffffff",
        theme_color="#0f5c5c",
        icons=[
            {"src": f"/{name}", "sizes": f"{size}x{size}", "type": "image/png"}
            for size, name in ICONS.items()
        ],
    )
    answer.mimetype = "application/manifest+json"
    return answer


def _file(name: str, mimetype: str) -> Response:
    return Response((STATIC / name).read_bytes(), mimetype=mimetype)
