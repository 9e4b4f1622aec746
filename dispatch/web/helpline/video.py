"""The video room of a session, for the two sides who meet there: a page that counts down, and the way in."""

from uuid import UUID

from flask import Blueprint, redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from dispatch.domain.permissions import DispatchPermission
from dispatch.service.slots import video_entry
from foundation.security.errors import Conflict
from foundation.web.filters import spoken_clock
from foundation.web.guards import requires
from foundation.web.refusals import flashed, refusals_by
from foundation.web.translation import language
from foundation.web.work import reading
from scheduling.domain.permissions import SchedulingPermission

bp = Blueprint("video", __name__, template_folder="../../templates")
# Whoever serves it, or has asked for it; the service looks whether it is theirs.
PARTIES = (DispatchPermission.OFFER_ANSWER, SchedulingPermission.REQUEST_PLACE)


@bp.get("/video/<uuid:session_id>")
@requires(*PARTIES)
def show(session_id: UUID) -> ResponseReturnValue:
    """How long it is until the room opens, then the way in."""
    return render_template("dispatch/helpline/video.html", **_context(session_id))


@bp.get("/video/<uuid:session_id>/state")
@requires(*PARTIES)
def state(session_id: UUID) -> ResponseReturnValue:
    """What of the page changes with time, alone."""
    return render_template(
        "dispatch/helpline/_video.html", is_fragment=True, **_context(session_id)
    )


@bp.get("/video/<uuid:session_id>/enter")
@requires(*PARTIES)
def enter(session_id: UUID) -> ResponseReturnValue:
    """Lead into the room, with a token of the reader's own."""
    back = redirect(url_for(".show", session_id=session_id), code=303)
    with refusals_by(lambda error: flashed(error, back), shows=(Conflict,)), reading() as uow:
        answer = redirect(video_entry.enter(uow, session_id, language()), code=303)
    answer.headers["Referrer-Policy"] = "no-referrer"
    answer.headers["Cache-Control"] = "no-store"
    return answer


def _context(session_id: UUID) -> dict[str, object]:
    with reading() as uow:
        seen = video_entry.see_room(uow, session_id)
        waits = seen.minutes_to_wait(uow.now)
        return {
            "seen": seen,
            "waits": waits,
            "again_after": None if seen.is_open else 30,
            "fresh": spoken_clock(uow.now),
        }
