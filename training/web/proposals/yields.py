"""What becomes of the seats of a course, level by level."""

from flask import Blueprint, render_template, request
from flask.typing import ResponseReturnValue

from foundation.web.guards import requires
from foundation.web.work import reading
from interpreters.domain.languages import Language
from training.domain.permissions import TrainingPermission
from training.domain.yields import MOST_SEATS, YieldStep, list_priors
from training.service.proposals import yields

bp = Blueprint("yields", __name__, template_folder="../../templates")
USUAL_SEATS = 20


@bp.get("/training/yield")
@requires(TrainingPermission.CERTIFICATION_READ)
def show() -> ResponseReturnValue:
    """Show every level that dispatch sends, of all languages or of one, for so many seats."""
    asked = request.args.get("language", "")
    spoken = Language(asked) if asked in {*Language} else None
    typed = request.args.get("seats", "")
    # Digits of other scripts are none that int() and the page agree on.
    seats = int(typed) if typed.isascii() and typed.isdigit() and len(typed) < 5 else USUAL_SEATS  # noqa: PLR2004
    seats = min(max(seats, 1), MOST_SEATS)
    with reading() as uow:
        return render_template(
            "training/proposals/yield.html",
            rows=yields.see_yields(uow, spoken),
            spoken=spoken,
            offered=list(Language),
            seats=seats,
            most=MOST_SEATS,
            steps=list(YieldStep),
            priors=list_priors(),
            decided_after=yields.DECIDED_AFTER.days,
        )
