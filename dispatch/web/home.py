"""The interpreter's first page: what comes next, and what waits for an answer."""

from flask import Blueprint, render_template
from flask.typing import ResponseReturnValue

from dispatch.service import offers_seen
from dispatch.web.offers_frame import frame_of
from foundation.permissions import Permission
from foundation.web.guards import requires
from foundation.web.work import reading

bp = Blueprint("home", __name__, template_folder="../templates")


@bp.get("/home")
@requires(Permission.OFFER_ANSWER)
def show() -> ResponseReturnValue:
    """The next session, the offers that wait, and this week."""
    with reading() as uow:
        return render_template(
            "dispatch/home.html", home=offers_seen.see_home(uow), **frame_of(uow)
        )
